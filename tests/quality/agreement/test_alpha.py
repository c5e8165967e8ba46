"""Alpha: published examples, an independent implementation, the laws, and what is said when there is no number."""

import csv
import tracemalloc
from itertools import combinations
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from labelproof.kernel.refused import Refused
from labelproof.quality import Answers, alpha, alpha_by_label, from_columns, kernels, observed
from labelproof.quality.agreement.alpha import alpha_figure
from labelproof.quality.estimate import REASONS, Estimate
from tests.quality.agreement.crowds import Row, answers, coded, numbered, observers, random_rows, rows, subjects
from tools.peers import Peers


def by_pairs(table: list[Row]) -> tuple[float, float]:
    """D_o and D_e as the definition says, pair by pair."""
    units: dict[int, list[str]] = {}
    for item, _, value in table:
        units.setdefault(item, []).append(value)
    pairable = [values for values in units.values() if len(values) > 1]
    everything = [value for values in pairable for value in values]
    n = len(everything)
    d_o = sum(2 * sum(a != b for a, b in combinations(v, 2)) / (len(v) - 1) for v in pairable) / n
    d_e = 2 * sum(a != b for a, b in combinations(everything, 2)) / (n * (n - 1))
    return d_o, d_e


@pytest.mark.parametrize("kernel", kernels.available())
@pytest.mark.parametrize(
    ("distance", "value"),
    [
        ("nominal", 0.743421052632),
        ("ordinal", 0.815387503755),
        ("interval", 0.849107142857),
        ("ratio", 0.797402774712),
    ],
)
def test_krippendorffs_own_example_on_four_scales(distance: str, value: float, kernel: str) -> None:
    with kernels.using(kernel):
        result = alpha(from_columns(*zip(*observers(), strict=True)), distance)

    assert result.value == pytest.approx(value, abs=1e-12)


def test_the_standard_error_of_that_example_is_the_published_one() -> None:
    assert alpha(from_columns(*zip(*observers(), strict=True))).se == pytest.approx(0.145573887, abs=1e-9)


def test_fleiss_example_has_the_published_observed_agreement() -> None:
    assert observed(subjects()).value == pytest.approx(0.378, abs=5e-4)


def test_textual_entailment_as_published(shared: Path) -> None:
    with (shared / "data/crowd/rte/labels.csv").open() as file:
        lines = list(csv.DictReader(file))
    columns = [[line[name] for line in lines] for name in ("task", "worker", "label")]
    result = alpha(from_columns(*columns, repeats="keep"))

    assert result.value == pytest.approx(0.241478766, abs=1e-9)
    assert result.n == 800
    assert result.interval is not None and result.interval.low < 0.2414 < result.interval.high


@given(rows)
def test_alpha_is_the_definitions(table: list[Row]) -> None:
    result = alpha(answers(table))
    assume(result.value is not None)
    d_o, d_e = by_pairs(table)

    assert result.value == pytest.approx(1 - d_o / d_e, abs=1e-9)


@given(rows, st.randoms(use_true_random=False))
def test_names_and_the_order_of_rows_change_nothing(table: list[Row], random: Random) -> None:
    """Not even the interval: its seed follows from the counts."""
    items, people = list(range(7)), list(range(5))
    random.shuffle(items)
    random.shuffle(people)
    shuffled = [(items[i], people[a], v) for i, a, v in table]
    random.shuffle(shuffled)

    assert alpha(answers(shuffled)) == alpha(answers(table))
    assert observed(answers(shuffled)) == observed(answers(table))


@given(rows)
def test_renaming_values_changes_no_number(table: list[Row]) -> None:
    renamed = [(i, a, {"a": "z", "b": "a", "c": "m"}[v]) for i, a, v in table]
    one, other = alpha(answers(table)), alpha(answers(renamed))

    assert other.undefined_reason == one.undefined_reason
    assert other.value == (None if one.value is None else pytest.approx(one.value, abs=1e-12))
    assert other.interval == one.interval or len({v for _, _, v in table}) > 2
    assert other.se == (None if one.se is None else pytest.approx(one.se, abs=1e-9))


@given(rows, st.lists(st.sampled_from("abc"), min_size=1, max_size=5))
def test_items_with_one_answer_change_no_alpha(table: list[Row], alone: list[str]) -> None:
    more = table + [(100 + n, 0, value) for n, value in enumerate(alone)]
    assume(alpha(answers(table)).value is not None)

    assert alpha(answers(more)).value == alpha(answers(table)).value


