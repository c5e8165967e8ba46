"""Cohen's kappa: two annotators, each with habits of their own."""

from dataclasses import replace
from functools import cache
from itertools import combinations

import numpy as np

from labelproof.kernel.canonical import Json
from labelproof.kernel.refused import Problem, Undefined
from labelproof.quality.agreement.figure import Figure
from labelproof.quality.agreement.interval import Asked, estimate
from labelproof.quality.agreement.planned import counted, planned
from labelproof.quality.agreement.weights import Weights, weight_table, weights_name
from labelproof.quality.answers import Answers, refusal
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.estimate import Estimate
from labelproof.quality.kernels.pair_table import pair_counts, pair_table
from labelproof.quality.table import Table

ITEMS = "items both answered"
Pair = tuple[int, int]
_MOST_COLUMNS = 256


def cohen(
    answers: Answers,
    weights: Weights = None,
    *,
    pair: Pair | None = None,
    interval: Asked = None,
    rng: np.random.Generator | None = None,
) -> Estimate:
    """Cohen's kappa of two annotators; of more, the mean of all pairs, weighted by the items they share.

    Shape:   answers of one question; pair: two indexes of annotators, None for all there are; weights None, "linear",
             "quadratic" or a table (K, K).
    Unit:    none; 1 perfect, 0 chance.
    Missing: an item that one of the two did not answer is left out of their kappa.
    Errors:  none raised; undefined_reason no_answers, fewer_than_two_annotators, no_overlap, one_value_only.
    Source:  Cohen (1960, 1968); the mean is Light's (1971), weighted by shared items.

    >>> from labelproof.quality.columns import from_columns
    >>> votes = from_columns(["i", "i", "j", "j", "k", "k"], ["ana", "ben"] * 3, ["x", "x", "y", "y", "x", "y"])
    >>> round(cohen(votes).value, 2)
    0.4
    """
    asked, answers = counted(answers), planned(answers)
    table = weight_table(answers, weights)
    method = f"cohen/{weights_name(weights)}"
    people = _people(answers) if pair is None else list(_checked(answers, pair))
    if len(people) == 2:
        two = people[0], people[1]

        def of_two() -> Figure:
            return cohen_figure(answers, two, table)

        return estimate(method, ITEMS, of_two, n=0, interval=interval, rng=rng, params=asked)

    def of_all() -> Figure:
        return _mean(answers, people, table)

    return estimate(f"{method}/mean-of-pairs", ITEMS, of_all, n=0, interval=interval, rng=rng, params=asked)


def cohen_matrix(answers: Answers, weights: Weights = None, *, interval: Asked = None) -> Table[Estimate]:
    """Cohen's kappa of every pair of annotators.

    Shape:   keys are pairs of annotators, by name where the answers have names, else by index.
    Unit, Missing, Errors, Source: as cohen; a pair that shares no item is `no_overlap`.

    >>> from labelproof.quality.columns import from_columns
    >>> votes = from_columns(["i", "i", "j", "j"], ["ana", "ben"] * 2, ["x", "x", "y", "y"])
    >>> [(pair, each.value) for pair, each in cohen_matrix(votes).rows()]
    [(['ana', 'ben'], 1.0)]
    """
    answers = planned(answers)
    people = _people(answers)
    pairs = list(combinations(people, 2))
    names: list[Json] = [str(each) for each in answers.annotators] or list(range(answers.n_annotators))
    keys: tuple[Json, ...] = tuple([names[a], names[b]] for a, b in pairs)
    return Table("pair", keys, tuple(cohen(answers, weights, pair=pair, interval=interval) for pair in pairs))


def cohen_figure(answers: Answers, pair: Pair, table: FloatArray | None) -> Figure:
    """The kappa of two annotators as a figure.

    Shape:   table (K, K) of credit, or None for equal or not.
    Unit, Missing, Source: as cohen.
    Errors:  Undefined("no_answers"), Undefined("no_overlap"), Undefined("one_value_only").
    """
    if not len(answers):
        raise Undefined("no_answers")
    k = answers.n_values
    columns = answers.item_ptr, answers.annotator_index, answers.codes

    @cache
    def shared() -> tuple[IntArray, IntArray]:
        return pair_table(*columns, pair)

    by_one, by_other, n, credit = (
        _counted(pair_counts(*columns, pair, k), table) if k <= _MOST_COLUMNS else _sorted(shared()[1], k, table)
    )
    observed = credit / n
    expected = float(by_one @ (by_other if table is None else table @ by_other))
    if np.count_nonzero(by_one + by_other) < 2 or expected >= 1:
        raise Undefined("one_value_only")
    value = (observed - expected) / (1 - expected)

    def influence() -> FloatArray:
        said = shared()[1]
        credit = said[0] == said[1] if table is None else table[said[0], said[1]]
        one, other = (by_other, by_one) if table is None else (table @ by_other, table @ by_one)
        of_expected = one[said[0]] + other[said[1]] - 2 * expected
        return (credit - observed - (1 - value) * of_expected) / (1 - expected) / n

    def at(weights: FloatArray, cells: FloatArray) -> FloatArray:
        return _of_cells(weights, cells.astype(np.int64), k, table)

    return Figure(value, n, lambda: shared()[0], influence, lambda: _cells(shared()[1], k), at, n_values=lambda: k)


