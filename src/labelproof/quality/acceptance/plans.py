"""Acceptance plans, computed: how many items to judge, and how many errors still accept."""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor, log

from labelproof.kernel.refused import Problem, Refused
from labelproof.quality.arrays import FloatArray
from labelproof.quality.statistics.distributions import binomial_at_most, hypergeometric_at_most

_MOST = 100_000  # nobody judges more, and the search would take minutes


@dataclass(frozen=True, slots=True)
class Plan:
    """Judge n items; accept with c errors or fewer.

    Shape: aql and ltpd are the rates that must pass and must not; accepts_* the chances the plan really gives; lot is
           None when the items are drawn from many more than n.
    """

    n: int
    c: int
    aql: float
    ltpd: float
    accepts_aql: float
    accepts_ltpd: float
    lot: int | None
    method: str

    def chance(self, rate: float) -> float:
        """The chance that data with this error rate is accepted: one point of the operating curve."""
        return _accepts(self.n, self.c, rate, self.lot, ceil)

    def curve(self, rates: FloatArray) -> list[float]:
        """The operating curve: the chance to accept at each rate."""
        return [self.chance(rate) for rate in rates.tolist()]


def plan(
    aql: float, ltpd: float, *, producer_risk: float = 0.05, consumer_risk: float = 0.10, lot: int | None = None
) -> Plan:
    """The smallest plan that accepts good data and refuses bad data with the chances asked for.

    Shape:   two error rates, aql < ltpd; lot: how many items there are, when that is not many times the sample.
    Unit:    rates and risks 0 to 1; n and c items.
    Missing: does not occur.
    Errors:  Refused("plan.bad"), also when 100,000 items do not tell the two rates apart.
    Source:  smallest n, and its c, with P(accept | aql) >= 1 - producer_risk and P(accept | ltpd) <= consumer_risk;
             binomial, or hypergeometric with floor(aql lot) and ceil(ltpd lot) errors in the lot. Schilling & Neubauer,
             Acceptance Sampling in Quality Control (2009), chapter 5.

    >>> found = plan(0.01, 0.05)
    >>> found.n, found.c, round(found.accepts_aql, 3), round(found.accepts_ltpd, 3)
    (132, 3, 0.956, 0.099)
    """
    _check({"aql": aql, "ltpd": ltpd, "producer_risk": producer_risk, "consumer_risk": consumer_risk}, lot)
    if not aql < ltpd:
        raise _refused([Problem("ltpd", f"is {ltpd}, not above aql {aql}")])
    most = _MOST if lot is None else lot
    # Each error more that is allowed asks for more items; the first c that also accepts good data has the least.
    for c in range(most):
        n = _least(c, ltpd, consumer_risk, lot, most)
        if n is None:
            break
        good = _accepts(n, c, aql, lot, floor)
        if good >= 1 - producer_risk:
            kind = "binomial" if lot is None else "hypergeometric"
            bad = _accepts(n, c, ltpd, lot, ceil)
            return Plan(n, c, aql, ltpd, good, bad, lot, f"plan/{kind}@1")
    raise _refused([Problem("ltpd", f"is {ltpd}: {most} items do not tell it from aql {aql}")])


def zero_defect_size(rate: float, *, confidence: float = 0.95, lot: int | None = None) -> int:
    """How many items without an error show that the rate is below this one.

    Shape:   a rate; lot as in `plan`.
    Unit:    items.
    Missing: does not occur.
    Errors:  Refused("plan.bad").
    Source:  (1 - rate)^n <= 1 - confidence; hypergeometric for a lot.

    >>> [zero_defect_size(rate) for rate in (0.01, 0.02, 0.05)]
    [299, 149, 59]
    """
    _check({"rate": rate, "confidence": confidence}, lot)
    if lot is None:
        return ceil(log(1 - confidence) / log(1 - rate))
    found = _least(0, rate, 1 - confidence, lot, lot)
    assert found is not None, "a lot judged whole has no error left to find"
    return found


def _least(c: int, rate: float, risk: float, lot: int | None, most: int) -> int | None:
    """The smallest n that accepts data of this rate no more often than the risk; None where none does."""
    if _accepts(most, c, rate, lot, ceil) > risk:
        return None
    high = min(most, max(2 * c, 16))
    while high < most and _accepts(high, c, rate, lot, ceil) > risk:
        high = min(2 * high, most)
    return bisect_left(range(high + 1), True, key=lambda n: _accepts(n, c, rate, lot, ceil) <= risk)


def _accepts(n: int, c: int, rate: float, lot: int | None, whole: Callable[[float], int]) -> float:
    if n <= c:
        return 1.0
    if lot is None:
        return float(binomial_at_most(c, n, rate))
    bad = whole(round(rate * lot, 9))  # .05 * 60 is 3, whatever floating point makes of it
    return float(hypergeometric_at_most(c, lot, bad, n))


def _check(rates: dict[str, float], lot: int | None) -> None:
    problems = [
        Problem(name, f"is {value}: it lies between 0 and 1") for name, value in rates.items() if not 0 < value < 1
    ]
    if lot is not None and lot < 1:
        problems.append(Problem("lot", f"is {lot}: it holds at least one item"))
    if problems:
        raise _refused(problems)


def _refused(problems: list[Problem]) -> Refused:
    what = "; ".join(f"{each.field} {each.what}" for each in problems)
    return Refused("plan.bad", what, "give rates farther apart, or a larger lot", tuple(problems))
