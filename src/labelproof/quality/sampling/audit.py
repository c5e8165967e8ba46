"""The random audit: every item has the same chance, and the sample has exactly the size asked for."""

from collections.abc import Sequence

import numpy as np

from labelproof.kernel.refused import Problem, Refused
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.sampling.draw import Sample, check_ids, uniforms


def audit(n: int, seed: bytes, item_ids: Sequence[str]) -> Sample:
    """The n items whose keyed numbers are smallest.

    Shape:   distinct ids.
    Unit:    probability n / items for each.
    Missing: does not occur.
    Errors:  Refused("sample.bad").
    Source:  sorting by HMAC-SHA-256(seed, item id): a simple random sample without replacement.

    >>> len(audit(2, b"seed", ["a", "b", "c"]))
    2
    """
    check_ids(item_ids, np.zeros(len(item_ids)), n)
    first = np.sort(np.argsort(uniforms(seed, item_ids), kind="stable")[:n])
    chance = np.full(len(item_ids), n / len(item_ids))
    return Sample("audit@1", "equal", first, chance, len(item_ids))


def stratified(sizes: IntArray, stratum: IntArray, seed: bytes, item_ids: Sequence[str]) -> Sample:
    """A random audit of each stratum, with its own size.

    Shape:   sizes (strata,), at least 1 where a stratum holds items; stratum (items,) counts into sizes.
    Unit:    probability n_h / N_h.
    Missing: does not occur.
    Errors:  Refused("sample.bad").
    Source:  Cochran, Sampling Techniques (1977), chapter 5; sizes by `acceptance.allocate`.

    >>> stratified(np.array([1, 1]), np.array([0, 0, 1]), b"seed", ["a", "b", "c"]).probability.tolist()
    [0.5, 0.5, 1.0]
    """
    held = np.bincount(stratum, minlength=len(sizes))
    check_ids(item_ids, stratum, max(int(sizes.sum()), 1))
    wrong = [] if len(held) > len(sizes) else np.flatnonzero((sizes > held) | ((sizes < 1) & (held > 0))).tolist()
    problems = [Problem(f"stratum {h}", f"holds {held[h]} items, {sizes[h]} are asked for") for h in wrong]
    if len(held) > len(sizes):
        problems.append(Problem("stratum", f"goes up to {len(held) - 1}; there are {len(sizes)} sizes"))
    if problems:
        what = "; ".join(f"{each.field} {each.what}" for each in problems)
        raise Refused("sample.bad", what, "draw at least one item of each stratum", tuple(problems))
    order = np.lexsort((uniforms(seed, item_ids), stratum))
    place = np.arange(len(order)) - np.concatenate([[0], np.cumsum(held)])[stratum[order]]
    drawn = np.sort(order[place < sizes[stratum[order]]])
    chance: FloatArray = (sizes / np.maximum(held, 1))[stratum]
    return Sample("audit/strata@1", "strata", drawn, chance, len(item_ids), stratum)
