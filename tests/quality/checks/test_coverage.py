"""What the items leave out, against a population."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.kernel.refused import Refused
from labelproof.quality.checks import Columns
from labelproof.quality.checks.coverage import coverage
from tests.quality.checks.tables import reason

POPULATION = {"language": {"de": 0.5, "fr": 0.3, "it": 0.15, "rm": 0.05}}


def spoken(**counts: int) -> Columns:
    return Columns({"language": [name for name, n in counts.items() for _ in range(n)]})


def test_empty_few_off_and_foreign_cells_are_named() -> None:
    said = coverage(spoken(de=300, fr=60, it=15, en=4), population=POPULATION)
    found = {each.what.split()[0]: (each.severity, each.n) for each in said.findings}

    assert found == {"de": ("act", 300), "fr": ("act", 60), "it": ("act", 15), "rm": ("act", 0), "en": ("note", 4)}
    assert "rm has no row; the population has 5.0 %" in [each.what for each in said.findings]
    assert all(each.where.column == "language" for each in said.findings)


def test_a_cell_that_is_as_the_population_but_under_twenty_is_a_note() -> None:
    said = coverage(spoken(de=100, fr=60, it=30, rm=10), population=POPULATION)

    assert [(each.severity, each.what) for each in said.findings] == [("note", "rm has 10 rows, fewer than 20")]


def test_a_sample_as_the_population_is_silent() -> None:
    said = coverage(spoken(de=1000, fr=600, it=300, rm=100), population=POPULATION)

    assert said.findings == ()
    assert said.summary.value == pytest.approx(0.0, abs=1e-12)


def test_v_is_chi_square_over_the_most_it_can_be() -> None:
    said = coverage(spoken(de=300, fr=60, it=25, rm=15), population=POPULATION)
    n, q = 400, np.array([0.5, 0.3, 0.15, 0.05])
    square = (((np.array([300, 60, 25, 15]) - n * q) ** 2) / (n * q)).sum()

    assert said.summary.params["chi2"] == pytest.approx(square)
    assert said.summary.value == pytest.approx(np.sqrt(square / (n * (1 / 0.05 - 1))))
    assert said.summary.interval.low < said.summary.value < said.summary.interval.high
    assert coverage(spoken(rm=400), population=POPULATION).summary.value == pytest.approx(1.0)


def test_n_is_the_rows_within_the_population() -> None:
    assert coverage(spoken(de=50, fr=50, en=7), population=POPULATION).summary.n == 100


def test_two_columns_crossed_show_what_neither_shows_alone() -> None:
    half = {"sex": ["f", "m"] * 200, "age": ["old", "old", "young", "young"] * 100}
    table = Columns({"sex": ["f", "m"] * 200, "age": ["old", "young"] * 200})
    said = coverage(table, Columns(half), columns=("sex", "age", "sex × age"))

    assert {each.where.column for each in said.findings} == {"sex × age"}
    assert {each.what.partition(" has no row")[0] for each in said.findings if each.n == 0} == {"f × young", "m × old"}


@pytest.mark.slow
def test_the_interval_holds_the_populations_v() -> None:
    """92 to 98 % at n = 400, where the truth is off by .1 in two cells."""
    rng = np.random.default_rng(0)
    q, p = np.array([0.5, 0.3, 0.2]), np.array([0.4, 0.4, 0.2])
    truth = np.sqrt(((p - q) ** 2 / q).sum() / (1 / 0.2 - 1))
    population = {"c": {"a": 0.5, "b": 0.3, "c": 0.2}}
    held = []
    for _ in range(600):
        table = Columns({"c": rng.choice(["a", "b", "c"], 400, p=p).tolist()})
        span = coverage(table, population=population).summary.interval
        held.append(span.low <= truth <= span.high)

    assert 0.92 <= np.mean(held) <= 0.98


@pytest.mark.parametrize(
    ("columns", "reference", "options", "expected"),
    [
        ({"c": []}, Columns({"c": ["a"]}), {}, "no_rows"),
        ({"c": ["a"]}, None, {}, "no_reference"),
        ({"c": [None]}, None, {"population": {"c": {"a": 1.0}}}, "no_rows"),
        ({"c": ["a"]}, Columns({"d": ["a"]}), {}, "no_column"),
        ({"c": ["a"]}, Columns({"c": ["a"]}), {"columns": ("d",)}, "no_column"),
        ({"c": ["a"]}, Columns({"c": [None]}), {}, "no_reference"),
        ({"c": ["a"]}, Columns({"c": ["a"]}), {}, "one_value_only"),
        ({"c": ["z"]}, Columns({"c": ["a", "b"]}), {}, "no_overlap"),
    ],
)
def test_what_cannot_run_says_why(columns, reference: Columns | None, options, expected: str) -> None:
    assert reason("coverage", columns, reference, **options) == expected


@pytest.mark.parametrize("shares", [{"a": 0.5, "b": 0.4}, {"a": 1.2, "b": -0.2}, {}])
def test_shares_that_are_none_are_refused(shares: dict[str, float]) -> None:
    with pytest.raises(Refused, match="population"):
        coverage(Columns({"c": ["a"]}), population={"c": shares})


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=50), st.permutations(["x", "y", "z"]))
def test_names_of_values_change_no_figure(cells: list[str], names: list[str]) -> None:
    shares = {"a": 0.5, "b": 0.3, "c": 0.2}
    rename = dict(zip("abc", names, strict=True))
    first = coverage(Columns({"c": cells}), population={"c": shares}).summary
    second = coverage(
        Columns({"c": [rename[cell] for cell in cells]}), population={"c": {rename[k]: v for k, v in shares.items()}}
    ).summary

    assert first.value == pytest.approx(second.value)
    assert first.n == second.n
