"""The tree against the recursion of RFC 6962 written naively, against vectors of others, and against pymerkle."""

from base64 import b64decode
from functools import cache

import pymerkle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.kernel.refused import Refused
from labelproof.log.tree import (
    EMPTY_ROOT,
    Frontier,
    check_consistency,
    check_inclusion,
    hashes_of,
    inclusion_path,
    leaf_hash,
    merkle_root,
    node_hash,
    prove_consistency,
    prove_inclusion,
)
from tests.log.vectors import golden, golden_leaves, shared_json

LEAVES = [leaf_hash(b"%d" % i) for i in range(300)]
READ = hashes_of(LEAVES)


def split(n: int) -> int:
    k = 1
    while 2 * k < n:
        k *= 2
    return k


@cache
def naive_root(start: int, stop: int) -> bytes:
    """MTH(D[start:stop]), RFC 6962 §2.1."""
    n = stop - start
    if n < 2:
        return LEAVES[start] if n else EMPTY_ROOT
    k = start + split(n)
    return node_hash(naive_root(start, k), naive_root(k, stop))


def naive_path(m: int, start: int, stop: int) -> list[bytes]:
    """PATH(m, D[start:stop]), RFC 6962 §2.1.1."""
    n = stop - start
    if n == 1:
        return []
    k = split(n)
    if m < k:
        return [*naive_path(m, start, start + k), naive_root(start + k, stop)]
    return [*naive_path(m - k, start + k, stop), naive_root(start, start + k)]


def naive_subproof(m: int, start: int, stop: int, whole: bool) -> list[bytes]:
    """SUBPROOF(m, D[start:stop], whole), RFC 6962 §2.1.2."""
    n = stop - start
    if m == n:
        return [] if whole else [naive_root(start, stop)]
    k = split(n)
    if m <= k:
        return [*naive_subproof(m, start, start + k, whole), naive_root(start + k, stop)]
    return [*naive_subproof(m - k, start + k, stop, False), naive_root(start, start + k)]


def hashes(texts: list[str] | None) -> list[bytes]:
    return [b64decode(text) for text in texts or []]


@pytest.mark.parametrize("n", range(1, 301))
def test_every_inclusion_proof_up_to_300_is_the_naive_one_and_checks(n: int) -> None:
    root = naive_root(0, n)

    for m in range(n):
        proof = prove_inclusion(m, n, READ)
        assert proof == naive_path(m, 0, n)
        check_inclusion(m, n, LEAVES[m], proof, root)


@pytest.mark.parametrize("n", range(1, 301))
def test_every_consistency_proof_up_to_300_is_the_naive_one_and_checks(n: int) -> None:
    root = naive_root(0, n)

    for m in range(n + 1):
        proof = prove_consistency(m, n, READ)
        assert proof == (naive_subproof(m, 0, n, True) if m else [])
        check_consistency(m, n, proof, naive_root(0, m), root)


@pytest.mark.parametrize("n", range(301))
def test_the_frontier_folds_to_the_naive_root_and_survives_its_bytes(n: int) -> None:
    frontier = Frontier()
    frontier.extend(LEAVES[:n])

    again = Frontier.from_bytes(frontier.to_bytes())

    assert again.root() == frontier.root() == naive_root(0, n) == merkle_root(LEAVES[:n])
    assert (again.size, again.hashes) == (n, frontier.hashes)


@pytest.mark.parametrize(("m", "n"), [(1, 2), (3, 7), (4, 7), (6, 8), (128, 300), (255, 256), (299, 300)])
def test_a_proof_with_a_bit_a_hash_or_a_place_changed_does_not_check(m: int, n: int) -> None:
    old, new = naive_root(0, m), naive_root(0, n)
    proof, path = prove_consistency(m, n, READ), prove_inclusion(m, n, READ)

    for i in range(len(proof)):
        flipped = [bytes([h[0] ^ 1]) + h[1:] if i == j else h for j, h in enumerate(proof)]
        for bad in (flipped, proof[:i] + proof[i + 1 :], [*proof, proof[i]]):
            with pytest.raises(Refused, match=r"log\.consistency"):
                check_consistency(m, n, bad, old, new)
    for bad_index in {m - 1, m + 1, m ^ 2, n, n + m, -1}:
        with pytest.raises(Refused, match=r"log\.inclusion"):
            check_inclusion(bad_index, n, LEAVES[m], path, new)


@given(st.integers(0, 20), st.integers(0, 20), st.lists(st.binary(min_size=30, max_size=33), max_size=6), st.data())
def test_random_proofs_are_refused_and_nothing_else(m: int, n: int, proof: list[bytes], data: st.DataObject) -> None:
    roots = st.binary(min_size=32, max_size=32)
    old, new = data.draw(roots), data.draw(roots)

    with pytest.raises(Refused, match=r"log\.inclusion"):
        check_inclusion(m, n, old, proof, new)
    if m != n or old != new:
        with pytest.raises(Refused, match=r"log\.consistency"):
            check_consistency(m, n, proof, old, new)


