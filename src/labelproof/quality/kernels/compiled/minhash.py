"""MinHash as numba compiles it: one pass over the characters, one over the shingles, no table of signatures."""

import numpy as np

from labelproof.quality.arrays import BoolArray, FloatArray, IntArray
from labelproof.quality.kernels.compiled.jit import jit
from labelproof.quality.kernels.hashing import BANDS, BASE, BIN_SHIFT, BINS, DONORS, EMPTY, ROWS, U64
from labelproof.quality.kernels.minhash import Units

_BASE, _EMPTY, _SHIFT = np.uint64(BASE), np.uint64(EMPTY), np.uint64(BIN_SHIFT)
_M1, _M2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _ONE = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(1)


@jit
def _mix64(z: np.uint64) -> np.uint64:
    z = (z ^ (z >> _S30)) * _M1
    z = (z ^ (z >> _S27)) * _M2
    return z ^ (z >> _S31)


@jit
def _counted(units: Units, text_ptr: IntArray, is_word: BoolArray) -> tuple[IntArray, IntArray]:
    """Words and word characters of each text."""
    n = len(text_ptr) - 1
    n_words, n_characters = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    for text in range(n):
        inside = False
        for at in range(text_ptr[text], text_ptr[text + 1]):
            word = is_word[units[at]]
            n_characters[text] += word
            n_words[text] += word and not inside
            inside = word
    return n_words, n_characters


@jit
def _windows(values: U64, n: int, size: int, out: U64, start: int) -> None:
    for first in range(max(n - size + 1, 1)):
        h = np.uint64(0)
        for value in values[first : min(first + size, n)]:
            h = h * _BASE + value
        out[start + first] = _mix64(h)


@jit
def _words(units: Units, start: int, end: int, is_word: BoolArray, into: U64) -> int:
    """The hash of each word between two places; how many there are."""
    n, inside, h = 0, False, np.uint64(0)
    for at in range(start, end):
        unit = units[at]
        if is_word[unit]:
            h = h * _BASE + np.uint64(unit) + _ONE if inside else np.uint64(unit) + _ONE
            inside = True
        elif inside:
            into[n] = _mix64(h)
            n, inside = n + 1, False
    if inside:
        into[n] = _mix64(h)
        n += 1
    return n


@jit
def _characters(units: Units, start: int, end: int, is_word: BoolArray, into: U64) -> int:
    n = 0
    for at in range(start, end):
        if is_word[units[at]]:
            into[n] = np.uint64(units[at]) + _ONE
            n += 1
    return n


@jit
def _filled(
    units: Units,
    text_ptr: IntArray,
    is_word: BoolArray,
    n_words: int,
    n_characters: int,
    by_word: BoolArray,
    ptr: IntArray,
) -> U64:
    out = np.empty(ptr[-1], dtype=np.uint64)
    buffer = np.empty((text_ptr[1:] - text_ptr[:-1]).max() + 1, dtype=np.uint64)
    for text in range(len(text_ptr) - 1):
        if ptr[text] == ptr[text + 1]:
            continue
        start, end = text_ptr[text], text_ptr[text + 1]
        if by_word[text]:
            _windows(buffer, _words(units, start, end, is_word, buffer), n_words, out, ptr[text])
        else:
            _windows(buffer, _characters(units, start, end, is_word, buffer), n_characters, out, ptr[text])
    return out


def shingles(
    units: Units, text_ptr: IntArray, is_word: BoolArray, n_words: int, n_characters: int, short: int
) -> tuple[U64, IntArray]:
    words, characters = _counted(units, text_ptr, is_word)
    by_word = words >= short
    count = np.where(by_word, words - n_words, characters - n_characters) + 1
    count = np.where(characters > 0, np.maximum(count, 1), 0)
    ptr = np.concatenate([[0], np.cumsum(count)])
    if not len(words):
        return np.empty(0, dtype=np.uint64), ptr
    return _filled(units, text_ptr, is_word, n_words, n_characters, by_word, ptr), ptr


@jit
def _keys(hashes: U64, ptr: IntArray, donors: IntArray) -> U64:
    n = len(ptr) - 1
    keys = np.empty((BANDS, n), dtype=np.uint64)
    least = np.empty(BINS, dtype=np.uint64)
    full = np.empty(BINS, dtype=np.uint64)
    for each in range(n):
        least[:] = _EMPTY
        for h in hashes[ptr[each] : ptr[each + 1]]:
            bin_ = h >> _SHIFT
            least[bin_] = min(least[bin_], h)
        for bin_ in range(BINS):
            value, turn = least[bin_], 0
            while value == _EMPTY:
                value = least[donors[bin_, turn]]
                turn += 1
            full[bin_] = value
        for band in range(BANDS):
            key = np.uint64(0)
            for row in range(ROWS):
                key = key * _BASE + full[band * ROWS + row]
            keys[band, each] = _mix64(key)
    return keys


def band_keys(hashes: U64, ptr: IntArray) -> U64:
    return _keys(hashes, ptr, DONORS)


@jit
def _sorted_sets(hashes: U64, ptr: IntArray, wanted: BoolArray) -> U64:
    hashes = hashes.copy()
    for each in range(len(wanted)):
        if wanted[each]:
            hashes[ptr[each] : ptr[each + 1]].sort()
    return hashes


@jit
def _jaccard(hashes: U64, ptr: IntArray, left: IntArray, right: IntArray) -> FloatArray:
    out = np.empty(len(left), dtype=np.float64)
    for pair in range(len(left)):
        a, a_end, b, b_end = ptr[left[pair]], ptr[left[pair] + 1], ptr[right[pair]], ptr[right[pair] + 1]
        both = union = 0
        while a < a_end or b < b_end:
            if b == b_end or (a < a_end and hashes[a] <= hashes[b]):
                value = hashes[a]
            else:
                value = hashes[b]
            in_a, in_b = a < a_end and hashes[a] == value, b < b_end and hashes[b] == value
            while a < a_end and hashes[a] == value:
                a += 1
            while b < b_end and hashes[b] == value:
                b += 1
            union += 1
            both += in_a and in_b
        out[pair] = both / union if union else 0.0
    return out


def jaccard(hashes: U64, ptr: IntArray, left: IntArray, right: IntArray) -> FloatArray:
    wanted = np.zeros(len(ptr) - 1, dtype=np.bool_)
    wanted[left] = wanted[right] = True
    return _jaccard(_sorted_sets(hashes, ptr, wanted), ptr, left, right)
