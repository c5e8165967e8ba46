"""Which marks of several people are meant for one and the same thing."""

import numpy as np

from labelproof.quality.arrays import FloatArray, IntArray


def clusters(similarity: FloatArray, owner: IntArray, tau: float) -> IntArray:
    """Average-link clusters with at most one mark of each owner: the two most alike join first, down to `tau`.

    Two clusters are as alike as their marks are on average. A thing that one person marked twice stays two things.
    Work is cubic in the largest group of marks linked by pairs of `tau` or more; others never join, for an average
    reaches `tau` only if some pair does.

    Shape:   similarity (n, n), symmetric; owner (n,). Result (n,): numbers from 0 in the order of first marks.
    Unit:    that of the similarity.
    Missing: none.
    Errors:  none. Of equally alike pairs the first by row joins, so callers sort marks by what they are.
    Source:  Sokal & Michener (1958), average linkage; statistics.md, Aggregation.

    >>> alike = np.array([[1, 0.9, 0.6], [0.9, 1, 0.7], [0.6, 0.7, 1]])
    >>> clusters(alike, np.array([0, 1, 2]), 0.5).tolist(), clusters(alike, np.array([0, 1, 1]), 0.5).tolist()
    ([0, 0, 0], [0, 0, 1])
    """
    label = np.arange(len(owner))
    for group in _linked(similarity >= tau):
        if len(group) > 1:
            label[group] = group[_joined(similarity[np.ix_(group, group)], owner[group], tau)]
    return np.unique(label, return_inverse=True)[1]


def _linked(near: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> list[IntArray]:
    """The groups that chains of near pairs hold together, each ascending."""
    groups: list[IntArray] = []
    free = np.ones(len(near), dtype=np.bool_)
    while free.any():
        group = np.zeros(len(near), dtype=np.bool_)
        new = np.arange(len(near)) == free.argmax()
        while new.any():
            group |= new
            new = near[new].any(axis=0) & free & ~group
        free &= ~group
        groups.append(np.flatnonzero(group))
    return groups


def _joined(similarity: FloatArray, owner: IntArray, tau: float) -> IntArray:
    """For each mark the first mark of its cluster."""
    n = len(owner)
    link = np.where(owner[:, None] == owner[None, :], -np.inf, similarity)  # an average with -inf stays -inf
    size, first = np.ones(n), np.arange(n)
    while True:
        a, b = sorted(divmod(int(link.argmax()), n))
        if not link[a, b] >= tau:
            return first
        first[first == b] = a
        joined = (size[a] * link[a] + size[b] * link[b]) / (size[a] + size[b])
        size[a] += size[b]
        link[a, :] = link[:, a] = joined
        link[b, :] = link[:, b] = -np.inf
        link[a, a] = -np.inf
