"""How well one feature alone tells a label: the area under the ROC curve of its best rule, and what chance gives."""

from dataclasses import dataclass

import numpy as np

from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.statistics.seeded import keyed

PERMUTATIONS = 199
MOST_CELLS = 20  # of a number's rule: that many quantile bins


@dataclass(frozen=True, slots=True)
class Told:
    """The label a feature tells best: its AUC, the largest AUC of any label in 199 shuffles, and the seed."""

    label: int
    auc: float
    bound: float
    n: int
    seed: str

    @property
    def beyond_chance(self) -> bool:
        return self.auc > self.bound


def told(cells: IntArray, labels: IntArray) -> Told:
    """The best AUC over labels, one against the rest, of the rule "how often has this cell the label".

    The rule is fitted on the rows it is judged on, so it is above .5 by chance, and 1 for a feature unique to each
    row. Shuffling the labels shows how far chance goes; the maximum over labels is taken there, too. The bound is the
    largest of 199 shuffles: a feature without relation passes it once in 200.

    Shape:   cells and labels (n,), codes >= 0.
    Unit:    AUC, .5 to 1.
    Missing: left out by the caller.
    Errors:  none.
    Source:  Hanley & McNeil (1982) for the AUC; Westfall & Young (1993) for the maximum.

    >>> result = told(np.repeat([0, 1, 2], 40), np.repeat([0, 0, 1], 40))
    >>> result.auc, result.beyond_chance
    (1.0, True)
    """
    cells, labels = np.unique(cells, return_inverse=True)[1], np.asarray(labels)
    n_cells, n_labels = int(cells.max()) + 1, int(labels.max()) + 1
    table = np.bincount(cells * n_labels + labels, minlength=n_cells * n_labels).reshape(n_cells, n_labels)
    auc = best_auc(table)
    order = np.lexsort(table.T)
    # From the counts alone, in an order of their own: the order of rows and the names decide nothing.
    sizes, totals = np.sort(table.sum(axis=1)), np.sort(table.sum(axis=0))
    rng, seed = keyed("one_feature/permutation@1", table[order])
    in_cell, shuffled = np.repeat(np.arange(n_cells), sizes) * n_labels, np.repeat(np.arange(n_labels), totals)
    bound = 0.0
    for _ in range(PERMUTATIONS):
        rng.shuffle(shuffled)
        chance = np.bincount(in_cell + shuffled, minlength=n_cells * n_labels).reshape(n_cells, n_labels)
        bound = max(bound, float(best_auc(chance).max()))
    label = int(auc.argmax())
    return Told(label, float(auc[label]), bound, len(labels), seed)


def best_auc(table: IntArray) -> FloatArray:
    """For each label the AUC of the share it has in a row's cell.

    Shape:   counts (cells, labels); returns (labels,), .5 for a label that all or no rows have.
    Unit:    AUC.
    Missing: does not occur.
    Errors:  none.
    Source:  Hanley & McNeil (1982): P(score of a positive > that of a negative) + half the ties.

    >>> best_auc(np.array([[3, 1], [1, 3]])).tolist()
    [0.75, 0.75]
    """
    table = table[table.sum(axis=1) > 0]
    positive = table.astype(np.float64)
    negative = positive.sum(axis=1, keepdims=True) - positive
    order = np.argsort(positive / (positive + negative), axis=0, kind="stable")
    positive, negative = np.take_along_axis(positive, order, axis=0), np.take_along_axis(negative, order, axis=0)
    # Cells of equal share tie, and so share one step of the curve; half a tie is what the trapezoid gives them anyway.
    below = np.cumsum(negative, axis=0) - negative
    won: FloatArray = (positive * (below + negative / 2)).sum(axis=0)
    pairs: FloatArray = positive.sum(axis=0) * negative.sum(axis=0)
    return np.divide(won, pairs, out=np.full(len(won), 0.5), where=pairs > 0)


def binned(numbers: FloatArray) -> IntArray:
    """Numbers as up to 20 cells of equal size, split only between different numbers; missing ones are a cell.

    >>> binned(np.array([1.0, 1.0, 5.0, np.nan])).tolist()
    [0, 0, 1, 2]
    """
    present = np.isfinite(numbers)
    distinct = np.unique(numbers[present])
    if len(distinct) > MOST_CELLS:
        inner = np.unique(np.quantile(numbers[present], np.linspace(0, 1, MOST_CELLS + 1)[1:-1]))
    else:
        inner = distinct[:-1]
    return np.where(present, np.searchsorted(inner, numbers, side="left"), len(inner) + 1 if present.any() else 0)
