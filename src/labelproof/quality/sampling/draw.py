"""What a sample is, and the ways to draw one whose every item had a known chance."""

import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from labelproof.kernel.refused import Problem, Refused
from labelproof.quality.arrays import FloatArray, IntArray

Design = Literal["poisson", "pareto", "equal", "strata", "nonprobability"]


@dataclass(frozen=True, slots=True)
class Sample:
    """Which items were drawn, and the chance each item had.

    Shape:   item_index ascending; probability (items,), above 0 for each item, or None for a nonprobability sample,
             from which no rate of all items is estimated; stratum (items,) where it was drawn by stratum.
    Unit:    probability.
    claim:   "honest" when the seed could not be chosen by whoever drew it, else "reproducible" (see `honest_seed`).
    """

    method: str
    design: Design
    item_index: IntArray
    probability: FloatArray | None
    n_items: int
    stratum: IntArray | None = None
    claim: Literal["honest", "reproducible"] = "reproducible"

    def __len__(self) -> int:
        return len(self.item_index)


def uniforms(seed: bytes, item_ids: Sequence[str]) -> FloatArray:
    """A number between 0 and 1 for each item that depends on the seed and its id alone.

    Shape:   any number of distinct ids; the result in their order.
    Unit:    strictly between 0 and 1, in steps of 2^-53.
    Missing: does not occur.
    Errors:  none.
    Source:  the first 53 bits of HMAC-SHA-256(seed, id as UTF-8) (RFC 2104), and a half: order and platform do not
             matter, and anyone can compute it again.

    >>> uniforms(bytes(32), ["item-7"]).round(6).tolist()
    [0.409756]
    """
    words = [int.from_bytes(hmac.digest(seed, each.encode(), "sha256")[:8], "big") >> 11 for each in item_ids]
    return (np.array(words, dtype=np.float64) + 0.5) / 2.0**53


def chances(score: FloatArray, n: float) -> FloatArray:
    """Inclusion probabilities in proportion to a score, summing to n: those that would exceed 1 are 1, the rest share.

    Shape:   score (items,), above 0; 0 < n <= items.
    Unit:    probability.
    Missing: does not occur.
    Errors:  Refused("sample.bad").
    Source:  Tillé, Sampling Algorithms (2006), section 2.10.

    >>> chances(np.array([1.0, 1.0, 8.0]), 2).tolist()
    [0.5, 0.5, 1.0]
    """
    problems: list[Problem] = []
    if score.ndim != 1 or not (np.isfinite(score) & (score > 0)).all():
        problems.append(Problem("score", "is not one row of numbers above 0"))
    if not 0 < n <= len(score):
        problems.append(Problem("n", f"is {n}, of {len(score)} items"))
    if problems:
        what = "; ".join(f"{each.field} {each.what}" for each in problems)
        raise Refused("sample.bad", what, "draw at least one and at most all items", tuple(problems))
    sure = np.zeros(len(score), dtype=np.bool_)
    pi = np.ones(len(score))
    while not sure.all():
        pi[~sure] = (n - sure.sum()) * score[~sure] / score[~sure].sum()
        if (pi <= 1).all():
            break
        sure |= pi >= 1
        pi[sure] = 1.0
    return pi


def poisson(pi: FloatArray, u: FloatArray) -> IntArray:
    """Each item on its own, when its number lies below its chance: chances exact, the size only on average.

    Shape:   pi and u (items,).
    Unit:    indexes, ascending.
    Missing: does not occur.
    Errors:  none.
    Source:  Hájek, Sampling from a Finite Population (1981), chapter 6.

    >>> poisson(np.array([0.5, 1.0]), np.array([0.7, 0.9])).tolist()
    [1]
    """
    return np.flatnonzero(u < pi)


def pareto(pi: FloatArray, u: FloatArray) -> IntArray:
    """The items with the smallest ratio of odds u : pi: the size exact, chances within about 1 / n of those named.

    Shape:   pi and u (items,); pi sums to the size.
    Unit:    indexes, ascending.
    Missing: does not occur.
    Errors:  none.
    Source:  Rosén, On Sampling with Probability Proportional to Size (1997).

    >>> pareto(np.array([0.5, 0.5, 1.0]), np.array([0.7, 0.3, 0.9])).tolist()
    [1, 2]
    """
    with np.errstate(divide="ignore"):
        rank = (u / (1 - u)) * ((1 - pi) / pi)
    return np.sort(np.argsort(rank, kind="stable")[: round(float(pi.sum()))])


DESIGNS: Mapping[str, Callable[[FloatArray, FloatArray], IntArray]] = {"poisson": poisson, "pareto": pareto}


def by_score(
    score: FloatArray, n: int, seed: bytes, item_ids: Sequence[str], *, method: str, design: Design, floor: float
) -> Sample:
    """A sample that prefers high scores, and still gives each item a chance.

    Shape:   score (items,), 0 or more; floor: the share of the sample that is spread over all items alike.
    Unit:    probability.
    Missing: does not occur.
    Errors:  Refused("sample.bad").
    Source:  a mixture: pi in proportion to (1 - floor) score / sum + floor / items. "nonprobability" takes the n
             highest scores, ties by the items' numbers, and no chance is known.

    >>> drawn = by_score(np.array([0.0, 1.0]), 1, b"s", ["a", "b"], method="m", design="poisson", floor=0.2)
    >>> drawn.probability.round(2).tolist()
    [0.1, 0.9]
    """
    check_ids(item_ids, score, n, design, floor)
    u = uniforms(seed, item_ids)
    name = f"{method}/{design}@1"
    if design == "nonprobability":
        first = np.lexsort((u, -score))[:n]
        return Sample(name, design, np.sort(first), None, len(score))
    total = float(score.sum())
    spread = (1 - floor) * score / total + floor / len(score) if total > 0 else np.ones(len(score))
    pi = chances(spread, n)
    return Sample(name, design, DESIGNS[design](pi, u), pi, len(score))


def check_ids(
    item_ids: Sequence[str], score: FloatArray | IntArray, n: int, design: str = "poisson", floor: float = 0.5
) -> None:
    """Refuses what no sample can be drawn from, all problems at once."""
    problems: list[Problem] = []
    if len(item_ids) != len(score):
        problems.append(Problem("item_ids", f"{len(item_ids)} are given for {len(score)} items"))
    if len(set(item_ids)) != len(item_ids):
        problems.append(Problem("item_ids", "name an item twice"))
    if not (np.isfinite(score) & (score >= 0)).all():
        problems.append(Problem("score", "is negative, or no number"))
    if not 0 < n <= len(score):
        problems.append(Problem("n", f"is {n}, of {len(score)} items"))
    if design not in ("nonprobability", *DESIGNS):
        problems.append(Problem("design", f"is {design!r}; there are {', '.join(DESIGNS)}, nonprobability"))
    if not 0 < floor <= 1:
        problems.append(Problem("floor", f"is {floor}: each item needs a chance"))
    if problems:
        what = "; ".join(f"{each.field} {each.what}" for each in problems)
        raise Refused("sample.bad", what, "name each item once, and draw at least one of them", tuple(problems))
