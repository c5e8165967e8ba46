"""What a reconciliation found: rows, leaves and files that do not follow from each other, each by its own name."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

MOST_SHOWN = 20


@dataclass
class Difference:
    """One thing that is not as the rest of the instance says: where it stands, and what is wrong with it."""

    code: str
    table: str
    key: tuple[Any, ...]
    what: str


@dataclass
class Report:
    """What was compared, and what differs. Of each code the first few are kept in full, the others counted."""

    n_events: int = 0
    n_rows: int = 0
    n_openings: int = 0
    n_files: int = 0
    n_different: int = 0
    differences: list[Difference] = field(default_factory=list[Difference])
    counts: dict[str, int] = field(default_factory=dict[str, int])

    def add(self, code: str, table: str, key: Iterable[Any], what: str) -> None:
        """Count a difference; the first few of its code are kept."""
        self.n_different += 1
        self.counts[code] = self.counts.get(code, 0) + 1
        if self.counts[code] <= MOST_SHOWN:
            self.differences.append(Difference(code, table, tuple(key), what))
