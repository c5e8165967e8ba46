"""Wawa and zero-based skill: crowd-kit's numbers where it lets the first value win ties, and no order of rows in ours."""

from fractions import Fraction

import numpy as np
import pytest

from labelproof.kernel.refused import Refused
from labelproof.quality import Answers, aggregate
from labelproof.quality.aggregation.wawa import wawa
from labelproof.quality.aggregation.zero_based_skill import zero_based_skill
from labelproof.quality.crowd.ballots import DENSE
from tests.quality.aggregation.crowds import answers, crowd, renamed
from tools.peers import Peers


def skills_by_hand(given: Answers) -> list[Fraction]:
    """How often each annotator agreed with the vote, a tied vote shared, in exact fractions."""
    votes: dict[int, list[int]] = {}
    for i, v in zip(given.item_index.tolist(), given.codes.tolist(), strict=True):
        votes.setdefault(i, []).append(v)
    leaders = {i: {v for v in said if said.count(v) == max(map(said.count, said))} for i, said in votes.items()}
    agreed: dict[int, list[Fraction]] = {}
    for i, w, v in zip(given.item_index.tolist(), given.annotator_index.tolist(), given.codes.tolist(), strict=True):
        agreed.setdefault(w, []).append(Fraction(v in leaders[i], len(leaders[i])))
    return [sum(agreed[w], Fraction(0)) / len(agreed[w]) for w in sorted(agreed)]


@pytest.mark.parametrize("seed", range(5))
def test_an_annotator_weighs_as_much_as_he_agreed_with_the_vote(seed: int) -> None:
    made, _ = crowd(50, 6, 3, 4, seed)
    by_hand = [float(each) for each in skills_by_hand(made)]
    result = wawa(made)
    scores = np.zeros((50, 3))
    np.add.at(scores, (made.item_index, made.codes), np.array(by_hand)[made.annotator_index])

    assert [model.accuracy.value for model in result.annotators] == pytest.approx(by_hand, abs=1e-12)
    assert result.share == pytest.approx(scores.max(axis=1) / scores.sum(axis=1), abs=1e-12)


@pytest.mark.parametrize(("name", "peer"), [("wawa", "Wawa"), ("zero_based_skill", "ZeroBasedSkill")])
@pytest.mark.parametrize("seed", range(3))
def test_with_ties_to_the_first_it_is_crowd_kit(name: str, peer: str, seed: int, peers: Peers) -> None:
    """Rows go in sorted by value, so that the first value they meet is the first of the list."""
    made, _ = crowd(200, 10, 4, 4, seed)
    order = np.argsort(made.codes, kind="stable")
    columns = (made.item_index[order], made.annotator_index[order], made.codes[order])
    theirs = peers.ask("aggregation.posterior", peer, *columns, made.n_items, made.n_values)

    ours = aggregate(made, name, ties="first")

    assert ours.share == pytest.approx(theirs.max(axis=1), abs=1e-9)
    alone = ours.value_index >= 0
    assert (theirs.argmax(axis=1)[alone] == ours.value_index[alone]).all()


@pytest.mark.parametrize("name", ["wawa", "zero_based_skill"])
@pytest.mark.parametrize("seed", range(4))
def test_new_names_and_another_order_of_rows_change_nothing(name: str, seed: int) -> None:
    made, _ = crowd(60, 7, 3, 4, seed)
    other, of_item, of_value = renamed(made, seed)
    before, after = aggregate(made, name), aggregate(other, name)
    expected = np.where(before.value_index >= 0, of_value[before.value_index], -1)

    assert after.value_index[of_item].tolist() == expected.tolist()
    assert after.share[of_item] == pytest.approx(before.share, abs=1e-12)


@pytest.mark.parametrize("name", ["wawa", "zero_based_skill"])
def test_ties_given_to_the_first_depend_on_names(name: str) -> None:
    """The trap: the credit of a tied vote goes to whatever value comes first."""
    made, _ = crowd(60, 7, 3, 2, 0)
    other, of_item, of_value = renamed(made, 1)
    before, after = aggregate(made, name, ties="first"), aggregate(other, name, ties="first")
    expected = np.where(before.value_index >= 0, of_value[before.value_index], -1)

    assert after.value_index[of_item].tolist() != expected.tolist()


@pytest.mark.parametrize("name", ["majority", "wawa", "zero_based_skill"])
def test_many_values_are_counted_where_they_occur(name: str) -> None:
    """The same answers with a list of values too long for a table give the same."""
    made, _ = crowd(80, 6, 5, 4)
    spread = answers(made.item_index, made.annotator_index, made.codes * DENSE, 80, 6, 5 * DENSE)
    few, many = aggregate(made, name), aggregate(spread, name)

    assert many.value_index.tolist() == [v * DENSE if v >= 0 else -1 for v in few.value_index.tolist()]
    assert [many.tied(i) for i in range(80)] == [[v * DENSE for v in few.tied(i)] for i in range(80)]
    assert many.share == pytest.approx(few.share)


def test_rounds_and_ties_that_are_none_are_refused() -> None:
    made = answers([0], [0], [0], 1, 1, 1)

    with pytest.raises(Refused, match="iterations is 1 or more"):
        zero_based_skill(made, iterations=0)
    for name in ("wawa", "zero_based_skill"):
        with pytest.raises(Refused, match="ties is"):
            aggregate(made, name, ties="random")
