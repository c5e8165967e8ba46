"""Image hashes: copies at another size or brightness stay close, strangers do not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.quality.detection.image_hashes import close_pairs, dct_hash, difference_hash, is_flat, resized


def picture(seed: int, size: int = 96) -> np.ndarray:
    """Smooth noise, as photographs are at the scale of a hash."""
    coarse = np.random.default_rng(seed).normal(size=(7, 7))
    return (resized(coarse, size, size) * 40 + 128).clip(0, 255)


def bits(one: int, other: int) -> int:
    return (one ^ other).bit_count()


@given(st.integers(1, 12), st.integers(1, 12), st.integers(1, 12), st.integers(1, 12))
def test_scaling_keeps_the_mean_and_a_flat_image_flat(h: int, w: int, height: int, width: int) -> None:
    image = np.random.default_rng(h * w).random((h, w))

    assert resized(image, height, width).mean() == pytest.approx(image.mean())
    assert resized(np.full((h, w), 7.0), height, width) == pytest.approx(np.full((height, width), 7.0))
    assert resized(image, h, w) == pytest.approx(image)


@pytest.mark.parametrize("hashed", [difference_hash, dct_hash])
def test_copies_stay_within_ten_bits_and_strangers_do_not(hashed) -> None:
    rng = np.random.default_rng(0)
    copies, strangers = [], []
    for seed in range(60):
        image = picture(seed)
        changed = resized(image, 61, 53) * 0.8 + 15 + rng.normal(size=(61, 53)) * 2
        copies.append(bits(hashed(image), hashed(np.round(changed))))
        strangers.append(bits(hashed(image), hashed(picture(seed + 1_000))))

    assert np.mean(np.array(copies) <= 10) >= 0.95
    assert min(strangers) > 10


def test_the_low_frequencies_are_those_of_the_dct() -> None:
    """By the definition, term by term, since the hash builds its cosines itself."""
    small = resized(picture(3), 32, 32)
    low = [
        sum(
            small[y, x] * np.cos(np.pi * u * (y + 0.5) / 32) * np.cos(np.pi * v * (x + 0.5) / 32)
            for y in range(32)
            for x in range(32)
        )
        for u in range(8)
        for v in range(8)
    ]
    expected = sum(1 << n for n in range(1, 64) if low[n] > np.median(low[1:]))

    assert dct_hash(picture(3)) == expected


def test_brightness_and_contrast_change_no_difference() -> None:
    image = picture(1)

    assert difference_hash(image) == difference_hash(image * 0.5 + 30)


def test_close_pairs_need_both_hashes() -> None:
    one = np.array([0b0, 0b1, 0b0], dtype=np.uint64)
    other = np.array([0b0, 0b0, 0b1111], dtype=np.uint64)
    left, right = close_pairs(one, other, (1, 1))

    assert (left.tolist(), right.tolist()) == ([0], [1])


@given(st.lists(st.integers(0, 2**64 - 1), max_size=30))
def test_close_pairs_are_those_of_counting(hashes: list[int]) -> None:
    array = np.array(hashes, dtype=np.uint64)
    left, right = close_pairs(array, array, (20, 64))

    assert {*zip(left.tolist(), right.tolist())} == {
        (a, b) for a in range(len(hashes)) for b in range(a + 1, len(hashes)) if bits(hashes[a], hashes[b]) <= 20
    }


def test_an_image_of_one_shade_says_nothing() -> None:
    assert is_flat(np.full((3, 3), 9))
    assert is_flat(np.empty((0, 5)))
    assert not is_flat(picture(0))
