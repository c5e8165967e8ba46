"""Items whose annotators differ."""

from collections.abc import Sequence

import numpy as np

from labelproof.quality.answers import Answers
from labelproof.quality.sampling.draw import Design, Sample, by_score


def disagreement(
    answers: Answers, n: int, seed: bytes, item_ids: Sequence[str], *, design: Design = "poisson", floor: float = 0.1
) -> Sample:
    """A sample that prefers items on which two annotators drawn at random give different values.

    Shape:   answers of one question; item_ids in the order of its items.
    Unit:    probability.
    Missing: an item with fewer than two answers has nothing to differ; it keeps its share of the floor.
    Errors:  Refused("sample.bad"); Refused("answers.bad") for answers that are numbers.
    Source:  share of differing pairs, as in Fleiss (1971); chances as `by_score`.

    >>> from labelproof.quality.columns import from_columns
    >>> votes = from_columns(["i", "i", "j", "j"], ["ana", "ben"] * 2, ["x", "y", "x", "x"])
    >>> disagreement(votes, 1, b"seed", ["i", "j"]).probability.round(2).tolist()
    [0.95, 0.05]
    """
    code = answers.item_index.astype(np.int64) * answers.n_values + answers.codes
    runs, count = np.unique(code, return_counts=True)
    same = np.bincount(runs // max(answers.n_values, 1), weights=count * (count - 1.0), minlength=answers.n_items)
    m = np.diff(answers.item_ptr)
    score = np.where(m > 1, 1 - same / np.maximum(m * (m - 1.0), 1.0), 0.0)
    return by_score(score, n, seed, item_ids, method="disagreement", design=design, floor=floor)
