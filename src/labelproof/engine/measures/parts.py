"""What the quality page shows of one question beside its figures: parts, matrices, items on which people or methods part."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from labelproof.engine.measures.asked import Asked
from labelproof.engine.measures.figures import Figure, described, distance_of
from labelproof.engine.measures.inputs import Cast, answers_of
from labelproof.engine.measures.votes import Counted
from labelproof.kernel.canonical import Json

if TYPE_CHECKING:
    from labelproof.quality.reliability import Matrix

COMPARED = ("majority", "dawid_skene")
MOST_ROWS = 20
"""Beyond so many labels a matrix of them is no picture any more."""
MOST_ITEMS = 10


def alpha_of(votes: Sequence[Cast], asked: Asked) -> Figure:
    """Alpha of a part of the answers, not broken down any further."""
    from labelproof import quality

    return described(quality.alpha(answers_of(votes), distance_of(asked)))


def alpha_within(rows: Sequence[Counted], asked: Asked, key: Callable[[Counted], str]) -> list[tuple[str, int, Figure]]:
    """Key, votes and alpha of each group: answers of one group alone are compared, so two versions are never pooled."""
    groups: dict[str, list[Cast]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row.vote)
    return [(each, len(groups[each]), alpha_of(groups[each], asked)) for each in sorted(groups)]


def matrices(votes: Sequence[Cast], annotator: str | None = None) -> list[dict[str, Any]]:
    """Where answers go, everybody's or one person's: by what most others said, and by what a model takes to be true."""
    from labelproof.quality import aggregate
    from labelproof.quality.reliability import against_model, against_others

    answers = answers_of(votes)
    if not len(answers) or answers.n_values > MOST_ROWS:
        return []
    who = None if annotator is None else [*answers.annotators].index(annotator)
    posterior = aggregate(answers, "dawid_skene").posterior
    assert posterior is not None
    found = {"others": against_others(answers, who), "dawid_skene": against_model(answers, posterior, who)}
    return [{"against": name, **_matrix(each, answers.values)} for name, each in found.items()]


def _matrix(found: "Matrix", labels: Sequence[Json]) -> dict[str, Any]:
    cells = zip(found.count.tolist(), found.share.tolist(), found.low.tolist(), found.high.tolist(), strict=True)
    rows: list[dict[str, Any]] = [
        {"label": label, "n": n, "cells": [_cell(n, *each) for each in zip(*row, strict=True)]}
        for label, n, row in zip(labels, found.n.tolist(), cells, strict=True)
    ]
    return {"method": found.method, "n": round(float(found.n.sum())), "rows": rows}


def _cell(n: float, count: float, share: float, low: float, high: float) -> dict[str, Any]:
    """An empty row has no shares; a prior's shares are none that somebody gave."""
    numbers = (None, None, None) if n <= 0 else (round(share, 9), round(low, 9), round(high, 9))
    return {"n": count, "share": numbers[0], "low": numbers[1], "high": numbers[2]}


def accord(votes: Sequence[Cast]) -> dict[str, Any] | None:
    """Of how many items vote and model make the same, and the items on which a vote that has a winner meets another.

    Where the vote ties, the model decides alone: those items are counted, and stand among the divided ones.
    """
    from labelproof import quality

    answers = answers_of(votes)
    if not len(answers) or answers.n_values < 2:
        return None
    found = quality.compare(answers, COMPARED)
    vote = found.results[0]
    won = [item for item in found.differ.tolist() if vote.codes[item] >= 0]
    items = [{"item": answers.items[item], "n_votes": int(vote.n_votes[item])} for item in won[:MOST_ITEMS]]
    n_differ = len(found.differ)
    return {"figure": described(found.overall), "n_differ": n_differ, "n_ties": n_differ - len(won), "items": items}


def divided(votes: Sequence[Cast]) -> list[dict[str, Any]]:
    """The items whose answers are most evenly split, by the entropy of votes in bits, beside the most it could be."""
    import numpy as np

    from labelproof.quality.detection.label_entropy import vote_entropy

    answers = answers_of(votes)
    if not len(answers):
        return []
    bits = vote_entropy(answers)
    n = np.diff(answers.item_ptr)
    order = np.lexsort((np.arange(len(bits)), -n, -np.nan_to_num(bits)))[:MOST_ITEMS]
    return [
        {"item": answers.items[item], "n_votes": int(n[item]), "bits": round(float(bits[item]), 9)}
        for item in order.tolist()
        if bits[item] > 0
    ]