def test_every_item_twice_leaves_observed_and_narrows_the_error_by_root_two() -> None:
    table = random_rows(400, 3, 0.3)
    twice = table + [(i + 1000, a, v) for i, a, v in table]
    one, two = alpha(answers(table)), alpha(answers(twice))

    assert observed(answers(twice)).value == pytest.approx(observed(answers(table)).value)
    assert one.se and two.se
    assert one.se / two.se == pytest.approx(2**0.5, rel=2e-3)


def test_more_values_than_a_table_can_hold_get_a_linearised_interval() -> None:
    table = [(i, a, f"text {i if a < 2 or i % 3 else -i}") for i in range(400) for a in range(3)]
    result = alpha(answers(table))

    assert result.method == "alpha/nominal/delta@1"
    assert result.interval is not None and result.interval.kind == "delta"
    assert result.value is not None
    assert result.interval.low < result.value < result.interval.high <= 1


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ([], "no_answers"),
        ([(0, 0, "a"), (1, 0, "b")], "fewer_than_two_annotators"),
        ([(0, 0, "a"), (1, 1, "b")], "no_pairable_item"),
        ([(0, 0, "a"), (0, 1, "a"), (1, 0, "b")], "one_value_only"),
    ],
)
def test_what_cannot_be_computed_says_why(table: list[Row], reason: str) -> None:
    result = alpha(answers(table))

    assert (result.value, result.interval, result.undefined_reason) == (None, None, reason)
    assert reason in REASONS
    assert result.as_measure()["undefined"] == reason


def test_perfect_agreement_on_one_value_is_undefined_and_observed_still_says_one() -> None:
    table = [(i, a, "a") for i in range(40) for a in range(3)]

    assert alpha(answers(table)).undefined_reason == "one_value_only"
    assert observed(answers(table)).value == 1.0
    assert "no_variation" in observed(answers(table)).notes


def test_one_item_determines_no_interval() -> None:
    result = alpha(answers([(0, 0, "a"), (0, 1, "b")]))

    assert result.value == 0
    assert result.interval is None
    assert {"small_n", "few_annotators", "interval_undefined"} <= set(result.notes)


def test_a_generator_handed_in_is_used_and_no_seed_is_claimed() -> None:
    table = answers(random_rows(50, 3, 0.3))
    one, other = (alpha(table, rng=np.random.default_rng(n)) for n in (1, 2))

    assert one.interval != other.interval
    assert one.seed is None
    assert alpha(table).seed is not None


def test_each_label_against_the_rest_is_the_two_valued_alpha() -> None:
    table = random_rows(100, 3, 0.4)
    by_label = alpha_by_label(answers(table))

    for value, result in zip("abc", by_label, strict=True):
        two_valued = [(i, a, "yes" if v == value else "no") for i, a, v in table]
        assert result.value == pytest.approx(alpha(answers(two_valued)).value)
        assert "one-against-rest" in result.method


def test_a_dominating_value_is_noted() -> None:
    table = [(i, a, "b" if (i + a) % 19 == 0 else "a") for i in range(40) for a in range(12)]

    assert alpha(answers(table)).notes == ("one_value_dominates",)


def test_an_estimate_has_a_value_or_a_reason_and_never_both() -> None:
    with pytest.raises(ValueError, match="never both"):
        Estimate(1.0, None, 3, "items", "x@1", "no_answers")
    with pytest.raises(ValueError, match="never both"):
        Estimate(None, None, 3, "items", "x@1")
    with pytest.raises(ValueError, match="list of reasons"):
        Estimate(None, None, 3, "items", "x@1", "because")


@given(rows)
def test_a_distance_of_one_between_different_values_is_nominal(table: list[Row]) -> None:
    given_answers = answers(table)
    nominal = alpha(given_answers)
    by_call = alpha(given_answers, lambda a, b: float(a != b))
    by_table = alpha(given_answers, 1.0 - np.eye(given_answers.n_values))

    assert by_call.undefined_reason == by_table.undefined_reason == nominal.undefined_reason
    for other in (by_call, by_table):
        assert other.value == (None if nominal.value is None else pytest.approx(nominal.value, abs=1e-12))
        assert other.se == (None if nominal.se is None else pytest.approx(nominal.se, abs=1e-9))


