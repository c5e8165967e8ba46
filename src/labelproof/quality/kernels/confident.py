"""One pass each over out-of-fold probabilities: every label's threshold, then what each item confidently is."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.kernels import chosen

if TYPE_CHECKING:
    from types import ModuleType


@dataclass(frozen=True, slots=True)
class Confident:
    """Shape: thresholds (K,), NaN for a label nobody gave; confident, predicted (n,), confident -1 below all of them."""

    thresholds: FloatArray
    confident: IntArray
    predicted: IntArray


def confident(value_index: IntArray, out_of_fold: FloatArray) -> Confident:
    """Thresholds t_k = mean p_k over items given k; the label at or above its threshold; the likeliest label.

    Where several labels pass, the item is confidently the likeliest label of all. So cleanlab has it; the paper takes
    the likeliest of those that pass, which differs for less than one item in a hundred.

    Shape:   value_index (n,) below K; out_of_fold (n, K), rows sum to 1.
    Unit:    probabilities; indexes.
    Missing: a label that no item was given has no threshold, and nothing is confidently that label.
    Errors:  none.
    Source:  Northcutt, Jiang & Chuang, Confident Learning (2021), equations 1 and 2; ties go to the first label.

    >>> result = confident(np.array([0, 0, 1]), np.array([[0.9, 0.1], [0.2, 0.8], [0.4, 0.6]]))
    >>> result.confident.tolist()
    [0, 1, 1]
    """
    table = np.ascontiguousarray(out_of_fold)
    n_given = np.bincount(value_index, minlength=table.shape[1])
    own = table[np.arange(len(table)), value_index]
    sums = np.bincount(value_index, weights=own, minlength=table.shape[1])
    thresholds = np.divide(sums, n_given, out=np.full(len(sums), np.nan), where=n_given > 0)
    return Confident(thresholds, *_kernel().likeliest(table, thresholds))


def _kernel() -> "ModuleType | Any":
    if chosen.compiled():
        from labelproof.quality.kernels.compiled import confident
    else:
        from labelproof.quality.kernels.plain import confident
    return confident
