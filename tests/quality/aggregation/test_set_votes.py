"""Sets of labels, label by label."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.kernel.refused import Refused
from labelproof.quality import Answers, from_columns, majority
from labelproof.quality.aggregation import set_votes

sets = st.lists(st.frozensets(st.sampled_from("abc")).map(sorted), min_size=1, max_size=6)


def votes(people: list[Any]) -> Answers:
    return from_columns(["i"] * len(people), list(range(len(people))), people)


@given(sets)
def test_a_label_is_there_when_more_than_half_say_so(people: list[list[str]]) -> None:
    result = set_votes(votes(people), vote="share")
    n = {code: sum(code in each for each in people) for code in "abc"}
    least = [code for code in "abc" if 2 * n[code] > len(people)]
    most = [code for code in "abc" if 2 * n[code] >= len(people) and n[code]]

    found = [result.values[k] for k in result.tied(0)] or [result.values[result.value_index[0]]]
    assert sorted(found) == sorted({tuple(least): least, tuple(most): most}.values())


@given(sets, st.randoms(use_true_random=False))
def test_names_and_order_change_nothing(people: list[list[str]], random: Any) -> None:
    shuffled = people[:]
    random.shuffle(shuffled)
    one, other = set_votes(votes(people)), set_votes(votes(shuffled))

    assert one.values == other.values
    assert one.value_index.tolist() == other.value_index.tolist()


def test_three_people_who_differ_on_one_label_agree_on_the_rest() -> None:
    """Set by set there is no majority at all."""
    people = [["a", "b"], ["a", "b", "c"], ["a", "b", "d"]]

    assert majority(votes(people), strict=True).value_index.tolist() == [-1]
    assert set_votes(votes(people), vote="share").values == [["a", "b"]]


def test_people_who_answer_at_random_lose_their_say() -> None:
    rng = np.random.Generator(np.random.Philox(key=4))
    truth = rng.random((300, 6)) < [0.5, 0.4, 0.3, 0.2, 0.1, 0.05]
    right = np.array([0.93, 0.9, 0.55, 0.5, 0.5])
    rows = []
    for item, holds in enumerate(truth):
        for person, p in enumerate(right):
            said = np.where(rng.random(6) < p, holds, ~holds)
            rows.append((item, person, ["abcdef"[k] for k in np.flatnonzero(said)]))
    data = from_columns(*zip(*rows, strict=True))

    def wrong(vote: str) -> float:
        result, missed = set_votes(data, vote=vote), 0
        for n, item in enumerate(data.items):
            value = set(result.values[result.value_index[n]]) if result.value_index[n] >= 0 else set()
            missed += len(value ^ {"abcdef"[k] for k in np.flatnonzero(truth[item])})
        return missed / truth.size

    assert wrong("dawid_skene") < 0.6 * wrong("share")


def test_empty_sets_agree_and_unanswered_items_have_no_value() -> None:
    one = votes([[], []])
    data = Answers(one.item_index, one.annotator_index, one.value_index, 2, 2, one.n_values, one.values)

    assert set_votes(data).value_index.tolist() == [0, -1]
    assert set_votes(data).values == [[]]


@pytest.mark.parametrize("bad", ["a", [1], 7, [["a"]]])
def test_what_are_no_sets_of_codes_is_refused(bad: Any) -> None:
    with pytest.raises(Refused, match=r"answers\.bad"):
        set_votes(votes([["a"], bad]))
