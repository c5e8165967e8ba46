"""Whether a suggestion on the screen makes people err: on against off, at random."""

import numpy as np

from labelproof.quality.answers import BLIND, SHOWN, Answers
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.estimate import Estimate, undefined
from labelproof.quality.reliability.own_work import checked_gold
from labelproof.quality.reliability.signal import Signal
from labelproof.quality.statistics.resampling import KIND, percentile, resample
from labelproof.quality.statistics.seeded import keyed

METHOD = f"anchoring/{KIND}@1"
UNIT = "items"


def anchoring(answers: Answers, gold: IntArray, *, rng: np.random.Generator | None = None) -> Signal:
    """Error with a suggestion shown less error without; a finding, and assistance off, when surely above 0.

    Only a random share of answers, one in ten, given without it makes this a comparison: where people choose whether to
    look, the harder items get the suggestion.

    Shape:   answers with `assist`; gold (items,), -1 where there is none.
    Unit:    difference of two error rates, -1 to 1.
    Missing: answers whose `assist` is unknown, and items without gold, are left out.
    Undefined: no_gold, when nothing is left; no_overlap, when one of the two is missing.
    Source:  items resampled whole (Efron & Tibshirani 1993): the answers on one item err together.

    >>> from dataclasses import replace
    >>> from labelproof.quality.columns import from_columns
    >>> votes = from_columns([f"i{n:02}" for n in range(40)], ["ana"] * 40, ["x", "y"] * 20)
    >>> votes = replace(votes, assist=np.tile(np.array([0, 1], dtype=np.uint8), 20))
    >>> anchoring(votes, np.zeros(40, dtype=np.int32)).statistic.value
    1.0
    """
    gold = checked_gold(answers, gold)
    use = gold[answers.item_index] >= 0
    if answers.assist is None or not use.any():
        return _nothing("no_gold" if not use.any() else "no_overlap", 0)
    cells = np.stack([_sums(answers, gold, use, way) for way in (SHOWN, BLIND)], axis=1).reshape(-1, 4)
    cells = cells[cells.sum(axis=1) > 0]
    total = cells.sum(axis=0)
    if not total[1] or not total[3]:
        return _nothing("no_overlap", len(cells))
    kinds, multiplicity = np.unique(cells, axis=0, return_counts=True)
    seed = None
    if rng is None:
        rng, seed = keyed(METHOD, kinds, multiplicity)
    interval, notes = percentile(resample(multiplicity, lambda weights: _difference(weights @ kinds), rng), len(cells))
    value = float(_difference(total[None].astype(np.float64))[0])
    statistic = Estimate(value, interval, len(cells), UNIT, METHOD, seed=seed, notes=notes)
    opens = interval is not None and interval.low > 0
    reason = f"{total[0]} of {total[1]} wrong with a suggestion, {total[2]} of {total[3]} without"
    return Signal("anchoring", None, statistic, opens, reason)


def _sums(answers: Answers, gold: IntArray, use: np.ndarray, way: int) -> IntArray:
    """Wrong answers and answers on each item, given this way."""
    assert answers.assist is not None
    rows = use & (answers.assist == way)
    item = answers.item_index[rows]
    wrong = item[answers.codes[rows] != gold[item]]
    return np.stack([np.bincount(each, minlength=answers.n_items) for each in (wrong, item)], axis=1)


def _difference(sums: FloatArray) -> FloatArray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return sums[:, 0] / sums[:, 1] - sums[:, 2] / sums[:, 3]


def _nothing(reason: str, n: int) -> Signal:
    why = "no gold on answered items" if reason == "no_gold" else "answers with a suggestion, or without, are missing"
    return Signal("anchoring", None, undefined(reason, METHOD, n, UNIT), False, why)