tables = st.lists(st.lists(st.none() | st.integers(0, 6), min_size=3, max_size=3), min_size=2, max_size=12).map(
    lambda t: np.array([[np.nan if v is None else float(v) for v in row] for row in t])
)


@given(tables)
def test_a_squared_difference_is_interval_alpha(table: np.ndarray) -> None:
    said = numbered(table)
    interval, by_call = alpha(said, "interval"), alpha(said, lambda a, b: float((a - b) ** 2))

    assert by_call.undefined_reason == interval.undefined_reason
    assert by_call.value == (None if interval.value is None else pytest.approx(interval.value, abs=1e-9))
    assert by_call.se == (None if interval.se is None else pytest.approx(interval.se, abs=1e-8))


def _alike(one: Estimate, other: Estimate) -> bool:
    if one.value is None or other.value is None:
        return one.undefined_reason == other.undefined_reason
    return one.value == pytest.approx(other.value, abs=1e-9) and (one.se or 0) == pytest.approx(other.se or 0, abs=1e-8)


@given(tables)
def test_ordinal_alpha_knows_only_the_order(table: np.ndarray) -> None:
    assert _alike(alpha(numbered(table), "ordinal"), alpha(numbered(np.exp(table)), "ordinal"))


@given(tables)
def test_interval_alpha_knows_no_origin_and_no_unit(table: np.ndarray) -> None:
    assert _alike(alpha(numbered(table), "interval"), alpha(numbered(3 * table - 1000), "interval"))


@given(tables)
def test_ratio_alpha_knows_no_unit(table: np.ndarray) -> None:
    assert _alike(alpha(numbered(table), "ratio"), alpha(numbered(3 * table), "ratio"))


def test_a_large_offset_costs_interval_alpha_no_digits() -> None:
    table = np.random.default_rng(1).normal(size=(200, 3)) + np.arange(200)[:, None]

    assert alpha(numbered(table + 1e9), "interval").value == pytest.approx(
        alpha(numbered(table), "interval").value, abs=1e-9
    )


def test_ratio_refuses_to_compare_below_zero_and_two_zeros_are_equal() -> None:
    assert (
        alpha(numbered(np.array([[0.0, 0.0], [1.0, 2.0], [-1.0, 1.0]])), "ratio").undefined_reason == "negative_ratio"
    )
    assert alpha(numbered(np.array([[0.0, 0.0], [2.0, 2.0]])), "ratio").value == 1.0


def test_numbers_asked_of_names_are_refused_and_places_are_not() -> None:
    """Names have places where the caller codes them in order; they have no distances."""
    named = answers(random_rows(30, 3, 0.3))

    assert alpha(named, "ordinal").value is not None
    with pytest.raises(Refused, match="not numbers"):
        alpha(named, "interval")


def test_values_that_differ_at_no_distance_have_no_expected_disagreement() -> None:
    result = alpha(answers(random_rows(30, 3, 0.3)), lambda a, b: 0.0)

    assert result.undefined_reason == "zero_expected_disagreement"


def test_a_distance_without_values_to_measure_is_unknown() -> None:
    said = coded(np.array([[0, 1], [1, 1]]), 2)

    assert alpha(said, "jaccard").undefined_reason == "unknown_distance"


@pytest.mark.parametrize("table", [np.zeros((2, 2)), np.array([[0.0, 1, 2], [2, 0, 1], [1, 1, 0]]), -np.ones((3, 3))])
def test_a_table_that_is_no_distance_is_refused(table: np.ndarray) -> None:
    with pytest.raises(Refused, match="distance"):
        alpha(answers(random_rows(10, 3, 0.5)), table)


def test_a_distance_that_gives_no_number_is_refused() -> None:
    with pytest.raises(Refused, match="a distance is 0 or more"):
        alpha(answers(random_rows(10, 3, 0.5)), lambda a, b: float("nan"))


def test_squaring_is_another_method() -> None:
    from labelproof.quality.agreement import Distance

    def apart(a: object, b: object) -> float:
        return float(a != b) / 2

    said = answers(random_rows(10, 3, 0.5))
    plain, squared = (alpha(said, Distance("half", apart, squared=s), interval=False) for s in (False, True))

    assert (plain.method, squared.method) == ("alpha/half@1", "alpha/half-squared@1")


