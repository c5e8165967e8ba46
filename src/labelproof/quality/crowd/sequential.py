"""When to stop asking for another answer, and what the rules cost."""

from dataclasses import dataclass

import numpy as np

from labelproof.kernel.refused import Problem, Refused
from labelproof.quality.arrays import BoolArray, FloatArray, IntArray

SURE = 0.95
START, MOST = 2, 5


@dataclass(frozen=True, slots=True)
class Expected:
    """What a rule gives on average: P(the settled value is right), and reads an item."""

    p_correct: float
    n_reads: float


def enough(
    posterior: FloatArray, n_votes: IntArray, *, sure: float = SURE, start: int = START, most: int = MOST
) -> BoolArray:
    """Which items need no further answer: sure enough after `start` of them, or asked `most` times.

    The posterior is to be recalibrated on gold first (`calibration.tempered`): as fitted it is too sure. Answers asked
    for by this rule are not planned: agreement leaves them out, since they pile up where people differ.

    Shape:   posterior (items, K); n_votes (items,).
    Unit:    probabilities; votes.
    Missing: an item without votes needs `start` of them.
    Errors:  Refused("sequential.rule") for limits that are none.
    Source:  statistics.md, Aggregation, "sequential overlap" (own default).

    >>> enough(np.array([[0.97, 0.03], [0.9, 0.1], [0.6, 0.4], [0.99, 0.01]]), np.array([2, 2, 5, 1])).tolist()
    [True, False, True, False]
    """
    problems = [] if 0.5 <= sure <= 1 else [Problem("sure", f"is a probability from .5 to 1, not {sure}")]
    if not 1 <= start <= most:
        problems.append(Problem("start", f"is from 1 to `most`, {most}, not {start}"))
    if posterior.ndim != 2 or len(posterior) != len(n_votes):
        problems.append(Problem("posterior", f"has shape {posterior.shape} for {len(n_votes)} items"))
    if problems:
        what = "; ".join(f"{each.field} {each.what}" for each in problems)
        raise Refused("sequential.rule", what, "give limits that an item can reach", tuple(problems))
    return ((np.max(posterior, axis=1, initial=0.0) >= sure) & (n_votes >= start)) | (n_votes >= most)


def two_and_one(p: float) -> Expected:
    """Two readers, and an adjudicator who was neither when they differ: all right with probability p, of two values.

    Shape:   a probability.
    Unit:    probability; reads an item.
    Missing: does not occur.
    Errors:  Refused("sequential.rule") for what is no probability.
    Source:  P = p^2 + 2 p (1 - p) p = p^2 (3 - 2p); reads 2 + 2 p (1 - p): independent readers, binary.

    >>> two_and_one(0.8)
    Expected(p_correct=0.896, n_reads=2.32)
    """
    if not 0 <= p <= 1:
        raise Refused("sequential.rule", f"p is {p}", "give a probability", (Problem("p", f"is 0 to 1, not {p}"),))
    return Expected(round(p * p * (3 - 2 * p), 15), round(2 + 2 * p * (1 - p), 15))
