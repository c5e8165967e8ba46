"""What the others say: the definition by enumeration, and no favour for those without a vote."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.quality.columns import from_columns
from labelproof.quality.crowd.others import accord, skill_of_others

rows = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5), st.sampled_from("xyz")), max_size=24)
answers = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.booleans()), min_size=1, max_size=24)


def credit(code: int, votes: list[int]) -> float:
    counts = np.bincount(votes, minlength=4)
    leaders = np.flatnonzero(counts == counts.max())
    return float(code in leaders) / len(leaders)


def enumerated(rows: list[tuple[int, int, bool]], n: int) -> float:
    item, code, has_vote = rows[n]
    voters = [m for m, (other, _, votes) in enumerate(rows) if other == item and votes]
    if len(voters) < 2:
        return np.nan
    left_out = [n] if has_vote else voters
    return float(np.mean([credit(code, [rows[m][1] for m in voters if m != out]) for out in left_out]))


@given(answers)
def test_accord_is_the_mean_over_who_is_left_out(rows: list[tuple[int, int, bool]]) -> None:
    item, code, votes = (np.array(column) for column in zip(*rows))
    expected = [enumerated(rows, n) for n in range(len(rows))]

    assert accord(item, code, votes) == pytest.approx(expected, nan_ok=True)


def test_one_vote_is_no_consensus() -> None:
    assert np.isnan(accord(np.array([0, 0]), np.array([1, 1]), np.array([True, False]))).all()


def test_who_has_no_vote_is_not_favoured_by_a_larger_consensus() -> None:
    """Alike people: judged by all voters instead of all but one, the naive way, guests err less than voters by chance."""
    rng = np.random.default_rng(0)
    n_items, n_voters = 20_000, 3
    item = np.repeat(np.arange(n_items), n_voters + 1)
    code = (rng.random(len(item)) < 0.3).astype(int)
    votes = np.tile([True] * n_voters + [False], n_items)
    said = accord(item, code, votes)
    ones = code.reshape(n_items, -1)[:, :n_voters].sum(axis=1)
    guest = code.reshape(n_items, -1)[:, n_voters]
    naive = (ones >= 2) == guest

    assert abs(said[votes].mean() - said[~votes].mean()) < 0.01
    assert naive.mean() - said[votes].mean() > 0.02


@given(rows)
def test_skill_leaves_the_item_itself_out(drawn: list[tuple[int, int, str]]) -> None:
    last = {(item, who): value for item, who, value in drawn}
    answers = from_columns([i for i, _ in last], [w for _, w in last], list(last.values()))
    credit = accord(answers.item_index, answers.codes, np.ones(len(answers), dtype=np.bool_))
    skill = skill_of_others(answers)

    for n, who in enumerate(answers.annotator_index):
        elsewhere = (answers.annotator_index == who) & (np.arange(len(answers)) != n) & ~np.isnan(credit)
        expected = credit[elsewhere].mean() if elsewhere.any() else np.nan
        assert skill[n] == pytest.approx(expected, abs=1e-12, nan_ok=True)
