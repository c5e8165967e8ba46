"""Bland and Altman's limits: within what bounds two annotators' numbers differ."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from labelproof.kernel.canonical import Json
from labelproof.kernel.refused import Problem, Undefined
from labelproof.quality.agreement.numbers import side_by_side
from labelproof.quality.agreement.planned import planned
from labelproof.quality.answers import Answers, refusal
from labelproof.quality.estimate import Estimate, Interval, undefined
from labelproof.quality.statistics.certainty import LEVEL, Z, small_n

UNIT = "items both answered"


@dataclass(frozen=True, slots=True)
class Limits:
    """The mean difference, and the bounds that hold 95 % of differences, each with an interval of its own."""

    bias: Estimate
    lower: Estimate
    upper: Estimate


def bland_altman(answers: Answers, pair: tuple[int, int]) -> Limits:
    """Mean of the first annotator's number less the second's, and the limits of agreement around it.

    Shape:   numbers; pair: two indexes of annotators.
    Unit:    that of the numbers.
    Missing: an item that one of the two left out is left out.
    Errors:  none raised for data; undefined_reason no_answers, no_overlap, no_pairable_item (one item in all).
    Source:  Bland & Altman, Statistical methods for assessing agreement (1986); the limits' variance is
             s^2 (1 / n + z^2 / (2 (n - 1))), Bland & Altman (1999).

    >>> from labelproof.quality.columns import from_columns
    >>> two = from_columns([1, 1, 2, 2, 3, 3], ["ana", "ben"] * 3, [1, 2, 2, 3, 3, 3])
    >>> round(bland_altman(two, (0, 1)).bias.value, 3)
    -0.667
    """
    if len(pair) != 2 or pair[0] == pair[1] or not all(0 <= each < answers.n_annotators for each in pair):
        raise refusal([Problem("pair", f"is two different indexes below {answers.n_annotators}, not {pair}")])
    try:
        _, numbers = side_by_side(planned(answers), np.array(pair))
        if len(numbers) < 2:
            raise Undefined("no_pairable_item")
    except Undefined as error:
        each = [undefined(error.reason, f"bland-altman/{part}@1", 0, UNIT) for part in ("bias", "lower", "upper")]
        return Limits(*each)
    from scipy.special import stdtrit  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]

    apart = numbers[:, 0] - numbers[:, 1]
    n, bias, sd = len(apart), float(apart.mean()), float(apart.std(ddof=1))
    t = float(stdtrit(n - 1, 1 - (1 - LEVEL) / 2))
    se, se_limit = sd / n**0.5, sd * (1 / n + Z * Z / (2 * (n - 1))) ** 0.5

    def of(part: str, value: float, se: float) -> Estimate:
        span = Interval(value - t * se, value + t * se, LEVEL, "t")
        params: Mapping[str, Json] = {"level": LEVEL, "sd": sd}
        notes = small_n(n)
        return Estimate(value, span, n, UNIT, f"bland-altman/{part}/t@1", params=params, se=se, notes=notes)

    return Limits(of("bias", bias, se), of("lower", bias - Z * sd, se_limit), of("upper", bias + Z * sd, se_limit))
