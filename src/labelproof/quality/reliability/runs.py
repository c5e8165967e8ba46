"""Straight-lining: one answer many times in a row, where the items would not have it."""

import numpy as np

from labelproof.quality.answers import Answers
from labelproof.quality.arrays import BoolArray, FloatArray, IntArray
from labelproof.quality.estimate import Estimate, undefined
from labelproof.quality.reliability.own_work import MOST_VALUES, Others, in_order, own_work, rows_by_annotator
from labelproof.quality.reliability.signal import Signal
from labelproof.quality.statistics.multiplicity import benjamini_hochberg

METHOD = "longest_run/exact@1"
UNIT = "answers in their order"
_Q = 0.001


def run_probability(p: FloatArray, length: int) -> float:
    """The chance of at least one run of so many in a row, when the i-th happens with chance p_i.

    A first run that ends at i needs none before i - length, a miss at i - length, and then hits only. Summing those
    terms keeps tiny chances exact; the usual approximation 1 - exp(-n (1 - p) p^length) gives .093 for .090.

    Shape:   p (n,), each 0 to 1; length >= 1.
    Unit:    probability.
    Missing: does not occur.
    Errors:  none; a length of 0 has chance 1, one above n chance 0.
    Source:  Feller, An Introduction to Probability Theory I (1968), section XIII.7, for chances that differ.

    >>> [round(run_probability(np.full(200, p), n), 5) for p, n in ((0.5, 10), (0.5, 20), (0.9, 30))]
    [0.08992, 9e-05, 0.58327]
    """
    n = len(p)
    if length < 1 or length > n:
        return float(length < 1)
    hits = _window_products(p, length)  # of p[i - length + 1 .. i], for i = length - 1 .. n - 1
    first = (hits[1:] * (1 - p[: n - length])).tolist()  # a miss, then the run: what precedes it is still open
    chance = [0.0] * length + [float(hits[0])]  # of a run within the first i
    for before, fresh in enumerate(first):
        chance.append(chance[-1] + (1 - chance[before]) * fresh)
    return chance[n]


def run_signals(answers: Answers, gold: IntArray | None = None) -> list[Signal]:
    """The longest run of equal answers of each annotator, against what others answered on the same items.

    Each value's longest run has its own exact chance, with p_i the share that *others* gave it on the i-th item shown;
    the smallest, times the number of values, is the annotator's p. With one's own share somebody who answers all items
    alike would never be noticed.

    Shape:   answers with submitted_at; at most 256 values.
    Unit:    answers in a row.
    Missing: without times there is no order, and the signal is undefined: no_answers.
    Errors:  none.
    Source:  `run_probability`; Benjamini & Hochberg over annotators at q = .001 (statistics.md, Annotators).

    >>> from labelproof.quality.columns import from_columns
    >>> run_signals(from_columns(["i"], ["ana"], ["x"]))[0].reason
    'the order of answers is unknown'
    """
    own = own_work(answers)
    if not in_order(own) or own.n_values > MOST_VALUES:
        nothing = undefined("no_answers", METHOD, 0, UNIT)
        why = "the order of answers is unknown" if not in_order(own) else f"more than {MOST_VALUES} values"
        return [Signal("straight_lining", a, nothing, False, why) for a in range(own.n_annotators)]
    others, codes = Others.of(own), own.codes
    longest: list[tuple[int, int, float, int]] = []
    for rows in rows_by_annotator(own):
        said = codes[rows]
        shares = others.shares(own.item_index[rows], said)
        longest.append(_most_surprising(said, shares))
    adjusted = benjamini_hochberg(np.array([p for _, _, p, _ in longest]))
    return [_signal(a, *each, float(adjusted[a])) for a, each in enumerate(longest)]


def _most_surprising(said: IntArray, shares: FloatArray) -> tuple[int, int, float, int]:
    """Length and value of the run least expected, its p over all values, and the number of answers."""
    if not len(said):
        return 0, -1, np.nan, 0
    seen = np.unique(said)
    runs = [_longest(said == value) for value in seen]
    chances = [run_probability(shares[:, value], run) for value, run in zip(seen, runs)]
    least = int(np.argmin(chances))
    return runs[least], int(seen[least]), min(1.0, shares.shape[1] * chances[least]), len(said)


def _signal(annotator: int, run: int, value: int, p: float, n: int, adjusted: float) -> Signal:
    if not n:
        return Signal("straight_lining", annotator, undefined("no_answers", METHOD, 0, UNIT), False, "no answer")
    params = {"p": p, "p_adjusted": adjusted}
    statistic = Estimate(float(run), None, n, UNIT, METHOD, params=params)
    reason = f"gave one answer {run} times in a row among {n}; chance {p:.2g}, {adjusted:.2g} over all annotators"
    return Signal("straight_lining", annotator, statistic, adjusted <= _Q, reason, label=value)


def _longest(hit: BoolArray) -> int:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], hit, [False]])))
    return int((edges[1::2] - edges[::2]).max()) if len(edges) else 0


def _window_products(p: FloatArray, length: int) -> FloatArray:
    """Products of all windows, through sums of logs; a window with a zero is zero."""
    zero = np.concatenate([[0], np.cumsum(p == 0)])
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.where(p == 0, 1.0, p)))])
    return np.where(zero[length:] > zero[:-length], 0.0, np.exp(logs[length:] - logs[:-length]))
