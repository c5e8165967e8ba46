"""One-feature rules: the AUC is scikit-learn's, and chance is not taken for knowledge."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.quality.detection.one_feature import best_auc, binned, told
from tools.peers import Peers


def test_the_auc_is_scikit_learns(peers: Peers) -> None:
    rng = np.random.default_rng(0)
    cells, labels = rng.integers(0, 7, 300), rng.integers(0, 3, 300)
    table = np.bincount(cells * 3 + labels, minlength=21).reshape(7, 3)
    for label in range(3):
        score = (table[:, label] / table.sum(axis=1))[cells]

        assert best_auc(table)[label] == pytest.approx(peers.ask("checks.auc", labels == label, score), abs=1e-12)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=2, max_size=8))
def test_the_auc_is_the_share_of_pairs_in_order(rows: list[tuple[int, int]]) -> None:
    table = np.array(rows)
    used = table[table.sum(axis=1) > 0]
    rate = used[:, 0] / used.sum(axis=1)
    won = sum(a[0] * b[1] * ((ra > rb) + (ra == rb) / 2) for a, ra in zip(used, rate) for b, rb in zip(used, rate))
    pairs = used[:, 0].sum() * used[:, 1].sum() if len(used) else 0

    assert best_auc(table)[0] == pytest.approx(won / pairs if pairs else 0.5)


def test_a_feature_unique_to_each_row_tells_nothing() -> None:
    """Its rule is right on every row it was fitted on, AUC 1: the naive reading would call every id a leak."""
    result = told(np.arange(100), np.arange(100) % 2)

    assert result.auc == 1.0
    assert not result.beyond_chance


@pytest.mark.slow
def test_a_feature_without_relation_rarely_passes_its_bound() -> None:
    rng = np.random.default_rng(1)
    passed = [told(rng.integers(0, 10, 80), rng.integers(0, 4, 80)).beyond_chance for _ in range(300)]

    assert np.mean(passed) <= 0.02


def test_a_weak_but_real_relation_passes() -> None:
    rng = np.random.default_rng(2)
    labels = rng.integers(0, 2, 2_000)
    cells = np.where(rng.random(2_000) < 0.2, labels, rng.integers(0, 2, 2_000))

    assert told(cells, labels).beyond_chance


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2)), min_size=2, max_size=40),
    st.randoms(use_true_random=False),
)
def test_the_order_of_rows_and_the_names_of_cells_change_nothing(rows, random) -> None:
    cells, labels = np.array(rows).T
    renamed = list(range(5))
    random.shuffle(renamed)
    order = list(range(len(rows)))
    random.shuffle(order)

    assert told(np.array(renamed)[cells][order], labels[order]) == told(cells, labels)


def test_numbers_are_split_between_different_numbers_only() -> None:
    cells = binned(np.array([1.0] * 50 + list(np.arange(2.0, 52.0))))

    assert len(set(cells[:50].tolist())) == 1
    assert len(set(cells.tolist())) <= 20


def test_missing_numbers_are_a_cell() -> None:
    assert binned(np.array([np.nan, np.nan])).tolist() == [0, 0]
    assert len(set(binned(np.array([np.nan, 1.0, 2.0])).tolist())) == 3
