"""The Merkle tree of RFC 6962: hashes, the frontier that grows it, inclusion and consistency proofs."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from labelproof.kernel.refused import Refused

EMPTY_ROOT = hashlib.sha256(b"").digest()  # RFC 6962 §2.1, MTH of nothing
HASH_SIZE = 32

HashReader: TypeAlias = Callable[[int, int], bytes]
"""(level, index) -> MTH(D[index * 2^level : (index + 1) * 2^level]), a complete subtree."""

_sha256 = hashlib.sha256


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256(0x00 || entry), RFC 6962 §2.1."""
    return _sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right), RFC 6962 §2.1."""
    return _sha256(b"\x01" + left + right).digest()


class Frontier:
    """The roots of a tree's complete subtrees, largest first, one per set bit of its size.

    >>> f = Frontier()
    >>> f.append(leaf_hash(b"a")); f.append(leaf_hash(b"b"))
    >>> f.root() == node_hash(leaf_hash(b"a"), leaf_hash(b"b"))
    True
    """

    __slots__ = ("hashes", "size")

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        self.size, self.hashes = size, list(hashes)
        if size < 0 or len(self.hashes) != size.bit_count() or any(len(h) != HASH_SIZE for h in self.hashes):
            raise ValueError(f"a frontier of size {size} has {size.bit_count()} hashes of {HASH_SIZE} bytes")

    def append(self, leaf: bytes) -> None:
        """Take in one leaf hash."""
        size, hashes, pop = self.size, self.hashes, self.hashes.pop
        while size & 1:
            leaf = _sha256(b"\x01" + pop() + leaf).digest()
            size >>= 1
        hashes.append(leaf)
        self.size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Take in leaf hashes in order."""
        for leaf in leaves:
            self.append(leaf)

    def root(self) -> bytes:
        """The root of the tree so far: a fold of the frontier from the right."""
        if not self.hashes:
            return EMPTY_ROOT
        root = self.hashes[-1]
        for left in self.hashes[-2::-1]:
            root = node_hash(left, root)
        return root

    def copy(self) -> "Frontier":
        """The same frontier, which grows apart from this one."""
        return Frontier(self.size, self.hashes)

    def to_bytes(self) -> bytes:
        """Size as uint64, then the hashes, largest subtree first."""
        return self.size.to_bytes(8, "big") + b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Frontier":
        """The frontier `to_bytes` wrote; bytes of any other length raise ValueError."""
        if len(raw) < 8 or len(raw) % HASH_SIZE != 8:
            raise ValueError(f"{len(raw)} bytes are no frontier")
        return cls(int.from_bytes(raw[:8], "big"), [raw[i : i + HASH_SIZE] for i in range(8, len(raw), HASH_SIZE)])


def merkle_root(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes in order."""
    frontier = Frontier()
    frontier.extend(leaves)
    return frontier.root()


def inclusion_path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The inclusion proof of one of these leaf hashes in the tree of all of them."""
    return prove_inclusion(index, len(leaves), hashes_of(leaves))


def hashes_of(leaves: Sequence[bytes]) -> HashReader:
    """A reader over leaf hashes in memory; the levels above them are hashed once, here."""
    levels = [list(leaves)]
    while len(below := levels[-1]) > 1:
        levels.append([node_hash(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)])
    return lambda level, index: levels[level][index]


def range_hash(start: int, stop: int, read: HashReader) -> bytes:
    """MTH(D[start:stop]) where start is a multiple of the smallest power of two not below stop - start."""
    parts: list[bytes] = []
    while start < stop:
        level = (stop - start).bit_length() - 1  # the largest complete subtree that still fits
        parts.append(read(level, start >> level))
        start += 1 << level
    root = parts.pop()
    while parts:
        root = node_hash(parts.pop(), root)
    return root


def prove_inclusion(index: int, size: int, read: HashReader) -> list[bytes]:
    """PATH(index, D[0:size]), RFC 9162 §2.1.3.1: from the leaf's sibling upwards."""
    if not 0 <= index < size:
        raise ValueError(f"entry {index} is not in a tree of {size}")
    start, stop, proof = 0, size, list[bytes]()
    while stop - start > 1:
        middle = start + _split(stop - start)
        if index < middle:
            proof.append(range_hash(middle, stop, read))
            stop = middle
        else:
            proof.append(range_hash(start, middle, read))
            start = middle
    return proof[::-1]


def prove_consistency(old: int, new: int, read: HashReader) -> list[bytes]:
    """PROOF(old, D[0:new]), RFC 9162 §2.1.4.1; nothing to prove from size 0 or between equal sizes."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {old} is no prefix of a tree of {new}")
    if old in (0, new):
        return []
    start, stop, whole, proof = 0, new, True, list[bytes]()
    while stop != old:  # SUBPROOF(old, D[start:stop], whole)
        middle = start + _split(stop - start)
        if old <= middle:
            proof.append(range_hash(middle, stop, read))
            stop = middle
        else:
            proof.append(range_hash(start, middle, read))
            start, whole = middle, False
    if not whole:
        proof.append(range_hash(start, stop, read))
    return proof[::-1]


def check_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Refuse unless `proof` shows that the tree with this root has this leaf hash at `index` (RFC 9162 §2.1.3.2)."""
    _hashes_only("log.inclusion", (leaf, root, *proof))
    if not 0 <= index < size:  # step 1
        raise _bad("log.inclusion", f"entry {index} is not in a tree of {size}")
    fn, sn, r = index, size - 1, leaf  # steps 2, 3
    for p in proof:  # step 4
        if sn == 0:
            raise _bad("log.inclusion", f"the proof of entry {index} in {size} is too long")
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node_hash(r, p)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0 or r != root:  # step 5
        raise _bad("log.inclusion", f"the proof does not lead from entry {index} to the root of size {size}")


def check_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Refuse unless `proof` shows that the tree of `old` is a prefix of the tree of `new` (RFC 9162 §2.1.4.2)."""
    _hashes_only("log.consistency", (old_root, new_root, *proof))
    if not 0 <= old <= new:
        raise _bad("log.consistency", f"a tree of {old} is no prefix of a tree of {new}")
    if old in (0, new):  # size 0 proves nothing; equal sizes need equal roots; both an empty proof
        same = old_root == (EMPTY_ROOT if old == 0 else new_root)
        if proof or not same:
            raise _bad("log.consistency", f"sizes {old} and {new} need equal roots and an empty proof")
        return
    path = list(proof)
    if old & (old - 1) == 0:  # step 2: a power of two is its own first node
        path.insert(0, old_root)
    if len(path) == 0:  # step 1
        raise _bad("log.consistency", "the proof is empty")
    fn, sn = old - 1, new - 1  # step 3
    while fn & 1:  # step 4
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]  # step 5
    for c in path[1:]:  # step 6
        if sn == 0:
            raise _bad("log.consistency", "the proof is too long")
        if fn & 1 or fn == sn:
            fr, sr = node_hash(c, fr), node_hash(c, sr)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, c)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0 or fr != old_root or sr != new_root:  # step 7
        raise _bad("log.consistency", f"the tree of {new} does not start with the tree of {old}")


def _split(n: int) -> int:
    """The largest power of two below n, RFC 9162 §2.1.1."""
    return 1 << ((n - 1).bit_length() - 1)


def _hashes_only(code: str, hashes: Iterable[bytes]) -> None:
    if any(len(h) != HASH_SIZE for h in hashes):
        raise _bad(code, f"a hash does not have {HASH_SIZE} bytes")


def _bad(code: str, what: str) -> Refused:
    return Refused(code, what, "keep both sides as they are (they are evidence) and ask the log's operator")
