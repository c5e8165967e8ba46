"""What follows from a sample: no bias, the right variance, intervals that cover, and samples that prove nothing."""

from dataclasses import replace

import numpy as np
import pytest

from labelproof.kernel.refused import Refused
from labelproof.quality.sampling import Sample, audit, horvitz_thompson, k_centre, sampled_error_rate, stratified
from labelproof.quality.sampling.draw import DESIGNS, chances
from labelproof.quality.statistics.proportions import clopper_pearson

N = 400


def world(seed: int = 1):
    """Items whose uncertainty tells how likely they are wrong."""
    rng = np.random.default_rng(seed)
    doubt = rng.beta(0.7, 4, N)
    wrong = rng.random(N) < doubt
    return rng, chances(0.9 * doubt / doubt.sum() + 0.1 / N, 80), wrong


def drawn(design: str, pi: np.ndarray, rng: np.random.Generator) -> Sample:
    return Sample("test@1", design, DESIGNS[design](pi, rng.random(N)), pi, N)


@pytest.mark.parametrize("design", ["poisson", "pareto"])
def test_totals_are_right_on_average_and_so_is_their_variance(design: str) -> None:
    rng, pi, wrong = world()
    value = wrong * 2.0 + 1
    results = [horvitz_thompson(s, value[s.item_index]) for s in (drawn(design, pi, rng) for _ in range(3000))]
    totals = np.array([each.value for each in results])

    assert totals.mean() == pytest.approx(value.sum(), rel=0.01)
    assert np.mean([each.se**2 for each in results if each.se is not None]) == pytest.approx(totals.var(), rel=0.08)


def test_for_equal_chances_the_variance_is_the_textbooks() -> None:
    y = np.random.default_rng(2).normal(size=20)
    sample = audit(20, b"seed", [str(n) for n in range(50)])

    assert horvitz_thompson(sample, y).se == pytest.approx(50 * np.sqrt((1 - 20 / 50) * y.var(ddof=1) / 20))


def test_the_error_rate_is_not_biased_by_preferring_doubtful_items() -> None:
    rng, pi, wrong = world()
    samples = [drawn("poisson", pi, rng) for _ in range(1500)]
    naive = np.mean([wrong[s.item_index].mean() for s in samples])
    rates = np.mean([sampled_error_rate(s, wrong[s.item_index]).value or 0 for s in samples])

    assert naive > 1.5 * wrong.mean()
    assert rates == pytest.approx(wrong.mean(), rel=0.03)


@pytest.mark.parametrize("design", ["poisson", "pareto"])
@pytest.mark.parametrize("telling", [True, False])
def test_the_interval_covers_whether_or_not_the_scores_tell_right_from_wrong(design: str, telling: bool) -> None:
    """At the size that the estimated variance alone says, scores that tell nothing cover far too rarely."""
    rng, pi, wrong = world()
    truth = wrong if telling else rng.permutation(wrong)
    hits = naive = 0
    for _ in range(800):
        sample = drawn(design, pi, rng)
        result = sampled_error_rate(sample, truth[sample.item_index])
        assert result.value is not None and result.interval is not None and result.se is not None
        hits += result.interval.low <= truth.mean() <= result.interval.high
        naive += abs(result.value - truth.mean()) <= 1.96 * result.se

    assert hits / 800 >= 0.92
    assert telling or naive / 800 < 0.91


def test_a_plain_audit_has_nearly_the_exact_interval() -> None:
    sample = audit(50, b"seed", [str(n) for n in range(10**5)])
    result = sampled_error_rate(sample, np.arange(50) < 4)

    assert result.interval is not None
    assert result.interval.high == pytest.approx(clopper_pearson(4, 50).high, abs=2e-3)


def test_no_error_found_is_not_no_error() -> None:
    sample = audit(50, b"seed", [str(n) for n in range(10**5)])
    result = sampled_error_rate(sample, np.zeros(50, dtype=bool))

    assert result.interval is not None
    assert result.interval.high == pytest.approx(clopper_pearson(0, 50).high, abs=1e-3)
    assert "sample_without_errors" in result.notes


def test_judging_everything_leaves_nothing_open() -> None:
    result = sampled_error_rate(audit(4, b"seed", list("abcd")), np.array([True, False, False, False]))

    assert result.interval is not None
    assert (result.interval.low, result.interval.high, result.interval.kind) == (0.25, 0.25, "census")


def test_strata_are_estimated_by_their_own_formula() -> None:
    stratum = np.repeat([0, 1], [300, 100])
    sample = stratified(np.array([30, 50]), stratum, b"seed", [str(n) for n in range(400)])
    inside = stratum[sample.item_index]
    wrong = np.where(inside == 0, np.arange(80) % 10 == 0, np.arange(80) % 2 == 0)
    result = sampled_error_rate(sample, wrong)
    by_hand = 0.75 * wrong[inside == 0].mean() + 0.25 * wrong[inside == 1].mean()

    assert result.value == pytest.approx(by_hand)
    assert horvitz_thompson(sample, wrong.astype(float)).value == pytest.approx(400 * by_hand)
    assert horvitz_thompson(sample, wrong.astype(float)).se == pytest.approx(400 * (result.se or 0), rel=1e-6)


def test_from_a_sample_without_chances_nothing_is_estimated() -> None:
    sample = k_centre(np.random.default_rng(3).normal(size=(20, 2)), 5, b"seed", [str(n) for n in range(20)])

    assert sampled_error_rate(sample, np.zeros(5, dtype=bool)).undefined_reason == "nonprobability_sample"
    assert horvitz_thompson(sample, np.ones(5)).undefined_reason == "nonprobability_sample"


def test_of_nothing_drawn_there_is_no_rate() -> None:
    rng, pi, _ = world()
    empty = replace(drawn("poisson", pi, rng), item_index=np.array([], dtype=int))

    assert sampled_error_rate(empty, np.array([], dtype=bool)).undefined_reason == "no_answers"


def test_an_item_that_was_not_judged_is_refused() -> None:
    rng, pi, _ = world()
    sample = drawn("pareto", pi, rng)

    with pytest.raises(Refused, match="judge every sampled item"):
        horvitz_thompson(sample, np.ones(3))
