"""Accuracy on hidden gold, and when it is looked at."""

import numpy as np

from labelproof.kernel.canonical import Json
from labelproof.kernel.refused import Problem, Refused
from labelproof.quality.acceptance.betting import confidence_sequence
from labelproof.quality.answers import Answers
from labelproof.quality.arrays import BoolArray, IntArray
from labelproof.quality.estimate import Estimate, Interval, undefined
from labelproof.quality.reliability.own_work import checked_gold, in_order, own_work, rows_by_annotator
from labelproof.quality.reliability.signal import Signal
from labelproof.quality.statistics.certainty import small_n
from labelproof.quality.statistics.distributions import beta_below, beta_quantile
from labelproof.quality.table import Table

METHOD = "gold_accuracy/beta@1"
UNIT = "gold answers"
PRIOR = (8.5, 1.5)
BAR, SURE = 0.80, 0.95
LOOKS = (30, 60, 120)


def gold_accuracy(n_correct: int, n_wrong: int, prior: tuple[float, float] = PRIOR) -> Estimate:
    """Posterior mean accuracy of one annotator on hidden gold.

    Shape:   two counts, >= 0; prior pseudo-counts, > 0.
    Unit:    share of gold answers, 0 to 1.
    Missing: skipped gold is not counted.
    Undefined: no_gold, when both counts are 0. Errors: Refused("gold.bad").
    Source:  Beta-binomial; prior mean .85, weight 10 (statistics.md, Annotators); interval by equal tails.

    >>> round(gold_accuracy(42, 8).value, 4)
    0.8417
    """
    a, b = _posterior(n_correct, n_wrong, prior)
    n = n_correct + n_wrong
    if not n:
        return undefined("no_gold", METHOD, 0, UNIT)
    low, high = (float(beta_quantile(a, b, tail)) for tail in (0.025, 0.975))
    se = float(np.sqrt(a * b / (a + b + 1)) / (a + b))
    notes = small_n(n)
    interval = Interval(low, high, 0.95, "beta-posterior")
    return Estimate(a / (a + b), interval, n, UNIT, METHOD, params={"prior": [*prior]}, se=se, notes=notes)


def chance_below(bar: float, n_correct: int, n_wrong: int, prior: tuple[float, float] = PRIOR) -> float:
    """The posterior chance that somebody's accuracy on gold is below a bar.

    Shape:   a share and two counts.
    Unit:    probability.
    Missing: skipped gold is not counted.
    Errors:  Refused("gold.bad").
    Source:  Beta-binomial, as `gold_accuracy`.

    >>> [round(chance_below(0.8, k, 50 - k), 2) for k in (36, 33)]
    [0.85, 0.97]
    """
    return float(beta_below(*_posterior(n_correct, n_wrong, prior), bar))


def gold_accuracy_by_label(answers: Answers, gold: IntArray, annotator: int) -> Table[Estimate]:
    """Accuracy of one annotator on the gold of each label.

    Shape:   gold (items,): the value's index, -1 where there is none.
    Unit:    share, 0 to 1.
    Missing: labels without gold are undefined: no_gold.
    Errors:  Refused("answers.bad") for gold that does not fit.
    Source:  as `gold_accuracy`.

    >>> from labelproof.quality.columns import from_columns
    >>> votes = from_columns(["i", "j"], ["ana", "ana"], ["x", "x"])
    >>> [cell.n for cell in gold_accuracy_by_label(votes, np.array([0, -1]), 0).cells]
    [1]
    """
    gold = checked_gold(answers, gold)
    own = own_work(answers)
    rows = (own.annotator_index == annotator) & (gold[own.item_index] >= 0)
    truth, said = gold[own.item_index[rows]], own.codes[rows]
    n = np.bincount(truth, minlength=answers.n_values)
    right = np.bincount(truth[truth == said], minlength=answers.n_values)
    keys: tuple[Json, ...] = tuple(answers.values) or tuple(range(answers.n_values))
    return Table("label", keys, tuple(gold_accuracy(int(k), int(m - k)) for k, m in zip(right, n)))


def gold_signals(answers: Answers, gold: IntArray, *, watched: bool = False) -> list[Signal]:
    """Each annotator's accuracy on gold; a finding when it is almost surely below .80.

    Looking after each answer flags 13 % of people at exactly .80 within 150 gold answers. So there are three looks, on
    the first 30, 60 and 120; or, `watched`, a confidence sequence that may be looked at all the time.

    Shape:   gold (items,): the value's index, -1 where there is none.
    Unit:    share, 0 to 1.
    Missing: annotators without gold are undefined: no_gold. Without times the first 30 of 45 are unknown: only a number
             of gold answers that is itself a look is looked at.
    Errors:  Refused("answers.bad") for gold that does not fit.
    Source:  statistics.md, Annotators: P(accuracy < .80) > .95.

    >>> from labelproof.quality.columns import from_columns
    >>> items = [f"i{n:02}" for n in range(30)]
    >>> votes = from_columns(items, ["ana"] * 30, ["x", "y"] * 15)
    >>> gold_signals(votes, np.zeros(30, dtype=np.int32))[0].opens_finding
    True
    """
    gold = checked_gold(answers, gold)
    own = own_work(answers)
    known, codes = gold[own.item_index] >= 0, own.codes
    is_right = codes == gold[own.item_index]
    judge = _by_sequence if watched else _by_looks
    ordered = in_order(own)
    found: list[Signal] = []
    for annotator, rows in enumerate(rows_by_annotator(own)):
        right = is_right[rows[known[rows]]]
        n = len(right)
        statistic = gold_accuracy(int(right.sum()), int(n - right.sum()))
        opens, reason = judge(right, ordered) if n else (False, "has answered no gold yet")
        found.append(Signal("gold_accuracy", annotator, statistic, opens, reason))
    return found


def _by_looks(right: BoolArray, ordered: bool) -> tuple[bool, str]:
    n = len(right)
    looks = [look for look in LOOKS if (look <= n if ordered else look == n)]
    if not looks:
        after = [look for look in LOOKS if look > n]
        return False, f"{n} gold answers; " + (f"the next look is at {after[0]}" if after else "no look is left")
    look = looks[-1]
    k = int(right[:look].sum())
    chance = chance_below(BAR, k, look - k)
    return chance > SURE, f"{k} of the first {look} gold answers are right: P(accuracy < {BAR:.2f}) = {chance:.2f}"


def _by_sequence(right: BoolArray, ordered: bool) -> tuple[bool, str]:
    if not ordered:
        return False, "the order of answers is unknown, and a sequence needs it"
    high = float(confidence_sequence(right.astype(np.float64))[1][-1])
    return high < BAR, f"accuracy is at most {high:.2f} at all times together, {len(right)} gold answers"


def _posterior(n_correct: int, n_wrong: int, prior: tuple[float, float]) -> tuple[float, float]:
    if n_correct < 0 or n_wrong < 0 or min(prior) <= 0:
        problem = Problem("n_correct", f"{n_correct}, n_wrong {n_wrong}, prior {prior}")
        raise Refused("gold.bad", f"{problem.field} {problem.what}", "give counts >= 0, a prior > 0", (problem,))
    return prior[0] + n_correct, prior[1] + n_wrong
