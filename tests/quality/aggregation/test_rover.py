"""Texts aligned and voted on: against crowd-kit where nothing is tied, and without depending on any order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.kernel.refused import Refused
from labelproof.quality import Answers, from_columns
from labelproof.quality.aggregation import rover
from tools.peers import Peers

sentences = st.lists(st.sampled_from(["the", "a", "cat", "dog", "sat", "-", "_"]), max_size=5).map(" ".join)

# Each with one word amiss, another in every text, so that every slot has a clear majority.
HEARD = {
    "fox": ["the quick brown fox jumps", "the quack brown fox jumps", "the quick brown fax jumps"],
    "dropped": ["over the lazy dog", "over lazy dog", "over the lazy dog today"],
    "words": ["we hold these truths", "we hold these tooths", "he hold these truths"],
    "same": ["nothing differs here", "nothing differs here", "nothing differs here"],
}


def votes(texts: list[str]) -> Answers:
    return from_columns(["i"] * len(texts), list(range(len(texts))), texts)


def agreed(texts: list[str], **options: object) -> str:
    result = rover(votes(texts), **options)
    assert result.value_index[0] >= 0
    return result.values[result.value_index[0]]


def test_clear_majorities_are_crowd_kits(peers: Peers) -> None:
    rows = [(task, n, text) for task, texts in HEARD.items() for n, text in enumerate(texts)]
    theirs = peers.ask("typed.rover", *map(list, zip(*rows, strict=True)))

    assert {task: agreed(texts) for task, texts in HEARD.items()} == theirs


@given(st.lists(sentences, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_texts_changes_nothing(texts: list[str], random: object) -> None:
    shuffled = texts[:]
    random.shuffle(shuffled)
    one, other = rover(votes(texts)), rover(votes(shuffled))

    assert [one.values[n] for n in one.tied(0)] == [other.values[n] for n in other.tied(0)]
    assert one.values == other.values


@given(sentences, st.integers(1, 4))
def test_texts_of_one_mind_stay_so(text: str, n: int) -> None:
    assert agreed([text] * n) == text


def test_signs_that_others_use_for_nothing_are_words_like_any() -> None:
    assert agreed(["a - b", "a - b", "a b"]) == "a - b"
    assert agreed(["_ x", "_ x", "_ y"]) == "_ x"


def test_one_text_against_another_is_a_tie_and_not_the_first_row() -> None:
    result = rover(votes(["the cat", "the dog"]))

    assert result.value_index.tolist() == [-1]
    assert [result.values[n] for n in result.tied(0)] == ["the cat", "the dog"]


def test_whose_words_weigh_more_settles_it() -> None:
    assert agreed(["the cat", "the dog"], weights=np.array([1.0, 1.5])) == "the dog"


def test_characters_need_no_spaces() -> None:
    assert agreed(["猫が座る", "猫が坐る", "猫は座る"], unit="character") == "猫が座る"


def test_an_empty_text_votes_for_nothing() -> None:
    assert agreed(["", "", "noise"]) == ""


def test_voting_slot_by_slot_finds_a_text_that_nobody_wrote() -> None:
    """What a medoid cannot: each of three has one word wrong, and the consensus none."""
    assert agreed(["a quick brown fox", "the quack brown fox", "the quick brawn fox"]) == "the quick brown fox"


def test_no_answers_are_no_error() -> None:
    assert rover(from_columns([], [], [])).value_index.tolist() == []


def test_what_is_no_text_is_refused_with_all_that_is_wrong() -> None:
    with pytest.raises(Refused) as refused:
        rover(votes(["a", 7]), unit="line")

    assert [problem.field for problem in refused.value.problems] == ["unit", "values"]


def test_words_that_one_in_ten_people_drop_come_back() -> None:
    """Aligning to slots without regard to their votes loses 2.8 % of the words of such crowds."""
    rng = np.random.Generator(np.random.Philox(key=0))
    words, lost, said = np.array([f"w{k}" for k in range(500)]), 0, 0
    for _ in range(150):
        spoken = rng.choice(words, 12)
        heard = [" ".join(spoken[rng.random(12) < 0.9]) for _ in range(5)]
        result = rover(votes(heard))
        n = int(result.value_index[0]) if result.value_index[0] >= 0 else result.tied(0)[0]
        lost, said = lost + 12 - len(result.values[n].split()), said + 12

    assert lost / said < 0.02
