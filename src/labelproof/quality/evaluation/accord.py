"""Where aggregators disagree: the cheapest list of items to adjudicate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from labelproof.kernel.refused import Problem
from labelproof.quality.aggregation import AGGREGATORS, aggregate
from labelproof.quality.answers import Answers, refusal
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.consensus import Consensus
from labelproof.quality.estimate import Estimate, undefined
from labelproof.quality.statistics.certainty import small_n
from labelproof.quality.statistics.proportions import wilson

METHODS = ("majority", "wawa", "dawid_skene", "mace")
"""Compared unless others are named: the vote, weighed votes, and two models that fail in different ways."""
METHOD = "accord@1"
UNIT = "items with votes"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Several consensuses of the same answers, side by side.

    Shape: accord (items,): the share of pairs of methods that give the same value, a tie sharing it; NaN without votes.
           differ: items on which not all agree, the least accord first. pairs (methods, methods): mean accord of each two.
           overall: the share of items on which all methods agree entirely.
    """

    methods: tuple[str, ...]
    results: tuple[Consensus, ...]
    accord: FloatArray
    differ: IntArray
    pairs: FloatArray
    overall: Estimate


def compare(
    answers: Answers,
    methods: Sequence[str] = METHODS,
    options: Mapping[str, Mapping[str, Any]] | None = None,
) -> Comparison:
    """The accord of several aggregators per item and overall, and the items on which they differ.

    Two methods accord on an item by the chance that a value drawn from the leaders of one is that drawn from the other's:
    1 for one value, 1/2 for a value and a tie of two that has it. Where accord is equal, the item whose votes are less at
    one comes first, then the one of lower index.

    Shape:   at least two names of AGGREGATORS that give values; options by name.
    Unit:    share, 0 to 1; the overall one with Wilson's interval.
    Missing: an item without votes has no accord.
    Errors:  Refused("answers.bad") for unknown names and for fewer than two. overall is undefined with no_answers.
    Source:  statistics.md, Aggregation, "disagreement between aggregators".

    >>> from labelproof.quality.columns import from_columns
    >>> votes = from_columns(["i", "i", "j", "j"], ["ana", "ben"] * 2, ["x", "x", "x", "y"])
    >>> compare(votes, ["majority", "wawa"]).differ.tolist()
    [1]
    """
    unknown = [name for name in methods if name not in AGGREGATORS]
    if unknown or len(methods) < 2:
        what = f"are two or more of {', '.join(AGGREGATORS)}, not {', '.join(methods) or 'none'}"
        raise refusal([Problem("methods", what)])
    given = options or {}
    results = tuple(aggregate(answers, name, **given.get(name, {})) for name in methods)
    apart = [name for name, each in zip(methods, results, strict=True) if each.value_index is None]
    if apart:
        raise refusal([Problem("methods", f"{', '.join(apart)} give numbers; values are compared")])
    n = len(results)
    voted = results[0].n_votes > 0
    total, pairs = np.zeros(answers.n_items), np.eye(n)
    for one in range(n):
        for other in range(one + 1, n):
            same = _same(results[one], results[other])
            total += same
            pairs[one, other] = pairs[other, one] = same[voted].mean() if voted.any() else np.nan
    accord = np.where(voted, total / (n * (n - 1) / 2), np.nan)
    vote = results[0].share if results[0].share is not None else np.zeros(answers.n_items)
    differ = np.flatnonzero(voted & (accord < 1))
    differ = differ[np.lexsort((differ, vote[differ], accord[differ]))]
    return Comparison(tuple(methods), results, accord, differ, pairs, _overall(int(voted.sum()), len(differ)))


def _same(one: Consensus, other: Consensus) -> FloatArray:
    """The chance that a leader of one is a leader of the other, drawn independently."""
    a, b = one.codes, other.codes
    same = ((a == b) & (a >= 0)).astype(np.float64)
    for item in np.flatnonzero((a < 0) | (b < 0)).tolist():
        left, right = _leaders(one, item), _leaders(other, item)
        same[item] = len(left & right) / max(len(left) * len(right), 1)
    return same


def _leaders(result: Consensus, item: int) -> set[int]:
    value = int(result.codes[item])
    return {value} if value >= 0 else set(result.tied(item))


def _overall(n: int, n_differ: int) -> Estimate:
    if not n:
        return undefined("no_answers", METHOD, 0, UNIT)
    share = 1 - n_differ / n
    return Estimate(share, wilson(n - n_differ, n), n, UNIT, METHOD, notes=small_n(n))