def test_a_table_too_large_is_sampled_and_its_error_is_in_the_interval() -> None:
    rng = np.random.default_rng(4)
    table = rng.normal(size=(2500, 1)) + rng.normal(size=(2500, 2)) * 0.5 + 10
    said = numbered(table)
    sampled = alpha(said, "ratio")
    distinct = np.sort(said.numbers)
    cells = ((distinct[:, None] - distinct) / (distinct[:, None] + distinct)) ** 2
    pairs = ((table[:, 0] - table[:, 1]) / table.sum(axis=1)) ** 2
    exact = 1 - 2 * pairs.sum() * (len(distinct) - 1) / cells.sum()

    assert sampled.value is not None
    assert sampled.se is not None
    assert sampled.value == pytest.approx(exact, abs=3 * sampled.se)
    assert sampled == alpha(said, "ratio")  # seeded by the data


def test_a_thousand_continuous_labels_make_no_table_of_values_by_values() -> None:
    said = numbered(np.random.default_rng(0).normal(size=(500, 2)))
    alpha(said, "interval", interval=False)
    tracemalloc.start()
    alpha(said, "interval", interval=False)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 1000 * 1000


def test_the_value_alone_says_that_it_is_alone() -> None:
    result = alpha(answers(random_rows(50, 12, 0.3)), interval=False)

    assert (result.interval, result.se, result.method, result.notes) == (
        None,
        None,
        "alpha/nominal@1",
        ("no_interval",),
    )


def test_pandalms_three_annotators_as_published(shared: Path) -> None:
    import json

    from labelproof.quality.agreement import cohen

    with (shared / "data/pairwise_pandalm/testset-v1.json").open() as file:
        said = np.array([[each[f"annotator{n}"] for n in (1, 2, 3)] for each in json.load(file)])
    given_answers = coded(said, 3)
    pairs = [cohen(given_answers, pair=pair).value for pair in ((0, 1), (0, 2), (1, 2))]

    assert sorted(pairs) == pytest.approx([0.8520, 0.8617, 0.8789], abs=5e-5)
    assert alpha(given_answers).value == pytest.approx(0.8642, abs=5e-5)


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_krippendorffs_package_gives_the_same(level: str, peers: Peers) -> None:
    rng = np.random.default_rng(5)
    near = np.clip(rng.integers(0, 5, (60, 1)) + rng.integers(-1, 2, (60, 4)), 0, 6)
    said = np.where(rng.random((60, 4)) < 0.25, -1, near)
    counts = np.stack([(said == value).sum(axis=1) for value in range(7)], axis=1)
    given_answers = coded(said, 7) if level == "nominal" else numbered(np.where(said < 0, np.nan, said))

    assert alpha(given_answers, level).value == pytest.approx(
        peers.ask("agreement.krippendorff_alpha", counts, level, list(range(7))), abs=1e-9
    )


@pytest.mark.parametrize("distance", ["jaccard", "masi"])
def test_nltk_gives_the_same_alpha_of_sets(distance: str, peers: Peers) -> None:
    rng = np.random.default_rng(6)
    table = [
        (i, a, sorted({"abcd"[n] for n in rng.integers(0, 4, 2)}))
        for i in range(30)
        for a in range(3)
        if rng.random() < 0.8
    ]
    table = [row for row in table if sum(other[0] == row[0] for other in table) > 1]
    ours = alpha(from_columns([i for i, _, _ in table], [a for _, a, _ in table], [v for _, _, v in table]), distance)

    assert ours.value == pytest.approx(
        peers.ask("agreement.nltk_alpha", [(str(a), i, v) for i, a, v in table], distance), abs=1e-9
    )


def test_figures_for_differences_are_of_the_answers_as_they_are() -> None:
    said = answers(random_rows(20, 3, 0.4))

    assert alpha_figure(said).value == alpha(said).value
    assert isinstance(said, Answers)


def test_an_unknown_distance_is_refused_with_those_there_are() -> None:
    with pytest.raises(Refused, match="nominal, ordinal, interval, ratio") as refused:
        alpha(from_columns(["i", "i"], ["ana", "ben"], ["x", "y"]), "cosine")

    assert refused.value.code == "answers.bad"
