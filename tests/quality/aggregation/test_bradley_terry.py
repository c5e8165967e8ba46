"""Strengths from pairs: the published example, crowd-kit, an optimiser of another kind, and graphs that fall apart."""

import json
from collections import Counter
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from labelproof.kernel.refused import Refused
from labelproof.quality import Answers
from labelproof.quality.aggregation import Strengths, bradley_terry
from tools.peers import Peers

# American League East, 1987, 13 games a pair: row beat column. Agresti, Categorical Data Analysis (2002), table 10.10.
TEAMS = ("Milwaukee", "Detroit", "Toronto", "New York", "Boston", "Cleveland", "Baltimore")
WINS = np.array([
    [0, 7, 9, 7, 7, 9, 11],
    [6, 0, 7, 5, 11, 9, 9],
    [4, 6, 0, 7, 7, 8, 12],
    [6, 8, 6, 0, 6, 7, 10],
    [6, 2, 6, 7, 0, 7, 12],
    [4, 4, 5, 6, 6, 0, 6],
    [2, 4, 1, 3, 1, 7, 0],
])  # fmt: skip
# Against Baltimore, with standard errors, as R's BradleyTerry2 prints them for this table.
PUBLISHED = {
    "Milwaukee": (1.5814, 0.3433), "Detroit": (1.4364, 0.3396), "Toronto": (1.2945, 0.3367),
    "New York": (1.2476, 0.3359), "Boston": (1.1077, 0.3339), "Cleveland": (0.6839, 0.3319),
}  # fmt: skip
Game = tuple[int, int, str]
games = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.sampled_from(["a", "b", "tie"])).filter(lambda g: g[0] != g[1]),
    min_size=1,
    max_size=40,
)


def fitted(played: list[Game], n: int, ridge: float = 0.01) -> Strengths:
    """One item and one answer a game."""
    values = ("a", "b", "tie")
    rows = np.arange(len(played))
    said = np.array([values.index(each) for _, _, each in played])
    answers = Answers(rows, np.zeros_like(rows), said, len(rows), 1, 3, values)
    first, second = (np.array([game[side] for game in played]) for side in (0, 1))
    return bradley_terry(answers, first, second, n, ridge=ridge)


def league() -> list[Game]:
    return [(i, j, "a") for i in range(7) for j in range(7) for _ in range(WINS[i, j])]


def by_minimising(played: list[Game], n: int, ridge: float) -> np.ndarray:
    """The same penalised likelihood, without its derivatives in our form."""

    counted = Counter(played)

    def loss(theta: np.ndarray) -> float:
        total = 0.0
        for (i, j, said), n_games in counted.items():
            level = theta[-1] + (theta[i] + theta[j]) / 2
            each = np.array([theta[i], theta[j], level])
            total -= n_games * (each[["a", "b", "tie"].index(said)] - np.logaddexp.reduce(each))
        return total + ridge / 2 * float(theta @ theta)

    return minimize(loss, np.zeros(n + 1), method="BFGS", options={"gtol": 1e-9}).x


def test_the_1987_american_league_as_published() -> None:
    result = fitted(league(), 7, ridge=1e-9)

    for team, (strength, se) in PUBLISHED.items():
        against_baltimore = result.difference(TEAMS.index(team), 6)
        assert against_baltimore.value == pytest.approx(strength, abs=6e-5)
        assert against_baltimore.se == pytest.approx(se, abs=6e-5)
    assert result.tie is None
    assert result.consensus.converged


def test_the_default_ridge_moves_the_league_by_less_than_a_twentieth_of_an_error() -> None:
    exact, ours = fitted(league(), 7, ridge=1e-9), fitted(league(), 7)

    for a, b in zip(exact.strengths, ours.strengths, strict=True):
        assert a.se and abs(a.value - b.value) < a.se / 20


def test_without_ties_strengths_are_crowd_kits(peers: Peers) -> None:
    names = [(TEAMS[i], TEAMS[j], TEAMS[i]) for i, j, _ in league()]
    theirs = peers.ask("typed.bradley_terry", *map(list, zip(*names, strict=True)))
    log_scores = np.log([theirs[team] for team in TEAMS])
    ours = fitted(league(), 7, ridge=1e-10).consensus.value

    assert ours == pytest.approx(log_scores - log_scores.mean(), abs=1e-7)


@settings(max_examples=20)
@given(games)
def test_ties_are_davidsons_whatever_the_optimiser(played: list[Game]) -> None:
    played = [*played, (0, 1, "tie")]
    result = fitted(played, 5, ridge=0.1)
    expected = by_minimising(played, 5, 0.1)

    known = [k for k, each in enumerate(result.strengths) if each.value is not None]
    assert [result.strengths[k].value for k in known] == pytest.approx(expected[:-1][known], abs=2e-5)
    assert result.tie is not None and result.tie.value == pytest.approx(expected[-1], abs=2e-5)


