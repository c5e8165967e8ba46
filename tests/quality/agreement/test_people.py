"""Annotators as a sample: a person is never paired with a copy of himself."""

from collections.abc import Callable
from typing import cast

import numpy as np
import pytest

from labelproof.quality import alpha, from_columns
from labelproof.quality.agreement.alpha import Target
from labelproof.quality.agreement.pairable import Pairable, pairable
from labelproof.quality.agreement.people import SAMPLE, resampled
from labelproof.quality.agreement.scale import Scale
from labelproof.quality.agreement.scales import Interval, Nominal, Ordinal
from labelproof.quality.agreement.tabled import tabled
from tests.quality.agreement.crowds import coded, numbered


def people(n_items: int, n_people: int, seed: int, accuracy: float = 0.8) -> np.ndarray:
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 3, (n_items, 1))
    skill = rng.normal(accuracy, 0.05, n_people)
    wrong = rng.integers(0, 3, (n_items, n_people))
    return np.where(rng.random((n_items, n_people)) < skill, truth, wrong)


def test_drawing_five_people_again_leaves_alpha_where_it_was_and_the_naive_way_does_not() -> None:
    """The naive way pairs a person with his own copy, who agrees: .651 became .721."""
    said = people(400, 5, 0, 0.75)
    point = alpha(coded(said, 3)).value
    pairs = pairable(coded(said, 3))
    ours = resampled(Nominal(pairs), pairs, pairs.annotator, 5, np.random.default_rng(1), items_too=False)
    rng = np.random.default_rng(2)
    naive = [alpha(coded(said[:, rng.integers(0, 5, 5)], 3), interval=False).value for _ in range(300)]

    assert np.nanmean(ours) == pytest.approx(point, abs=0.015)
    assert np.mean(naive) > point + 0.05


SCALES: dict[str, Callable[[Pairable], Scale]] = {
    "nominal": Nominal,
    "ordinal": Ordinal,
    "interval": Interval,
    "table": lambda pairs: tabled(pairs, 1 - np.eye(3)),
}


class Everybody:
    """Draws each person and item once."""

    def multinomial(self, n: int, shares: np.ndarray, size: int) -> np.ndarray:
        return np.ones((size, len(shares)), dtype=int)


@pytest.mark.parametrize("name", SCALES)
def test_everybody_drawn_once_is_alpha_itself(name: str) -> None:
    table = people(30, 4, 3).astype(float)
    table[np.random.default_rng(4).random(table.shape) < 0.2] = np.nan
    said = numbered(table) if name in ("ordinal", "interval") else coded(np.nan_to_num(table, nan=-1).astype(int), 3)
    pairs = pairable(said)
    everybody = cast("np.random.Generator", Everybody())
    drawn = resampled(SCALES[name](pairs), pairs, pairs.annotator, 4, everybody)
    point = alpha(said, "nominal" if name == "table" else name, interval=False).value

    assert drawn[:5] == pytest.approx([point] * 5, abs=1e-12)


def test_a_sample_of_people_is_wider_than_these_people() -> None:
    said = coded(people(150, 12, 5), 3)
    these, sample = alpha(said), alpha(said, target=SAMPLE)

    assert sample.value == these.value
    assert sample.target == "annotators as a sample"
    assert sample.method == "alpha/nominal/bootstrap-items-and-annotators@1"
    assert these.interval is not None
    assert sample.interval is not None
    assert sample.interval.high - sample.interval.low > these.interval.high - these.interval.low
    assert sample == alpha(said, target=SAMPLE)


def test_fewer_than_ten_people_are_no_sample() -> None:
    result = alpha(coded(people(100, 9, 6), 3), target=SAMPLE)

    assert result.interval is None
    assert result.target == "these annotators"
    assert "too_few_annotators_for_a_sample" in result.notes


def test_below_ten_people_the_figure_is_about_these_alone_and_says_so() -> None:
    nine, ten = (alpha(coded(people(100, n, 6), 3)) for n in (9, 10))

    assert nine.target == ten.target == "these annotators"
    assert "few_annotators" in nine.notes
    assert "few_annotators" not in ten.notes
    assert nine.interval is not None


@pytest.mark.slow
@pytest.mark.parametrize("n_people", [3, 5])
def test_with_few_people_items_alone_cover_in_less_than_half_of_cases(n_people: int) -> None:
    """Why the note is there: whose alpha this is decides more than which items were drawn (section 2: 22 to 50 %)."""
    rng, hits, draws = np.random.default_rng(12), 0, 60

    def drawn(n_items: int, n: int) -> np.ndarray:
        truth, skill = rng.integers(0, 3, (n_items, 1)), np.clip(rng.normal(0.8, 0.1, n), 0, 1)
        return np.where(rng.random((n_items, n)) < skill, truth, rng.integers(0, 3, (n_items, n)))

    everybody = alpha(coded(drawn(4000, 200), 3), interval=False).value
    assert everybody is not None
    for _ in range(draws):
        span = alpha(coded(drawn(300, n_people), 3), interval="delta").interval
        assert span is not None
        hits += span.low <= everybody <= span.high

    assert 0.15 <= hits / draws <= 0.55


def test_the_order_of_rows_does_not_move_a_sample_of_named_people() -> None:
    said = people(40, 10, 7)
    table = [(f"item {i}", f"person {a}", int(said[i, a])) for i in range(40) for a in range(10)]
    one = alpha(from_columns(*zip(*table, strict=True)), target=SAMPLE)
    np.random.default_rng(8).shuffle(table)
    other = alpha(
        from_columns([i for i, _, _ in table], [a for _, a, _ in table], [int(v) for _, _, v in table]), target=SAMPLE
    )

    assert one.interval is not None
    assert other.interval is not None
    assert (one.interval.low, one.interval.high) == pytest.approx((other.interval.low, other.interval.high), abs=1e-12)


@pytest.mark.slow
def test_items_alone_cover_the_alpha_of_all_people_far_less_often_than_they_say() -> None:
    """What the note is for: with few people, who they are decides."""
    hits: dict[Target, int] = {"these annotators": 0, "annotators as a sample": 0}
    truth = np.mean([alpha(coded(people(500, 60, 1000 + n), 3), interval=False).value for n in range(5)])
    for seed in range(30):
        rng = np.random.default_rng(seed)
        skill = np.clip(rng.normal(0.8, 0.05, 10), 0, 1)
        answer = rng.integers(0, 3, (300, 1))
        said = np.where(rng.random((300, 10)) < skill, answer, rng.integers(0, 3, (300, 10)))
        for target in hits:
            span = alpha(coded(said, 3), target=target).interval
            hits[target] += span is not None and span.low <= truth <= span.high

    assert hits["annotators as a sample"] >= 0.85 * 30
    assert hits["these annotators"] < hits["annotators as a sample"]
