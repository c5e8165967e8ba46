"""Sets of codes, label by label: for each label, whether it belongs."""

from typing import cast

import numpy as np

from labelproof.kernel.canonical import Json
from labelproof.kernel.refused import Problem
from labelproof.quality.answers import Answers, refusal
from labelproof.quality.arrays import BoolArray
from labelproof.quality.consensus import Consensus
from labelproof.quality.crowd.voting import voting
from labelproof.quality.objects.presence import Ballots, vote_named
from labelproof.quality.objects.readings import consensus_of

_EVEN = 1e-12


def set_votes(answers: Answers, *, vote: str = "dawid_skene") -> Consensus:
    """The set of the labels that are there: one two-valued Dawid-Skene a label, sharing annotators.

    Set by set a majority is rarely found: three people who agree on two labels of three and differ on the last have
    given three values. `vote="share"` asks for more than half of the votes on each label instead.

    Shape:   answers whose values are lists of codes.
    Unit:    support: posterior or share of votes, 0 to 1, of each label of the set.
    Missing: a label nobody chose anywhere is not asked about; an item without an answer has no value.
    Errors:  Refused for values that are no lists of codes; labels that half of the votes have leave the item tied
             between the set without them and the set with them.
    Source:  statistics.md, Aggregation; Dawid & Skene (1979) for each label.

    >>> from labelproof.quality.columns import from_columns
    >>> result = set_votes(from_columns(["i"] * 3, ["ana", "ben", "cy"], [["a", "b"], ["a"], ["a", "c"]]), vote="share")
    >>> result.values, result.support[0].tolist()
    ([['a']], [1.0])
    """
    decide, answers = vote_named(vote), voting(answers)
    labels, holds = _table(answers)
    n = answers.n_items * len(labels)
    rows, label = np.divmod(np.arange(len(answers) * len(labels)), max(len(labels), 1))
    ballots = Ballots(
        answers.item_index[rows].astype(np.intp) * len(labels) + label,
        answers.annotator_index[rows].astype(np.intp),
        holds[answers.codes].ravel(),
        answers.n_annotators,
        np.arange(n) % max(len(labels), 1),
    )
    presence = decide(ballots)
    support = presence.support.reshape(answers.n_items, len(labels))
    n_votes = np.diff(answers.item_ptr)
    there, perhaps = support > 0.5 + _EVEN, support >= 0.5 - _EVEN
    return consensus_of(
        f"set_votes/{presence.method}@1",
        n_votes,
        [
            [_named(labels, there[item]), _named(labels, perhaps[item])] if n_votes[item] else []
            for item in range(answers.n_items)
        ],
        support=tuple(support[item, perhaps[item]] for item in range(answers.n_items)),
        annotators=presence.annotators,
        iterations=presence.iterations,
        last_change=presence.last_change,
    )


def _named(labels: list[str], chosen: BoolArray) -> Json:
    return [labels[n] for n in np.flatnonzero(chosen)]


def _table(answers: Answers) -> tuple[list[str], BoolArray]:
    """Labels, and which value holds which."""
    if answers.n_values and len(answers.values) != answers.n_values:
        raise refusal([Problem("values", "are absent, and labels are read from them")])
    bad = [
        n
        for n, value in enumerate(answers.values)
        if not isinstance(value, list) or not all(isinstance(code, str) for code in value)
    ]
    if bad:
        raise refusal([Problem(f"values[{n}]", "is no list of codes") for n in bad[:20]])
    sets = cast("list[list[str]]", answers.values)
    labels = sorted({code for value in sets for code in value})
    return labels, np.array([[label in value for label in labels] for value in sets], dtype=np.bool_).reshape(
        len(sets), len(labels)
    )
