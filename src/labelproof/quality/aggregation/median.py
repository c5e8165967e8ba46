"""The middle number of each item, and the mean of what is left when the extremes are cut."""

import numpy as np

from labelproof.kernel.refused import Problem
from labelproof.quality.answers import Answers, refusal
from labelproof.quality.arrays import FloatArray
from labelproof.quality.consensus import Consensus
from labelproof.quality.crowd.voting import voting


def median(answers: Answers) -> Consensus:
    """The median of each item's numbers; the mean of the middle two when they are even in number.

    Shape:   answers that are numbers, or whose values are.
    Unit:    that of the numbers.
    Missing: an item without an answer is NaN.
    Errors:  Refused("answers.bad") for answers that are no numbers.
    Source:  Huber, Robust Statistics (1981), section 1.3: half of the answers may be wild.

    >>> from labelproof.quality.columns import from_columns
    >>> median(from_columns(["i", "i", "i"], ["ana", "ben", "cy"], [1.0, 2.0, 90.0])).value.tolist()
    [2.0]
    """
    numbers, ptr = _sorted(answers)
    n = np.diff(ptr)
    value = np.full(len(n), np.nan)
    some = np.flatnonzero(n)
    low, high = ptr[some] + (n[some] - 1) // 2, ptr[some] + n[some] // 2
    value[some] = (numbers[low] + numbers[high]) / 2
    return Consensus("median@1", n, value=value)


def trimmed_mean(answers: Answers, *, share: float = 0.2) -> Consensus:
    """The mean of each item's numbers without the lowest and the highest `share` of them, rounded down.

    With fewer than 1 / share answers nothing is cut: three answers give their mean, and the median is the safer choice.

    Shape:   answers that are numbers, or whose values are.
    Unit:    that of the numbers.
    Missing: an item without an answer is NaN.
    Errors:  Refused("answers.bad") for answers that are no numbers, and for a share not from 0 to below 1 / 2.
    Source:  Tukey & McLaughlin (1963); their standard error, from the winsorised variance.

    >>> from labelproof.quality.columns import from_columns
    >>> five = from_columns(["i"] * 5, ["ana", "ben", "cy", "dee", "eve"], [1.0, 2.0, 3.0, 4.0, 90.0])
    >>> trimmed_mean(five).value.tolist()
    [3.0]
    """
    if not 0 <= share < 0.5:
        raise refusal([Problem("share", f"is from 0 to below one half, not {share}")])
    numbers, ptr = _sorted(answers)
    n = np.diff(ptr)
    cut = np.floor(share * n + 1e-12).astype(np.int64)
    value, se = np.full(len(n), np.nan), np.full(len(n), np.nan)
    some = np.flatnonzero(n)
    rank = np.arange(len(numbers)) - np.repeat(ptr[:-1], n)
    kept = (rank >= np.repeat(cut, n)) & (rank < np.repeat(n - cut, n))
    if len(some):
        total = np.add.reduceat(np.where(kept, numbers, 0.0), ptr[some])
        value[some] = total / (n - 2 * cut)[some]
        ends = np.repeat(ptr[:-1] + cut, n), np.repeat(ptr[1:] - cut - 1, n)
        pulled = np.clip(numbers, numbers[ends[0]], numbers[ends[1]])
        mean = np.repeat(np.add.reduceat(pulled, ptr[some]) / n[some], n[some])
        squares = np.add.reduceat((pulled - mean) ** 2, ptr[some])
        with np.errstate(invalid="ignore", divide="ignore"):
            left = (n - 2 * cut)[some]
            se[some] = np.where(left > 1, np.sqrt(squares / (left * (left - 1.0))), np.nan)
    return Consensus(f"trimmed_mean/{share:g}@1", n, value=value, se=se)


def _sorted(answers: Answers) -> tuple[FloatArray, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Numbers ascending within each item, and where items begin."""
    answers = voting(answers)
    numbers = answers.numbers
    return numbers[np.lexsort((numbers, answers.item_index))], answers.item_ptr.astype(np.int64)
