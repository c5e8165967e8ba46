"""Whether a candidate is there: against loops that do it one by one, and against the traps of counting marks."""

import math
from dataclasses import replace

import numpy as np
import pytest

from labelproof.kernel.refused import Refused
from labelproof.quality.kernels import chosen as kernels
from labelproof.quality.objects.presence import Ballots, by_share, by_skill, vote_named


def crowd(seed: int, n: int, hit: list[float], false_alarm: list[float]) -> tuple[Ballots, np.ndarray]:
    """`n` possible things, half of them there; everybody votes on each."""
    rng, people = np.random.Generator(np.random.Philox(key=seed)), len(hit)
    truth = rng.random(n) < 0.5
    said = rng.random((n, people)) < np.where(truth[:, None], hit, false_alarm)
    candidate, annotator = np.divmod(np.arange(n * people), people)
    return Ballots(candidate, annotator, said.ravel(), people, np.zeros(n, dtype=int)), truth


def marked(ballots: Ballots, truth: np.ndarray) -> tuple[Ballots, np.ndarray]:
    """What is left when nobody sees the things that nobody marked."""
    seen = np.bincount(ballots.candidate, weights=ballots.said) > 0
    keep = seen[ballots.candidate]
    number = np.cumsum(seen) - 1
    kept = Ballots(
        number[ballots.candidate[keep]], ballots.annotator[keep], ballots.said[keep], ballots.n_annotators,
        np.zeros(seen.sum(), dtype=int), None, True,
    )  # fmt: skip
    return kept, truth[seen]


def found(support: np.ndarray, seen_truth: np.ndarray, truth: np.ndarray) -> float:
    hits = (support > 0.5) & seen_truth
    return 2 * hits.sum() / ((support > 0.5).sum() + truth.sum())


def one_by_one(ballots: Ballots) -> list[float]:
    """Two-valued Dawid-Skene with a = 3 and 5 iterations, as its equations read."""
    n, votes = len(ballots.stratum), list(zip(ballots.candidate, ballots.annotator, ballots.said, strict=True))
    p = [np.mean([s for c, _, s in votes if c == k]) for k in range(n)]
    for _ in range(5):
        counts = np.zeros((ballots.n_annotators, 2, 2))
        for c, a, s in votes:
            counts[a, 1, int(s)] += p[c]
            counts[a, 0, int(s)] += 1 - p[c]
        pooled = counts.sum(axis=0) + 1
        pooled = pooled / pooled.sum(axis=1, keepdims=True)
        confusion = counts + 3 * pooled
        confusion = confusion / confusion.sum(axis=2, keepdims=True)
        p_next = []
        for k in range(n):
            same = [p[j] for j in range(n) if ballots.stratum[j] == ballots.stratum[k]]
            there = (sum(same) + 1) / (len(same) + 2)
            log = [math.log(1 - there), math.log(there)]
            for c, a, s in votes:
                if c == k:
                    log = [each + math.log(confusion[a, t, int(s)]) for t, each in enumerate(log)]
            p_next.append(1 / (1 + math.exp(log[0] - log[1])))
        p = p_next
    return p


def test_skill_is_dawid_and_skene_one_by_one() -> None:
    ballots, _ = crowd(3, 30, [0.8] * 4, [0.3] * 4)
    ballots = Ballots(ballots.candidate, ballots.annotator, ballots.said, 4, np.arange(30) % 3)

    assert by_skill(ballots).support == pytest.approx(one_by_one(ballots), abs=1e-12)


def test_marks_read_given_a_mark_are_their_equations_one_by_one() -> None:
    """Two-valued, truncated at "somebody said yes", weighted, two strata: by loops, on both kernels."""
    votes, _ = marked(*crowd(4, 40, [0.8] * 4, [0.2] * 4))
    weight = np.array([1.0, 0.5, 2.0, 1.0])
    ballots = replace(votes, weight=weight, stratum=np.arange(len(votes.stratum)) % 2)

    for name in kernels.available():
        with kernels.using(name):
            assert by_skill(ballots).support == pytest.approx(truncated(ballots, weight), abs=1e-12)


