"""Where aggregators differ: by hand, for ties too, and the least accord first."""

import numpy as np
import pytest

from labelproof.kernel.refused import Refused
from labelproof.quality import aggregate, from_columns
from labelproof.quality.evaluation.accord import METHODS, compare
from tests.quality.aggregation.crowds import answers, crowd


def test_accord_is_the_share_of_pairs_of_methods_that_agree() -> None:
    made, _ = crowd(80, 7, 3, 4)
    found = compare(made)
    leaders = []
    for name in METHODS:
        result = aggregate(made, name)
        leaders.append([set(result.tied(i)) or {int(result.value_index[i])} for i in range(80)])
    pairs = [(a, b) for n, a in enumerate(leaders) for b in leaders[n + 1 :]]
    by_hand = [float(np.mean([len(a[i] & b[i]) / (len(a[i]) * len(b[i])) for a, b in pairs])) for i in range(80)]

    assert found.accord == pytest.approx(by_hand)
    assert sorted(found.differ) == np.flatnonzero(np.array(by_hand) < 1 - 1e-12).tolist()
    assert (np.diff(found.accord[found.differ]) >= 0).all()
    assert found.overall.value == pytest.approx(np.mean(np.array(by_hand) == 1))
    assert found.pairs[0, 1] == pytest.approx(
        np.mean([len(a & b) / (len(a) * len(b)) for a, b in zip(*leaders[:2], strict=True)])
    )


def test_a_tie_that_has_the_value_is_half_an_accord() -> None:
    made = answers([0, 0, 1, 1, 1], [0, 1, 0, 1, 2], [0, 1, 0, 0, 1], 2, 3, 2)
    found = compare(made, ["majority", "wawa"])

    assert aggregate(made, "majority").tied(0) == [0, 1]
    assert found.accord[1] == 1.0
    assert found.accord[0] == 0.5
    assert found.differ.tolist() == [0]


def test_options_reach_their_method() -> None:
    made, _ = crowd(60, 6, 3, 3)
    found = compare(made, ["dawid_skene", "one_coin"], {"dawid_skene": {"iterations": 1}})

    assert found.results[0].iterations == 1


def test_items_without_votes_have_no_accord_and_no_answers_are_no_error() -> None:
    made = answers([0], [0], [0], 2, 1, 2)

    assert np.isnan(compare(made, ["majority", "wawa"]).accord).tolist() == [False, True]
    assert compare(from_columns([], [], []), ["majority", "wawa"]).overall.undefined_reason == "no_answers"


@pytest.mark.parametrize("methods", [[], ["majority"], ["majority", "oracle"]])
def test_fewer_than_two_known_methods_are_refused(methods: list[str]) -> None:
    with pytest.raises(Refused, match="are two or more of"):
        compare(answers([0], [0], [0], 1, 1, 1), methods)


def test_methods_that_give_numbers_are_refused() -> None:
    made = from_columns(["i", "i"], ["ana", "ben"], [1, 2])

    with pytest.raises(Refused, match="median give numbers"):
        compare(made, ["majority", "median"])
