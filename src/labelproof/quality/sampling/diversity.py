"""Items unlike each other: greedy centres, or some of each cluster."""

from collections.abc import Sequence

import numpy as np

from labelproof.kernel.refused import Problem, Refused
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.sampling.audit import stratified
from labelproof.quality.sampling.draw import Sample, check_ids, uniforms


def k_centre(embeddings: FloatArray, n: int, seed: bytes, item_ids: Sequence[str]) -> Sample:
    """Items chosen one by one, each the farthest from those before it: good coverage, and no known chances.

    Shape:   embeddings (items, dimensions).
    Unit:    none: a nonprobability sample, from which no rate is estimated.
    Missing: does not occur; NaN is refused.
    Errors:  Refused("sample.bad").
    Source:  Gonzalez, Clustering to Minimize the Maximum Intercluster Distance (1985): the largest distance to a centre
             is at most twice the best possible. Ties go to the smaller keyed number.

    >>> points = np.array([[0.0], [0.1], [5.0], [9.0]])
    >>> k_centre(points, 3, b"seed", list("abcd")).design
    'nonprobability'
    """
    _check(embeddings, n, item_ids)
    centres, _ = _greedy(embeddings, n, uniforms(seed, item_ids))
    return Sample("diversity/k-centre@1", "nonprobability", np.sort(centres), None, len(embeddings))


def cluster_stratified(
    embeddings: FloatArray, n: int, seed: bytes, item_ids: Sequence[str], *, clusters: int | None = None
) -> Sample:
    """Some items of each cluster, drawn at random within it: nearly as spread, and every item has a known chance.

    Shape:   embeddings (items, dimensions); clusters at most n, by default the root of n *(own)*.
    Unit:    probability n_h / N_h.
    Missing: does not occur; NaN is refused.
    Errors:  Refused("sample.bad").
    Source:  clusters around Gonzalez' centres; equal sizes as far as clusters reach, at least one of each.

    >>> points = np.array([[0.0], [0.1], [0.2], [9.0]])
    >>> cluster_stratified(points, 2, b"seed", list("abcd"), clusters=2).probability.round(2).tolist()
    [0.33, 0.33, 0.33, 1.0]
    """
    _check(embeddings, n, item_ids)
    k = round(n**0.5) if clusters is None else clusters
    if not 1 <= k <= n:
        problem = Problem("clusters", f"is {k}, for {n} items to draw")
        raise Refused("sample.bad", f"clusters {problem.what}", "ask for at most one cluster an item", (problem,))
    # The centres follow from the items alone: seeded ones would make the strata, too, depend on the draw.
    _, cluster = _greedy(embeddings, k, np.arange(len(embeddings), dtype=np.float64))
    held = np.bincount(cluster, minlength=k)
    drawn = stratified(_even(n, held), cluster, seed, item_ids)
    return Sample("diversity/clusters@1", "strata", drawn.item_index, drawn.probability, len(embeddings), cluster)


def _greedy(points: FloatArray, k: int, rank: FloatArray) -> tuple[IntArray, IntArray]:
    """Centres, and the centre each item is nearest to; starts from the item farthest from the mean."""
    far: FloatArray = ((points - points.mean(axis=0)) ** 2).sum(axis=1)
    nearest = np.zeros(len(points), dtype=np.int64)
    centres: list[int] = []
    gap: FloatArray = np.full(len(points), np.inf)
    for _ in range(k):
        centre = _first(gap if centres else far, rank)
        distance: FloatArray = ((points - points[centre]) ** 2).sum(axis=1)
        closer = distance < gap
        nearest[closer] = len(centres)
        gap = np.where(closer, distance, gap)
        centres.append(centre)
        gap[centre], nearest[centre] = -1.0, len(centres) - 1  # a centre is its own, and is not chosen again
    return np.array(centres), nearest


def _first(gap: FloatArray, rank: FloatArray) -> int:
    ties = np.flatnonzero(gap == gap.max())
    return int(ties[rank[ties].argmin()])


def _even(n: int, held: IntArray) -> IntArray:
    """Sizes as equal as the clusters allow, summing to n."""
    sizes = np.zeros(len(held), dtype=np.int64)
    for done, h in enumerate(np.argsort(held, kind="stable").tolist()):
        sizes[h] = min(held[h], (n - sizes.sum()) // (len(held) - done))
    return sizes


def _check(embeddings: FloatArray, n: int, item_ids: Sequence[str]) -> None:
    if embeddings.ndim != 2 or not np.isfinite(embeddings).all():
        problem = Problem("embeddings", f"of shape {embeddings.shape} are not one row of numbers for each item")
        raise Refused("sample.bad", f"embeddings {problem.what}", "leave out items without one", (problem,))
    check_ids(item_ids, embeddings[:, 0] * 0, n)
