"""Images that look the same."""

from importlib import import_module

import numpy as np
import pytest

from labelproof.kernel.refused import Refused
from labelproof.quality.checks import Columns
from labelproof.quality.checks.image_duplicates import image_duplicates
from tests.quality.checks.tables import places, reason, shuffled


def picture(seed: int, size: tuple[int, int] = (96, 120)) -> np.ndarray:
    """Something smooth, as photographs are: a few waves."""
    rng = np.random.default_rng(seed)
    y, x = np.meshgrid(np.linspace(0, 1, size[0]), np.linspace(0, 1, size[1]), indexing="ij")
    waves = [rng.normal() * np.sin(2 * np.pi * (a * x + b * y) + c) for a, b, c in rng.uniform(0, 3, (8, 3))]
    total = np.sum(waves, axis=0)
    return (255 * (total - total.min()) / np.ptp(total)).astype(np.uint8)


def test_a_scaled_and_a_noisy_copy_are_found_among_strangers() -> None:
    rng = np.random.default_rng(0)
    original = picture(100)
    noisy = np.clip(original + rng.normal(0, 4, original.shape), 0, 255)
    images = [*[picture(n) for n in range(20)], original, picture(100, (64, 80)), noisy, original * 0.6 + 30]
    said = image_duplicates(Columns({"image": images}))

    assert [(each.where.rows, each.severity) for each in said.findings] == [((20, 21, 22, 23), "warn")]
    assert (said.summary.value, said.summary.n, said.summary.n_unit) == (3 / 24, 24, "images")


def test_a_hundred_strangers_are_silent() -> None:
    assert image_duplicates(Columns({"image": [picture(n) for n in range(100)]})).findings == ()


def test_blank_pages_are_left_out_and_that_is_said() -> None:
    said = image_duplicates(Columns({"image": [np.zeros((9, 9)), np.zeros((9, 9)), None, picture(1)]}))

    assert said.findings == ()
    assert (said.summary.n, said.summary.notes) == (1, ("census", "flat_images_left_out"))


def test_an_expected_miss_is_a_mirror_image() -> None:
    assert image_duplicates(Columns({"image": [picture(3), picture(3)[:, ::-1]]})).findings == ()


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"image": []}, "no_rows"),
        ({"image": [None, np.zeros((3, 3))]}, "no_rows"),
        ({"text": ["a"]}, "no_column"),
    ],
)
def test_what_cannot_run_says_why(columns, expected: str) -> None:
    assert reason("image_duplicates", columns) == expected


def test_too_many_images_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("labelproof.quality.checks.image_duplicates"), "_MOST", 1)

    assert reason("image_duplicates", {"image": [picture(1), picture(2)]}) == "did_not_finish"


def test_cells_that_are_no_grey_image_are_refused() -> None:
    with pytest.raises(Refused, match="2 cells that are no grey image, the first in row 1"):
        image_duplicates(Columns({"image": [picture(1), np.zeros((3, 3, 3)), "a.png"]}))


def test_the_order_of_rows_changes_no_group() -> None:
    columns = {"image": [picture(n % 6) for n in range(14)]}
    moved, order = shuffled(columns)

    assert places(image_duplicates(Columns(columns))) == places(image_duplicates(Columns(moved)), order)
