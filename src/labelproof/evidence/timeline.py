"""What held when: values by the leaf that set them, asked for in logarithmic time, so that no log makes a check hang."""

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class Timeline(Generic[T]):
    """Values in the order of the leaves that set them.

    >>> plan = Timeline[int]()
    >>> plan.put(3, 2)
    >>> plan.before(3), plan.before(4)
    (None, 2)
    """

    _indices: list[int] = field(default_factory=list[int])
    _values: list[T] = field(default_factory=list[T])

    def put(self, index: int, value: T) -> None:
        """From leaf `index` on it is this value; leaves come in order."""
        self._indices.append(index)
        self._values.append(value)

    def before(self, index: int) -> T | None:
        """The value when leaf `index` was written: what an earlier leaf set last."""
        at = bisect_left(self._indices, index)
        return self._values[at - 1] if at else None


@dataclass(slots=True)
class Sights:
    """When one person was shown everything that came before some leaf."""

    _shown: list[int] = field(default_factory=list[int])
    _up_to: list[int] = field(default_factory=list[int])

    def put(self, shown_at: int, before: int) -> None:
        """Leaf `shown_at` shows whatever came in before leaf `before`; leaves come in order."""
        self._shown.append(shown_at)
        self._up_to.append(max(before, self._up_to[-1] if self._up_to else 0))

    def saw(self, born: int, at: int) -> bool:
        """Whether what came in with leaf `born` had been shown when leaf `at` was written."""
        n = bisect_left(self._shown, at)
        return n > 0 and self._up_to[n - 1] > born