@given(games, st.permutations(range(5)))
def test_names_sides_and_the_order_of_games_change_nothing(played: list[Game], name: list[int]) -> None:
    turned = {"a": "b", "b": "a", "tie": "tie"}
    other = [(name[j], name[i], turned[said]) for i, j, said in reversed(played)]
    one, two = fitted(played, 5), fitted(other, 5)

    for k in range(5):
        a, b = one.strengths[k], two.strengths[name[k]]
        assert a.undefined_reason == b.undefined_reason
        if a.value is not None:
            assert (b.value, b.se) == (pytest.approx(a.value, abs=1e-7), pytest.approx(a.se, abs=1e-7))


def test_groups_that_never_met_are_components_and_not_compared() -> None:
    result = fitted([(0, 1, "a"), (1, 0, "a"), (2, 3, "a"), (3, 2, "a"), (2, 3, "tie")], 5)

    assert result.difference(0, 1).value == pytest.approx(0, abs=1e-9)
    assert result.difference(0, 2).undefined_reason == "no_overlap"
    assert result.strengths[4].undefined_reason == "no_answers"
    assert result.strengths[0].notes == ("disconnected",)
    assert [len(set(result.component[part].tolist())) for part in ([0, 1], [2, 3], [0, 2, 4])] == [1, 1, 3]
    assert np.isfinite(result.consensus.value[:4]).all() and np.isnan(result.consensus.value[4])


def test_one_that_always_won_is_finite_and_said_to_be_held() -> None:
    """The likelihood alone has no maximum: strength grows without end and the naive iteration with it."""
    result = fitted([(0, 1, "a")] * 5, 2)

    assert result.strengths[0].value is not None and 1 < result.strengths[0].value < 10
    assert result.strengths[0].notes == ("held_by_ridge",)
    assert "held_by_ridge" not in fitted([(0, 1, "a"), (0, 1, "b")], 2).strengths[0].notes


@pytest.mark.slow
def test_intervals_cover_as_they_say() -> None:
    rng = np.random.Generator(np.random.Philox(key=7))
    true, nu, covered = np.array([0.8, 0.2, -0.2, -0.8]), 0.6, 0
    for _ in range(150):
        played: list[Game] = []
        for i, j in combinations(range(4), 2):
            weight = np.array([np.exp(true[i]), np.exp(true[j]), nu * np.exp((true[i] + true[j]) / 2)])
            played += [(i, j, said) for said in rng.choice(["a", "b", "tie"], 40, p=weight / weight.sum())]
        for each, truth in zip(fitted(played, 4).strengths, true, strict=True):
            assert each.interval is not None
            covered += each.interval.low <= truth <= each.interval.high

    assert 0.92 <= covered / 600 <= 0.98


def test_models_compared_by_three_people_with_ties(shared: Path) -> None:
    """PandaLM's test set: five models, ties among the answers; each row is read three times."""
    rows = json.loads((shared / "data/pairwise_pandalm/testset-v1.json").read_text())
    models = sorted({name for row in rows for name in row["cmp_key"].split("_")})
    played: list[Game] = []
    for row in rows:
        one, other = (models.index(name) for name in row["cmp_key"].split("_"))
        played += [(one, other, ("tie", "a", "b")[int(row[f"annotator{k}"])]) for k in (1, 2, 3)]
    result, expected = fitted(played, len(models)), by_minimising(played, len(models), 0.01)[:-1]

    assert result.consensus.converged and not result.consensus.notes
    assert sum(each.value for each in result.strengths) == pytest.approx(0, abs=1e-9)
    assert result.consensus.value == pytest.approx(expected - expected.mean(), abs=1e-5)
    assert result.tie is not None and result.tie.n == len(played)


@pytest.mark.parametrize(
    ("first", "second", "n", "ridge", "field"),
    [
        ([0], [0], 2, 0.01, "second"),
        ([0], [5], 2, 0.01, "second"),
        ([0, 1], [1], 2, 0.01, "first"),
        ([0], [1], 2, 0.0, "ridge"),
    ],
)
def test_bad_pairs_are_refused(first: list[int], second: list[int], n: int, ridge: float, field: str) -> None:
    answers = Answers(np.array([0]), np.array([0]), np.array([0]), 1, 1, 1, ("a",))

    with pytest.raises(Refused) as refused:
        bradley_terry(answers, np.array(first), np.array(second), n, ridge=ridge)
    assert [problem.field for problem in refused.value.problems] == [field]


def test_no_answers_leave_everyone_undefined() -> None:
    nothing = np.empty(0, dtype=np.int32)
    result = bradley_terry(Answers(nothing, nothing, nothing, 1, 1, 1, ("a",)), np.array([0]), np.array([1]), 2)

    assert [each.undefined_reason for each in result.strengths] == ["no_answers"] * 2
