"""The constants and the one mixing function that both forms of MinHash share, so that they give the same bits."""

import numpy as np
import numpy.typing as npt

U64 = npt.NDArray[np.uint64]

BANDS, ROWS = 32, 4
BINS = BANDS * ROWS
BIN_SHIFT = 57  # the seven highest bits name one of 128 bins
BASE = 0x9E3779B97F4A7C15  # odd, so that Horner's scheme modulo 2^64 loses nothing
EMPTY = 0xFFFFFFFFFFFFFFFF


def mix64(z: U64) -> U64:
    """Every bit of the input moves every bit of the output; a bijection on 64 bits.

    Shape:   any.
    Unit:    none.
    Missing: does not occur.
    Errors:  none.
    Source:  Steele, Lea & Flood, Fast Splittable Pseudorandom Number Generators (2014), the finaliser of SplitMix.

    >>> hex(mix64(np.array([0x9E3779B97F4A7C15], dtype=np.uint64))[0])
    '0xe220a8397b1dcdaf'
    """
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def donors() -> npt.NDArray[np.uint8]:
    """For each bin the order in which it asks the others for a value when it has none: one permutation a bin.

    The same order for every text keeps P(equal) = Jaccard in bins that were empty: Shrivastava, Optimal Densification
    for Fast and Accurate Minwise Hashing (2017).
    """
    cells = np.arange(BINS * BINS, dtype=np.uint64).reshape(BINS, BINS)
    return np.argsort(mix64(cells + np.uint64(BASE)), axis=1).astype(np.uint8)


DONORS = donors()
