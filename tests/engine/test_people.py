"""Figures about one annotator: withheld where there is little, undefined where times are unknown, never a decision."""

import pytest

from labelproof.engine.measures.asked import Asked
from labelproof.engine.measures.inputs import Cast
from labelproof.engine.measures.people import SIGNALS, When, matches, of_person, seconds, signals, suited

CHOICE = Asked("choice", {"options": [{"value": "x"}, {"value": "y"}]})


def crowd(n: int = 60) -> list[Cast]:
    """ana, ben and cy answer what the item is; dan gives one answer to everything."""
    return [
        Cast(f"i{item:03}", who, "x" if who == "dan" or item % 2 else "y", f"{who}{item}", 0)
        for item in range(n)
        for who in ("ana", "ben", "cy", "dan")
    ]


def when(votes: list[Cast], took: float = 5.0) -> dict[str, When]:
    return {vote.event_id: When(float(n), took) for n, vote in enumerate(votes)}


def test_a_long_run_of_one_answer_stands_out_and_says_in_words_why() -> None:
    votes = crowd()

    found = signals(votes, CHOICE, when(votes))

    seen = {(who, name) for (who, name), figure in found.items() if figure["stands_out"]}
    assert ("dan", "straight_lining") in seen
    assert {who for who, _ in seen} == {"dan"}
    assert "60 times in a row" in found["dan", "straight_lining"]["reason"]


def test_below_thirty_answers_a_signal_is_withheld_and_says_nothing() -> None:
    votes = crowd(29)

    found = signals(votes, CHOICE, when(votes))

    assert {figure["undefined"] for (_, name), figure in found.items() if name != "confusion"} == {
        "withheld_small_group"
    }
    assert not any(figure["stands_out"] or figure["reason"] for figure in found.values() if figure["value"] is None)


def test_answers_whose_times_nobody_knows_have_no_order() -> None:
    figure = signals(crowd(), CHOICE, {})["dan", "straight_lining"]

    assert (figure["value"], figure["stands_out"]) == (None, False)


def test_a_confusion_says_that_a_model_supplied_the_truth() -> None:
    votes = crowd()

    figure = of_person(votes, CHOICE, when(votes), "confusion", "dan")

    assert figure is not None
    assert "conditional_on_estimated_truth" in figure["notes"]
    assert figure["target"] == "this annotator"


def test_of_answers_that_are_no_labels_only_the_pace_is_looked_at() -> None:
    numbers = Asked("number", {})
    votes = [vote._replace(value=n % 7) for n, vote in enumerate(crowd())]

    assert {name for _, name in signals(votes, numbers, when(votes))} == {"speed"}
    assert suited(numbers) == ("speed",)
    assert set(suited(CHOICE)) == {"consensus_match", *SIGNALS}


def test_somebody_without_an_answer_has_no_figure() -> None:
    assert of_person(crowd(), CHOICE, {}, "consensus_match", "eve") is None
    assert of_person([], CHOICE, {}, "speed", "eve") is None


def test_matches_are_of_each_annotator() -> None:
    found = matches(crowd())

    assert {who: figure["n"] for who, figure in found.items()} == {"ana": 60, "ben": 60, "cy": 60, "dan": 60}
    assert found["dan"]["value"] == 0.5


@pytest.mark.parametrize(("n", "undefined"), [(29, "withheld_small_group"), (30, None)])
def test_a_pace_is_withheld_below_thirty_gaps(n: int, undefined: str | None) -> None:
    figure = seconds([float(each) for each in range(n)])

    assert (figure["undefined"], figure["n"]) == (undefined, n)


def test_a_long_gap_does_not_move_the_pace() -> None:
    calm = [float(each) for each in range(1, 100)]

    figure, slower = seconds(calm), seconds([*calm[:-1], 599.0])

    assert (figure["value"], figure["low"], figure["high"]) == (50.0, 40.0, 60.0)
    assert slower["value"] == 50.0
    assert figure["method"] == "median/order-statistics@1"
