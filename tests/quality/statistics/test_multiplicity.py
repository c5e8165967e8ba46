"""Adjusted p-values against an independent package, their laws, and what they promise in simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.kernel.refused import Refused
from labelproof.quality.statistics.multiplicity import benjamini_hochberg, holm
from tools.peers import Peers

p_values = st.lists(st.floats(0, 1), min_size=1, max_size=30).map(np.array)


def test_an_independent_package_adjusts_alike(peers: Peers) -> None:
    p = np.random.default_rng(1).random(40) ** 3

    assert holm(p) == pytest.approx(peers.ask("rates.adjusted", p, "holm"), abs=1e-12)
    assert benjamini_hochberg(p) == pytest.approx(peers.ask("rates.adjusted", p, "fdr_bh"), abs=1e-12)


@given(p_values)
def test_an_adjusted_value_is_never_smaller_and_holm_is_the_stricter(p: np.ndarray) -> None:
    assert (benjamini_hochberg(p) >= p - 1e-15).all()
    assert (holm(p) >= benjamini_hochberg(p) - 1e-12).all()


@given(p_values, st.randoms(use_true_random=False))
def test_the_order_of_comparisons_changes_nothing(p: np.ndarray, random) -> None:
    order = list(range(len(p)))
    random.shuffle(order)

    for adjust in (holm, benjamini_hochberg):
        assert adjust(p[order]) == pytest.approx(adjust(p)[order], abs=1e-12)


def test_a_comparison_that_could_not_be_made_does_not_count() -> None:
    assert holm(np.array([0.01, np.nan, 0.02])).tolist() == pytest.approx([0.02, np.nan, 0.02], nan_ok=True)


def test_unadjusted_one_in_three_audits_would_claim_something_false() -> None:
    p = np.random.default_rng(2).random((4000, 8))
    naive = (p.min(axis=1) <= 0.05).mean()
    adjusted = np.mean([(holm(row) <= 0.05).any() for row in p])

    assert naive == pytest.approx(1 - 0.95**8, abs=0.03)
    assert adjusted <= 0.06


def test_a_p_value_beyond_one_is_refused() -> None:
    with pytest.raises(Refused, match=r"p_values\.bad"):
        holm(np.array([0.5, 1.5]))
