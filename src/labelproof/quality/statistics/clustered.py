"""The variance of a figure whose rows hang together in two ways: by item, and by the person who answered."""

from dataclasses import dataclass

import numpy as np

from labelproof.quality.arrays import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Spread:
    """A variance and the degrees of freedom of Student's t that goes with it.

    by_nested, by_crossed, by_both: its parts, by one kind of cluster, by the other, and by their intersection.
    """

    variance: float
    freedom: float
    by_nested: float
    by_crossed: float
    by_both: float


def one_way(influence: FloatArray, cluster: IntArray) -> float:
    """Sum over clusters of the squared sum of influences: the sandwich, uncorrected.

    Shape:   influence (n,) of each row on the figure; cluster (n,).
    Unit:    that of the figure, squared.
    Missing: left out by the caller.
    Errors:  none.
    Source:  Liang & Zeger, Longitudinal Data Analysis Using Generalized Linear Models (1986).

    >>> one_way(np.array([1.0, 1.0, -2.0]), np.array([0, 0, 1]))
    8.0
    """
    return float((np.bincount(cluster, weights=influence) ** 2).sum())


def two_way(influence: FloatArray, nested: IntArray, crossed: IntArray, side: IntArray, weight: FloatArray) -> Spread:
    """V_nested + V_crossed - V_both, of a figure that sets one side against the other.

    Nested clusters lie on one side each (people, when groups of people are compared); crossed ones reach over both
    (the items that both sides answered). A cluster that holds the share h of its side pulls its side's mean towards
    itself, so its square is divided by 1 - h: with equal clusters that is the usual G / (G - 1), for each side by
    itself, and 5 people against 100 are not taken for 105.

    What two rows of one nested cluster have in common, V_nested - V_both, is a variance component and no less than 0,
    though its estimate may be; so V is at least V_crossed. The other difference may rightly be negative: what an item
    adds to both sides cancels.

    Shape:   rows (n,); side 0 or 1 (all 0: one mean, no comparison); weight > 0.
    Unit:    that of the figure, squared; freedom: the lesser of Welch's over the nested clusters of the two sides and
             the number of crossed clusters - 1, where clusters count by their weight, 1 / sum h^2.
    Missing: left out by the caller.
    Errors:  none; infinite, where a side is one cluster.
    Source:  Cameron, Gelbach & Miller, Robust Inference With Multiway Clustering (2011), equation 2.11; Bell &
             McCaffrey, Bias Reduction in Standard Errors (2002), for 1 - h; Welch (1947).

    >>> u = np.array([0.5, 0.5, -0.5, -0.5]) / 2
    >>> two_way(u, np.array([0, 1, 2, 3]), np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1]), np.ones(4)).by_crossed
    0.0
    """
    nested_parts, nested_freedom = _parts(influence, nested, side, weight)
    crossed_parts, crossed_freedom = _parts(influence, crossed, np.zeros_like(side), weight)
    both = nested.astype(np.int64) * (int(crossed.max(initial=0)) + 1) + crossed
    both_parts, _ = _parts(influence, both, side, weight)
    by_nested, by_crossed, by_both = (float(each.sum()) for each in (nested_parts, crossed_parts, both_parts))
    shared = max(by_nested - by_both, 0.0) if np.isfinite(by_nested) else by_nested
    welch = by_nested**2 / max(float((nested_parts**2 / nested_freedom).sum()), 1e-300)
    freedom = min(float(welch) if by_nested else float(nested_freedom.min()), float(crossed_freedom.min()))
    return Spread(by_crossed + shared, freedom, by_nested, by_crossed, by_both)


def _parts(
    influence: FloatArray, cluster: IntArray, side: IntArray, weight: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Each side's variance by these clusters, and its degrees of freedom."""
    _, first, of = np.unique(cluster, return_index=True, return_inverse=True)
    at = side[first]
    held = np.bincount(of, weights=weight)
    share = held / np.bincount(at, weights=held)[at]
    squared = np.bincount(of, weights=influence) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        corrected = np.where(share < 1, squared / (1 - share), np.where(squared > 0, np.inf, 0.0))
    counted = np.bincount(at, weights=share**2)
    there = counted > 0
    freedom = np.maximum(1 / counted[there] - 1, 1e-9)
    variance: FloatArray = np.bincount(at, weights=corrected).astype(np.float64)
    return variance[there], freedom
