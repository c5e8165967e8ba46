"""Two-way clustered variance: its definition, statsmodels' one and two ways, and the t-test it is in the simplest case."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.quality.statistics.clustered import one_way, two_way
from tools.peers import Peers


def rows(seed: int, n: int = 400) -> dict[str, np.ndarray]:
    """Answers of 12 people, of whom 5 are on one side, to 40 items."""
    rng = np.random.default_rng(seed)
    person, item = rng.integers(0, 12, n), rng.integers(0, 40, n)
    side = (person >= 5).astype(np.int64)
    z = rng.normal(0, 1, 12)[person] + rng.normal(0, 1, 40)[item]
    y = (rng.random(n) < 1 / (1 + np.exp(-z))).astype(np.float64)
    return {"person": person, "item": item, "side": side, "y": y}


def influence_of(y: np.ndarray, side: np.ndarray, *, log_odds: bool = False) -> np.ndarray:
    """Of the mean (or its logit) on side 1 less that on side 0."""
    result = np.empty(len(y))
    for each, sign in ((1, 1.0), (0, -1.0)):
        on = side == each
        m = y[on].mean()
        result[on] = sign * (y[on] - m) / on.sum() / (m * (1 - m) if log_odds else 1.0)
    return result


@pytest.mark.parametrize("family", ["normal", "binomial"])
@pytest.mark.parametrize("by", ["person", "item"])
def test_one_way_is_statsmodels_sandwich(peers: Peers, family: str, by: str) -> None:
    given_rows = rows(1)
    y, side = given_rows["y"], given_rows["side"]
    _, theirs = peers.ask("rates.clustered", y, side, given_rows[by], family)

    ours = one_way(influence_of(y, side, log_odds=family == "binomial"), given_rows[by])

    assert ours == pytest.approx(theirs, rel=1e-9)


def test_two_way_uncorrected_is_statsmodels(peers: Peers) -> None:
    given_rows = rows(2)
    y, side, person, item = (given_rows[name] for name in ("y", "side", "person", "item"))
    _, theirs = peers.ask("rates.clustered", y, side, np.stack([person, item], axis=1), "normal")
    u = influence_of(y, side)

    ours = one_way(u, person) + one_way(u, item) - one_way(u, person * 40 + item)

    assert ours == pytest.approx(theirs, rel=1e-9)


def by_hand(u: np.ndarray, cluster: list[object], side: np.ndarray, weight: np.ndarray) -> float:
    total = 0.0
    for each in set(cluster):
        on = np.array([other == each for other in cluster])
        share = weight[on].sum() / weight[side == side[on][0]].sum()
        total += u[on].sum() ** 2 / (1 - share)
    return total


@given(st.integers(0, 10_000))
def test_the_three_parts_are_their_definitions(seed: int) -> None:
    rng = np.random.default_rng(seed)
    given_rows = rows(seed, 60)
    weight, u = rng.uniform(0.5, 2, 60), rng.normal(size=60)
    person, item, side = (given_rows[name] for name in ("person", "item", "side"))
    result = two_way(u, person, item, side, weight)
    nested = by_hand(u, person.tolist(), side, weight)
    crossed = by_hand(u, item.tolist(), np.zeros_like(side), weight)
    both = by_hand(u, [*zip(person.tolist(), item.tolist())], side, weight)

    assert (result.by_nested, result.by_crossed, result.by_both) == pytest.approx((nested, crossed, both))
    assert result.variance == pytest.approx(crossed + max(nested - both, 0.0))


def test_people_who_answer_once_each_make_it_welchs_t_test() -> None:
    rng = np.random.default_rng(3)
    a, b = rng.normal(size=7), rng.normal(0, 3, size=19)
    u = np.concatenate([(a - a.mean()) / 7, -(b - b.mean()) / 19])
    side, everyone = np.repeat([0, 1], [7, 19]), np.arange(26)
    result = two_way(u, everyone, everyone, side, np.ones(26))
    parts = a.var(ddof=1) / 7, b.var(ddof=1) / 19
    welch = sum(parts) ** 2 / (parts[0] ** 2 / 6 + parts[1] ** 2 / 18)

    assert result.by_nested == pytest.approx(sum(parts))
    assert result.freedom == pytest.approx(welch)


def test_a_side_of_one_person_has_no_finite_variance() -> None:
    u = np.array([0.5, -0.5, 0.2, -0.4])
    result = two_way(u, np.array([0, 0, 1, 2]), np.arange(4), np.array([0, 0, 1, 1]), np.ones(4))

    assert result.by_nested < np.inf  # the one person's sum is 0, as a mean's influences always are
    assert two_way(u + 0.1, np.array([0, 0, 1, 2]), np.arange(4), np.array([0, 0, 1, 1]), np.ones(4)).variance == np.inf
