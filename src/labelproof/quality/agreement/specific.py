"""Specific agreement: when one annotator chose this label, how often did another."""

import numpy as np

from labelproof.kernel.canonical import Json
from labelproof.kernel.refused import Undefined
from labelproof.quality.agreement.figure import Figure, of_sums
from labelproof.quality.agreement.interval import Asked, estimate
from labelproof.quality.agreement.pairable import Pairable, pairable
from labelproof.quality.agreement.planned import planned
from labelproof.quality.answers import Answers
from labelproof.quality.arrays import IntArray
from labelproof.quality.estimate import Estimate
from labelproof.quality.table import Table

UNIT = "items with the label"


def specific(answers: Answers, *, interval: Asked = None, rng: np.random.Generator | None = None) -> Table[Estimate]:
    """Percent agreement of each label: of all pairs with this label on one side, the share with it on both.

    Shape:   answers of one question; a cell for each of its values, in their order.
    Unit:    share, 0 to 1; not corrected for chance.
    Missing: items with fewer than two answers have no pair and are left out.
    Errors:  none raised; a label that no pairable item has is `no_pairable_item`.
    Source:  Cicchetti & Feinstein, High agreement but low kappa: II (1990); for many annotators Uebersax (1982).

    >>> from labelproof.quality.columns import from_columns
    >>> votes = from_columns(["i"] * 3 + ["j"] * 3, ["ana", "ben", "cy"] * 2, ["x", "x", "y", "y", "y", "y"])
    >>> [round(each.value, 3) for each in specific(votes).cells]
    [0.5, 0.75]
    """
    answers = planned(answers)
    keys: tuple[Json, ...] = tuple(answers.values) or tuple(range(answers.n_values))

    def of_label(label: int) -> Estimate:
        return estimate("specific", UNIT, lambda: specific_figure(answers, label), n=0, interval=interval, rng=rng)

    return Table("label", keys, tuple(of_label(label) for label in range(answers.n_values)))


def specific_figure(answers: Answers, label: int) -> Figure:
    """One label's specific agreement as a figure.

    Shape, Unit, Missing, Source: as specific.
    Errors:  Undefined("no_pairable_item") and those of pairable answers.
    """
    pairs = pairable(answers)
    item, times, m = _with_label(pairs, label)
    if not len(item):
        raise Undefined("no_pairable_item")
    size = int(m.max()) + 1
    kinds, kind = np.unique(times * size + m, return_inverse=True)
    times, m = np.divmod(kinds, size)
    rows = np.column_stack([times * (times - 1.0), times * (m - 1.0)])
    return of_sums(pairs.item[item], rows, lambda s: s[..., 0] / s[..., 1], kind=kind, scale="logit")


def _with_label(pairs: Pairable, label: int) -> tuple[IntArray, IntArray, IntArray]:
    times = np.add.reduceat(pairs.codes == label, pairs.ptr[:-1], dtype=np.int64)
    item = np.flatnonzero(times)
    return item, times[item], pairs.n_answers[item]
