"""MinHash in NumPy: the same bits as the compiled form, a block of sets at a time."""

import numpy as np
import numpy.typing as npt

from labelproof.quality.arrays import BoolArray, FloatArray, IntArray
from labelproof.quality.kernels.hashing import BANDS, BASE, BIN_SHIFT, BINS, DONORS, EMPTY, ROWS, U64, mix64
from labelproof.quality.kernels.minhash import Units

_SETS = 8_192  # in one block: their signatures take 8 MB
_PAIRS = 65_536  # whose sets are joined at a time


def shingles(
    units: Units, text_ptr: IntArray, is_word: BoolArray, n_words: int, n_characters: int, short: int
) -> tuple[U64, IntArray]:
    n = len(text_ptr) - 1
    text = np.repeat(np.arange(n), np.diff(text_ptr))
    word = is_word[units]
    before = np.concatenate([[False], word[:-1]])
    begins = word & (~before | np.concatenate([[True], np.diff(text) > 0])[: len(word)])
    value, text = units[word].astype(np.uint64) + np.uint64(1), text[word]
    start = np.flatnonzero(begins[word])
    word_text = text[start]
    by_word = np.bincount(word_text, minlength=n) >= short
    hashes, of = _windows(_word_hashes(value, start), word_text, by_word[word_text], n_words)
    more, of_more = _windows(value, text, ~by_word[text], n_characters)
    of = np.concatenate([of, of_more])
    order = np.argsort(of, kind="stable")
    return np.concatenate([hashes, more])[order], np.concatenate([[0], np.cumsum(np.bincount(of, minlength=n))])


def _word_hashes(value: U64, start: IntArray) -> U64:
    if not len(start):
        return np.empty(0, dtype=np.uint64)
    length = np.diff(np.append(start, len(value)))
    after = np.repeat(start + length - 1, length) - np.arange(len(value))
    power = np.full(int(length.max()), BASE, dtype=np.uint64)
    power[0] = 1
    power = power.cumprod()
    return mix64(np.add.reduceat(value * power[after], start))


def _windows(value: U64, text: IntArray, chosen: BoolArray, size: int) -> tuple[U64, IntArray]:
    """Horner's scheme over `size` neighbours of one text; a text with fewer is one window."""
    value, text = value[chosen], text[chosen]
    first = np.flatnonzero(np.concatenate([[True], np.diff(text) > 0])[: len(text)])
    length = np.diff(np.append(first, len(text)))
    left = np.repeat(first + length, length) - np.arange(len(text))
    kept = np.flatnonzero((left >= size) | np.isin(np.arange(len(text)), first))
    h = np.zeros(len(kept), dtype=np.uint64)
    for step in range(size):
        inside = step < left[kept]
        h[inside] = h[inside] * np.uint64(BASE) + value[kept[inside] + step]
    return mix64(h), text[kept]


def band_keys(hashes: U64, ptr: IntArray) -> U64:
    n = len(ptr) - 1
    keys = np.empty((BANDS, n), dtype=np.uint64)
    for start in range(0, n, _SETS):
        part = ptr[start : start + _SETS + 1]
        full = _signatures(hashes[part[0] : part[-1]], part - part[0]).reshape(-1, BANDS, ROWS)
        key = np.zeros(full.shape[:2], dtype=np.uint64)
        for row in range(ROWS):
            key = key * np.uint64(BASE) + full[:, :, row]
        keys[:, start : start + _SETS] = mix64(key).T
    return keys


def _signatures(hashes: U64, ptr: IntArray) -> U64:
    n = len(ptr) - 1
    cell = np.repeat(np.arange(n) * BINS, np.diff(ptr)) + (hashes >> np.uint64(BIN_SHIFT)).astype(np.int64)
    least = np.full(n * BINS, EMPTY, dtype=np.uint64)
    np.minimum.at(least, cell, hashes)
    full = least.copy()
    empty = np.flatnonzero(least == np.uint64(EMPTY))
    for turn in range(BINS):
        if not len(empty):
            break
        each, bin_ = np.divmod(empty, BINS)
        full[empty] = least[each * BINS + DONORS[bin_, turn]]
        empty = empty[full[empty] == np.uint64(EMPTY)]
    return full


def jaccard(hashes: U64, ptr: IntArray, left: IntArray, right: IntArray) -> FloatArray:
    blocks = [
        _jaccard(hashes, ptr, left[at : at + _PAIRS], right[at : at + _PAIRS]) for at in range(0, len(left), _PAIRS)
    ]
    return np.concatenate([np.empty(0), *blocks])


def _jaccard(hashes: U64, ptr: IntArray, left: IntArray, right: IntArray) -> FloatArray:
    n = len(left)
    one, of_one = _members(ptr, left)
    other, of_other = _members(ptr, right)
    values = hashes[np.concatenate([one, other])]
    pair = np.concatenate([of_one, of_other])
    side = np.repeat([0, 1], [len(one), len(other)])
    order = np.lexsort((side, values, pair))
    values, pair, side = values[order], pair[order], side[order]
    new_value = np.concatenate([[True], (np.diff(pair) > 0) | (values[1:] != values[:-1])])[: len(values)]
    new_side = np.concatenate([[True], side[1:] != side[:-1]])[: len(values)]
    union = np.bincount(pair[new_value], minlength=n)
    both = np.bincount(pair[~new_value & new_side], minlength=n)
    return np.divide(both, union, out=np.zeros(n), where=union > 0)


def _members(ptr: IntArray, sets: IntArray) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Where the members of these sets lie, and for which of them."""
    length = ptr[sets + 1] - ptr[sets]
    of = np.repeat(np.arange(len(sets)), length)
    skipped = np.cumsum(length) - length
    return np.arange(len(of)) - skipped[of] + ptr[sets][of], of
