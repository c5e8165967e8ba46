"""Texts that are nearly the same: candidates by MinHash, every one of them verified by exact Jaccard."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from labelproof.kernel.refused import Undefined
from labelproof.quality.arrays import BoolArray, FloatArray, IntArray
from labelproof.quality.kernels import minhash
from labelproof.quality.kernels.hashing import BASE, U64, mix64

METHOD = "near_duplicates/minhash-32x4-jaccard@1"
N_WORDS, N_CHARACTERS, SHORT, ALIKE = 3, 5, 10, 0.5
_CROWD = 64  # sets that share a band: up to here all pairs are candidates, beyond each meets two others
_MOST_PAIRS = 20_000_000


@dataclass(frozen=True, slots=True)
class NearPairs:
    """Pairs of texts with their Jaccard, left below right, in ascending order; crowds name big buckets thinned out.

    Shape: left, right, jaccard (pairs,); n_texts counts all, n_compared those with a word in them.
    """

    left: IntArray
    right: IntArray
    jaccard: FloatArray
    n_texts: int
    n_compared: int
    n_candidates: int
    n_crowds: int = 0

    def clusters(self) -> IntArray:
        """Each text's cluster, numbered by its first text: who is linked by a chain of pairs is together."""
        return linked(self.n_texts, self.left, self.right)


def near_pairs(
    texts: Sequence[str | None],
    *,
    alike: float = ALIKE,
    n_words: int = N_WORDS,
    n_characters: int = N_CHARACTERS,
    short: int = SHORT,
) -> NearPairs:
    """Pairs of texts whose sets of shingles have Jaccard >= `alike`; no false pair, some missed.

    A pair of Jaccard J becomes a candidate with probability 1 - (1 - J^4)^32: .87 at .5, .988 at .6, 1.000 at .8.
    Expected misses: a pair of which one text has fewer than `short` words and the other more (their shingles are of
    different kinds); a text within a much longer one; a paraphrase.

    Shape:     texts in any order; it decides nothing.
    Unit:      Jaccard of 3-word shingles (5 characters in texts of fewer than `short` = 10 words).
    Missing:   None, and texts without a letter or digit, are compared with nothing.
    Undefined: did_not_finish, when more than 20 million pairs would have to be verified.
    Source:    Broder (1997); Li, Owen & Zhang (2012); statistics.md, Checks.

    >>> near_pairs(["a cat sat on the mat", "A cat sat on the mat!", "dogs bark"]).left.tolist()
    [0]
    """
    hashes, ptr = _shingles(texts, n_words, n_characters, short)
    sets = np.flatnonzero(np.diff(ptr) > 0)
    own_ptr = ptr[np.append(sets, len(ptr) - 1)]  # empty sets take no room: the rest lie side by side
    left, right, n_crowds = _candidates(hashes, own_ptr)
    found = minhash.jaccard(hashes, own_ptr, left, right)
    good = found >= alike
    return NearPairs(sets[left[good]], sets[right[good]], found[good], len(texts), len(sets), len(left), n_crowds)


def linked(n: int, left: IntArray, right: IntArray) -> IntArray:
    """The connected components of n things and pairs of them, each numbered by its first member.

    Shape:   pairs of indexes below n; returns (n,).
    Unit:    indexes.
    Missing: does not occur.
    Errors:  none.
    Source:  hooking and pointer jumping, Shiloach & Vishkin (1982).

    >>> linked(4, np.array([1]), np.array([3])).tolist()
    [0, 1, 2, 1]
    """
    root = np.arange(n)
    while True:
        one, other = root[left], root[right]
        if (one == other).all():
            return root
        np.minimum.at(root, np.maximum(one, other), np.minimum(one, other))
        while (root[root] != root).any():
            root = root[root]


def folded(text: str) -> str:
    """A text as it is compared: compatibility forms and upper case are one with their plain forms.

    >>> folded("ﬁne CAFÉ")
    'fine café'
    """
    return text.casefold() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


def _shingles(texts: Sequence[str | None], n_words: int, n_characters: int, short: int) -> tuple[U64, IntArray]:
    plain = [folded(text) if text else "" for text in texts]
    text_ptr = np.concatenate([[0], np.cumsum(np.fromiter(map(len, plain), dtype=np.int64, count=len(plain)))])
    joined = "".join(plain)
    try:  # a byte a character where that is enough; the code points are the same
        units = np.frombuffer(joined.encode("latin-1"), dtype=np.uint8)
    except UnicodeEncodeError:
        units = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return minhash.shingles(units, text_ptr, _word_characters(units), n_words, n_characters, max(short, n_words))


def _word_characters(units: minhash.Units) -> BoolArray:
    """Which code points that occur are letters, digits or marks upon them."""
    occurs = np.zeros(max(256, int(units.max(initial=0)) + 1), dtype=np.bool_)
    occurs[units] = True
    for code in np.flatnonzero(occurs).tolist():
        occurs[code] = chr(code).isalnum() or unicodedata.category(chr(code)).startswith("M")
    return occurs


def _candidates(hashes: U64, ptr: IntArray) -> tuple[IntArray, IntArray, int]:
    """Pairs of sets that share a band: left below right, each once."""
    n, n_crowds, n_pairs = len(ptr) - 1, 0, 0
    codes: list[IntArray] = []
    if n < 2:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), 0
    for keys in minhash.band_keys(hashes, ptr):
        for members, size in _buckets(keys):
            if size > _CROWD:
                n_crowds += len(members)
                members, size = _thinned(members, hashes, ptr), 2
            one, other = np.triu_indices(size, 1)
            pairs = np.sort(np.stack([members[:, one], members[:, other]]).reshape(2, -1), axis=0)
            n_pairs += pairs.shape[1]
            if n_pairs > _MOST_PAIRS:
                raise Undefined("did_not_finish")
            codes.append(pairs[0] * n + pairs[1])
    left, right = np.divmod(np.unique(np.concatenate([np.empty(0, dtype=np.int64), *codes])), n)
    return left, right, n_crowds


def _buckets(keys: U64) -> list[tuple[IntArray, int]]:
    """Sets with equal keys, as tables of one bucket a row, a table for each size.

    The number of a set takes the place of its key's low bits: one sort brings buckets together, each ascending. What
    falls together only for that (2^-47 a pair at 100k sets) is a candidate like others, and is verified.
    """
    bits = np.uint64(max(len(keys) - 1, 1).bit_length())
    numbered = np.sort((keys >> bits << bits) | np.arange(len(keys), dtype=np.uint64))
    same = np.diff(numbered >> bits) == 0
    start = np.flatnonzero(same & ~np.concatenate([[False], same[:-1]]))
    end = np.flatnonzero(same & ~np.concatenate([same[1:], [False]])) + 2
    number = (numbered & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
    tables: list[tuple[IntArray, int]] = []
    for size in np.unique(end - start).tolist():
        rows = start[end - start == size]
        tables.append((number[rows[:, None] + np.arange(size)], size))
    return tables


def _thinned(members: IntArray, hashes: U64, ptr: IntArray) -> IntArray:
    """In a crowd everyone meets the first and the next, in an order that follows from what the sets hold."""
    pairs: list[IntArray] = []
    for crowd in members:
        print_ = np.array([mix64(np.unique(hashes[ptr[m] : ptr[m + 1]]) * np.uint64(BASE)).sum() for m in crowd])
        order = crowd[np.argsort(print_, kind="stable")]
        pairs += [
            np.stack([order[:-1], order[1:]], axis=1),
            np.stack([np.full(len(order) - 2, order[0]), order[2:]], axis=1),
        ]
    return np.concatenate(pairs)
