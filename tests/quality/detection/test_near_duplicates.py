"""Near-duplicate texts: no false pair, a recall that is the theory's, and the same pairs whatever the order of rows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.quality_jobs.checks import planted, quality_of, true_pairs
from labelproof.kernel.refused import Undefined
from labelproof.quality.detection import near_duplicates as module
from labelproof.quality.detection.near_duplicates import folded, linked, near_pairs
from labelproof.quality.kernels import available, minhash, using

words = st.lists(st.sampled_from(["cat", "dog", "Mat", "sät", "on", "the", "a"]), max_size=24)
texts = st.lists(words.map(" ".join) | st.text(max_size=30), min_size=1, max_size=8)


def kernels_of(sets: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    hashes = np.array([h for each in sets for h in each], dtype=np.uint64)
    return hashes, np.concatenate([[0], np.cumsum([len(each) for each in sets])])


def shingle_set(text: str) -> set[object]:
    """The definition, in words: what the hashes stand for."""
    plain = "".join(c if c.isalnum() else " " for c in folded(text))
    found = plain.split()
    if len(found) >= module.SHORT:
        return {*zip(found, found[1:], found[2:], strict=False)}
    joined = "".join(found)
    return {joined[n : n + 5] for n in range(max(len(joined) - 4, 1))} - {""}


@given(texts)
def test_both_kernels_give_the_same_bits(some: list[str]) -> None:
    results = []
    for name in available():
        with using(name):
            hashes, ptr = module._shingles(some, 3, 5, 10)
            full = np.flatnonzero(np.diff(ptr) > 0)
            keys = minhash.band_keys(hashes, ptr[np.append(full, len(ptr) - 1)]) if len(full) else np.empty(0)
            n = len(some)
            pairs = minhash.jaccard(hashes, ptr, np.arange(n), np.arange(n)[::-1])
            results.append((hashes.tolist(), ptr.tolist(), keys.tolist(), pairs.tolist()))

    assert all(result == results[0] for result in results)


def test_both_kernels_spell_long_words_alike() -> None:
    """In NumPy short words are hashed step by step and long ones by powers; words may end where a text does."""
    rng = np.random.default_rng(4)
    some = [" ".join("ab"[int(c)] * int(n) for c, n in rng.integers([0, 1], [2, 70], (n, 2))) for n in range(9, 40)]
    results = []
    for name in available():
        with using(name):
            results.append([each.tolist() for each in module._shingles([*some, "a", "b" * 90], 3, 5, 10)])

    assert results[0] == results[-1]


@pytest.mark.parametrize("kernel", available())
@given(one=words.map(" ".join), other=words.map(" ".join))
def test_the_jaccard_of_hashes_is_that_of_the_shingles(kernel: str, one: str, other: str) -> None:
    with using(kernel):
        hashes, ptr = module._shingles([one, other], 3, 5, 10)
        found = minhash.jaccard(hashes, ptr, np.array([0]), np.array([1]))[0]
    a, b = shingle_set(one), shingle_set(other)
    if {len(one.split()) >= 10, len(other.split()) >= 10} == {True, False}:
        a = set()  # shingles of words and of characters never meet

    assert found == (len(a & b) / len(a | b) if a and b else 0.0)


@pytest.mark.parametrize("kernel", available())
@pytest.mark.parametrize("n_shared", [6, 60])
def test_a_band_is_shared_with_the_probability_the_theory_says(kernel: str, n_shared: int) -> None:
    """Also among small sets, whose bins are mostly filled from donors: rotation, the naive way, gives them too few."""
    rng = np.random.default_rng(5)
    n_own = n_shared // 3
    sets = []
    for _ in range(1_500):
        drawn = rng.integers(0, 2**63, n_shared + 2 * n_own).tolist()
        sets += [drawn[: n_shared + n_own], drawn[:n_shared] + drawn[n_shared + n_own :]]
    with using(kernel):
        keys = minhash.band_keys(*kernels_of(sets))
    shared = (keys[:, ::2] == keys[:, 1::2]).mean()
    j = n_shared / (n_shared + 2 * n_own)

    # Within a set the bins are dependent, and a band may hold one value four times: more than J^4, never less.
    assert j**4 * 0.95 <= shared <= j**4 * (1.1 if n_shared > 50 else 1.6)


@pytest.mark.slow
@pytest.mark.parametrize("kernel", available())
def test_planted_copies_are_found_and_nothing_else(kernel: str) -> None:
    some = planted(6_000, 2_000, seed=3)["texts"]
    with using(kernel):
        pairs = near_pairs(some)
    precision, recall = quality_of({*zip(pairs.left.tolist(), pairs.right.tolist())}, true_pairs(tuple(some)))

    assert precision == 1.0
    assert recall >= 0.97


@given(st.lists(words.map(" ".join), min_size=2, max_size=12), st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_the_order_of_texts_changes_no_pair(some: list[str], random) -> None:
    order = list(range(len(some)))
    random.shuffle(order)
    first, second = near_pairs(some), near_pairs([some[n] for n in order])
    back = {tuple(sorted((order[a], order[b]))) for a, b in zip(second.left.tolist(), second.right.tolist())}

    assert back == {*zip(first.left.tolist(), first.right.tolist())}


def test_a_crowd_of_copies_is_one_cluster_at_a_linear_cost() -> None:
    rng = np.random.default_rng(0)
    stem = [f"word{n}" for n in range(40)]
    crowd = [" ".join([*stem[:n], "new", *stem[n + 1 :]]) for n in rng.integers(0, 40, 3_000)]
    pairs = near_pairs([*crowd, "something else entirely that nobody wrote before in this place ever at all"])

    assert len(set(pairs.clusters()[:-1].tolist())) == 1
    assert pairs.clusters()[-1] == 3_000
    assert pairs.n_candidates < 32 * 2 * 3_000
    assert pairs.n_crowds > 0


def test_a_crowds_pairs_do_not_depend_on_the_order_of_rows() -> None:
    rng = np.random.default_rng(1)
    crowd = [f"the very same long notice number {n} for all of you to read and keep" for n in range(100)]
    order = rng.permutation(100)
    first, second = near_pairs(crowd), near_pairs([crowd[n] for n in order])
    back = {tuple(sorted((order[a], order[b]))) for a, b in zip(second.left.tolist(), second.right.tolist())}

    assert first.n_crowds
    assert back == {*zip(first.left.tolist(), first.right.tolist())}


def test_too_many_candidates_are_said_and_not_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_PAIRS", 3)

    with pytest.raises(Undefined, match="did_not_finish"):
        near_pairs(["the same words again"] * 5)


def test_case_forms_and_punctuation_do_not_count() -> None:
    pairs = near_pairs(["Le café est très bon", "le CAFE\u0301 est — TRÈS bon!", None, "", "…"])

    assert (pairs.left.tolist(), pairs.right.tolist(), pairs.jaccard.tolist()) == ([0], [1], [1.0])
    assert (pairs.n_texts, pairs.n_compared) == (5, 2)


def test_text_without_spaces_is_compared_by_characters() -> None:
    pairs = near_pairs(["今日は天気がとても良いので散歩に行きました", "今日は天気がとても良いので散歩に行きます"])

    assert len(pairs.left) == 1


def test_an_expected_miss_is_a_short_text_beside_a_longer_one() -> None:
    nine = "one two three four five six seven eight nine"

    assert len(near_pairs([nine, nine + " ten"]).left) == 0
    assert len(near_pairs([nine, nine + " ten"], short=3).left) == 1


def test_no_text_has_no_pair() -> None:
    assert near_pairs([]).n_compared == 0
    assert near_pairs([None]).clusters().tolist() == [0]


@given(st.integers(1, 12), st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=15))
def test_linked_things_are_those_a_walk_reaches(n: int, edges: list[tuple[int, int]]) -> None:
    edges = [(a % n, b % n) for a, b in edges]
    found = linked(n, np.array([a for a, _ in edges], dtype=int), np.array([b for _, b in edges], dtype=int))
    reached = list(range(n))
    for _ in range(n):
        for a, b in edges:
            reached[a] = reached[b] = min(reached[a], reached[b])

    assert found.tolist() == reached
