"""One ranking an item from several: options by their mean place."""

from typing import cast

import numpy as np

from labelproof.kernel.canonical import Json
from labelproof.kernel.refused import Problem
from labelproof.quality.answers import Answers, refusal
from labelproof.quality.arrays import FloatArray
from labelproof.quality.consensus import Consensus
from labelproof.quality.crowd.voting import voting
from labelproof.quality.objects.readings import consensus_of


def borda(answers: Answers) -> Consensus:
    """Options ordered by how many others they were put before, over all annotators; equal points share a place.

    Options tied in one ranking share its points. A tie of the consensus stays one: it is a group of the ranking,
    and no item is without a value for it.

    Shape:   answers whose values are rankings: lists of groups of codes, the best first, with one set of codes.
    Unit:    rankings.
    Missing: an item without an answer has no value.
    Errors:  Refused for values that are no rankings of the same codes.
    Source:  de Borda (1781), with mean places for ties; Kendall, Rank Correlation Methods (1948), chapter 7: of all
             rankings it has the largest mean rank correlation with those given.

    >>> from labelproof.quality.columns import from_columns
    >>> orders = [[["a"], ["b"], ["c"]], [["b"], ["a"], ["c"]], [["a", "b"], ["c"]]]
    >>> borda(from_columns(["i"] * 3, ["ana", "ben", "cy"], orders)).values
    [[['a', 'b'], ['c']]]
    """
    answers = voting(answers)
    codes, points = _points(answers)
    n_votes = np.diff(answers.item_ptr)
    totals = np.zeros((answers.n_items, len(codes)))
    np.add.at(totals, answers.item_index, points[answers.codes])  # halves, so sums are exact
    return consensus_of("borda@1", n_votes, [[_ranked(codes, t)] if n else [] for n, t in zip(n_votes, totals)])


def _points(answers: Answers) -> tuple[list[str], FloatArray]:
    """The codes, and what each value gives each of them: 1 for every option put behind it, 1/2 for every tied one."""
    if answers.n_values and len(answers.values) != answers.n_values:
        raise refusal([Problem("values", "are absent, and rankings are read from them")])
    flat = [_flat(value) for value in answers.values]
    codes = sorted(flat[0]) if flat and flat[0] else []
    bad = [n for n, each in enumerate(flat) if not each or sorted(each) != codes or len(set(each)) != len(each)]
    if bad:
        raise refusal([Problem(f"values[{n}]", "is no ranking of the codes the others rank") for n in bad[:20]])
    points = np.zeros((len(flat), len(codes)))
    for n, value in enumerate(answers.values):
        behind = len(codes)
        for group in cast("list[list[str]]", value):
            behind -= len(group)
            points[n, [codes.index(code) for code in group]] = behind + (len(group) - 1) / 2
    return codes, points


def _flat(value: Json) -> list[str] | None:
    if not isinstance(value, list) or not all(isinstance(group, list) for group in value):
        return None
    codes = [code for group in cast("list[list[Json]]", value) for code in group]
    return cast("list[str]", codes) if all(isinstance(code, str) for code in codes) else None


def _ranked(codes: list[str], points: FloatArray) -> Json:
    return [[codes[k] for k in np.flatnonzero(points == each)] for each in np.unique(points)[::-1]]
