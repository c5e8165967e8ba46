"""Disagreement per item and per label: the entropy of votes and of posteriors."""

import numpy as np

from labelproof.quality.answers import Answers
from labelproof.quality.arrays import FloatArray


def vote_entropy(answers: Answers) -> FloatArray:
    """Each item's entropy of votes, in bits.

    Shape:   answers of one question; returns (n_items,).
    Unit:    bits, 0 to log2 K.
    Missing: NaN for an item with fewer than two answers: one vote cannot disagree.
    Errors:  Refused("answers.bad") for answers that are numbers.
    Source:  Shannon (1948), plug-in; low for few votes (three votes reach 1.58 bits at most).

    >>> from labelproof.quality.columns import from_columns
    >>> vote_entropy(from_columns(["i", "i", "j", "j"], ["a", "b"] * 2, ["x", "y", "x", "x"])).tolist()
    [1.0, 0.0]
    """
    cell, count = np.unique(answers.item_index.astype(np.int64) * answers.n_values + answers.codes, return_counts=True)
    item = cell // max(answers.n_values, 1)
    n_votes = np.bincount(answers.item_index, minlength=answers.n_items)
    p = count / n_votes[item]
    order = np.lexsort((p, item))  # equal votes add up equally, whatever the values are called
    entropy = np.bincount(item[order], weights=(-p * np.log2(p))[order], minlength=answers.n_items)
    return np.where(n_votes >= 2, np.abs(entropy), np.nan)


def posterior_entropy(posterior: FloatArray) -> FloatArray:
    """Each row's entropy in bits.

    Shape:   (items, K), rows sum to 1; returns (items,).
    Unit:    bits.
    Missing: a row of NaN stays NaN.
    Errors:  none.
    Source:  Shannon (1948).

    >>> posterior_entropy(np.array([[0.5, 0.5], [1.0, 0.0]])).tolist()
    [1.0, 0.0]
    """
    logs = np.log2(posterior, out=np.zeros_like(posterior), where=posterior > 0)
    return np.abs(-(posterior * logs).sum(axis=1))
