"""Distances between values: 0 equal, 1 as far apart as can be. Sets, preferences and rankings; any other is a callable."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from labelproof.kernel.canonical import Json

Between = Callable[[Json, Json], float]


@dataclass(frozen=True, slots=True)
class Distance:
    """A named distance on [0, 1], and whether alpha squares it: both are part of the method's id.

    MASI and 1 - IoU are not squared (statistics.md, Agreement); a distance on a scale of numbers usually is.
    """

    name: str
    between: Between
    squared: bool = False


def jaccard(a: Json, b: Json) -> float:
    """1 less the shared part of two sets; two empty sets are equal.

    Source: Jaccard, The distribution of the flora in the alpine zone (1912).

    >>> jaccard(["a", "b"], ["b", "c"])
    0.6666666666666667
    """
    one, other = _members(a), _members(b)
    return 1 - len(one & other) / len(one | other) if one | other else 0.0


def masi(a: Json, b: Json) -> float:
    """Jaccard weighted by how the sets lie: equal 1, one inside the other 2/3, overlapping 1/3, apart 0.

    Source: Passonneau, Measuring agreement on set-valued items (MASI) (2006).

    >>> round(masi(["a", "b"], ["a", "b", "c"]), 6)
    0.555556
    """
    one, other = _members(a), _members(b)
    if one == other:
        return 0.0
    shared = one & other
    monotony = 2 / 3 if one <= other or other <= one else 1 / 3
    return 1 - len(shared) / len(one | other) * (monotony if shared else 0)


def preference(a: Json, b: Json) -> float:
    """Between -1 (the first is better), 0 (a tie) and 1 (the second is): a tie is half way.

    Source: statistics.md, Agreement, pairs with ties.

    >>> preference(-1, 0), preference(-1, 1)
    (0.5, 1.0)
    """
    return abs(cast("float", a) - cast("float", b)) / 2


def kendall(a: Json, b: Json) -> float:
    """The share of pairs that two rankings of the same things order differently.

    Shape:   lists of the same things, best first.
    Unit:    0 the same order, 1 the reverse.
    Missing: things that only one list has are left out; fewer than two in both determine no pair and are distance 0.
    Errors:  none.
    Source:  Kendall, A new measure of rank correlation (1938).

    >>> kendall(["a", "b", "c"], ["a", "c", "b"])
    0.3333333333333333
    """
    place = {str(thing): n for n, thing in enumerate(cast("list[Json]", b))}
    order = [place[str(thing)] for thing in cast("list[Json]", a) if str(thing) in place]
    pairs = len(order) * (len(order) - 1) // 2
    swapped = sum(x > y for n, x in enumerate(order) for y in order[n + 1 :])
    return swapped / pairs if pairs else 0.0


def _members(value: Json) -> frozenset[str]:
    """A set arrives as a list; one value alone is the set of it."""
    if isinstance(value, list):
        return frozenset(str(each) for each in cast("Iterable[Json]", value))
    return frozenset([str(value)])


DISTANCES: Mapping[str, Distance] = {
    each.name: each
    for each in (
        Distance("jaccard", jaccard),
        Distance("masi", masi),
        Distance("preference", preference),
        Distance("kendall", kendall),
    )
}
