"""A sample of the highest scores has no chances: nothing is estimated from it, and what would be is wrong."""

from collections.abc import Callable

import numpy as np
import pytest

from labelproof.quality import from_columns
from labelproof.quality.sampling import (
    SAMPLERS,
    Sample,
    disagreement,
    horvitz_thompson,
    k_centre,
    rarity,
    sample,
    sampled_error_rate,
    uncertainty,
)

N, DRAWN = 400, 60
IDS = [f"item-{n}" for n in range(N)]
RNG = np.random.default_rng(7)
CERTAIN = np.sort(RNG.uniform(0.5, 1, N))
POSTERIOR = np.stack([CERTAIN, 1 - CERTAIN], axis=1)
IS_WRONG = RNG.random(N) < 1 - CERTAIN
GROUP = RNG.choice(4, N, p=[0.7, 0.2, 0.07, 0.03])
VOTES = from_columns(
    [each for each in IDS for _ in range(3)],
    ["ana", "ben", "cy"] * N,
    np.where(RNG.random(3 * N) < np.repeat(CERTAIN, 3), "x", "y").tolist(),
)
WITHOUT: dict[str, Callable[[bytes], Sample]] = {
    "uncertainty": lambda seed: uncertainty(POSTERIOR, DRAWN, seed, IDS, design="nonprobability"),
    "margin": lambda seed: uncertainty(POSTERIOR, DRAWN, seed, IDS, by="margin", design="nonprobability"),
    "disagreement": lambda seed: disagreement(VOTES, DRAWN, seed, IDS, design="nonprobability"),
    "rarity": lambda seed: rarity([GROUP], DRAWN, seed, IDS, design="nonprobability"),
    "k_centre": lambda seed: k_centre(POSTERIOR, DRAWN, seed, IDS),
}


@pytest.mark.parametrize("name", WITHOUT)
def test_nothing_is_estimated_from_it(name: str) -> None:
    drawn = WITHOUT[name](b"seed")
    wrong = IS_WRONG[drawn.item_index]

    for estimate in (sampled_error_rate(drawn, wrong), horvitz_thompson(drawn, wrong.astype(float))):
        assert estimate.undefined_reason == "nonprobability_sample"
        assert estimate.interval is None
        assert estimate.n == DRAWN


@pytest.mark.parametrize("name", ["uncertainty", "disagreement"])
def test_taken_for_a_random_sample_it_would_find_far_too_many_errors(name: str) -> None:
    """The same score with chances is right on average; the naive share of the top is a third more, or double."""
    truth = IS_WRONG.mean()
    naive = IS_WRONG[WITHOUT[name](b"seed").item_index].mean()
    found = [sampled_error_rate(each, IS_WRONG[each.item_index]).value for each in with_chances(name)]

    assert naive > 1.25 * truth
    assert np.mean([value for value in found if value is not None]) == pytest.approx(truth, abs=0.02)


def with_chances(name: str) -> list[Sample]:
    seeds = [n.to_bytes(2, "big") for n in range(200)]
    if name == "uncertainty":
        return [uncertainty(POSTERIOR, DRAWN, seed, IDS) for seed in seeds]
    return [disagreement(VOTES, DRAWN, seed, IDS) for seed in seeds]


def test_the_totals_of_all_samplers_with_chances_are_right_on_average() -> None:
    value = RNG.random(N) + 1
    arguments = {
        "audit": (DRAWN,),
        "strata": (np.array([30, 15, 10, 5]), GROUP),
        "uncertainty": (POSTERIOR, DRAWN),
        "disagreement": (VOTES, DRAWN),
        "rarity": ([GROUP], DRAWN),
        "clusters": (POSTERIOR, DRAWN),
    }

    assert {*arguments, "k_centre"} == {*SAMPLERS}
    for name, given in arguments.items():
        drawn = [sample(name, *given, n.to_bytes(2, "big"), IDS) for n in range(150)]
        totals = [horvitz_thompson(each, value[each.item_index]) for each in drawn]
        se = np.sqrt(np.mean([(each.se or 0) ** 2 for each in totals]) / len(totals))
        assert abs(np.mean([each.value or 0 for each in totals]) - value.sum()) < 4 * se + 1e-9, name
