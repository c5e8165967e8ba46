"""Dawid and Skene's model: each annotator has a confusion matrix."""

from typing import Literal

from labelproof.ports.executor import Executor
from labelproof.quality.answers import Answers
from labelproof.quality.arrays import IntArray
from labelproof.quality.consensus import Consensus
from labelproof.quality.crowd.confusions import POOLED, Smoothing, confusions


def dawid_skene(
    answers: Answers,
    *,
    smoothing: Smoothing = POOLED,
    iterations: int | Literal["converge"] = 5,
    gain: float | None = None,
    prevalence: Literal["estimated", "uniform"] = "estimated",
    gold: IntArray | None = None,
    executor: Executor | None = None,
) -> Consensus:
    """The values most probable when every annotator errs in a way of his own.

    `smoothing`: ("pooled", a) adds to each row of a confusion matrix a times everyone's row (+1 per cell); ("laplace", a)
    adds a to each cell; None adds nothing. It ends after 5 iterations and not at convergence: more likelihood is not more
    truth (weather_cf, unsmoothed: .857, .830, .787 after 2, 5 and all). `iterations="converge"` goes on until no
    probability changes by 1e-6, or 200 times. `gain` stops sooner: when the expected log-likelihood with the entropy,
    per vote, gains less (1e-5 is crowd-kit's rule). `gold` clamps the items it has. `executor` runs parts of the votes elsewhere, and gives the same bits.

    Shape:   answers of one question; gold (items,), -1 where there is none.
    Unit:    probabilities, 0 to 1; log_likelihood in nats.
    Missing: an item without a vote has value -1, and the prevalence as its posterior.
    Errors:  Refused("answers.bad") for numbers and for options that are none of these.
    Source:  Dawid & Skene, Maximum Likelihood Estimation of Observer Error-Rates (1979); pooling: Paun et al. (2018).

    >>> from labelproof.quality.columns import from_columns
    >>> rows = [(i, who, "xy"[(i + (who == "cy" and i < 4)) % 2]) for i in range(8) for who in ("ana", "ben", "cy")]
    >>> dawid_skene(from_columns(*zip(*rows))).value_index.tolist()
    [0, 1, 0, 1, 0, 1, 0, 1]
    """
    return confusions(
        "dawid_skene",
        answers,
        smoothing=smoothing,
        iterations=iterations,
        gain=gain,
        prevalence=prevalence,
        gold=gold,
        executor=executor,
    )
