"""One-permutation MinHash: shingles of texts, their band keys, and exact Jaccard of the pairs that share one."""

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from labelproof.quality.arrays import BoolArray, FloatArray, IntArray
from labelproof.quality.kernels import chosen
from labelproof.quality.kernels.hashing import U64

if TYPE_CHECKING:
    from types import ModuleType

Units = npt.NDArray[np.uint8] | npt.NDArray[np.uint32]


def shingles(
    units: Units, text_ptr: IntArray, is_word: BoolArray, n_words: int, n_characters: int, short: int
) -> tuple[U64, IntArray]:
    """Hashes of each text's shingles: n_words words, or n_characters characters where it has fewer than `short` words.

    A word is a run of word characters; characters count without what stands between words. A text with fewer than
    n_characters of them is one shingle.

    Shape:   units (code points of all texts), text_ptr (texts + 1,); is_word over code points; returns hashes and
             their ptr (texts + 1,), repeats kept.
    Unit:    64-bit hashes: two different shingles are equal with probability 2^-64.
    Missing: a text without a word character has no shingle.
    Errors:  none.
    Source:  Broder, On the resemblance and containment of documents (1997).

    >>> text = np.frombuffer(b"one two three four", dtype=np.uint8)
    >>> is_word = np.array([chr(c).isalnum() for c in range(256)])
    >>> len(shingles(text, np.array([0, len(text)]), is_word, 3, 5, 3)[0])
    2
    """
    return _kernel().shingles(units, text_ptr, is_word, n_words, n_characters, short)


def band_keys(hashes: U64, ptr: IntArray) -> U64:
    """A key per band and set: 32 bands of 4 bins of one permutation, empty bins filled from donors.

    Shape:   hashes of all sets, ptr (sets + 1,); returns (BANDS, sets).
    Unit:    none. Two sets of Jaccard J share a band's key with probability J^4, one of 32 with 1 - (1 - J^4)^32.
    Missing: an empty set is refused by assertion: the caller leaves it out.
    Errors:  none.
    Source:  Li, Owen & Zhang, One Permutation Hashing (2012); Shrivastava (2017).

    >>> keys = band_keys(np.array([1 << 60, 7, 1 << 60, 7], dtype=np.uint64), np.array([0, 2, 4]))
    >>> bool((keys[:, 0] == keys[:, 1]).all())
    True
    """
    assert (np.diff(ptr) > 0).all(), "an empty set has no minimum"
    return _kernel().band_keys(hashes, ptr)


def jaccard(hashes: U64, ptr: IntArray, left: IntArray, right: IntArray) -> FloatArray:
    """|A ∩ B| / |A ∪ B| of pairs of sets, exactly.

    Shape:   hashes of all sets (repeats count once), ptr (sets + 1,); left and right (pairs,).
    Unit:    share, 0 to 1.
    Missing: two empty sets have Jaccard 0: nothing says that they are alike.
    Errors:  none.
    Source:  Jaccard (1901).

    >>> sets = np.array([1, 2, 3, 2, 3, 4], dtype=np.uint64)
    >>> jaccard(sets, np.array([0, 3, 6]), np.array([0]), np.array([1])).tolist()
    [0.5]
    """
    return _kernel().jaccard(hashes, ptr, left, right)


def _kernel() -> "ModuleType | Any":
    if chosen.compiled():
        from labelproof.quality.kernels.compiled import minhash
    else:
        from labelproof.quality.kernels.plain import minhash
    return minhash
