"""Columns that are spread otherwise than in the reference."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.quality.checks import Columns
from labelproof.quality.checks.drift import drift
from tests.quality.checks.tables import reason


def labels(yes: int, no: int) -> Columns:
    return Columns({"label": ["yes"] * yes + ["no"] * no})


def test_the_worked_example_is_below_both_warnings() -> None:
    """PSI .0511 and Jensen-Shannon .0092 (statistics.md)."""
    of = lambda *counts: Columns({"label": np.repeat(["a", "b", "c"], counts).tolist()})  # noqa: E731
    said = drift(of(400, 400, 200), of(500, 300, 200))

    assert said.findings == ()
    assert said.summary.value == pytest.approx(0.051082562, abs=1e-9)
    assert said.figures["js of label"].value == pytest.approx(0.009185925, abs=1e-9)
    assert said.summary.interval.low < said.summary.value < said.summary.interval.high


@pytest.mark.parametrize(("yes", "severity"), [(560, None), (670, "warn"), (800, "act")])
def test_the_bounds_are_those_stated(yes: int, severity: str | None) -> None:
    said = drift(labels(yes, 1000 - yes), labels(500, 500))

    assert [each.severity for each in said.findings] == ([severity] if severity else [])


def test_the_drifted_column_is_named() -> None:
    rng = np.random.default_rng(0)
    before = Columns({"length": rng.normal(size=2000), "label": ["a", "b"] * 1000})
    now = Columns({"length": rng.normal(1, 1, size=2000), "label": ["a", "b"] * 1000})
    said = drift(now, before)

    assert [each.where.column for each in said.findings] == ["length"]
    assert said.summary.value == said.figures["psi of length"].value


def test_numbers_fall_into_tenths_of_the_reference() -> None:
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=3000), rng.normal(0.3, 1, size=2000)
    edges = np.quantile(x, np.linspace(0, 1, 11)[1:-1])
    e, a = (np.bincount(np.searchsorted(edges, each), minlength=10) / len(each) for each in (x, y))

    assert drift(Columns({"x": y}), Columns({"x": x})).summary.value == pytest.approx(
        float(((a - e) * np.log(a / e)).sum())
    )


def test_a_column_that_came_in_half_empty_has_drifted() -> None:
    said = drift(Columns({"label": ["a", "b", None, None] * 300}), Columns({"label": ["a", "b"] * 500}))

    assert said.findings[0].severity == "act"


@pytest.mark.slow
def test_small_samples_of_one_source_raise_no_alarm() -> None:
    """Twelve labels, 60 rows a side: the PSI alone calls most of them drifted."""
    rng = np.random.default_rng(2)
    alarms, naive = 0, 0
    for _ in range(200):
        one, other = (Columns({"label": rng.integers(0, 12, 60)}) for _ in range(2))
        said = drift(one, other)
        naive += said.summary.value >= 0.10
        alarms += any(each.severity != "note" for each in said.findings)

    assert naive / 200 > 0.9
    assert alarms / 200 <= 0.09


def test_many_values_drift_by_chance_alone_in_large_samples_too() -> None:
    """A hundred labels, 600 rows a side, one source: PSI .33, which the naive reading acts upon."""
    rng = np.random.default_rng(4)
    one, other = (Columns({"label": rng.integers(0, 100, 600)}) for _ in range(2))
    said = drift(one, other)

    assert said.summary.value > 0.25
    assert [each.severity for each in said.findings] == ["note"]
    assert said.figures["p of label"].value > 0.05


def test_texts_and_names_are_no_categories() -> None:
    """No value comes twice: their shares have nothing to keep, and would always be called drifted."""
    table, reference = ({"id": [f"{side}{n}" for n in range(400)], "label": ["a", "b"] * 200} for side in "xy")
    said = drift(Columns(table), Columns(reference))

    assert said.findings == ()
    assert {*said.figures} == {"psi of label", "js of label", "p of label"}
    assert reason("drift", {"id": table["id"]}, Columns({"id": reference["id"]})) == "no_column"


def test_the_p_stands_beside_a_small_sample_and_not_beside_a_large_one() -> None:
    assert "p of label" in drift(labels(30, 20), labels(20, 30)).figures
    assert "p of label" not in drift(labels(300, 300), labels(300, 300)).figures


@pytest.mark.parametrize(
    ("columns", "reference", "options", "expected"),
    [
        ({"a": []}, Columns({"a": ["x"]}), {}, "no_rows"),
        ({"a": ["x"]}, None, {}, "no_reference"),
        ({"a": ["x"]}, Columns({"b": ["x"]}), {}, "no_column"),
        ({"a": ["x"]}, Columns({"a": ["x"]}), {"columns": ("b",)}, "no_column"),
        ({"a": ["x"]}, Columns({"a": ["x"]}), {}, "one_value_only"),
        ({"a": ["x"]}, Columns({"a": []}), {}, "no_rows"),
    ],
)
def test_what_cannot_run_says_why(columns, reference: Columns | None, options, expected: str) -> None:
    assert reason("drift", columns, reference, **options) == expected


@given(
    st.lists(st.tuples(st.integers(1, 50), st.integers(1, 50)), min_size=2, max_size=5),
    st.randoms(use_true_random=False),
)
def test_names_of_labels_and_the_side_change_nothing(counts: list[tuple[int, int]], random) -> None:
    names = [f"l{n}" for n in range(len(counts))]
    renamed = names[:]
    random.shuffle(renamed)
    of = lambda spelled, side: Columns({"label": np.repeat(spelled, [c[side] for c in counts]).tolist()})  # noqa: E731
    first = drift(of(names, 0), of(names, 1)).summary.value

    assert first == pytest.approx(drift(of(renamed, 0), of(renamed, 1)).summary.value)
    assert first == pytest.approx(drift(of(names, 1), of(names, 0)).summary.value)
