"""ICC(2,1): of the variance of one annotator's number, the share that is the items'."""

import numpy as np

from labelproof.kernel.refused import Undefined
from labelproof.quality.agreement.numbers import are_numbers, side_by_side
from labelproof.quality.agreement.planned import counted, planned, said_of
from labelproof.quality.answers import Answers
from labelproof.quality.arrays import FloatArray
from labelproof.quality.estimate import Estimate, Interval, undefined
from labelproof.quality.statistics.certainty import LEVEL, small_n

METHOD = "icc-2-1/f@1"
UNIT = "items all answered"


def icc(answers: Answers) -> Estimate:
    """ICC(2,1): two-way random effects, absolute agreement, one annotator's number.

    Shape:   numbers: `value`, or `values` that are numbers.
    Unit:    share of variance; 1 the annotators say the same, near 0 nothing of the items is seen.
    Missing: an item that any of the annotators left out is left out: the design must be complete.
    Errors:  none raised for data; undefined_reason no_answers, fewer_than_two_annotators, no_overlap,
             no_pairable_item (one item in all), zero_variance, unknown_distance (values that are names).
    Source:  Shrout & Fleiss, Intraclass correlations (1979), case 2; interval: McGraw & Wong (1996), table 7.

    >>> from labelproof.quality.columns import from_columns
    >>> same = from_columns([1, 1, 2, 2, 3, 3], ["ana", "ben"] * 3, [1, 1, 2, 2, 4, 4])
    >>> icc(same).value
    1.0
    """
    asked, answers = counted(answers), planned(answers)
    try:
        people = np.flatnonzero(np.bincount(answers.annotator_index, minlength=1))
        if len(answers) and len(people) < 2:
            raise Undefined("fewer_than_two_annotators")
        if len(answers) and not are_numbers(answers):
            raise Undefined("unknown_distance")
        _, numbers = side_by_side(answers, people)
        value, span = _raw(numbers)
    except Undefined as error:
        return undefined(error.reason, METHOD, 0, UNIT)
    n = len(numbers)
    notes = small_n(n) + said_of(answers)
    params = {"level": LEVEL, **asked}
    return Estimate(value, span, n, UNIT, METHOD, params=params, target="annotators as a sample", notes=notes)


def _raw(numbers: FloatArray) -> tuple[float, Interval]:
    n, k = numbers.shape
    if n < 2:
        raise Undefined("no_pairable_item")
    away = numbers - numbers.mean()
    of_items, of_people = away.mean(axis=1), away.mean(axis=0)
    rest = away - of_items[:, None] - of_people
    rows = k * float(of_items @ of_items) / (n - 1)
    columns = n * float(of_people @ of_people) / (k - 1)
    error = float((rest * rest).sum()) / ((n - 1) * (k - 1))
    total = rows + (k - 1) * error + k * (columns - error) / n
    if total <= 0 or not away.any():
        raise Undefined("zero_variance")
    value = (rows - error) / total
    return value, _interval(value, (rows, columns, error), n, k)


def _interval(value: float, squares: tuple[float, float, float], n: int, k: int) -> Interval:
    """Exact F for the items; the degrees of freedom of the annotators' part after Satterthwaite."""
    from scipy.special import fdtri  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]

    rows, columns, error = squares
    if error == 0 and columns == 0:
        return Interval(value, value, LEVEL, "f")
    a = k * value / (n * (1 - value)) if value < 1 else 0.0
    b = 1 + k * value * (n - 1) / (n * (1 - value)) if value < 1 else 1.0
    freedom = (a * columns + b * error) ** 2 / ((a * columns) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1)))
    upper = 1 - (1 - LEVEL) / 2
    above = float(fdtri(n - 1, freedom, upper))
    below = float(fdtri(freedom, n - 1, upper))
    noise = k * columns + (k * n - k - n) * error
    low = n * (rows - above * error) / (above * noise + n * rows)
    high = n * (below * rows - error) / (noise + n * below * rows)
    return Interval(low, high, LEVEL, "f")
