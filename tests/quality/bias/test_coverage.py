"""Intervals hold the truth as often as they say, where people and items differ; what one would try first does not."""

from collections.abc import Iterator

import numpy as np
import pytest

from labelproof.quality.answers import Answers
from labelproof.quality.bias import bias, groups
from labelproof.quality.bias.alphas import alpha_between, alpha_within, comparable
from tests.quality.bias.crowds import crowd, found, table, teams

pytestmark = pytest.mark.slow
TIMES = 400


def draws(seed: int, **options: object) -> Iterator[Answers]:
    rng = np.random.default_rng(seed)
    for _ in range(TIMES):
        yield crowd(rng, **options)


@pytest.mark.parametrize(
    ("options", "sizes"),
    [
        ({}, (8, 8)),
        ({"teams": (5, 5), "overlap": 4}, (5, 5)),
        ({"teams": (6, 34), "overlap": 6}, (6, 34)),
        ({"person": 0.0}, (8, 8)),
        ({"person": 1.2}, (8, 8)),
    ],
)
def test_intervals_between_groups_of_people_hold_no_difference_where_there_is_none(
    options: dict[str, object], sizes: tuple[int, int]
) -> None:
    held: dict[str, list[bool]] = {}
    for said in draws(1, **options):
        for each in bias(said, teams(*sizes)).comparisons:
            span = each.difference.interval
            held.setdefault(each.measure, []).append(span is not None and span.low <= 0 <= span.high)

    assert {*held} == {"rate of yes", "error", "outvoted", "alpha"}
    for measure, each in held.items():
        assert np.mean(each) >= 0.92, measure


def naive_by_items(said: Answers) -> tuple[float, float]:
    """The difference of rates of all answers, with errors clustered by item alone."""
    here = said.annotator_index < 8
    u = np.zeros(len(said))
    for side, sign in ((here, 1), (~here, -1)):
        u[side] = sign * (said.codes[side] - said.codes[side].mean()) / side.sum()
    return said.codes[here].mean() - said.codes[~here].mean(), float(
        np.sqrt((np.bincount(said.item_index, u) ** 2).sum())
    )


def naive_by_answers(said: Answers, rng: np.random.Generator) -> tuple[float, float]:
    """A bootstrap of the answers themselves."""
    here = said.annotator_index < 8
    a, b = said.codes[here], said.codes[~here]
    drawn = [rng.choice(a, len(a)).mean() - rng.choice(b, len(b)).mean() for _ in range(100)]
    return a.mean() - b.mean(), float(np.std(drawn))


def test_errors_by_item_or_by_answer_alone_understate() -> None:
    """People who differ among themselves differ between any two groups of eight: taken for fixed, that is a finding."""
    rng = np.random.default_rng(3)
    held: dict[str, list[bool]] = {"items": [], "answers": [], "ours": []}
    for said in draws(2, person=1.0):
        for name, (value, se) in (("items", naive_by_items(said)), ("answers", naive_by_answers(said, rng))):
            held[name].append(abs(value) <= 1.96 * se)
        span = found(bias(said, teams(8, 8)), "rate of yes", "red").difference.interval
        held["ours"].append(span is not None and span.low <= 0 <= span.high)
    covers = {name: float(np.mean(each)) for name, each in held.items()}

    assert covers["ours"] >= 0.92
    assert covers["items"] < 0.75
    assert covers["answers"] < 0.75


def test_the_rates_interval_holds_the_populations_rate() -> None:
    """One group's level, over new people and new items: the logistic-normal mean is 1/2 by symmetry."""
    held: list[bool] = []
    for said in draws(4):
        span = found(bias(said, teams(8, 8)), "rate of yes", "red").here.interval
        held.append(span is not None and span.low <= 0.5 <= span.high)

    assert np.mean(held) >= 0.92