def truncated(ballots: Ballots, weight: np.ndarray) -> list[float]:
    """The E step weighs each reading by one over the chance that anybody marks at all; M adds what nobody marked."""
    n = len(ballots.stratum)
    votes = list(zip(ballots.candidate, ballots.annotator, ballots.said, strict=True))
    own = [[(a, int(s)) for c, a, s in votes if c == k] for k in range(n)]
    p = [sum(weight[a] * s for a, s in each) / sum(weight[a] for a, _ in each) for each in own]
    unseen = [[0.0, 0.0]] * n
    for _ in range(5):
        counts = np.zeros((ballots.n_annotators, 2, 2))
        for k, each in enumerate(own):
            for a, s in each:
                for truth, chance in enumerate((1 - p[k], p[k])):
                    counts[a, truth, s] += weight[a] * chance
                    counts[a, truth, 0] += weight[a] * chance * unseen[k][truth]
        pooled = counts.sum(axis=0) + 1
        confusion = counts + 3 * pooled / pooled.sum(axis=1, keepdims=True)
        confusion = confusion / confusion.sum(axis=2, keepdims=True)
        shares = [(sum(p[j] for j in range(s, n, 2)) + 1) / (len(range(s, n, 2)) + 2) for s in (0, 1)]
        p_next: list[float] = []
        unseen = []
        for k, each in enumerate(own):
            nobody = [math.prod(confusion[a, t, 0] ** weight[a] for a, _ in each) for t in (0, 1)]
            likely = [math.prod(confusion[a, t, s] ** weight[a] for a, s in each) / (1 - nobody[t]) for t in (0, 1)]
            there = shares[k % 2]
            p_next.append(there * likely[1] / (there * likely[1] + (1 - there) * likely[0]))
            unseen.append([min(chance / (1 - chance), 20.0) for chance in nobody])
        p = p_next
    return p


def test_a_candidate_nobody_voted_on_has_its_stratums_prevalence() -> None:
    ballots = Ballots(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.array([True] * 4), 2, np.array([0, 0, 0, 1]))
    support = by_skill(ballots).support

    assert support[2] > support[3] == 0.5


def test_unanimous_candidates_stay_so() -> None:
    ballots = Ballots(
        np.repeat(np.arange(8), 3), np.tile(np.arange(3), 8), np.repeat([True, False], 12), 3, np.zeros(8, int)
    )

    assert (by_skill(ballots).support > 0.5).tolist() == [True] * 4 + [False] * 4
    assert by_share(ballots).support.tolist() == [1.0] * 4 + [0.0] * 4


@pytest.mark.parametrize(("hit", "false_alarm", "loss"), [(0.9, 0.05, 0.004), (0.7, 0.1, 0.015)])
def test_reading_marks_as_if_all_were_seen_loses_to_a_plain_vote(hit: float, false_alarm: float, loss: float) -> None:
    """The trap of counting only what somebody marked; votes read given a mark lose hardly anything."""
    plain, naive, ours = scores([hit] * 5, [false_alarm] * 5)

    assert naive < plain - loss
    assert ours > plain - loss / 2


def test_two_who_answer_at_random_are_outweighed() -> None:
    plain, _, ours = scores([0.85, 0.85, 0.85, 0.6, 0.5], [0.05, 0.05, 0.05, 0.6, 0.5])

    assert ours > plain + 0.04


def scores(hit: list[float], false_alarm: list[float]) -> tuple[float, float, float]:
    """Mean F1 of the plain vote, of votes read as if all candidates were seen, and of ours, over 20 crowds."""
    found_by: list[list[float]] = []
    for seed in range(20):
        all_votes, truth = crowd(seed, 300, hit, false_alarm)
        votes, seen = marked(all_votes, truth)
        as_if = replace(votes, marked_only=False)
        supports = [by_share(votes).support, by_skill(as_if).support, by_skill(votes).support]
        found_by.append([found(support, seen, truth) for support in supports])
    plain, naive, ours = np.mean(found_by, axis=0)
    return plain, naive, ours


def test_a_rare_label_does_not_lend_its_rarity_to_a_common_one() -> None:
    """Each stratum has its own prevalence: one shared by all would call one vote of two alike everywhere."""
    n = 200
    said = np.zeros((2 * n, 2), dtype=bool)
    said[: n - 20] = True  # the common label: nearly all said by both
    said[n - 20 : n, 0] = True  # and here by one
    said[n : n + 20, 0] = True  # the rare one: by one, or by nobody
    candidate, annotator = np.divmod(np.arange(4 * n), 2)
    support = by_skill(Ballots(candidate, annotator, said.ravel(), 2, np.arange(2 * n) // n)).support

    assert support[n - 1] > 0.5 > support[n]


def test_weights_decide_a_share() -> None:
    ballots = Ballots(
        np.array([0, 0]), np.array([0, 1]), np.array([True, False]), 2, np.array([0]), np.array([3.0, 1.0])
    )

    assert by_share(ballots).support.tolist() == [0.75]


def test_annotators_come_with_intervals_and_say_on_what_they_are_conditional() -> None:
    model = by_skill(crowd(5, 100, [0.9] * 3, [0.1] * 3)[0]).annotators[0]

    assert model.accuracy.interval is not None and model.accuracy.interval.low < 0.9 < model.accuracy.interval.high
    assert "conditional_on_estimated_truth" in model.accuracy.notes
    assert model.n_answers == 100
    assert model.confusion is not None and model.low is not None and model.high is not None
    assert (model.low < model.confusion).all() and (model.confusion < model.high).all()


def test_an_unknown_vote_is_refused() -> None:
    with pytest.raises(Refused, match=r"vote\.unknown"):
        vote_named("loudest")
