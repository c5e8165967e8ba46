"""Answers too much alike, in themselves and between two people."""

import numpy as np
import pytest
from scipy import stats

from labelproof.quality.reliability import copying_signals, entropy_signals, signals
from labelproof.quality.reliability.copying import twins
from labelproof.quality.reliability.entropy import _entropy, entropy_z
from tests.quality.reliability.people import answers, crowd, opened, replaced


def test_the_expected_entropy_is_that_of_simulated_answers() -> None:
    rng = np.random.default_rng(1)
    shares = rng.dirichlet([1, 2, 3], size=150)
    drawn = (shares.cumsum(axis=1)[None] < rng.random((3000, 150, 1))).sum(axis=2)
    simulated = _entropy(np.stack([(drawn == k).sum(axis=1) for k in range(3)], axis=1).astype(float))
    _, expected, _ = entropy_z(drawn[0], shares, rng)

    assert expected == pytest.approx(simulated.mean(), abs=0.004)


def test_a_plain_deviate_flags_one_honest_person_in_a_hundred_where_two_values_are_equally_frequent() -> None:
    rng = np.random.default_rng(2)
    shares = np.full((200, 2), 0.5)
    ones = rng.binomial(200, 0.5, 1500)
    entropy = _entropy(np.stack([ones, 200 - ones], axis=1).astype(float))
    plain = ((entropy - entropy.mean()) / entropy.std() < -4).mean()
    z = np.array([entropy_z(np.arange(200) < n, shares, rng)[2] for n in np.unique(ones)])

    assert plain > 0.005
    assert (z[np.searchsorted(np.unique(ones), ones)] < -4).mean() < 0.001


def test_one_answer_to_everything_is_found() -> None:
    given, _ = crowd(np.random.default_rng(3))
    found = entropy_signals(replaced(given, 8, 2))

    assert opened(found) == {8}
    assert found[8].statistic.value == 0
    assert found[8].reason.startswith("entropy 0.00 ")


def test_honest_people_are_not_found() -> None:
    for seed in range(15):
        assert opened(entropy_signals(crowd(np.random.default_rng(seed), n_values=2)[0])) == set()


def test_few_answers_are_too_few() -> None:
    given, _ = crowd(np.random.default_rng(4), n_items=20)

    assert {each.statistic.undefined_reason for each in entropy_signals(given)} == {"no_answers"}


def copied(seed: int, share: float = 0.8):
    """Person 1 takes most answers from person 0 on the items both have."""
    rng = np.random.default_rng(seed)
    given, truth = crowd(rng, n_items=300, n_people=8, per_item=6, n_values=4, accuracy=0.7)
    theirs = np.full(300, -1)
    theirs[given.item_index[given.annotator_index == 0]] = given.codes[given.annotator_index == 0]
    rows = given.annotator_index == 1
    source = theirs[given.item_index[rows]]
    take = (source >= 0) & (rng.random(len(source)) < share)
    return replaced(given, 1, np.where(take, source, given.codes[rows])), truth


def test_a_copying_pair_is_found() -> None:
    given, truth = copied(5)
    found = [each for each in copying_signals(given, truth) if each.opens_finding]

    assert [(each.annotator_index, each.other_index) for each in found] == [(0, 1)]
    assert "lock_step" in found[0].statistic.params


def test_honest_pairs_are_not_found() -> None:
    for seed in range(20):
        given, truth = crowd(np.random.default_rng(seed), n_people=8, n_values=4, accuracy=0.7)

        assert not any(each.opens_finding for each in copying_signals(given, truth))


def luring(seed: int):
    """Honest people on items of which each has one wrong value that lures three wrong answers in four."""
    rng = np.random.default_rng(seed)
    item = np.repeat(np.arange(200), 6)
    person = np.tile(np.arange(6), 200)
    truth = rng.integers(0, 4, 200)
    lure = (truth + rng.integers(1, 4, 200)) % 4
    wrong = rng.random(1200) > 0.6
    elsewhere = np.where(rng.random(1200) < 0.75, lure[item], (truth[item] + rng.integers(1, 4, 1200)) % 4)
    return answers(item, person, np.where(wrong, elsewhere, truth[item]), 200, 6, 4), truth


def test_items_that_lure_everybody_make_nobody_a_copier() -> None:
    """Expecting wrong answers to agree one time in three, as they are spread overall, accuses honest pairs."""
    naive = 0
    for seed in range(10):
        given, truth = luring(seed)
        pairs = twins(given, truth)
        naive += bool((stats.binom.sf(pairs.same - 1, pairs.n, 1 / 3) * len(pairs.n) < 0.01).any())

        assert not any(each.opens_finding for each in copying_signals(given, truth))
    assert naive >= 9


def test_the_chance_of_two_alike_is_that_of_the_others_answers() -> None:
    """One item, truth 0, wrong answers 1 1 2 3 by four people: by hand for the pair with 1 and 1."""
    given = answers([0] * 4, range(4), [1, 1, 2, 3], 1, 4, 4)
    pairs = twins(given, np.array([0]))
    general = np.array([0, 3, 2, 2]) / 7
    rest = np.array([0, 0, 1, 1])
    by_hand = (((rest + 2 * general) / 4) ** 2).sum()

    assert pairs.same.tolist() == [1, 0, 0, 0, 0, 0]
    assert pairs.expected[0] == pytest.approx(by_hand)


def test_two_values_tell_nothing_about_copying() -> None:
    given, truth = crowd(np.random.default_rng(6), n_values=2)

    assert copying_signals(given, truth) == []


def test_an_honest_crowd_opens_no_finding_of_any_kind() -> None:
    for seed in range(6):
        given, truth = crowd(np.random.default_rng(seed), accuracy=0.9)
        gold = np.where(np.random.default_rng(seed).random(300) < 0.3, truth, -1)

        assert [each for each in signals(given, gold) if each.opens_finding] == []


def test_every_signal_speaks_in_words_and_nothing_blocks() -> None:
    given, truth = copied(7)
    for each in signals(given, truth):
        assert each.reason
        assert "nothing is blocked" in each.about
