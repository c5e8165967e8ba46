"""What one annotator's answers are compared with: what most of the others said about the same item, never their own."""

from collections import Counter
from collections.abc import Iterator, Sequence
from math import sqrt
from typing import Any, NamedTuple

from labelproof.engine.measures.figures import Figure
from labelproof.engine.measures.inputs import Cast
from labelproof.kernel.canonical import value_json

Z = 1.959963984540054
LEVEL = 0.95
LEAST = 30
"""Fewer comparisons say nothing about a person, and nothing may follow from them (governance: no action below 30)."""
WITHHELD = "withheld_small_group"


class Compared(NamedTuple):
    """One answer, and the strict majority of the other answers to the item."""

    member: str
    given: bytes
    others: bytes


def compared(votes: Sequence[Cast]) -> Iterator[Compared]:
    """Every answer to an item on which the others agree on one value; votes come in order of items.

    Leaving the answer itself out keeps agreement with a consensus from counting a person's agreement with themself.
    """
    start = 0
    for end in range(1, len(votes) + 1):
        if end == len(votes) or votes[end].item != votes[start].item:
            yield from _on_one_item(votes[start:end])
            start = end


def _on_one_item(votes: Sequence[Cast]) -> Iterator[Compared]:
    spelled = [(vote.member, value_json(vote.value)) for vote in votes]
    for member, given in spelled:
        others = Counter(value for who, value in spelled if who != member)
        most = others.most_common(1)
        if most and 2 * most[0][1] > others.total():
            yield Compared(member, given, most[0][0])


def consensus_match(found: Sequence[Compared]) -> Figure:
    """Share of answers equal to what most others said, with Wilson's interval; withheld below thirty."""
    n, same = len(found), sum(each.given == each.others for each in found)
    if n < LEAST:
        return _figure("consensus_match/wilson@1", n, "answers others agree on", WITHHELD)
    value, low, high = wilson(same, n)
    return _figure("consensus_match/wilson@1", n, "answers others agree on", None, value, low, high, "wilson")


def median_seconds(gaps: Sequence[float]) -> Figure:
    """Median time between two of a person's answers, with the interval of order statistics; withheld below thirty."""
    n, ordered = len(gaps), sorted(gaps)
    if n < LEAST:
        return _figure("gap/median@1", n, "pairs of answers", WITHHELD)
    # Ranks n/2 -+ z sqrt(n)/2: binomial at the median, normal from thirty on (Conover, Practical Nonparametric Statistics, 3.2).
    half = Z * sqrt(n) / 2
    low, high = ordered[max(0, int(n / 2 - half) - 1)], ordered[min(n - 1, int(n / 2 + half + 1) - 1)]
    middle = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
    return _figure("gap/median@1", n, "pairs of answers", None, middle, low, high, "order-statistics")


def wilson(k: int, n: int) -> tuple[float, float, float]:
    """A share with its score interval.

    Source: Brown, Cai & DasGupta, Interval Estimation for a Binomial Proportion (2001).

    >>> [round(100 * each, 2) for each in wilson(3, 200)]
    [1.5, 0.51, 4.32]
    """
    p = k / n
    middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return p, max(0.0, middle - half), min(1.0, middle + half)


def confusion(found: Sequence[Compared], labels: Sequence[Any]) -> list[dict[str, Any]]:
    """For each label that most others gave: how often each label was given, as shares with Wilson's interval."""
    spelled = [value_json(label) for label in labels]
    counts = Counter((each.others, each.given) for each in found)
    rows: list[dict[str, Any]] = []
    for settled, label in zip(spelled, labels, strict=True):
        given = [counts[settled, value] for value in spelled]
        n = sum(given)
        cells = [_cell(k, n) for k in given]
        rows.append({"label": label, "n": n, "cells": cells})
    return rows


def _cell(k: int, n: int) -> dict[str, Any]:
    if not n:
        return {"n": 0, "share": None, "low": None, "high": None}
    share, low, high = wilson(k, n)
    return {"n": k, "share": round(share, 9), "low": round(low, 9), "high": round(high, 9)}


def _figure(
    method: str,
    n: int,
    unit: str,
    undefined: str | None,
    value: float | None = None,
    low: float | None = None,
    high: float | None = None,
    kind: str | None = None,
) -> Figure:
    numbers = {"value": value, "low": low, "high": high}
    rounded = {name: None if each is None else round(each, 9) for name, each in numbers.items()}
    level = None if value is None else LEVEL
    about = {"level": level, "kind": kind, "n": n, "n_unit": unit, "method": method, "undefined": undefined}
    return {**rounded, **about, "notes": [], "params": {}, "target": "this annotator"}
