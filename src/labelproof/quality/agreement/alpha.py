"""Krippendorff's alpha: agreement beyond chance, for any number of annotators, gaps, and any distance between values."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, cast

import numpy as np

from labelproof.kernel.canonical import Json
from labelproof.kernel.refused import Problem
from labelproof.quality.agreement.distances import DISTANCES, Distance
from labelproof.quality.agreement.figure import Figure
from labelproof.quality.agreement.interval import Asked, estimate
from labelproof.quality.agreement.pairable import UNIT, n_pairable, pairable
from labelproof.quality.agreement.people import SAMPLE, over_people
from labelproof.quality.agreement.planned import counted, planned, said_of
from labelproof.quality.agreement.scale import Scale, alpha_of
from labelproof.quality.agreement.scales import Interval, Nominal, Ordinal
from labelproof.quality.agreement.tabled import measured, ratio, tabled
from labelproof.quality.answers import Answers, refusal
from labelproof.quality.arrays import FloatArray
from labelproof.quality.estimate import Estimate
from labelproof.quality.statistics.seeded import keyed

Measured = str | Distance | Callable[[Json, Json], float] | FloatArray
Target = Literal["these annotators", "annotators as a sample"]
SCALES = ("nominal", "ordinal", "interval", "ratio")


def alpha(
    answers: Answers,
    distance: Measured = "nominal",
    *,
    interval: Asked = None,
    target: Target = "these annotators",
    rng: np.random.Generator | None = None,
) -> Estimate:
    """Krippendorff's alpha, 1 - D_o / D_e, over the planned reads, one vote a family.

    Shape:   answers of one question. distance: "nominal", "ordinal", "interval", "ratio", a name of DISTANCES, a
             Distance, a callable(a, b) -> [0, 1] over the values, or a symmetric table (n_values, n_values).
    Unit:    none; 1 perfect, 0 chance, below 0 systematic disagreement. Not accuracy.
    Missing: items with fewer than two answers are not pairable and are left out.
    Errors:  none raised for data; undefined_reason no_answers, fewer_than_two_annotators, no_pairable_item,
             one_value_only, zero_expected_disagreement, negative_ratio, unknown_distance. Refused for a table of
             another shape, numbers asked of names, a kind of interval that does not exist.
    Source:  Krippendorff, Computing Krippendorff's Alpha-Reliability (2011); intervals as statistics.md, Results.

    >>> from labelproof.quality.columns import from_columns
    >>> votes = [("i", "x"), ("i", "x"), ("j", "y"), ("j", "y"), ("k", "x"), ("k", "y")]
    >>> round(alpha(from_columns([i for i, _ in votes], ["ana", "ben"] * 3, [v for _, v in votes])).value, 3)
    0.444
    """
    chosen = named(distance)
    asked, answers = counted(answers), planned(answers)
    figured = _Figured(answers, chosen, rng)
    result = estimate(
        f"alpha/{chosen.name}",
        UNIT,
        figured,
        n=n_pairable(answers),
        interval=False if target == SAMPLE else interval,
        rng=rng,
        params={"distance": chosen.name, **asked},
        notes=said_of(answers),
    )
    if target == SAMPLE and interval is not False and figured.scale is not None:
        result = replace(result, notes=tuple(note for note in result.notes if note != "no_interval"))
        return over_people(result, figured.scale, pairable(answers), rng)
    return result


def alpha_figure(answers: Answers, distance: Measured = "nominal", rng: np.random.Generator | None = None) -> Figure:
    """Alpha as a figure, of the answers as they are: for differences and breakdowns.

    Shape, Unit, Missing: as alpha.
    Errors:  Undefined with alpha's reasons.
    Source:  as alpha.
    """
    return _Figured(answers, named(distance), rng)()


@dataclass(frozen=True, slots=True)
class Named:
    """A distance with the name it has in the method's id, and what makes its scale."""

    name: str
    distance: str | Distance | FloatArray


def named(distance: Measured) -> Named:
    """What a distance is called: a changed distance must be another method.

    >>> named("masi").name, named(Distance("gap", lambda a, b: abs(a - b), squared=True)).name
    ('masi', 'gap-squared')
    """
    if isinstance(distance, str) and distance in SCALES:
        return Named(distance, distance)
    if isinstance(distance, str):
        if distance not in DISTANCES:
            raise refusal([Problem("distance", f"is one of {', '.join((*SCALES, *DISTANCES))}, not {distance!r}")])
        return Named(distance, DISTANCES[distance])
    if isinstance(distance, np.ndarray):
        return Named("table", cast("FloatArray", distance))
    if not isinstance(distance, Distance):
        distance = Distance(getattr(distance, "__name__", "callable").strip("<>"), distance)
    return Named(distance.name + ("-squared" if distance.squared else ""), distance)


@dataclass(slots=True)
class _Figured:
    """Makes the figure when asked, and keeps the scale it was made with."""

    answers: Answers
    chosen: Named
    rng: np.random.Generator | None
    scale: Scale | None = None

    def __call__(self) -> Figure:
        pairs = pairable(self.answers)
        distance = self.chosen.distance
        if isinstance(distance, str):
            made: dict[str, Callable[[], Scale]] = {
                "nominal": lambda: Nominal(pairs),
                "ordinal": lambda: Ordinal(pairs),
                "interval": lambda: Interval(pairs),
                "ratio": lambda: ratio(pairs, self._sampler()),
            }
            self.scale = made[distance]()
        elif isinstance(distance, Distance):
            self.scale = measured(pairs, distance, self._sampler())
        else:
            self.scale = tabled(pairs, distance)
        return alpha_of(pairs, self.scale)

    def _sampler(self) -> np.random.Generator:
        """For the pairs of a table too large to fill; follows from the values, in sorted order."""
        if self.rng is not None:
            return self.rng
        said = self.answers.codes if self.answers.value is None else self.answers.value.view(np.int64)
        return keyed(f"alpha/{self.chosen.name}/sampled@1", np.sort(said))[0]
