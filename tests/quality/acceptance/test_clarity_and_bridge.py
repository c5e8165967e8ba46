"""How clear a label is in four parts, and whether a new guideline version is frozen."""

import numpy as np
import pytest

from labelproof.kernel.refused import Refused
from labelproof.quality import alpha_by_label, from_columns
from labelproof.quality.acceptance import bridge, clarity


def votes():
    return from_columns(["i", "i", "j", "j", "k", "k"], ["ana", "ben"] * 3, ["x", "x", "y", "x", "y", "y"])


def test_the_four_parts_stand_side_by_side() -> None:
    table = clarity(votes(), np.array([1, 4]), np.array([[9, 1], [10, 10]]), np.array([0, 1]))
    parts = dict(table.rows())["y"]

    assert parts.alpha == alpha_by_label(votes())[1]
    assert parts.questions_per_100.value == 200
    assert parts.diagonal.value == 0.5
    assert parts.cannot_tell.value == 0.25
    assert parts.notes == ("experimental",)


def test_half_gone_to_one_neighbour_shows_on_the_diagonal_where_entropy_would_say_all_is_well() -> None:
    row = np.array([50, 50, 0])
    rest = np.delete(row, 0) / row[1:].sum()
    entropy = -sum(p * np.log(p) for p in rest if p)
    table = clarity(
        from_columns(["i", "j", "k"], ["a"] * 3, ["x", "y", "z"]), np.zeros(3), np.array([row] * 3), np.zeros(3)
    )

    assert entropy == 0
    assert table.cells[0].diagonal.value == 0.5


def test_parts_that_nothing_determines_say_why() -> None:
    parts = clarity(votes(), np.array([0, 0]), np.zeros((2, 2), int), np.array([0, 0])).cells[0]

    assert parts.diagonal.undefined_reason == "no_gold"
    assert parts.questions_per_100.value == 0
    assert parts.questions_per_100.interval is not None
    assert parts.questions_per_100.interval.high == pytest.approx(3.689 / 2 * 100, abs=0.1)


def test_counts_of_another_shape_are_refused() -> None:
    with pytest.raises(Refused, match=r"clarity\.bad"):
        clarity(votes(), np.array([1]), np.zeros((2, 2)), np.array([0, 0]))


def unchanged(draws: int = 4000) -> tuple[float, float]:
    """How often an unchanged guideline would freeze: by the point alone, and by the rule."""
    rng = np.random.default_rng(1)
    before, after = rng.random((2, draws, 50)) < 0.89
    point = (before.mean(axis=1) - after.mean(axis=1) > 0.05 + 1e-9).mean()
    rule = np.mean([bridge(b.astype(float), a.astype(float)).freezes for b, a in zip(before, after)])
    return float(point), float(rule)


@pytest.mark.slow
def test_by_the_point_alone_one_unchanged_version_in_five_would_freeze() -> None:
    point, rule = unchanged()

    assert point == pytest.approx(0.21, abs=0.02)
    assert rule <= 0.06


def test_a_sure_drop_of_few_points_does_not_freeze() -> None:
    before = np.ones(2000)
    after = np.where(np.arange(2000) % 33 == 0, 0.0, 1.0)
    result = bridge(before, after)

    assert result.at_least is not None and result.at_least > 0
    assert not result.freezes


def test_the_interval_is_the_paired_one() -> None:
    rng = np.random.default_rng(3)
    hard = rng.random(60)
    before, after = np.clip(hard, 0, 1), np.clip(hard - 0.1, 0, 1)
    result = bridge(before, after)

    assert result.freezes
    assert result.drop.se is not None and result.drop.se < 0.01
    assert "freezes" in result.reason


def test_one_item_bridges_nothing() -> None:
    assert bridge(np.ones(1), np.ones(1)).drop.undefined_reason == "no_overlap"
    with pytest.raises(Refused, match=r"bridge\.bad"):
        bridge(np.ones(3), np.array([0.5, np.nan, 1.0]))