def test_a_true_difference_is_held_too() -> None:
    rng = np.random.default_rng(5)
    people, items = rng.normal(0, 0.6, (2, 400_000)), rng.normal(0, 1, (2, 400_000))
    truth = np.mean(1 / (1 + np.exp(-people[0] - items[0] - 0.8))) - np.mean(1 / (1 + np.exp(-people[1] - items[1])))
    held: list[bool] = []
    for said in draws(6, shift=0.8):
        span = found(bias(said, teams(8, 8)), "rate of yes", "red").difference.interval
        held.append(span is not None and span.low <= truth <= span.high)

    assert np.mean(held) >= 0.92


def test_intervals_between_groups_of_items_hold_no_difference_where_there_is_none() -> None:
    half = groups("dialect", "item", ["a", "b"] * 60)
    held: dict[str, list[bool]] = {}
    for said in draws(7):
        for each in bias(said, half).comparisons:
            if each.measure != "missing":
                span = each.difference.interval
                held.setdefault(each.measure, []).append(span is not None and span.low <= 0 <= span.high)

    for measure, each in held.items():
        assert np.mean(each) >= 0.92, measure


def test_items_that_their_own_people_answer_are_not_blamed_for_them() -> None:
    """Each half of the items has its own annotators: taken item by item, what these people do looks like the items'."""
    rng = np.random.default_rng(8)
    half = groups("dialect", "item", ["a"] * 60 + ["b"] * 60)
    held: dict[str, list[bool]] = {"ours": [], "items": []}
    for _ in range(TIMES):
        said = np.full((120, 16), -1)
        effect = rng.normal(0, 1, 16)
        for rows, who in ((slice(0, 60), slice(0, 8)), (slice(60, 120), slice(8, 16))):
            said[rows, who] = rng.random((60, 8)) < 1 / (1 + np.exp(-effect[who]))
        span = found(bias(table(said), half), "rate of 1", "a").difference.interval
        held["ours"].append(span is not None and span.low <= 0 <= span.high)
        a, b = said[:60, :8].mean(axis=1), said[60:, 8:].mean(axis=1)
        held["items"].append(abs(a.mean() - b.mean()) <= 1.96 * np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / 60))

    assert np.mean(held["ours"]) >= 0.92
    assert np.mean(held["items"]) < 0.6


def test_screening_finds_nothing_in_most_crowds_of_people_alike() -> None:
    """Five divisions, 35 comparisons: unadjusted, four crowds in five would show something."""
    rng = np.random.default_rng(9)
    any_found, any_naive = [], []
    for said in draws(10):
        divisions = [groups(f"trait {n}", "annotator", rng.permutation(["a", "b"] * 8).tolist()) for n in range(5)]
        audit = bias(said, divisions)
        any_found.append(bool(audit.findings))
        any_naive.append(any(each.p is not None and each.p <= 0.05 for each in audit.comparisons))

    assert np.mean(any_found) <= 0.10
    assert np.mean(any_naive) >= 0.35


def naive_people(said: Answers, rng: np.random.Generator) -> tuple[float, float]:
    """People drawn again with all their answers: who is drawn twice agrees with the copy."""
    here = said.annotator_index < 8
    rows = [np.flatnonzero(said.annotator_index == who) for who in range(16)]
    drawn: list[float] = []
    for _ in range(60):
        people = [*rng.integers(0, 8, 8), *rng.integers(8, 16, 8)]
        taken = np.concatenate([rows[who] for who in people])
        item, code, side = said.item_index[taken], said.codes[taken], here[taken]
        kept = comparable(item, side)
        item, code, side = item[kept], code[kept], side[kept]
        drawn.append(alpha_between(item, code, side).value - alpha_within(item, code, side).value)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(low), float(high)


def test_drawing_people_again_finds_groups_that_agree_among_themselves_where_there_are_none() -> None:
    rng = np.random.default_rng(11)
    held: dict[str, list[bool]] = {"naive": [], "ours": []}
    for n, said in enumerate(draws(12, person=0.3)):
        if n == 100:
            break
        span = found(bias(said, teams(8, 8)), "alpha", "red").difference.interval
        held["ours"].append(span is not None and span.low <= 0 <= span.high)
        low, high = naive_people(said, rng)
        held["naive"].append(low <= 0 <= high)

    assert np.mean(held["ours"]) >= 0.9
    assert np.mean(held["naive"]) < 0.5
