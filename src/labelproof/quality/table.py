"""A breakdown: one result for each label, segment or guideline version, each with its own n and interval."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from labelproof.kernel.canonical import Json

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Table(Generic[T]):
    """Results by what they are broken down by.

    Shape: keys and cells of equal length, in the order of the keys.

    >>> dict(Table("segment", ("news", "mail"), (1, 2)).rows())["mail"]
    2
    """

    by: str
    keys: tuple[Json, ...]
    cells: tuple[T, ...]

    def __post_init__(self) -> None:
        if len(self.keys) != len(self.cells):
            raise ValueError(f"{len(self.keys)} keys for {len(self.cells)} cells")

    def __len__(self) -> int:
        return len(self.cells)

    def rows(self) -> Iterator[tuple[Json, T]]:
        """Each key with its cell."""
        return zip(self.keys, self.cells, strict=True)