def _counted(counts: IntArray, table: FloatArray | None) -> tuple[FloatArray, FloatArray, int, float]:
    """Shares by value of each one, items and credit, from whole numbers: no order of items changes a digit."""
    n = int(counts.sum())
    if not n:
        raise Undefined("no_overlap")
    credit = float(np.trace(counts) if table is None else (counts * table).sum())
    return counts.sum(axis=1) / n, counts.sum(axis=0) / n, n, credit


def _sorted(said: IntArray, k: int, table: FloatArray | None) -> tuple[FloatArray, FloatArray, int, float]:
    """The same where a table of all pairs of values would be larger than the answers."""
    n = said.shape[1]
    if not n:
        raise Undefined("no_overlap")
    by_one, by_other = (np.bincount(each, minlength=k) / n for each in said)
    same = np.count_nonzero(said[0] == said[1]) if table is None else np.sort(table[said[0], said[1]]).sum()
    return by_one, by_other, n, float(same)


def _cells(said: IntArray, k: int) -> tuple[FloatArray, IntArray]:
    cell, kind = np.unique(said[0].astype(np.int64) * k + said[1], return_inverse=True)
    return np.column_stack(np.divmod(cell, k)).astype(np.float64), kind


def _of_cells(weights: FloatArray, cells: IntArray, k: int, table: FloatArray | None) -> FloatArray:
    n = weights.sum(axis=1)
    credit = cells[:, 0] == cells[:, 1] if table is None else table[cells[:, 0], cells[:, 1]]
    by_one, by_other = (weights @ (cells[:, [side]] == np.arange(k)) for side in (0, 1))
    observed = weights @ credit / n
    expected = (by_one * (by_other if table is None else by_other @ table)).sum(axis=1) / n**2
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(expected < 1, (observed - expected) / (1 - expected), np.nan)


def _people(answers: Answers) -> list[int]:
    if answers.n_annotators == 2 and len(answers):
        return [0, 1]  # whoever is absent shares no item
    return np.flatnonzero(np.bincount(answers.annotator_index, minlength=1)).tolist()


def _mean(answers: Answers, people: list[int], table: FloatArray | None) -> Figure:
    """Linearised whatever the size: a bootstrap would draw items for every pair at once, and cost as many tables."""
    if not len(answers):
        raise Undefined("no_answers")
    if len(people) < 2:
        raise Undefined("fewer_than_two_annotators")
    figures, reasons = list[tuple[Figure, IntArray]](), list[str]()
    for one in people:
        beside, its_items = _beside(answers, one)
        others = np.unique(beside.annotator_index)
        for other in others[others > one].tolist():
            try:
                figures.append((cohen_figure(beside, (one, other), table), its_items))
            except Undefined as error:
                reasons.append(error.reason)
    if not figures:
        raise Undefined("one_value_only" if "one_value_only" in reasons else "no_overlap")
    shared = sum(figure.n_items for figure, _ in figures)
    value = sum(figure.value * figure.n_items for figure, _ in figures) / shared
    total = np.zeros(answers.n_items)
    seen = np.zeros(answers.n_items, dtype=np.bool_)
    for figure, its_items in figures:
        at = its_items[figure.items()]
        total[at] += (figure.influence() * figure.n_items + figure.value - value) / shared
        seen[at] = True
    item = np.flatnonzero(seen)
    notes = ("pairs_of_one_value_left_out",) if "one_value_only" in reasons else ()
    return Figure(value, len(item), lambda: item, lambda: total[item], notes=notes)


def _beside(answers: Answers, one: int) -> tuple[Answers, IntArray]:
    """The answers to the items that somebody answered, numbered anew, and which items these are.

    Each pair then passes over these alone: over all answers, three hundred people were forty-five thousand passes.
    """
    its_items = np.unique(answers.item_index[answers.annotator_index == one])
    number = np.full(answers.n_items, -1, dtype=np.int32)
    number[its_items] = np.arange(len(its_items), dtype=np.int32)
    rows = answers.take(number[answers.item_index] >= 0)
    renumbered = number[rows.item_index]
    return replace(rows, item_index=renumbered, n_items=len(its_items), items=(), item_weight=None), its_items


def _checked(answers: Answers, pair: Pair) -> Pair:
    if len(pair) != 2 or pair[0] == pair[1] or not all(0 <= each < answers.n_annotators for each in pair):
        raise refusal([Problem("pair", f"is two different indexes below {answers.n_annotators}, not {pair}")])
    return pair
