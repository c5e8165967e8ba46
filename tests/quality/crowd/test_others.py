"""An answer beside the others on its item is what leaving it out and counting says."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.quality.columns import from_columns
from labelproof.quality.crowd.others import beside_others, skill_of_others

rows = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5), st.sampled_from("xyz")), max_size=24)


@given(rows)
def test_runs_say_what_leaving_each_answer_out_says(drawn: list[tuple[int, int, str]]) -> None:
    """Every row counts, also a person's second on one item: only the row itself is taken out."""
    answers = from_columns(
        *(list(each) for each in zip(*drawn, strict=True)) if drawn else ([], [], []), repeats="keep"
    )
    beside = beside_others(answers)

    for n, (item, code) in enumerate(zip(answers.item_index, answers.codes, strict=True)):
        votes = Counter(answers.codes[answers.item_index == item].tolist())
        votes[int(code)] -= 1
        most = max(votes.values())
        leaders = [value for value, times in votes.items() if times == most and most > 0]
        assert beside.n_leading[n] == len(leaders)
        assert beside.leads[n] == (code in leaders)


def test_nobody_beside_is_no_credit_and_not_zero() -> None:
    credit = beside_others(from_columns(["i", "j", "j"], ["ana", "ana", "ben"], ["x", "x", "y"])).credit

    assert np.isnan(credit).tolist() == [True, False, False]
    assert credit[1:].tolist() == [0, 0]


@given(rows)
def test_skill_leaves_the_item_itself_out(drawn: list[tuple[int, int, str]]) -> None:
    last = {(item, who): value for item, who, value in drawn}
    answers = from_columns([i for i, _ in last], [w for _, w in last], list(last.values()))
    credit, skill = beside_others(answers).credit, skill_of_others(answers)

    for n, who in enumerate(answers.annotator_index):
        elsewhere = (answers.annotator_index == who) & (np.arange(len(answers)) != n) & ~np.isnan(credit)
        expected = credit[elsewhere].mean() if elsewhere.any() else np.nan
        assert skill[n] == pytest.approx(expected, abs=1e-12, nan_ok=True)
