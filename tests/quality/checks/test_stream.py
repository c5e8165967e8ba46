"""A stream of errors: a change is noticed soon, and a stable stream hardly ever alarms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.kernel.refused import Refused
from labelproof.quality.checks import Columns
from labelproof.quality.checks.stream import stream
from tests.quality.checks.tables import reason


def test_a_rise_is_located_from_where_it_began() -> None:
    rng = np.random.default_rng(0)
    wrong = (rng.random(3000) < np.where(np.arange(3000) < 2000, 0.02, 0.15)).astype(float)
    first = stream(Columns({"wrong": wrong}), column="wrong", p0=0.02, p1=0.10).findings[0]

    assert 1950 <= first.where.rows[0] <= 2060
    assert first.where.rows[-1] <= 2150
    assert (first.severity, first.n) == ("act", len(first.where.rows))


def test_a_stable_stream_is_silent_and_says_how_rarely_it_would_alarm() -> None:
    wrong = (np.random.default_rng(1).random(5000) < 0.02).astype(float)
    summary = stream(Columns({"wrong": wrong}), column="wrong", p0=0.02, p1=0.06).summary

    assert (summary.value, summary.n, summary.n_unit) == (0.0, 5000, "answers")
    assert summary.params["arl0"] >= 10_000
    assert summary.params["delay"] < 200


def page_hinkley(stream: np.ndarray, bound: float, slack: float = 0.005) -> int:
    """Alarms of Page and Hinkley's test as it is usually run: a mean that is learnt, a bound that is chosen."""
    mean = total = least = 0.0
    n = alarms = 0
    for x in stream.tolist():
        n += 1
        mean += (x - mean) / n
        total += x - mean - slack
        least = min(least, total)
        if total - least > bound:
            alarms += 1
            mean = total = least = 0.0
            n = 0
    return alarms


@pytest.mark.slow
@pytest.mark.parametrize("p", [0.1, 0.2])
def test_page_and_hinkleys_customary_bound_alarms_where_nothing_changed_and_ours_does_not(p: float) -> None:
    rng = np.random.default_rng(2)
    n = 400_000
    wrong = (rng.random(n) < p).astype(float)
    said = stream(Columns({"wrong": wrong}), column="wrong", p0=p, p1=2 * p)

    assert n / page_hinkley(wrong, 5.0) < 1_000
    assert n / max(said.summary.value, 1) >= 10_000 * 0.75  # about 40 alarms: their number varies by a sixth


@pytest.mark.slow
def test_the_run_lengths_are_those_promised() -> None:
    rng = np.random.default_rng(3)
    for p, promised in ((0.05, "arl0"), (0.12, "delay")):
        wrong = (rng.random(1_500_000 if promised == "arl0" else 200_000) < p).astype(float)
        summary = stream(Columns({"wrong": wrong}), column="wrong", p0=0.05, p1=0.12).summary

        assert len(wrong) / summary.value == pytest.approx(summary.params[promised], rel=0.25)


def test_the_order_is_that_of_time_where_it_is_given() -> None:
    wrong = np.array([0.0] * 300 + [1.0] * 12)
    order = np.random.default_rng(4).permutation(312)
    said = stream(Columns({"w": wrong[order], "at": order.astype(float)}), column="w", p0=0.02, p1=0.2, at="at")

    assert {int(order[row]) for row in said.findings[0].where.rows} <= {*range(299, 312)}


def test_missing_answers_and_times_are_left_out() -> None:
    columns = Columns({"w": np.array([0.0, np.nan, 1.0, 0.0]), "at": np.array([1.0, 2.0, np.nan, 3.0])})

    assert stream(columns, column="w", p0=0.1, p1=0.3).summary.n == 3
    assert stream(columns, column="w", p0=0.1, p1=0.3, at="at").summary.n == 2


@pytest.mark.parametrize(
    ("columns", "options", "expected"),
    [
        ({"w": []}, {}, "no_rows"),
        ({"w": [None, None]}, {}, "no_rows"),
        ({"x": [0.0]}, {}, "no_column"),
        ({"w": [0.0]}, {"at": "when"}, "no_column"),
        ({"w": [0.0, 1.0]}, {"p0": 1e-6, "p1": 1.01e-6}, "did_not_finish"),
    ],
)
def test_what_cannot_run_says_why(columns, options, expected: str) -> None:
    assert reason("stream", columns, **{"column": "w", "p0": 0.02, "p1": 0.1, **options}) == expected


@pytest.mark.parametrize(("cells", "p0", "p1"), [([0.5], 0.1, 0.2), ([0.0], 0.2, 0.1), ([0.0], 0.0, 0.1)])
def test_what_is_no_stream_of_errors_is_refused(cells: list[float], p0: float, p1: float) -> None:
    with pytest.raises(Refused, match=r"columns\.bad"):
        stream(Columns({"w": cells}), column="w", p0=p0, p1=p1)


@given(st.lists(st.sampled_from([0.0, 1.0]), min_size=1, max_size=300))
def test_alarms_do_not_overlap_and_end_with_a_one(wrong: list[float]) -> None:
    said = stream(Columns({"w": wrong}), column="w", p0=0.1, p1=0.3)
    rows = [row for each in said.findings for row in each.where.rows]

    assert len(rows) == len({*rows})
    assert all(wrong[each.where.rows[-1]] == 1.0 for each in said.findings)
