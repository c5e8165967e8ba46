"""Embeddings without neighbours."""

from importlib import import_module

import numpy as np
import pytest

from labelproof.kernel.refused import Refused
from labelproof.quality.checks import Columns
from labelproof.quality.checks.embedding_outliers import embedding_outliers
from tests.quality.checks.tables import reason

module = import_module("labelproof.quality.checks.embedding_outliers")  # the package holds the check of that name


def cloud(n: int = 300, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, 8))


def test_planted_strangers_are_found_and_nearly_nobody_else() -> None:
    points = cloud()
    points[[5, 77]] += np.array([[30.0], [-30.0]])
    said = embedding_outliers(Columns({"embedding": points}))

    assert {5, 77} <= {*said.findings[0].where.rows}
    assert len(said.findings[0].where.rows) <= 2 + 0.03 * 300
    assert (said.summary.n, said.findings[0].severity) == (300, "warn")


def test_distances_are_those_of_all_pairs() -> None:
    points = cloud(60) + 1e4  # far from the origin, where |a|² + |b|² - 2ab loses digits
    apart = np.sqrt(((points[:, None] - points) ** 2).sum(axis=2))
    means = np.sort(apart, axis=1)[:, 1:11].mean(axis=1)

    assert module._mean_distances(points, 10) == pytest.approx(means, rel=1e-8)


def test_a_ring_without_strangers_is_silent() -> None:
    angle = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=1) * (1 + 0.001 * np.random.default_rng(2).random((400, 1)))
    said = embedding_outliers(Columns({"embedding": ring}))

    assert (said.findings, said.summary.value) == ((), 0.0)


def test_rows_with_a_gap_are_left_out() -> None:
    points = cloud()
    points[3, 4] = np.nan
    points[9] = 50.0
    said = embedding_outliers(Columns({"embedding": points}))

    assert said.summary.n == 299
    assert 9 in said.findings[0].where.rows
    assert 3 not in said.findings[0].where.rows


def test_a_rotation_and_a_shift_change_nothing() -> None:
    points = cloud()
    points[0] = 20.0
    turn = np.linalg.qr(np.random.default_rng(3).normal(size=(8, 8)))[0]
    first, second = (embedding_outliers(Columns({"embedding": each})) for each in (points, points @ turn * 2 + 7))

    assert first.findings[0].where == second.findings[0].where


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"embedding": np.zeros((0, 3))}, "no_rows"),
        ({"embedding": cloud(10)}, "no_rows"),
        ({"text": ["a"]}, "no_column"),
        ({"embedding": np.zeros((20, 2))}, "zero_variance"),
    ],
)
def test_what_cannot_run_says_why(columns, expected: str) -> None:
    assert reason("embedding_outliers", columns) == expected


def test_too_many_rows_are_said_and_not_sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST", 10.0)

    assert reason("embedding_outliers", {"embedding": cloud(20)}) == "did_not_finish"


def test_one_number_a_row_is_no_embedding() -> None:
    with pytest.raises(Refused, match="1-d"):
        embedding_outliers(Columns({"embedding": np.arange(20.0)}))
