"""Items of rare labels and rare segments."""

from collections.abc import Sequence

import numpy as np

from labelproof.quality.arrays import IntArray
from labelproof.quality.sampling.draw import Design, Sample, by_score


def rarity(
    groups: Sequence[IntArray],
    n: int,
    seed: bytes,
    item_ids: Sequence[str],
    *,
    design: Design = "poisson",
    floor: float = 0.1,
) -> Sample:
    """A sample in which each label, and each segment, counts alike however many items it has.

    Shape:   groups: one or more indexes (items,), such as the label and the segment.
    Unit:    probability.
    Missing: an index of -1 is a group of its own: unknown.
    Errors:  Refused("sample.bad").
    Source:  score prod 1 / share of the item's group; chances as `by_score`.

    >>> rarity([np.array([0, 0, 0, 1])], 2, b"seed", list("abcd"), floor=0.01).probability.round(2).tolist()
    [0.34, 0.34, 0.34, 1.0]
    """
    score = np.ones(len(item_ids))
    for group in groups:
        _, which, count = np.unique(group, return_inverse=True, return_counts=True)
        score = score * (len(group) / count)[which]
    return by_score(score, n, seed, item_ids, method="rarity", design=design, floor=floor)