def test_the_reference_tree_of_rfc_6962_has_its_roots() -> None:
    tree = shared_json("rfc6962_reference_tree.json")
    leaves = [leaf_hash(bytes.fromhex(text)) for text in tree["leaf_inputs_hex"]]

    roots = [merkle_root(leaves[:n]).hex() for n in range(9)]

    assert roots == tree["roots_hex_by_size"]
    read = hashes_of(leaves)
    for level, nodes in enumerate(tree["node_hashes_hex"]):
        assert [read(level, i).hex() for i in range(len(nodes))] == nodes


def test_all_inclusion_vectors_are_judged_as_they_say() -> None:
    cases = shared_json("merkle_inclusion.json")["cases"]

    for case in cases:
        given = case["leafIdx"], case["treeSize"], b64decode(case["leafHash"]), hashes(case["proof"])
        if case["wantErr"]:
            with pytest.raises(Refused, match=r"log\.inclusion"):
                check_inclusion(*given, b64decode(case["root"]))
        else:
            check_inclusion(*given, b64decode(case["root"]))
    assert len(cases) == 98


def test_all_consistency_vectors_are_judged_as_they_say() -> None:
    """But one: its roots are placeholders of 12 bytes, and we insist on hashes of 32."""
    cases = shared_json("merkle_consistency.json")["cases"]
    placeholder = "consistency/additional/sizes-are-equal-one-and-proof-is-empty.json"

    for case in cases:
        roots = b64decode(case["root1"]), b64decode(case["root2"])
        if case["wantErr"] or case["file"] == placeholder:
            with pytest.raises(Refused, match=r"log\.consistency"):
                check_consistency(case["size1"], case["size2"], hashes(case["proof"]), *roots)
        else:
            check_consistency(case["size1"], case["size2"], hashes(case["proof"]), *roots)
    assert len(cases) == 98


def test_the_golden_log_has_its_hashes_roots_frontiers_and_proofs() -> None:
    want = golden()
    leaves = [leaf_hash(leaf) for leaf in golden_leaves(65539)]
    frontier = Frontier()
    roots = {0: frontier.root()}
    for leaf in leaves:
        frontier.append(leaf)
        if str(frontier.size) in want["roots_b64"]:
            roots[frontier.size] = frontier.root()
        if frontier_want := want["frontier_b64"].get(str(frontier.size)):
            assert frontier.hashes == hashes(frontier_want)

    assert [leaf.hex() for leaf in leaves[:3]] == want["leaf_hashes_hex"]
    assert {str(size): root for size, root in roots.items()} == {
        size: b64decode(text) for size, text in want["roots_b64"].items()
    }
    read = hashes_of(leaves)
    for case in want["inclusion_b64"]:
        assert prove_inclusion(case["index"], case["size"], read) == hashes(case["proof"])
    for case in want["consistency_b64"]:
        assert prove_consistency(case["old"], case["new"], read) == hashes(case["proof"])


@pytest.mark.parametrize("n", [0, 1, 2, 7, 64, 100])
def test_pymerkle_grows_the_same_tree(n: int) -> None:
    other = pymerkle.InmemoryTree(algorithm="sha256")
    for i in range(n):
        other.append_entry(b"%d" % i)

    assert merkle_root(LEAVES[:n]) == (other.get_root() if n else EMPTY_ROOT)


def test_the_path_over_a_list_of_hashes_checks_against_their_root() -> None:
    path = inclusion_path(LEAVES[:11], 10)

    check_inclusion(10, 11, LEAVES[10], path, merkle_root(LEAVES[:11]))


def test_a_frontier_copied_grows_apart() -> None:
    frontier = Frontier()
    frontier.append(LEAVES[0])
    copy = frontier.copy()
    copy.append(LEAVES[1])

    assert (frontier.size, frontier.root()) == (1, LEAVES[0])


@pytest.mark.parametrize("raw", [b"", bytes(7), bytes(8) + bytes(32), b"\x00" * 7 + b"\x03" + bytes(32), bytes(9)])
def test_bytes_that_are_no_frontier_raise(raw: bytes) -> None:
    with pytest.raises(ValueError, match="frontier"):
        Frontier.from_bytes(raw)


def test_proofs_outside_the_tree_raise() -> None:
    with pytest.raises(ValueError, match="not in a tree"):
        prove_inclusion(3, 3, READ)
    with pytest.raises(ValueError, match="no prefix"):
        prove_consistency(4, 3, READ)
