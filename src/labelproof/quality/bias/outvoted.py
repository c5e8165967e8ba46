"""What the consensus does not show: how each group of annotators answers, and where its votes lose."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from labelproof.kernel.canonical import Json
from labelproof.quality.answers import Answers
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.bias.groups import Groups, group_of_rows
from labelproof.quality.crowd.ballots import outcome, slots, tally
from labelproof.quality.statistics.small_groups import withheld


@dataclass(frozen=True, slots=True)
class Lost:
    """Answers `said` of a group on items whose consensus is another value. n: answers; n_people behind them."""

    said: Json
    consensus: Json
    n: int
    n_people: int


@dataclass(frozen=True, slots=True)
class Voice:
    """A group's labels beside the consensus of the items it answered, and which of its answers the consensus overrules.

    Descriptive: the comparison with the other groups, with its interval, is the measure "outvoted".

    Shape: said and consensus (K,) shares, each item weighing the same; consensus is of everybody's votes, ties split.
           n_answers on items whose consensus is one value, n_outvoted of them; lost: where, the most frequent first.
           n_not_shown: outvoted answers in cells of fewer than 5 people, and such as would give those away.
           undefined_reason withheld_small_group: nothing is told.
    """

    groups: str
    group: Json
    said: FloatArray
    consensus: FloatArray
    n_items: int
    n_answers: int
    n_outvoted: int
    lost: tuple[Lost, ...]
    n_not_shown: int
    undefined_reason: str | None = None


def voices(answers: Answers, division: Groups, concealed: set[int]) -> Iterator[Voice]:
    """Each group of annotators beside the consensus of all.

    Items are not listed: whoever sees the votes on them could tell from such a list who belongs to the group.
    """
    if answers.value is not None or division.of != "annotator":
        return
    counts = slots(answers)
    first = outcome(counts, tally(counts, None), 0.0)
    shares = _consensus_shares(answers, first.value_index, first.tied_ptr, first.tied_values)
    group = group_of_rows(division, answers)
    for n in range(len(division.keys)):
        if n in concealed:
            nothing = np.empty(0)
            yield Voice(division.name, division.keys[n], nothing, nothing, 0, 0, 0, (), 0, "withheld_small_group")
        elif (group == n).any():
            yield _voice(answers, division, n, np.flatnonzero(group == n), first.value_index, shares)


def _consensus_shares(answers: Answers, value: IntArray, tied_ptr: IntArray, tied: IntArray) -> FloatArray:
    """Each item's consensus (items, K); a tie is split among those tied."""
    shares = np.zeros((answers.n_items, answers.n_values))
    clear = np.flatnonzero(value >= 0)
    shares[clear, value[clear]] = 1.0
    n_tied = np.diff(tied_ptr)
    item = np.repeat(np.arange(answers.n_items), n_tied)
    shares[item, tied] = 1 / n_tied[item]
    return shares


def _voice(
    answers: Answers, division: Groups, n: int, rows: IntArray, consensus: IntArray, shares: FloatArray
) -> Voice:
    item, code, who = answers.item_index[rows], answers.codes[rows], answers.annotator_index[rows]
    items, of, on_item = np.unique(item, return_inverse=True, return_counts=True)
    said = np.bincount(code, weights=1 / on_item[of], minlength=answers.n_values) / len(items)
    clear = consensus[item] >= 0
    out = clear & (consensus[item] != code)
    lost, n_not_shown = _lost(answers, code[out], consensus[item[out]], who[out])
    return Voice(
        division.name,
        division.keys[n],
        said,
        shares[items].mean(axis=0),
        len(items),
        int(clear.sum()),
        int(out.sum()),
        lost,
        n_not_shown,
    )


def _lost(answers: Answers, said: IntArray, consensus: IntArray, who: IntArray) -> tuple[tuple[Lost, ...], int]:
    names = [*answers.values] or [*range(answers.n_values)]
    cells, of, n = np.unique(
        said.astype(np.int64) * answers.n_values + consensus, return_inverse=True, return_counts=True
    )
    n_people = np.array([len(np.unique(who[of == cell])) for cell in range(len(cells))], dtype=np.int64)
    concealed = withheld(n_people)
    shown = [cell for cell in np.argsort(-n, kind="stable").tolist() if cell not in concealed]
    at = np.divmod(cells, answers.n_values)
    found = tuple(Lost(names[at[0][cell]], names[at[1][cell]], int(n[cell]), int(n_people[cell])) for cell in shown)
    return found, int(sum(n[cell] for cell in concealed))
