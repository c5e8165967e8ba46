"""Images that are nearly the same."""

from typing import Any

import numpy as np

from labelproof.kernel.refused import Problem, Undefined
from labelproof.quality.detection.digests import several
from labelproof.quality.detection.image_hashes import close_pairs, dct_hash, difference_hash, is_flat
from labelproof.quality.detection.near_duplicates import linked
from labelproof.quality.findings import Checked, Finding, Where, check, share
from labelproof.quality.item_columns import Columns, refusal

METHOD = "image_duplicates/dhash-dct@1"
_MOST = 50_000  # images: all pairs of them take a minute


@check(METHOD, "images")
def image_duplicates(
    table: Columns,
    reference: Columns | None = None,
    *,
    column: str = "image",
    difference_bits: int = 10,
    dct_bits: int = 10,
) -> Checked:
    """Groups of images that differ in at most 10 of 64 bits by both hashes, one of gradients, one of frequencies.

    Both must agree: either alone takes strangers with a like composition for copies. Expected misses: crops, mirror
    images, rotations.

    Shape:     a column of decoded grey images, (h, w) each.
    Unit:      summary: share of images to leave out so that no group has two: all but one of each.
    Missing:   None and images of one shade are left out.
    Undefined: no_rows, when nothing is left to compare; no_column; did_not_finish, beyond 50,000 images.
    Errors:    Refused("columns.bad") for cells that are no grey image.
    Source:    Krawetz (2013); Zauner (2010). The bounds of 10 bits are the customary ones.

    >>> ramp = np.outer(np.arange(40.0), np.arange(30.0))
    >>> image_duplicates(Columns({"image": [ramp, ramp[::2, ::2], ramp[::-1]]})).findings[0].where.rows
    (0, 1)
    """
    images: list[Any] = [*table.column(column)]
    wrong = [
        n for n, cell in enumerate(images) if cell is not None and not (isinstance(cell, np.ndarray) and cell.ndim == 2)
    ]
    if wrong:
        raise refusal(
            [Problem(column, f"holds {len(wrong)} cells that are no grey image, the first in row {wrong[0]}")]
        )
    rows = np.array([n for n, image in enumerate(images) if image is not None and not is_flat(image)], dtype=np.int64)
    if not len(rows):
        raise Undefined("no_rows")
    if len(rows) > _MOST:
        raise Undefined("did_not_finish")
    gradients, frequencies = (
        np.array([hashed(images[n]) for n in rows], dtype=np.uint64) for hashed in (difference_hash, dct_hash)
    )
    left, right = close_pairs(gradients, frequencies, (difference_bits, dct_bits))
    clusters = linked(len(rows), left, right)
    findings = [
        Finding(
            "image_duplicates",
            Where(column, tuple(rows[group].tolist())),
            f"{len(group)} images look the same",
            len(group),
            "warn",
            "keep one of them, or keep them in one split",
        )
        for group in several(clusters)
    ]
    n_flat = sum(image is not None for image in images) - len(rows)
    notes = ("flat_images_left_out",) if n_flat else ()
    n_repeats = sum(each.n - 1 for each in findings)
    return Checked("image_duplicates", tuple(findings), share(n_repeats, len(rows), "images", METHOD, notes))
