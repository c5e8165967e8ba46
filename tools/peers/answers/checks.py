"""Label errors as cleanlab finds them, near-duplicates as rensa and datasketch do, drift as SciPy computes it."""

from collections.abc import Callable
from typing import Any

LOADED_FIRST = ("cleanlab.count", "cleanlab.filter", "rensa", "datasketch")
"""What a clock does not wait for."""

WORDS = 3
PERMUTATIONS, BANDS, ROWS = 128, 32, 4


def jensen_shannon(expected: Any, actual: Any) -> float:
    """SciPy's Jensen-Shannon distance in base 2, squared: the divergence."""
    from scipy.spatial.distance import jensenshannon

    return float(jensenshannon(expected, actual, base=2) ** 2)


def auc(is_positive: Any, score: Any) -> float:
    """scikit-learn's area under the ROC curve."""
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(is_positive, score))


def confident_joint(value_index: Any, out_of_fold: Any, calibrate: bool) -> Any:
    """cleanlab's confident joint."""
    from cleanlab.count import compute_confident_joint

    return compute_confident_joint(value_index, out_of_fold, calibrate=calibrate)


def label_issues(value_index: Any, out_of_fold: Any, filter_by: str) -> Any:
    """cleanlab's flags."""
    from cleanlab.filter import find_label_issues

    return find_label_issues(value_index, out_of_fold, filter_by=filter_by, n_jobs=1)


def label_issues_ranked(value_index: Any, out_of_fold: Any, filter_by: str, rank: str) -> Any:
    """cleanlab's flagged rows, the worst first."""
    from cleanlab.filter import find_label_issues

    return find_label_issues(value_index, out_of_fold, filter_by=filter_by, return_indices_ranked_by=rank, n_jobs=1)


def num_label_issues(value_index: Any, out_of_fold: Any) -> int:
    """cleanlab's estimate of how many labels are wrong."""
    from cleanlab.count import num_label_issues as counted

    return int(counted(value_index, out_of_fold))


def confident_joint_prepared(given: Any) -> Callable[[], Any]:
    """The confident joint alone, timed."""
    return lambda: confident_joint(*given, calibrate=False)


def label_issues_prepared(given: Any) -> Callable[[], Any]:
    """Flags by noise rate, timed."""
    return lambda: label_issues(*given, filter_by="prune_by_noise_rate")


def _shingles(text: str) -> set[str]:
    words = text.split()
    return {" ".join(words[n : n + WORDS]) for n in range(max(len(words) - WORDS + 1, 1))}


def rensa_prepared(given: Any) -> Callable[[], Any]:
    """Candidate pairs of rensa's one-permutation-like R-MinHash with its LSH: texts in, pairs out."""
    from rensa import RMinHash, RMinHashLSH

    texts = given["texts"]

    def run() -> Any:
        lsh = RMinHashLSH(threshold=0.5, num_perm=PERMUTATIONS, num_bands=BANDS)
        pairs = []
        for n, text in enumerate(texts):
            sketch = RMinHash(num_perm=PERMUTATIONS, seed=42)
            sketch.update(list(_shingles(text)))
            pairs += [(other, n) for other in lsh.query(sketch)]
            lsh.insert(n, sketch)
        return pairs

    return run


def datasketch_prepared(given: Any) -> Callable[[], Any]:
    """Candidate pairs of datasketch's MinHash with its LSH: texts in, pairs out."""
    from datasketch import MinHash, MinHashLSH

    texts = given["texts"]

    def run() -> Any:
        lsh = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, ROWS))
        pairs = []
        for n, text in enumerate(texts):
            sketch = MinHash(num_perm=PERMUTATIONS)
            sketch.update_batch([shingle.encode() for shingle in _shingles(text)])
            pairs += [(other, n) for other in lsh.query(sketch)]
            lsh.insert(n, sketch)
        return pairs

    return run
