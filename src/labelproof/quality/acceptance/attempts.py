"""A gate that is tried again: each attempt spends half of the risk that is left."""

from labelproof.kernel.refused import Problem, Refused
from labelproof.quality.acceptance.plans import Plan, plan

RISK = 0.10


def attempt_risk(attempt: int, consumer_risk: float = RISK) -> float:
    """The consumer's risk that the j-th attempt may run, so that all together stay within it: risk / 2^j.

    Shape:   attempt 1, 2, ...: each draws a fresh sample after documented rework, and its number is printed.
    Unit:    probability.
    Missing: does not occur.
    Errors:  Refused("plan.bad").
    Source:  statistics.md, Error rates; the sum over all j is the risk itself.

    >>> attempt_risk(1), attempt_risk(3)
    (0.05, 0.0125)
    """
    if attempt < 1 or not 0 < consumer_risk < 1:
        problem = Problem("attempt", f"is {attempt} at risk {consumer_risk}")
        raise Refused("plan.bad", f"attempt {problem.what}", "count attempts from 1, risks within 0 and 1", (problem,))
    return consumer_risk / 2**attempt


def chance_a_bad_lot_passes(attempts: int, consumer_risk: float = RISK, *, halved: bool = False) -> float:
    """The chance that data at the rate to refuse is accepted in one of so many attempts.

    Shape:   attempts, each with a fresh sample; halved: with risk / 2^j instead of the same risk each time.
    Unit:    probability.
    Missing: does not occur.
    Errors:  Refused("plan.bad").
    Source:  1 - prod (1 - risk_j).

    >>> round(chance_a_bad_lot_passes(5), 2), round(chance_a_bad_lot_passes(5, halved=True), 3)
    (0.41, 0.094)
    """
    refuses = 1.0
    for attempt in range(1, attempts + 1):
        risk = attempt_risk(attempt, consumer_risk)
        refuses *= 1 - (risk if halved else consumer_risk)
    return 1 - refuses


def plan_for_attempt(
    aql: float, ltpd: float, attempt: int, *, consumer_risk: float = RISK, lot: int | None = None
) -> Plan:
    """The plan of the j-th attempt at a gate.

    Shape:   as `plan`, with the attempt's number from 1.
    Unit:    as `plan`.
    Missing: does not occur.
    Errors:  Refused("plan.bad").
    Source:  statistics.md, Error rates.

    >>> [plan_for_attempt(0.01, 0.05, attempt).n for attempt in (1, 2)]
    [181, 230]
    """
    return plan(aql, ltpd, consumer_risk=attempt_risk(attempt, consumer_risk), lot=lot)
