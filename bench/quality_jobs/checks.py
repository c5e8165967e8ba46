"""Jobs of checks: near-duplicate texts beside rensa and datasketch, label errors beside cleanlab."""

from collections import defaultdict
from functools import cache
from typing import Any

import numpy as np

from bench.quality_jobs import Job
from labelproof.quality.detection.near_duplicates import near_pairs
from labelproof.quality.kernels.confident import confident
from labelproof.quality.label_errors import LabelErrors, label_errors

N_TEXTS, N_COPIES, N_VOCABULARY = 100_000, 10_000, 20_000
ALIKE = 0.5
Pairs = set[tuple[int, int]]


def planted(n_texts: int = N_TEXTS, n_copies: int = N_COPIES, seed: int = 0) -> dict[str, Any]:
    """Texts of 20 to 60 words, some of them copies of others with one to five words replaced; and every true pair."""
    rng = np.random.default_rng(seed)
    rank = np.arange(1, N_VOCABULARY + 1)
    often = 1 / (rank + 30)  # Zipf and Mandelbrot's law, as words are
    lengths = rng.integers(20, 61, n_texts - n_copies)
    words = rng.choice(N_VOCABULARY, lengths.sum(), p=often / often.sum())
    texts = np.split(words, np.cumsum(lengths)[:-1])
    for source in rng.integers(0, len(texts), n_copies):
        copy = texts[source].copy()
        places = rng.choice(len(copy), rng.integers(1, 6), replace=False)
        copy[places] = rng.integers(0, N_VOCABULARY, len(places))
        texts.append(copy)
    order = rng.permutation(len(texts))
    spelled = np.array([f"w{number:x}" for number in range(N_VOCABULARY)])
    return {"texts": [" ".join(spelled[texts[n]].tolist()) for n in order]}


@cache
def true_pairs(texts: tuple[str, ...]) -> Pairs:
    """All pairs with Jaccard >= .5, among all that share a shingle: no hash, no sampling."""
    sets = [shingles(text) for text in texts]
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for n, each in enumerate(sets):
        for shingle in each:
            holders[shingle].append(n)
    met: set[tuple[int, int]] = set()
    for rows in holders.values():
        met.update((a, b) for at, a in enumerate(rows) for b in rows[at + 1 :])
    return {(a, b) for a, b in met if len(sets[a] & sets[b]) >= ALIKE * len(sets[a] | sets[b])}


def shingles(text: str) -> set[tuple[str, ...]]:
    """The text's 3-word shingles."""
    words = text.split()
    return set(zip(words, words[1:], words[2:], strict=False))


def quality_of(pairs: Pairs, truth: Pairs) -> tuple[float, float]:
    """Precision and recall."""
    return len(pairs & truth) / max(len(pairs), 1), len(pairs & truth) / len(truth)


@cache
def _texts() -> dict[str, Any]:
    return planted()


def _near(given: dict[str, Any]) -> Any:
    return near_pairs(given["texts"])


def _same_pairs(ours: Any, theirs: list[tuple[int, int]]) -> str:
    truth = true_pairs(tuple(_texts()["texts"]))
    precision, recall = quality_of(set(zip(ours.left.tolist(), ours.right.tolist(), strict=True)), truth)
    their_precision, their_recall = quality_of({(a, b) for a, b in theirs}, truth)
    if precision < 1 or recall < 0.975:
        raise AssertionError(f"precision {precision}, recall {recall} of {len(truth)} pairs")
    return f"precision {precision:.3f} recall {recall:.3f}, peer's {their_precision:.3f} {their_recall:.3f}"


def noisy(n: int = 100_000, n_values: int = 10, seed: int = 0) -> Any:
    """Labels of which one in ten was drawn anew, and a model's probabilities."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, n_values, n)
    given = np.where(rng.random(n) < 0.1, rng.integers(0, n_values, n), truth)
    logit = rng.normal(size=(n, n_values))
    logit[np.arange(n), truth] += 3
    table = np.exp(logit)
    return given, table / table.sum(axis=1, keepdims=True)


def _joint(given: Any) -> Any:
    value_index, table = given
    n_values = table.shape[1]
    found = confident(value_index, table).confident
    sure = found >= 0
    cells = np.bincount(value_index[sure] * n_values + found[sure], minlength=n_values**2)
    return cells.reshape(n_values, n_values)


def _same_joint(ours: Any, theirs: Any) -> str:
    if (ours != theirs).any():
        raise AssertionError("the confident joints differ")
    return "same joint"


def _same_flags(ours: LabelErrors, theirs: Any) -> str:
    if (ours.flagged != theirs).any():
        raise AssertionError(f"{(ours.flagged != theirs).sum()} flags differ")
    return f"same {theirs.sum()} flags"


JOBS: tuple[Job, ...] = (
    Job("near-duplicates, 100k texts, rensa", _texts, _near, "checks.rensa_prepared", 2, None, _same_pairs, 3, 1),
    Job(
        "near-duplicates, 100k texts, datasketch",
        _texts,
        _near,
        "checks.datasketch_prepared",
        15,
        None,
        _same_pairs,
        3,
        1,
    ),
    Job("confident joint, 100k x 10", noisy, _joint, "checks.confident_joint_prepared", 1.5, 1.5, _same_joint, 9, 9),
    Job(
        "label errors: joint, flags and order, 100k x 10",
        noisy,
        lambda given: label_errors(*given),
        "checks.label_issues_prepared",
        3,
        2,
        _same_flags,
        9,
        9,
    ),
)
