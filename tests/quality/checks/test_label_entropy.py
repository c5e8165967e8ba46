"""Disputed items: ambiguous, or badly answered?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.quality.checks import Columns
from labelproof.quality.checks.label_entropy import label_entropy
from tests.quality.checks.tables import places, reason, shuffled


def answers(said: np.ndarray, names: str = "xyz") -> dict[str, list[str]]:
    """A row an answer, from a table (items, annotators)."""
    item, who = np.nonzero(said >= 0)
    return {
        "item": [f"i{n}" for n in item],
        "annotator": [f"a{n}" for n in who],
        "value": [names[n] for n in said[item, who]],
    }


def crowd() -> np.ndarray:
    """Six who agree on 40 items, and part on the first; a seventh and an eighth who guess, alone on ten more items."""
    rng = np.random.default_rng(0)
    said = np.full((50, 8), -1)
    said[:40, :6] = np.arange(40)[:, None] % 2
    said[0, :6] = [0, 1, 0, 1, 0, 1]
    said[40:, 6:] = np.stack([np.arange(10) % 2, rng.permutation(np.arange(10) % 2)], axis=1)
    return said


def test_an_ambiguous_item_is_told_from_one_that_was_badly_answered() -> None:
    said = label_entropy(Columns(answers(crowd())))
    by_item = {each.where.rows[0] // 6: each for each in said.findings if each.where.rows[0] < 240}
    guessed = [each for each in said.findings if each.where.rows[0] >= 240]

    assert [*by_item] == [0]
    assert (by_item[0].severity, by_item[0].action) == ("warn", "sharpen the clause, or add a precedent")
    assert by_item[0].where.rows == tuple(range(6))
    assert guessed
    assert {each.severity for each in guessed} == {"note"}


def test_agreement_is_silent() -> None:
    said = label_entropy(Columns(answers(np.tile(np.arange(30)[:, None] % 3, (1, 4)))))

    assert (said.findings, said.summary.value, said.summary.n) == ((), 0.0, 30)


def test_the_figure_is_the_mean_of_bits_with_its_interval() -> None:
    said = np.array([[0, 1]] * 10 + [[0, 0]] * 20 + [[1, 1]] * 20)
    summary = label_entropy(Columns(answers(said))).summary
    se = np.std([1.0] * 10 + [0.0] * 40, ddof=1) / np.sqrt(50)

    assert (summary.value, summary.n, summary.n_unit) == (0.2, 50, "items")
    assert summary.interval.high == pytest.approx(0.2 + 1.959963984540054 * se)


def test_a_labels_figure_is_of_the_items_it_was_given_on() -> None:
    said = label_entropy(Columns(answers(np.array([[0, 1], [0, 0], [1, 1], [2, 2]]))))

    assert {label: (each.value, each.n) for label, each in said.figures.items()} == {
        "x": (0.5, 2),
        "y": (0.5, 2),
        "z": (0.0, 1),
    }


def test_few_votes_are_measured_by_what_they_allow() -> None:
    """Two votes of ten labels reach 1 bit of log2 10: a bound on log2 K, the naive one, never sees them."""
    said = np.array([[0, 1], *[[n, n] for n in range(10)]])
    found = label_entropy(Columns(answers(said, "abcdefghij"))).findings

    assert [each.where.rows for each in found] == [(0, 1)]
    assert 0.8 * np.log2(10) > 1.0


def test_posteriors_have_a_figure_of_their_own_and_those_missing_are_left_out() -> None:
    columns = answers(np.array([[0, 1], [0, 0], [1, 1]]))
    columns["posterior"] = [[0.5, 0.5], [0.5, 0.5], [1.0, 0.0], [1.0, 0.0], None, None]
    figure = label_entropy(Columns(columns), posterior="posterior").figures["posterior"]

    assert (figure.value, figure.n) == (0.5, 2)


def test_no_posterior_at_all_is_said() -> None:
    columns = answers(np.array([[0, 1], [0, 0]]))
    columns["posterior"] = [None] * 4

    assert label_entropy(Columns(columns), posterior="posterior").figures["posterior"].undefined_reason == "no_rows"


@pytest.mark.parametrize(
    ("columns", "options", "expected"),
    [
        ({"item": [], "annotator": [], "value": []}, {}, "no_rows"),
        ({"item": ["i"], "annotator": ["a"], "value": [None]}, {}, "no_rows"),
        ({"item": ["i"], "annotator": ["a"]}, {}, "no_column"),
        ({"item": ["i", "j"], "annotator": ["a", "a"], "value": ["x", "y"]}, {}, "fewer_than_two_annotators"),
        ({"item": ["i", "i"], "annotator": ["a", "b"], "value": ["x", "x"]}, {}, "one_value_only"),
        ({"item": ["i", "j"], "annotator": ["a", "b"], "value": ["x", "y"]}, {}, "no_pairable_item"),
        ({"item": ["i"] * 2, "annotator": ["a", "b"], "value": ["x", "y"]}, {"posterior": "p"}, "no_column"),
    ],
)
def test_what_cannot_run_says_why(columns, options, expected: str) -> None:
    assert reason("label_entropy", columns, **options) == expected


@given(st.integers(0, 1000), st.integers(0, 99))
def test_the_order_of_rows_changes_nothing(seed: int, turn: int) -> None:
    said = np.random.default_rng(seed).integers(-1, 3, (8, 4))
    said[0, :2] = 0, 1
    columns = answers(said)
    moved, order = shuffled(columns, turn)
    first, second = label_entropy(Columns(columns)), label_entropy(Columns(moved))

    assert places(first) == places(second, order)
    assert first.summary.value == pytest.approx(second.summary.value, abs=1e-12)
