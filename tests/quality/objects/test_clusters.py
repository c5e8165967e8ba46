"""Average linkage as SciPy has it, but never two marks of one person."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from labelproof.quality.objects.clusters import clusters


def likenesses(seed: int, n: int) -> np.ndarray:
    rng = np.random.Generator(np.random.Philox(key=seed))
    places = rng.random((n, 2)) * 2
    apart = np.linalg.norm(places[:, None] - places[None, :], axis=2)
    return np.exp(-apart)


def as_sets(label: np.ndarray) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(label == each).tolist()) for each in np.unique(label)}


@given(st.integers(0, 10_000), st.integers(2, 25), st.sampled_from([0.4, 0.6, 0.8]))
def test_marks_of_different_people_cluster_as_average_linkage_says(seed: int, n: int, tau: float) -> None:
    alike = likenesses(seed, n)
    tree = linkage(squareform(1 - alike, checks=False), "average")

    assert as_sets(clusters(alike, np.arange(n), tau)) == as_sets(fcluster(tree, 1 - tau, "distance"))


@given(st.integers(0, 10_000), st.lists(st.integers(0, 3), min_size=1, max_size=20))
def test_nobody_has_two_marks_in_one_cluster(seed: int, owners: list[int]) -> None:
    label = clusters(likenesses(seed, len(owners)), np.array(owners), 0.5)

    for members in as_sets(label):
        assert len({owners[n] for n in members}) == len(members)
    first = [label.tolist().index(each) for each in range(label.max() + 1)]
    assert first == sorted(first)


def test_a_chain_does_not_pull_far_ends_together() -> None:
    """Single linkage would make one thing of three marks whose ends share nothing."""
    alike = np.array([[1, 0.6, 0.0], [0.6, 1, 0.55], [0.0, 0.55, 1]])

    assert clusters(alike, np.arange(3), 0.5).tolist() == [0, 0, 1]


@pytest.mark.parametrize("n", [0, 1])
def test_few_marks_are_few_clusters(n: int) -> None:
    assert len(clusters(np.ones((n, n)), np.zeros(n, dtype=int), 0.5)) == n
