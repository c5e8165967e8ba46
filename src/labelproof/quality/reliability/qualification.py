"""What a test of admission lets through: printed beside it, because most are weaker than they look."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from labelproof.kernel.refused import Problem, Refused
from labelproof.quality.agreement import alpha
from labelproof.quality.answers import Answers
from labelproof.quality.arrays import IntArray
from labelproof.quality.estimate import Estimate
from labelproof.quality.statistics.distributions import binomial_at_least
from labelproof.quality.statistics.proportions import wilson
from labelproof.quality.statistics.seeded import keyed
from labelproof.quality.table import Table

ACCURACIES = (0.70, 0.80, 0.85, 0.90, 0.95)
ALPHA_BAR, KEY_BAR = 0.667, 0.80


@dataclass(frozen=True, slots=True)
class Calibration:
    """The chance to pass a calibration session: the group's alpha, one person against the key, and all of it together."""

    alpha: Estimate
    person: float
    session: Estimate


def passing(needs: int, n: int, accuracies: Sequence[float] = ACCURACIES) -> Table[float]:
    """The chance to get so many of n right at each true accuracy: a qualification's operating characteristic.

    Shape:   needs of n; accuracies, each 0 to 1.
    Unit:    probability.
    Missing: does not occur.
    Errors:  Refused("gold.bad").
    Source:  binomial. "17 of 20" lets two in five people of accuracy .80 through; `Sprt` does better with fewer items.

    >>> [round(chance, 3) for chance in passing(17, 20).cells]
    [0.107, 0.411, 0.648, 0.867, 0.984]
    """
    if not 0 <= needs <= n or not all(0 <= each <= 1 for each in accuracies):
        problem = Problem("needs", f"is {needs} of {n} at accuracies {[*accuracies]}")
        raise Refused("gold.bad", f"needs {problem.what}", "give needs <= n, accuracies 0 to 1", (problem,))
    return Table("accuracy", tuple(accuracies), tuple(float(binomial_at_least(needs, n, each)) for each in accuracies))


def calibration(
    accuracy: float,
    *,
    n_people: int = 5,
    n_items: int = 30,
    n_values: int = 2,
    draws: int = 400,
    rng: np.random.Generator | None = None,
) -> Calibration:
    """The chance that a group passes a calibration session, when each member has this true accuracy.

    It passes when alpha's lower bound is at least .667 and everybody has at least .80 against the key. With 30 items
    that is weak evidence: of groups of five with a true alpha of .81 fewer than half pass.

    Shape:   a share; sizes. Errors of each person are independent and fall on all other values alike.
    Unit:    probability; the intervals are those of the simulation.
    Missing: does not occur.
    Errors:  Refused("gold.bad").
    Source:  simulation with this package's own alpha and its interval; one person's chance is binomial.

    >>> round(calibration(0.85, draws=20).person, 3)
    0.847
    """
    if not (0 <= accuracy <= 1 and n_people > 1 and n_items > 1 and n_values > 1 and draws > 0):
        problem = Problem("accuracy", f"is {accuracy}, for {n_people} people, {n_items} items, {n_values} values")
        raise Refused("gold.bad", f"accuracy {problem.what}", "give sizes above 1, accuracy 0 to 1", (problem,))
    method, seed = "calibration/simulation@1", None
    if rng is None:
        rng, seed = keyed(method, np.array([round(accuracy * 1e6), n_people, n_items, n_values, draws]))
    agreed = passed = 0
    for _ in range(draws):
        truth = rng.integers(0, n_values, (n_items, 1))
        off = rng.integers(1, n_values, (n_items, n_people)) * (rng.random((n_items, n_people)) >= accuracy)
        interval = alpha(_grid((truth + off) % n_values, n_values), rng=rng).interval
        good = interval is not None and interval.low >= ALPHA_BAR
        agreed += good
        passed += good and bool(((off == 0).mean(axis=0) >= KEY_BAR).all())
    needs = int(np.ceil(round(KEY_BAR * n_items, 9)))
    person = float(binomial_at_least(needs, n_items, accuracy))
    group, session = (_simulated(k, draws, method, seed) for k in (agreed, passed))
    return Calibration(group, person, session)


def _simulated(k: int, draws: int, method: str, seed: str | None) -> Estimate:
    return Estimate(k / draws, wilson(k, draws), draws, "simulated sessions", method, seed=seed)


def _grid(values: IntArray, n_values: int) -> Answers:
    """Everybody on every item."""
    n_items, n_people = values.shape
    item, person = (each.ravel().astype(np.int32) for each in np.indices(values.shape))
    return Answers(item, person, values.ravel().astype(np.int32), n_items, n_people, n_values)
