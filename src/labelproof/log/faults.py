"""What a check found wrong: the first of each kind in full, the rest counted."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from labelproof.kernel.refused import Refused


@dataclass(frozen=True, slots=True)
class Fault:
    """A code, the facts, the next step, and how many more there were of the same code."""

    code: str
    what: str
    fix: str
    more: int = 0

    def __str__(self) -> str:
        more = f" ({self.more} more like this)" if self.more else ""
        return f"{self.code}: {self.what}.{more} Fix: {self.fix}."


@dataclass(slots=True)
class Faults:
    """Faults in the order found."""

    _first: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    _count: dict[str, int] = field(default_factory=dict[str, int])

    def add(self, code: str, what: str, fix: str, n: int = 1) -> None:
        """Note one, or the first of `n`; only the first of a code keeps its words."""
        self._first.setdefault(code, (what, fix))
        self._count[code] = self._count.get(code, 0) + n

    def take(self, refused: Refused, where: str = "") -> None:
        """Note a refusal, with the place it was found in front."""
        self.add(refused.code, f"{where}{refused.what}", refused.fix)

    def include(self, others: "Faults", where: str = "") -> None:
        """Note all of another's, after one's own, with the place in front."""
        for fault in others:
            self.add(fault.code, f"{where}{fault.what}", fault.fix, fault.more + 1)

    def count(self, code: str) -> int:
        """How often a code was found."""
        return self._count.get(code, 0)

    def __iter__(self) -> Iterator[Fault]:
        for code, (what, fix) in self._first.items():
            yield Fault(code, what, fix, self._count[code] - 1)

    def __bool__(self) -> bool:
        return bool(self._first)
