"""MinHash in NumPy: the same bits as the compiled form, a block of sets at a time."""

import numpy as np
import numpy.typing as npt

from labelproof.quality.arrays import BoolArray, FloatArray, IntArray
from labelproof.quality.kernels.hashing import BANDS, BASE, BIN_SHIFT, BINS, DONORS, EMPTY, ROWS, U64, mix64
from labelproof.quality.kernels.minhash import Units

_SETS = 8_192  # in one block: their signatures take 8 MB
_PAIRS = 65_536  # whose sets are joined at a time
_LONG = 24  # characters of a word, beyond which few words have any


def shingles(
    units: Units, text_ptr: IntArray, is_word: BoolArray, n_words: int, n_characters: int, short: int
) -> tuple[U64, IntArray]:
    n = len(text_ptr) - 1
    word = is_word[units]
    start, end = _words(word, text_ptr)
    words_of = np.diff(np.searchsorted(start, text_ptr))
    by_word = words_of >= short
    word_text = np.repeat(np.arange(n), words_of)
    chosen = by_word[word_text]
    hashes, of = _windows(_word_hashes(units, start[chosen], end[chosen]), word_text[chosen], n_words)
    # Characters are looked at one by one only where a text is short.
    at = _inside(start[~chosen], end[~chosen] - start[~chosen])
    text = np.repeat(word_text[~chosen], (end - start)[~chosen])
    more, of_more = _windows(units[at].astype(np.uint64) + np.uint64(1), text, n_characters)
    of = np.concatenate([of, of_more])
    order = np.argsort(of, kind="stable")
    return np.concatenate([hashes, more])[order], np.concatenate([[0], np.cumsum(np.bincount(of, minlength=n))])


def _words(word: BoolArray, text_ptr: IntArray) -> tuple[IntArray, IntArray]:
    """Where each word begins and ends; a text's end ends a word."""
    if not len(word):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    at_text = np.zeros(len(word) + 1, dtype=np.bool_)
    at_text[text_ptr] = True
    begins, ends = word.copy(), word.copy()
    begins[1:] &= ~word[:-1] | at_text[1:-1]
    ends[:-1] &= ~word[1:] | at_text[1:-1]
    return np.flatnonzero(begins), np.flatnonzero(ends) + 1


def _word_hashes(units: Units, start: IntArray, end: IntArray) -> U64:
    """Horner's scheme over all words at once, a character a step; the few long ones by sums of powers."""
    length = end - start
    h = np.zeros(len(start), dtype=np.uint64)
    long = np.flatnonzero(length > _LONG)
    left = np.flatnonzero(length <= _LONG)
    for step in range(_LONG):
        left = left[length[left] > step]
        if not len(left):
            break
        h[left] = h[left] * np.uint64(BASE) + units[start[left] + step] + np.uint64(1)
    if len(long):
        h[long] = _by_powers(units, start[long], length[long])
    return mix64(h)


def _by_powers(units: Units, start: IntArray, length: IntArray) -> U64:
    at = _inside(start, length)
    power = np.full(int(length.max()), BASE, dtype=np.uint64)
    power[0] = 1
    power = power.cumprod()
    after = np.repeat(start + length - 1, length) - at
    return np.add.reduceat((units[at].astype(np.uint64) + np.uint64(1)) * power[after], np.cumsum(length) - length)


def _inside(start: IntArray, length: IntArray) -> IntArray:
    """Every place within runs that begin somewhere and are so long."""
    before = np.cumsum(length) - length
    return np.arange(int(length.sum())) + np.repeat(start - before, length)


def _windows(value: U64, text: IntArray, size: int) -> tuple[U64, IntArray]:
    """Horner's scheme over `size` neighbours of one text; a text with fewer is one window."""
    first = np.flatnonzero(np.concatenate([[True], text[1:] > text[:-1]])[: len(text)])
    length = np.diff(np.append(first, len(text)))
    within = np.ones(len(text), dtype=np.bool_)  # a whole window begins here
    within[_inside(np.maximum(first + length - size + 1, first), np.minimum(length, size - 1))] = False
    n_windows = max(len(text) - size + 1, 0)
    h = value[:n_windows].copy()
    for step in range(1, size):  # over all neighbours, also of two texts: quicker than to pick, and then dropped
        h *= np.uint64(BASE)
        h += value[step : step + n_windows]
    lone = np.flatnonzero(length < size)
    short = np.zeros(len(lone), dtype=np.uint64)
    for step in range(size - 1):
        inside = length[lone] > step
        short[inside] = short[inside] * np.uint64(BASE) + value[first[lone][inside] + step]
    whole = np.flatnonzero(within)
    return mix64(np.concatenate([h[whole], short])), np.concatenate([text[whole], text[first[lone]]])


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
        bin_ = empty & (BINS - 1)
        value = least[empty - bin_ + DONORS[:, turn][bin_]]
        full[empty] = value
        empty = empty[value == np.uint64(EMPTY)]
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
