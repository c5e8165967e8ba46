"""How a consensus compares with gold. Gold that clamped, tuned or calibrated a model never scores it."""

import numpy as np

from labelproof.kernel.refused import Problem, Undefined
from labelproof.quality.answers import refusal
from labelproof.quality.arrays import BoolArray, FloatArray, IntArray
from labelproof.quality.consensus import Consensus
from labelproof.quality.estimate import Estimate, undefined
from labelproof.quality.statistics.certainty import small_n
from labelproof.quality.statistics.proportions import wilson

UNIT = "gold items"


def accuracy(result: Consensus, gold: IntArray) -> Estimate:
    """The share of gold items on which the consensus is the gold value; a tie of m values that has it counts 1 / m.

    Shape:   gold (items,), -1 where there is none.
    Unit:    share, 0 to 1; Wilson's interval.
    Missing: an item without gold is left out; one with gold and without a value is wrong.
    Errors:  none raised for data; undefined_reason no_gold. Refused("answers.bad") for gold that does not fit.
    Source:  Wilson (1927); statistics.md, Aggregation: ties are scored, never guessed.

    >>> from labelproof.quality.aggregation.majority import majority
    >>> from labelproof.quality.columns import from_columns
    >>> votes = from_columns(["i", "j", "j"], ["ana", "ana", "ben"], ["x", "x", "y"])
    >>> accuracy(majority(votes), np.array([0, 1])).value
    0.75
    """
    method = f"accuracy/{result.method}"
    try:
        points = scores(result, gold)
    except Undefined as error:
        return undefined(error.reason, method, 0, UNIT)
    n, value = len(points), float(points.mean())
    return Estimate(value, wilson(value * n, n), n, UNIT, method, notes=clamped(result) + small_n(n))


def scores(result: Consensus, gold: IntArray) -> FloatArray:
    """What each gold item scores, 0 to 1, in the order of items.

    >>> scores(Consensus("m@1", np.array([1]), value_index=np.array([1])), np.array([1])).tolist()
    [1.0]
    """
    known = with_gold(gold, len(result.codes))
    points = (result.codes == gold).astype(np.float64)
    if result.tied_ptr is not None and result.tied_values is not None:
        width = np.diff(result.tied_ptr)
        item = np.repeat(np.arange(len(width)), width)
        has = result.tied_values == gold[item]
        points[item[has]] = 1.0 / width[item[has]]
    return points[known]


def with_gold(gold: IntArray, n_items: int) -> BoolArray:
    """Which items have gold; Undefined("no_gold") when none has.

    >>> with_gold(np.array([-1, 0]), 2).tolist()
    [False, True]
    """
    if gold.shape != (n_items,) or not np.issubdtype(gold.dtype, np.integer):
        raise refusal([Problem("gold", f"is {gold.dtype} of shape {gold.shape}: one value an item, -1 for none")])
    known = gold >= 0
    if not known.any():
        raise Undefined("no_gold")
    return known


def clamped(result: Consensus) -> tuple[str, ...]:
    """Said beside every score of a model that gold went into."""
    return ("gold_clamped",) if "gold_clamped" in result.notes else ()
