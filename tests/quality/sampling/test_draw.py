"""Samplers: inclusion probabilities against ten thousand redraws, and the laws of keyed draws."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.kernel.refused import Refused
from labelproof.quality import from_columns
from labelproof.quality.sampling import (
    SAMPLERS,
    audit,
    cluster_stratified,
    disagreement,
    k_centre,
    rarity,
    stratified,
    uncertainty,
    uniforms,
)
from labelproof.quality.sampling.draw import chances

IDS = [f"item-{n}" for n in range(14)]
RNG = np.random.default_rng(1)
POSTERIOR = RNG.dirichlet([0.5] * 3, size=14)
EMBEDDINGS = RNG.normal(size=(14, 2))
STRATUM = np.array([0] * 9 + [1] * 5)
LABEL = np.array([0] * 10 + [1] * 3 + [2])
VOTES = from_columns(
    [i for i in IDS for _ in range(3)], ["ana", "ben", "cy"] * 14, RNG.choice(["x", "y"], 42, p=[0.7, 0.3]).tolist()
)
DRAWS = {
    "audit": lambda seed: audit(5, seed, IDS),
    "strata": lambda seed: stratified(np.array([3, 4]), STRATUM, seed, IDS),
    "entropy": lambda seed: uncertainty(POSTERIOR, 5, seed, IDS),
    "entropy, pareto": lambda seed: uncertainty(POSTERIOR, 5, seed, IDS, design="pareto"),
    "margin": lambda seed: uncertainty(POSTERIOR, 5, seed, IDS, by="margin"),
    "disagreement": lambda seed: disagreement(VOTES, 5, seed, IDS),
    "disagreement, pareto": lambda seed: disagreement(VOTES, 5, seed, IDS, design="pareto"),
    "rarity": lambda seed: rarity([LABEL, STRATUM], 5, seed, IDS),
    "rarity, pareto": lambda seed: rarity([LABEL], 5, seed, IDS, design="pareto"),
    "clusters": lambda seed: cluster_stratified(EMBEDDINGS, 6, seed, IDS, clusters=3),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", DRAWS)
def test_each_item_is_drawn_as_often_as_its_probability_says(name: str) -> None:
    drawn = Counter[int]()
    for n in range(10_000):
        sample = DRAWS[name](n.to_bytes(4, "big"))
        drawn.update(sample.item_index.tolist())
    pi = sample.probability
    assert pi is not None
    often = np.array([drawn[item] for item in range(14)]) / 10_000
    # Pareto's chances are right to about 1 / n; the others exactly, so only chance is left.
    slack = 4.5 * np.sqrt(pi * (1 - pi) / 10_000) + (0.012 if "pareto" in name else 1e-9)

    assert (pi > 0).all()
    assert (np.abs(often - pi) <= slack).all()


@pytest.mark.parametrize("name", [name for name in DRAWS if "pareto" in name] + ["audit", "strata", "clusters"])
def test_designs_of_fixed_size_have_it(name: str) -> None:
    sizes = {len(DRAWS[name](bytes([n]))) for n in range(40)}

    assert sizes == {{"strata": 7, "clusters": 6}.get(name, 5)}


def test_every_sampler_is_on_the_list() -> None:
    assert {name.split(",")[0] for name in DRAWS} - {"entropy", "margin"} <= set(SAMPLERS)
    assert "uncertainty" in SAMPLERS


def test_the_number_of_an_item_can_be_computed_by_anyone() -> None:
    """RFC 4231, test case 2: key "Jefe", text "what do ya want for nothing?", HMAC 5bdcc146bf60754e..."""
    expected = (0x5BDCC146BF60754E >> 11) + 0.5

    assert uniforms(b"Jefe", ["what do ya want for nothing?"])[0] == expected / 2**53


@given(st.permutations(IDS))
def test_the_order_of_items_does_not_matter(order: list[str]) -> None:
    drawn, again = audit(5, b"seed", IDS), audit(5, b"seed", order)

    assert {IDS[n] for n in drawn.item_index} == {order[n] for n in again.item_index}


def test_a_larger_audit_holds_the_smaller() -> None:
    assert set(audit(4, b"seed", IDS).item_index) < set(audit(9, b"seed", IDS).item_index)


@given(st.lists(st.floats(1e-3, 1e3), min_size=1, max_size=30), st.data())
def test_chances_sum_to_the_size_and_are_chances(score: list[float], data: st.DataObject) -> None:
    n = data.draw(st.integers(1, len(score)))
    pi = chances(np.array(score), n)

    assert pi.sum() == pytest.approx(n)
    assert ((pi > 0) & (pi <= 1)).all()


def test_uncertain_disputed_and_rare_items_have_larger_chances() -> None:
    uncertain = uncertainty(np.array([[0.5, 0.5], [1.0, 0.0]] * 3), 2, b"s", IDS[:6]).probability
    rare = rarity([LABEL], 5, b"s", IDS).probability

    assert uncertain is not None and rare is not None
    assert uncertain[0] > 5 * uncertain[1] > 0
    assert rare[13] == rare.max() == pytest.approx(1)


def test_where_no_item_stands_out_all_have_the_same_chance() -> None:
    sure = uncertainty(np.array([[1.0, 0.0]] * 6), 3, b"s", IDS[:6]).probability

    assert sure is not None
    assert sure == pytest.approx(np.full(6, 0.5))


def test_the_highest_scores_are_a_sample_without_chances() -> None:
    top = uncertainty(np.array([[1.0, 0.0], [0.5, 0.5], [0.6, 0.4]]), 2, b"s", IDS[:3], design="nonprobability")

    assert (top.item_index.tolist(), top.probability, top.design) == ([1, 2], None, "nonprobability")


def test_centres_lie_at_most_twice_as_far_as_the_best() -> None:
    """Gonzalez' bound, against all choices of three of fourteen."""
    from itertools import combinations

    def radius(chosen) -> float:
        return float(np.min([((EMBEDDINGS - EMBEDDINGS[c]) ** 2).sum(axis=1) for c in chosen], axis=0).max() ** 0.5)

    best = min(radius(chosen) for chosen in combinations(range(14), 3))

    assert radius(k_centre(EMBEDDINGS, 3, b"seed", IDS).item_index) <= 2 * best
    assert len(set(k_centre(np.zeros((14, 2)), 6, b"seed", IDS).item_index)) == 6


def test_all_problems_are_named_at_once() -> None:
    with pytest.raises(Refused, match=r"sample\.bad") as refused:
        rarity([np.zeros(3)], 9, b"s", ["a", "a", "b"], floor=0)

    assert {each.field for each in refused.value.problems} == {"item_ids", "n", "floor"}


@pytest.mark.parametrize(
    "bad",
    [
        lambda: uncertainty(np.array([[0.5, 0.4]]), 1, b"s", ["a"]),
        lambda: uncertainty(POSTERIOR, 2, b"s", IDS, by="surprise"),
        lambda: stratified(np.array([3, 9]), STRATUM, b"s", IDS),
        lambda: stratified(np.array([3]), STRATUM, b"s", IDS),
        lambda: k_centre(np.full((14, 2), np.nan), 2, b"s", IDS),
        lambda: cluster_stratified(EMBEDDINGS, 3, b"s", IDS, clusters=5),
        lambda: chances(np.array([0.0, 1.0]), 1),
    ],
)
def test_what_no_sample_can_be_drawn_from_is_refused(bad) -> None:
    with pytest.raises(Refused, match=r"sample\.bad"):
        bad()
