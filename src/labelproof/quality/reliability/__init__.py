"""Signals about how somebody works: each opens a finding that a person decides; none blocks, pays less or dismisses."""

from collections.abc import Callable, Mapping

import numpy as np

from labelproof.quality.answers import Answers
from labelproof.quality.arrays import IntArray
from labelproof.quality.reliability.against_others import Matrix, against_model, against_others, consensus_match
from labelproof.quality.reliability.anchoring import anchoring
from labelproof.quality.reliability.confusion import Confusion, confusion_counts, confusion_signals, confusions
from labelproof.quality.reliability.copying import copying_signals
from labelproof.quality.reliability.entropy import entropy_signals
from labelproof.quality.reliability.gold import chance_below, gold_accuracy, gold_accuracy_by_label, gold_signals
from labelproof.quality.reliability.gold_rate import gold_rate
from labelproof.quality.reliability.machine_text import machine_text_signals
from labelproof.quality.reliability.qualification import Calibration, calibration, passing
from labelproof.quality.reliability.runs import run_probability, run_signals
from labelproof.quality.reliability.signal import Signal
from labelproof.quality.reliability.spammer import informedness, spammer_score, spammer_signals
from labelproof.quality.reliability.speed import speed_residuals, speed_signals

SIGNALS: Mapping[str, Callable[[Answers, IntArray], list[Signal]]] = {
    "gold_accuracy": gold_signals,
    "confusion": confusion_signals,
    "spammer": spammer_signals,
    "speed": speed_signals,
    "straight_lining": run_signals,
    "entropy": entropy_signals,
    "copying": copying_signals,
    "anchoring": lambda answers, gold: [anchoring(answers, gold)],
}
_OF_NUMBERS = ("speed",)


def signals(answers: Answers, gold: IntArray | None = None) -> list[Signal]:
    """Everything the answers to one question say about how people work; text has `machine_text_signals` besides.

    Shape:   gold (items,): the value's index, -1 where there is none. Of answers that are numbers only the speed is
             looked at.
    Unit:    each signal has its own.
    Missing: without gold, signals that need it are undefined: no_gold.
    Errors:  Refused("answers.bad") for gold that does not fit.
    Source:  statistics.md, Annotators.

    >>> from labelproof.quality.columns import from_columns
    >>> any(each.opens_finding for each in signals(from_columns(["i", "i"], ["ana", "ben"], ["x", "y"])))
    False
    """
    known = np.full(answers.n_items, -1, dtype=np.int32) if gold is None else gold
    names = _OF_NUMBERS if answers.value_index is None else tuple(SIGNALS)
    return [each for name in names for each in SIGNALS[name](answers, known)]


__all__ = [
    "SIGNALS",
    "Calibration",
    "Confusion",
    "Matrix",
    "Signal",
    "against_model",
    "against_others",
    "anchoring",
    "calibration",
    "chance_below",
    "confusion_counts",
    "confusion_signals",
    "confusions",
    "consensus_match",
    "copying_signals",
    "entropy_signals",
    "gold_accuracy",
    "gold_accuracy_by_label",
    "gold_rate",
    "gold_signals",
    "informedness",
    "machine_text_signals",
    "passing",
    "run_probability",
    "run_signals",
    "signals",
    "spammer_score",
    "spammer_signals",
    "speed_residuals",
    "speed_signals",
]
