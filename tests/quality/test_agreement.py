"""Agreement: published examples, an independent implementation, the laws, and what is said when there is no number."""

import csv
from itertools import combinations
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from labelproof.quality import Answers, alpha, alpha_by_label, from_columns, observed
from labelproof.quality.agreement.alpha import _standard_error, _weighted
from labelproof.quality.agreement.pairable import pairable
from labelproof.quality.estimate import REASONS, Estimate
from labelproof.quality.resampling import resample
from tools.peers import Peers

# Krippendorff (2011), section C: 4 observers, 12 units, values 1 to 5, * for missing.
OBSERVERS = (
    "1 2 3 3 2 1 4 1 2 * * *",
    "1 2 3 3 2 2 4 1 2 5 * 3",
    "* 3 3 3 2 3 4 2 2 5 1 *",
    "1 2 3 3 2 4 4 1 2 5 1 *",
)
# Fleiss (1971) as tabulated widely: 10 subjects, 14 raters, 5 categories.
SUBJECTS = (
    (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
)  # fmt: skip

Row = tuple[int, int, str]
rows = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 4), st.sampled_from("abc")),
    min_size=1,
    max_size=40,
    unique_by=lambda row: row[:2],
)


def answers(table: list[Row]) -> Answers:
    return from_columns([i for i, _, _ in table], [a for _, a, _ in table], [v for _, _, v in table])


def observers() -> list[Row]:
    cells = [line.split() for line in OBSERVERS]
    return [(u, o, v) for o, line in enumerate(cells) for u, v in enumerate(line) if v != "*"]


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


def test_krippendorffs_own_example() -> None:
    assert alpha(answers(observers())).value == pytest.approx(0.743421052632, abs=1e-12)


def test_fleiss_example_gives_the_alpha_an_independent_package_gives(peers: Peers) -> None:
    table = [
        (s, r, v)
        for s, row in enumerate(SUBJECTS)
        for r, v in enumerate(n for n, c in zip("abcde", row) for _ in range(c))
    ]

    assert alpha(answers(table)).value == pytest.approx(
        peers.ask("agreement.krippendorff_alpha", np.array(SUBJECTS), "nominal"), abs=1e-9
    )
    assert observed(answers(table)).value == pytest.approx(0.378, abs=5e-4)  # the published mean P


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


def test_the_linearised_error_is_that_of_the_bootstrap() -> None:
    counts = pairable(answers(random_rows(800, 4, 0.4)))
    kinds, multiplicity = np.unique(counts.table(), axis=0, return_counts=True)
    samples = resample(multiplicity, lambda w: _weighted(w, kinds), np.random.default_rng(3))

    assert np.std(samples) == pytest.approx(_standard_error(counts), rel=0.1)


def test_more_values_than_a_table_can_hold_get_a_linearised_interval() -> None:
    table = [(i, a, f"text {i if a < 2 or i % 3 else -i}") for i in range(400) for a in range(3)]
    result = alpha(answers(table))

    assert result.method == "alpha/nominal/delta@1"
    assert result.interval is not None and result.interval.kind == "delta"
    assert result.value is not None
    assert result.interval.low < result.value < result.interval.high <= 1


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    truth = alpha(answers(random_rows(20_000, 3, 0.3, seed=9))).value
    intervals = [alpha(answers(random_rows(80, 3, 0.3, seed=n))).interval for n in range(300)]
    hits = [span.low <= truth <= span.high for span in intervals if span and truth is not None]

    assert len(hits) == 300
    assert 0.90 <= np.mean(hits) <= 0.985


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


def random_rows(n_items: int, n_annotators: int, p_wrong: float, seed: int = 0) -> list[Row]:
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 3, n_items)
    said = np.where(
        rng.random((n_items, n_annotators)) < p_wrong, rng.integers(0, 3, (n_items, n_annotators)), truth[:, None]
    )
    return [(i, a, "abc"[said[i, a]]) for i in range(n_items) for a in range(n_annotators)]
