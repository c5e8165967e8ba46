"""Fingerprints of images that survive scaling and recompression: by gradients and by low frequencies."""

import numpy as np
import numpy.typing as npt

from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.kernels.hashing import U64

_DCT_SIZE, _KEPT = 32, 8
_BLOCK = 1 << 22
# The first rows of the DCT-II; their scale does not matter, since each is compared with a median.
_COSINES = np.cos(np.pi * np.outer(np.arange(_KEPT), np.arange(_DCT_SIZE) + 0.5) / _DCT_SIZE)
_BITS = np.uint64(1) << np.arange(64, dtype=np.uint64)


def resized(image: npt.NDArray[np.generic], height: int, width: int) -> FloatArray:
    """A grey image at another size, each new pixel the mean of the area it covers.

    Shape:   (h, w) to (height, width).
    Unit:    that of the image.
    Missing: does not occur.
    Errors:  none.
    Source:  area averaging by differences of the running integral; exact for edges within pixels too.

    >>> resized(np.array([[0.0, 2.0], [4.0, 6.0]]), 1, 2).tolist()
    [[2.0, 4.0]]
    """
    return _averaged(_averaged(image.astype(np.float64), height).T, width).T


def difference_hash(image: npt.NDArray[np.generic]) -> int:
    """64 bits: is a pixel of the 8 x 9 image brighter than its left neighbour?

    Shape:   (h, w), at least one pixel.
    Unit:    none; compare by the number of bits that differ.
    Missing: does not occur.
    Errors:  none.
    Source:  Krawetz, Kind of Like That (2013).

    >>> difference_hash(np.tile(np.arange(32.0), (32, 1))) == 2**64 - 1
    True
    """
    small = resized(image, 8, 9)
    return _packed(np.diff(small, axis=1) > _noise(small))


def dct_hash(image: npt.NDArray[np.generic]) -> int:
    """64 bits: is one of the 8 x 8 lowest frequencies of the 32 x 32 image above their median? The mean is left out.

    Shape:   (h, w), at least one pixel.
    Unit:    none; compare by the number of bits that differ.
    Missing: does not occur.
    Errors:  none.
    Source:  Zauner, Implementation and Benchmarking of Perceptual Image Hash Functions (2010), section 3.2.

    >>> image = np.outer(np.arange(32.0), np.ones(32))
    >>> dct_hash(image) == dct_hash(image * 0.5 + 20)
    True
    """
    small = resized(image, _DCT_SIZE, _DCT_SIZE)
    low = (_COSINES @ small @ _COSINES.T).ravel()
    low[np.abs(low) < _noise(small) * _DCT_SIZE] = 0.0  # what rounding left is no frequency
    above = low > np.median(low[1:])
    above[0] = False
    return _packed(above)


def close_pairs(one: U64, other: U64, most_bits: tuple[int, int]) -> tuple[IntArray, IntArray]:
    """Pairs whose hashes differ in at most so many bits, by the one hash and by the other.

    Shape:   two hashes for each of n images; returns left and right, left below right.
    Unit:    bits.
    Missing: left out by the caller.
    Errors:  none. All pairs are compared: n² / 2 in blocks.
    Source:  Hamming (1950).

    >>> left, right = close_pairs(*[np.array([0, 1, 255], dtype=np.uint64)] * 2, (1, 1))
    >>> left.tolist(), right.tolist()
    ([0], [1])
    """
    pairs: list[tuple[IntArray, IntArray]] = []
    step = max(1, _BLOCK // max(len(one), 1))
    for start in range(0, len(one), step):
        rows = slice(start, start + step)
        near = np.bitwise_count(one[rows, None] ^ one[start:]) <= most_bits[0]
        near &= np.bitwise_count(other[rows, None] ^ other[start:]) <= most_bits[1]
        left, right = np.nonzero(np.triu(near, 1))
        pairs.append((left + start, right + start))
    empty = np.empty(0, dtype=np.int64)
    return np.concatenate([empty, *[left for left, _ in pairs]]), np.concatenate(
        [empty, *[right for _, right in pairs]]
    )


def is_flat(image: npt.NDArray[np.generic]) -> bool:
    """Whether an image is empty or of one shade: then its hash says nothing.

    >>> is_flat(np.zeros((4, 4)))
    True
    """
    return not image.size or bool(image.min() == image.max())


def _averaged(image: FloatArray, height: int) -> FloatArray:
    integral = np.concatenate([np.zeros((1, image.shape[1])), np.cumsum(image, axis=0)])
    edges = np.linspace(0, len(image), height + 1)
    below = np.minimum(edges.astype(np.int64), len(image) - 1)
    at_edges = integral[below] + (edges - below)[:, None] * image[below]
    return np.diff(at_edges, axis=0) * (height / len(image))


def _noise(image: FloatArray) -> float:
    """Differences below this come from rounding and not from the image."""
    return float(np.abs(image).max()) * 1e-9


def _packed(bits: npt.NDArray[np.bool_]) -> int:
    return int(_BITS[bits.ravel()].sum(dtype=np.uint64))
