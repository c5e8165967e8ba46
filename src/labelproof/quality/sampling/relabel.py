"""Which labels are worth another answer, and how many errors a budget finds."""

from dataclasses import dataclass

import numpy as np

from labelproof.kernel.refused import Problem, Refused
from labelproof.quality.arrays import FloatArray, IntArray

METHOD = "relabel_value/expected-max@1"


@dataclass(frozen=True, slots=True)
class Worklist:
    """Items in the order in which another answer is worth most.

    Shape: item_index (items,), the best first; gain, price, p_wrong and p_found likewise in that order.
    """

    item_index: IntArray
    gain: FloatArray
    price: FloatArray
    p_wrong: FloatArray
    p_found: FloatArray
    method: str = METHOD

    def within(self, budget: float) -> int:
        """How many items from the top a budget pays for."""
        return int(np.searchsorted(np.cumsum(self.price), budget + 1e-9, side="right"))

    def expected_found(self, budget: float) -> float:
        """How many of the current labels a budget is expected to find wrong: the new answer differs, and rightly."""
        return float(self.p_found[: self.within(budget)].sum())


def relabel_value(
    posterior: FloatArray, confusion: FloatArray, *, weight: FloatArray | None = None, price: FloatArray | None = None
) -> Worklist:
    """The gain in certainty that one more answer buys on each item, best first.

    Gain is weight (E[max posterior after one more answer] - max posterior now) / price. One answer gains nothing once
    the posterior exceeds the annotator's accuracy; such items follow in the order of the entropy they are expected to
    lose. P(wrong) times gain would count error twice.

    Shape:   posterior (items, K), rows sum to 1; confusion (K, K) of whoever answers next, rows the true value and
             summing to 1; weight and price (items,), 1 by default.
    Unit:    gain per unit of price; chances 0 to 1.
    Missing: does not occur.
    Errors:  Refused("relabel.bad").
    Source:  value of information, as in Sheng, Provost & Ipeirotis, Get Another Label? (2008).

    >>> posterior = np.array([[0.95, 0.05], [0.6, 0.4]])
    >>> relabel_value(posterior, np.array([[0.9, 0.1], [0.1, 0.9]])).item_index.tolist()
    [1, 0]
    """
    rows = np.arange(len(posterior))
    worth: FloatArray = np.ones(len(rows)) if weight is None else weight
    cost: FloatArray = np.ones(len(rows)) if price is None else price
    _check(posterior, confusion, worth, cost)
    joint = posterior[:, :, None] * confusion  # (items, true, answered)
    answered = joint.sum(axis=1)
    now = posterior.max(axis=1)
    # Values below 1e-12 are rounding: an item that gains nothing is a tie, and entropy decides.
    gain = np.maximum(joint.max(axis=1).sum(axis=1) - now, 0.0)
    gain = worth * np.where(gain < 1e-12, 0.0, gain) / cost
    drop = _nats(posterior).sum(axis=1) + _nats(answered).sum(axis=1) - _nats(joint).sum(axis=(1, 2))
    order = np.lexsort((rows, -worth * drop / cost, -gain))
    current = posterior.argmax(axis=1)
    right = posterior[rows, current]
    missed = (posterior * confusion[:, current].T).sum(axis=1) - right * confusion[current, current]
    p_wrong = 1 - right
    return Worklist(order, gain[order], cost[order], p_wrong[order], (p_wrong - missed)[order])


def _nats(share: FloatArray) -> FloatArray:
    return -share * np.log(np.where(share > 0, share, 1.0))


def _check(posterior: FloatArray, confusion: FloatArray, weight: FloatArray, price: FloatArray) -> None:
    problems: list[Problem] = []
    n, k = posterior.shape
    if not (np.abs(posterior.sum(axis=1) - 1) < 1e-6).all() or (posterior < 0).any():
        problems.append(Problem("posterior", "has a row that is no distribution"))
    if confusion.shape != (k, k) or not (np.abs(confusion.sum(axis=1) - 1) < 1e-6).all():
        problems.append(Problem("confusion", f"is not ({k}, {k}) with rows that sum to 1"))
    if weight.shape != (n,) or not (np.isfinite(weight) & (weight >= 0)).all():
        problems.append(Problem("weight", "is not one number of 0 or more for each item"))
    if price.shape != (n,) or not (np.isfinite(price) & (price > 0)).all():
        problems.append(Problem("price", "is not one number above 0 for each item"))
    if problems:
        what = "; ".join(f"{each.field} {each.what}" for each in problems)
        raise Refused("relabel.bad", what, "give a distribution, a weight and a price for each item", tuple(problems))
