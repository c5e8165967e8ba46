"""Items whose label is least certain."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from labelproof.kernel.refused import Problem, Refused
from labelproof.quality.arrays import FloatArray
from labelproof.quality.sampling.draw import Design, Sample, by_score


def entropy(posterior: FloatArray) -> FloatArray:
    """Entropy of each row, 0 where it is certain to 1 where all values are equally likely.

    >>> entropy(np.array([[0.5, 0.5], [1.0, 0.0]])).tolist()
    [1.0, 0.0]
    """
    bits = -(posterior * np.log(np.where(posterior > 0, posterior, 1.0))).sum(axis=1)
    return np.maximum(bits / np.log(max(posterior.shape[1], 2)), 0.0)


def margin(posterior: FloatArray) -> FloatArray:
    """One less the lead of the first value over the second.

    >>> margin(np.array([[0.5, 0.25, 0.25]])).tolist()
    [0.75]
    """
    if posterior.shape[1] < 2:
        return np.zeros(len(posterior))
    top = np.partition(posterior, -2, axis=1)[:, -2:]
    return 1 - (top[:, 1] - top[:, 0])


MEASURES: Mapping[str, Callable[[FloatArray], FloatArray]] = {"entropy": entropy, "margin": margin}


def uncertainty(
    posterior: FloatArray,
    n: int,
    seed: bytes,
    item_ids: Sequence[str],
    *,
    by: str = "entropy",
    design: Design = "poisson",
    floor: float = 0.1,
) -> Sample:
    """A sample that prefers items with an uncertain posterior.

    Shape:   posterior (items, K), rows sum to 1; by "entropy" or "margin".
    Unit:    probability.
    Missing: an item without a posterior is left out by the caller.
    Errors:  Refused("sample.bad").
    Source:  Settles, Active Learning Literature Survey (2009), section 3.1; chances as `by_score`.

    >>> posterior = np.array([[0.5, 0.5], [0.99, 0.01]])
    >>> uncertainty(posterior, 1, b"seed", ["a", "b"]).probability.round(2).tolist()
    [0.88, 0.12]
    """
    rows = posterior.sum(axis=1) if posterior.ndim == 2 else np.zeros(0)
    problems = [
        *([Problem("by", f"is one of {', '.join(MEASURES)}, not {by!r}")] if by not in MEASURES else []),
        *([Problem("posterior", "has rows that do not sum to 1")] if not (np.abs(rows - 1) < 1e-6).all() else []),
        *([Problem("posterior", "is not a table")] if posterior.ndim != 2 else []),
    ]
    if problems:
        what = "; ".join(f"{each.field} {each.what}" for each in problems)
        raise Refused("sample.bad", what, "give one distribution for each item", tuple(problems))
    score = MEASURES[by](posterior)
    return by_score(score, n, seed, item_ids, method=f"uncertainty/{by}", design=design, floor=floor)
