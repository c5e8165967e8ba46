"""Answers against the others': by brute force, never with one's own vote, and withheld where there are few."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.quality.answers import Answers
from labelproof.quality.columns import from_columns
from labelproof.quality.reliability import against_model, against_others, consensus_match
from labelproof.quality.reliability.against_others import LEAST, matrix_of, others_majority
from labelproof.quality.statistics.proportions import wilson

Vote = tuple[str, str, str]
votes_given = st.lists(st.tuples(st.sampled_from("ijk"), st.sampled_from("abcd"), st.sampled_from("xyz")), max_size=30)


def votes(*given: Vote) -> Answers:
    items, people, values = zip(*given, strict=True) if given else ((), (), ())
    return from_columns(items, people, values, repeats="keep")


def brute(answers: Answers) -> list[int]:
    found: list[int] = []
    for n in range(len(answers)):
        same_item = answers.item_index == answers.item_index[n]
        others = same_item & (answers.annotator_index != answers.annotator_index[n])
        most = Counter(answers.codes[others].tolist()).most_common(1)
        found.append(most[0][0] if most and 2 * most[0][1] > others.sum() else -1)
    return found


@given(votes_given)
def test_every_answer_is_compared_with_what_brute_force_finds(given: list[Vote]) -> None:
    answers = votes(*given)

    assert others_majority(answers).tolist() == brute(answers)


def test_a_person_is_never_compared_with_themself() -> None:
    """With their own vote counted, one of two who differ would agree with a consensus half of the time."""
    answers = votes(("i", "ana", "x"), ("i", "ben", "y"), ("j", "ana", "x"), ("j", "ana", "x"))

    assert others_majority(answers).tolist() == [1, 0, -1, -1]


def test_where_the_others_are_divided_there_is_nothing_to_agree_with() -> None:
    answers = votes(("i", "ana", "x"), ("i", "ben", "y"), ("i", "cy", "z"))

    assert others_majority(answers).tolist() == [-1, -1, -1]


def pairs(n: int, n_differ: int) -> Answers:
    return votes(
        *[v for i in range(n) for v in ((f"i{i:02}", "ana", "x"), (f"i{i:02}", "ben", "y" if i < n_differ else "x"))]
    )


def test_a_figure_about_a_person_is_withheld_below_thirty() -> None:
    few, enough = consensus_match(pairs(LEAST - 1, 3))[1], consensus_match(pairs(LEAST, 3))[1]

    assert (few.value, few.undefined_reason, few.n) == (None, "withheld_small_group", 29)
    assert (enough.value, enough.n, enough.interval) == (0.9, 30, wilson(27, 30))


def test_rows_of_the_matrix_are_shares_of_what_the_others_gave() -> None:
    given = [("i", "ana", "x"), ("i", "ben", "y"), *((f"j{n}", who, "x") for n in range(3) for who in ("ana", "ben"))]

    found = against_others(votes(*given), annotator=1)

    assert (found.n.tolist(), found.share[0].tolist()) == ([4.0, 0.0], [0.75, 0.25])
    assert np.isnan(found.share[1]).all()
    assert (found.low[0, 1], found.high[0, 1]) == (wilson(1, 4).low, wilson(1, 4).high)


def test_everybodys_matrix_is_the_sum_of_each_persons() -> None:
    answers = pairs(12, 5)

    each = sum(against_others(answers, person).count for person in range(2))

    assert against_others(answers).count.tolist() == each.tolist()


@given(votes_given)
def test_against_a_model_that_is_sure_counts_are_whole_and_all_are_there(given: list[Vote]) -> None:
    answers = votes(*given)
    sure = np.eye(max(answers.n_values, 1))[np.zeros(answers.n_items, dtype=np.int64)]

    counted = against_model(answers, sure[:, : answers.n_values]).count.sum()

    assert counted == len(answers)


def test_one_person_against_a_model_is_pulled_towards_everybody() -> None:
    answers = pairs(10, 5)
    truth = np.tile([1.0, 0.0], (10, 1))

    ben, all_of_them = against_model(answers, truth, 1), against_model(answers, truth)

    assert all_of_them.share[0].tolist() == [0.75, 0.25]
    assert 0.5 < ben.share[0, 0] < 0.75
    assert ben.method == "confusion/dirichlet@1"


def test_no_answers_have_no_matrix_and_nobody() -> None:
    nothing = votes()

    assert (consensus_match(nothing), against_others(nothing).count.shape) == ((), (0, 0))


def test_an_empty_row_is_said_to_be_empty() -> None:
    assert np.isnan(matrix_of(np.zeros((2, 2)), "m@1").low).all()


def test_numbers_are_refused() -> None:
    numbers = Answers(np.zeros(2, np.int32), np.arange(2, dtype=np.int32), None, 1, 2, 0, value=np.array([1.0, 2.0]))

    with pytest.raises(Exception, match="these answers are numbers"):
        consensus_match(numbers)
