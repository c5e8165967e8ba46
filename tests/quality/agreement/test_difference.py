"""A difference has its own interval: what both sides share cancels, and only when they are paired."""

import numpy as np
import pytest

from labelproof.quality import Answers, alpha
from labelproof.quality.agreement import difference
from tests.quality.agreement.crowds import answers, coded


def two_versions(n: int, seed: int, better: float = 0.9) -> tuple[Answers, Answers]:
    """The same items under two guideline versions: hard items are hard under both."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 3, (n, 1))
    hard = rng.random((n, 1)) < 0.4
    made = []
    for right in (0.8, better):
        wrong = rng.random((n, 3)) > np.where(hard, 0.45, right)
        made.append(coded(np.where(wrong, rng.integers(0, 3, (n, 3)), truth), 3))
    return made[0], made[1]


@pytest.mark.parametrize("interval", ["delta", "bootstrap-items"])
@pytest.mark.parametrize("paired", [True, False])
def test_the_value_is_one_less_the_other_and_the_sign_turns(interval: str, paired: bool) -> None:
    one, other = two_versions(200, 0)
    there, back = (difference(a, b, paired=paired, interval=interval) for a, b in ((one, other), (other, one)))  # pyright: ignore[reportArgumentType]

    assert there.value == pytest.approx(alpha(one).value - alpha(other).value)
    assert there.value == pytest.approx(-back.value)
    assert there.se == pytest.approx(back.se)
    assert there.method == f"difference/alpha/{'paired' if paired else 'two-sample'}/{interval}@1"


@pytest.mark.parametrize("measure", ["alpha", "observed", "fleiss", "gwet"])
@pytest.mark.parametrize("paired", [True, False])
def test_delta_and_bootstrap_give_nearly_the_same(measure: str, paired: bool) -> None:
    one, other = two_versions(500, 1)
    delta, drawn = (
        difference(one, other, measure, paired=paired, interval=kind).interval for kind in ("delta", "bootstrap-items")
    )

    assert delta is not None
    assert drawn is not None
    assert (delta.low, delta.high) == pytest.approx((drawn.low, drawn.high), abs=0.1 * (drawn.high - drawn.low))


def test_two_stocks_add_their_variances_and_pairs_take_off_what_they_share() -> None:
    one, other = two_versions(400, 2)
    apart, together = (difference(one, other, paired=paired, interval="delta").se for paired in (False, True))
    errors = [alpha(each, interval="delta").se or 0 for each in (one, other)]

    assert apart == pytest.approx(np.hypot(*errors), rel=1e-9)
    assert together is not None
    assert together < 0.95 * np.hypot(*errors)


def test_the_same_answers_differ_by_nothing() -> None:
    one, _ = two_versions(50, 3)
    result = difference(one, one, paired=True)

    assert (result.value, result.se) == (0, 0)
    assert "no_variation" in result.notes


def test_the_undefined_side_says_why_and_pairs_are_of_equal_stock() -> None:
    one, _ = two_versions(50, 4)

    assert difference(one, answers([]), paired=False).undefined_reason == "no_answers"
    with pytest.raises(ValueError, match="about the same items"):
        difference(one, two_versions(51, 4)[0], paired=True)
    with pytest.raises(ValueError, match="no figure"):
        difference(one, one, "luck", paired=True)


def test_options_go_to_the_measure() -> None:
    one, other = two_versions(100, 5)

    assert difference(one, other, paired=True, distance="ordinal").value == pytest.approx(
        alpha(one, "ordinal").value - alpha(other, "ordinal").value
    )


@pytest.mark.slow
def test_the_interval_covers_the_change_about_as_often_as_it_says() -> None:
    truth = difference(*two_versions(60_000, 99), paired=True, interval="delta").value
    spans = [difference(*two_versions(100, seed), paired=True, interval="delta").interval for seed in range(400)]
    hits = [span.low <= truth <= span.high for span in spans if span and truth is not None]

    assert 0.92 - 0.02 <= np.mean(hits) <= 0.98
