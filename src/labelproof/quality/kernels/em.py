"""One pass of EM over a part of the votes: what every model of annotators has in common."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.kernels import chosen

MOST_COMPILED_IN = 16
"""Up to here K is a constant of the compiled code, one version each."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some items' votes: what one worker gets, and all it needs beside the parameters.

    Shape:   as Coded, for these items alone; gold (items,) or empty; posterior (items, K) as it was, and is replaced.
    """

    ptr: IntArray
    row: IntArray
    weight: FloatArray | None
    row_value: IntArray
    gold: IntArray
    posterior: FloatArray


@dataclass(frozen=True, slots=True)
class Parameters:
    """A model as the pass over votes sees it.

    Shape: table (rows, K): log P(this answer | true value); or (rows,): the log odds by which an answer speaks for its
           own value against any other. log_prevalence (K,). constant: what `table` left out of the log-likelihood.
    """

    table: FloatArray
    log_prevalence: FloatArray
    constant: float = 0.0


@dataclass(frozen=True, slots=True)
class Sums:
    """All that the next parameters need: expected counts, whose size does not depend on the number of votes.

    Shape: counts as `table`; prevalence (K,) the expected items of each value; posterior (items, K) of the part.
    """

    counts: FloatArray
    prevalence: FloatArray
    log_likelihood: float
    change: float
    posterior: FloatArray

    def add(self, other: "Sums") -> "Sums":
        """Both parts'; in place, for the counts of a large crowd are large."""
        np.add(self.counts, other.counts, out=self.counts)
        np.add(self.prevalence, other.prevalence, out=self.prevalence)
        change = max(self.change, other.change)
        return Sums(self.counts, self.prevalence, self.log_likelihood + other.log_likelihood, change, self.posterior)


@dataclass(frozen=True, slots=True)
class Pass:
    """One part with the parameters to read it by, or None: count from the part's posterior as it is.

    `compiled` travels with the work: a thread or process elsewhere does not know what was chosen here.
    """

    part: Part
    parameters: Parameters | None
    shape: tuple[int, ...]
    compiled: bool

    @classmethod
    def over(cls, part: Part, parameters: Parameters | None, shape: tuple[int, ...]) -> "Pass":
        return cls(part, parameters, shape, chosen.compiled())


def run(work: Pass) -> Sums:
    """Expectation over one part, then its expected counts.

    Shape:   see Part, Parameters, Sums.
    Unit:    counts; nats.
    Missing: a part has only items with votes.
    Errors:  none.
    Source:  Dawid & Skene (1979), equations 2.3 to 2.5.

    >>> part = Part(np.array([0, 1]), np.array([0]), None, np.array([0]), np.empty(0, int), np.array([[0.5, 0.5]]))
    >>> run(Pass.over(part, Parameters(np.log([[0.9, 0.3]]), np.log([0.5, 0.5])), (1, 2))).prevalence.round(2).tolist()
    [0.75, 0.25]
    """
    part = work.part
    posterior = part.posterior if part.posterior.flags.writeable else part.posterior.copy()
    counts, prevalence = np.zeros(work.shape), np.zeros(posterior.shape[1])
    step: Any
    if work.compiled:
        from labelproof.quality.kernels.compiled import em as step
    else:
        from labelproof.quality.kernels.plain import em as step
    width = (0.0,) * len(prevalence) if 0 < len(prevalence) <= MOST_COMPILED_IN else None
    if work.parameters is None:
        step.count(width, part.ptr, part.row, part.row_value, part.weight, posterior, counts, prevalence)
        return Sums(counts, prevalence, 0.0, 0.0, posterior)
    likelihood, change = step.step(
        width,
        part.ptr,
        part.row,
        part.row_value,
        part.weight,
        part.gold,
        work.parameters.table,
        work.parameters.log_prevalence,
        posterior,
        counts,
        prevalence,
    )
    return Sums(counts, prevalence, float(likelihood), float(change), posterior)
