"""Results at a position of the log, kept until it moves: anything that could change a figure is an event."""

from collections.abc import Callable
from typing import Any, TypeVar

from labelproof.engine.views.visit import Visit

MOST_KEPT = 16

T = TypeVar("T")


def at_position(v: Visit, name: tuple[Any, ...], compute: Callable[[], T]) -> T:
    """What was computed for this name at this size of the log, or is now; the name says for whom, where that matters."""
    kept, at = v.engine.figures, (v.origin, v.size, *name)
    found = kept.get(at)
    if found is None:
        found = kept[at] = compute()
        gone = [each for each in list(kept) if each[0] == v.origin and each[1] != v.size]
        for each in [*gone, *list(kept)[:-MOST_KEPT]]:  # a name that was erased stays in no memory
            kept.pop(each, None)
    return found
