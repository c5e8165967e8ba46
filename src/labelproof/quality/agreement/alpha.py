"""Krippendorff's alpha for values that are equal or not."""

from dataclasses import replace

import numpy as np

from labelproof.kernel.refused import Undefined
from labelproof.quality.agreement.pairable import Pairable, pairable
from labelproof.quality.answers import Answers
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.estimate import Estimate, Interval, undefined
from labelproof.quality.resampling import KIND, LEVEL, RESAMPLES, percentile, resample
from labelproof.quality.seeded import keyed

METHOD = "alpha/nominal"
UNIT = "pairable items"
_MOST_KINDS = 5_000  # of item, and 256 values: beyond that the variance is linearised (quality.md section 2)
_MOST_VALUES = 256
_Z = 1.959963984540054
_SMALL, _FEW, _DOMINATES = 30, 10, 0.9


def alpha(answers: Answers, *, rng: np.random.Generator | None = None) -> Estimate:
    """Krippendorff's nominal alpha, 1 - D_o / D_e, with an interval over items.

    Shape:   answers of one question.
    Unit:    none; 1 perfect, 0 chance, below 0 systematic disagreement.
    Missing: items with fewer than two answers are not pairable and are left out.
    Errors:  none raised; undefined_reason no_answers, fewer_than_two_annotators, no_pairable_item, one_value_only.
    Source:  Krippendorff, Computing Krippendorff's Alpha-Reliability (2011); percentile bootstrap over items.

    >>> from labelproof.quality.columns import from_columns
    >>> votes = [("i", "x"), ("i", "x"), ("j", "y"), ("j", "y"), ("k", "x"), ("k", "y")]
    >>> round(alpha(from_columns([i for i, _ in votes], ["ana", "ben"] * 3, [v for _, v in votes])).value, 3)
    0.444
    """
    try:
        counts = pairable(answers)
        value = _raw(counts)
    except Undefined as error:
        n = int((np.bincount(answers.item_index, minlength=1) >= 2).sum())
        return undefined(error.reason, f"{METHOD}@1", n, UNIT)
    se = _standard_error(counts)
    interval, kind, seed, notes = _interval(counts, value, se, rng)
    return Estimate(
        value,
        interval,
        counts.n_items,
        UNIT,
        f"{METHOD}/{kind}@1",
        params={"level": LEVEL, "resamples": RESAMPLES},
        se=se,
        seed=seed,
        notes=_notes(answers, counts) + notes,
    )


def alpha_by_label(answers: Answers) -> tuple[Estimate, ...]:
    """Alpha of each value against all others: on which label the annotators part.

    Shape:   answers of one question; one estimate for each of its values, in their order.
    Unit:    none, as alpha.
    Missing: as alpha.
    Errors:  none raised; a value that no pairable item has is `one_value_only`.
    Source:  Krippendorff, Content Analysis (2019), section 12.

    >>> from labelproof.quality.columns import from_columns
    >>> [e.value for e in alpha_by_label(from_columns(["i", "i", "j", "j"], ["a", "b"] * 2, ["x", "x", "y", "y"]))]
    [1.0, 1.0]
    """
    one_of_many = (alpha(answers.against_the_rest(value)) for value in range(answers.n_values))
    return tuple(
        replace(each, method=each.method.replace("nominal", "nominal/one-against-rest")) for each in one_of_many
    )


def _raw(counts: Pairable) -> float:
    totals = counts.value_totals
    n, same = int(totals.sum()), int((totals * totals).sum())
    if n * n == same:
        raise Undefined("one_value_only")
    return float(1 - _total_disagreement(counts) * (n - 1) / (n * n - same))


def _total_disagreement(counts: Pairable) -> float:
    """n D_o, in whole numbers for each m: floats added item by item would depend on the order of items."""
    m = counts.n_answers
    sizes, group = np.unique(m, return_inverse=True)
    apart = np.bincount(group, weights=m * m - counts.same_squared)
    return float((apart / (sizes - 1)).sum())


def _interval(
    counts: Pairable, value: float, se: float | None, rng: np.random.Generator | None
) -> tuple[Interval | None, str, str | None, tuple[str, ...]]:
    kinds = multiplicity = None
    if counts.n_values <= _MOST_VALUES:
        kinds, multiplicity = np.unique(counts.table(), axis=0, return_counts=True)
    if kinds is None or multiplicity is None or len(kinds) > _MOST_KINDS:
        return _linearised(value, se), "delta", None, ()
    seed = None
    if rng is None:
        rng, seed = keyed(f"{METHOD}/{KIND}@1", kinds, multiplicity)
    samples = resample(multiplicity, lambda weights: _weighted(weights, kinds), rng)
    interval, notes = percentile(samples, counts.n_items)
    return interval, KIND, seed, notes


def _weighted(weights: FloatArray, kinds: IntArray) -> FloatArray:
    """Alpha for each row of weights on kinds of item; NaN where one value is left."""
    m = kinds.sum(axis=1)
    apart = (m * m - (kinds * kinds).sum(axis=1)) / (m - 1.0)
    totals = weights @ kinds
    n = totals.sum(axis=1)
    pairs = n * n - (totals * totals).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(pairs > 0, 1 - (weights @ apart) * (n - 1) / pairs, np.nan)


def _standard_error(counts: Pairable) -> float | None:
    """From each item's influence on r = D_o / D_e = A (n - 1) / (n^2 - Q), with A, n, Q sums over items."""
    if counts.n_items < 2:
        return None
    totals = counts.value_totals
    n, q = float(totals.sum()), float((totals * totals).sum())
    m = counts.n_answers
    apart = (m * m - counts.same_squared) / (m - 1.0)
    a, pairs = _total_disagreement(counts), n * n - q
    met = np.bincount(counts.item, weights=counts.count * totals[counts.value])
    influence = (apart * (n - 1) + a * m) / pairs - a * (n - 1) * 2 * (n * m - met) / pairs**2
    influence.sort()  # so that the sums below do not depend on the order of items
    spread = influence - influence.mean()
    return float(np.sqrt((spread * spread).sum() * counts.n_items / (counts.n_items - 1)))


def _linearised(value: float, se: float | None) -> Interval | None:
    """On the scale of log(1 - alpha), since alpha has no bound below and 1 above."""
    if se is None:
        return None
    r = 1 - value
    if r <= 0:
        return Interval(value, value, LEVEL, "delta")
    return Interval(float(1 - r * np.exp(_Z * se / r)), float(1 - r * np.exp(-_Z * se / r)), LEVEL, "delta")


def _notes(answers: Answers, counts: Pairable) -> tuple[str, ...]:
    totals = counts.value_totals
    said = {
        "small_n": counts.n_items < _SMALL,
        "few_annotators": len(np.unique(answers.annotator_index)) < _FEW,
        "one_value_dominates": totals.max() > _DOMINATES * totals.sum(),
    }
    return tuple(note for note, is_so in said.items() if is_so)
