"""Of the values given on an item, the one nearest to all of them: for any type that has a distance."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from labelproof.kernel.canonical import Json
from labelproof.kernel.refused import Problem
from labelproof.quality.answers import Answers, refusal
from labelproof.quality.arrays import FloatArray
from labelproof.quality.consensus import AnnotatorModel, Consensus
from labelproof.quality.crowd.voting import voting
from labelproof.quality.estimate import Estimate, undefined
from labelproof.quality.objects.readings import consensus_of
from labelproof.quality.statistics.certainty import normal_interval, small_n

WEIGHINGS = ("skill", "equal")
_PRIOR = 3  # answers' worth of the crowd's mean closeness that each annotator starts from, as Dawid-Skene's smoothing
_EVEN = 1e-12

Distance = Callable[[Json, Json], float]


def medoid(answers: Answers, distance: Distance, *, weighing: str = "skill") -> Consensus:
    """The given value with the least total distance to the answers of its item, each weighted by its annotator's skill.

    Skill is closeness: one less an annotator's mean distance to the others on the same items, drawn to the crowd's
    mean by three answers' worth. It knows no truth, so people who copy each other look skilled.

    Shape:   answers with their values; distance(a, b) in [0, 1], 0 for equal values.
    Unit:    indexes into `values`; closeness 0 to 1.
    Missing: an item without an answer has no value; somebody who never shared an item has the crowd's closeness.
    Errors:  Refused for an unknown weighing or absent values. Values equally near are tied: two equal votes always.
    Source:  Kaufman & Rousseeuw (1990), medoids; statistics.md, Aggregation.

    >>> from labelproof.quality.columns import from_columns
    >>> numbers = from_columns(["i"] * 3, ["ana", "ben", "cy"], [1, 2, 10])
    >>> result = medoid(numbers, lambda a, b: abs(a - b) / 10, weighing="equal")
    >>> result.values[result.value_index[0]]
    2
    """
    if weighing not in WEIGHINGS or len(answers.values) != answers.n_values:
        raise refusal([Problem("weighing or values", f"want one of {', '.join(WEIGHINGS)}, and the values themselves")])
    answers = voting(answers)
    tables = [_Table.of(answers, item, distance) for item in range(answers.n_items)]
    closeness = _closeness(answers, tables)
    weight = _skill(closeness) if weighing == "skill" else np.ones(answers.n_annotators)
    return consensus_of(
        f"medoid/{weighing}@1",
        np.diff(answers.item_ptr),
        [table.nearest(answers, weight) for table in tables],
        annotators=tuple(_model(a, each) for a, each in enumerate(closeness)),
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """Distances between the answers of one item: (answers, answers)."""

    start: int
    apart: FloatArray

    @classmethod
    def of(cls, answers: Answers, item: int, distance: Distance) -> "_Table":
        start, stop = int(answers.item_ptr[item]), int(answers.item_ptr[item + 1])
        distinct, place = np.unique(answers.codes[start:stop], return_inverse=True)
        values = [answers.values[int(code)] for code in distinct]
        between = np.zeros((len(distinct), len(distinct)))
        for a in range(len(distinct)):  # equal values are 0 apart by law
            for b in range(a):
                between[a, b] = between[b, a] = distance(values[a], values[b])
        return cls(start, between[np.ix_(place, place)])

    def nearest(self, answers: Answers, weight: FloatArray) -> list[Json]:
        rows = np.arange(self.start, self.start + len(self.apart))
        if not len(rows):
            return []
        total = self.apart @ weight[answers.annotator_index[rows]]
        best = rows[total <= total.min() + _EVEN * len(rows)]
        return [answers.values[int(code)] for code in np.unique(answers.codes[best])]


def _closeness(answers: Answers, tables: list[_Table]) -> list[FloatArray]:
    """For each annotator, one less the mean distance to the others, one number for each item shared with any."""
    found: list[list[float]] = [[] for _ in range(answers.n_annotators)]
    for table in tables:
        n = len(table.apart)
        if n > 1:
            people = answers.annotator_index[table.start : table.start + n]
            for person, mean in zip(people, table.apart.sum(axis=1) / (n - 1), strict=True):
                found[int(person)].append(1 - float(mean))
    return [np.sort(np.array(each)) for each in found]


def _skill(closeness: list[FloatArray]) -> FloatArray:
    n = np.array([len(each) for each in closeness])
    total = np.array([each.sum() for each in closeness])
    if not n.any():
        return np.ones(len(closeness))
    return (total + _PRIOR * total.sum() / n.sum()) / (n + _PRIOR)


def _model(annotator: int, closeness: FloatArray) -> AnnotatorModel:
    n, method = len(closeness), "medoid/closeness/normal@1"
    if not n:
        return AnnotatorModel(annotator, 0, undefined("no_overlap", method, 0, "shared items"))
    mean, interval, se = float(closeness.mean()), None, None
    if n > 1:
        se = float(closeness.std(ddof=1) / np.sqrt(n))
        interval = normal_interval(mean, se, least=0.0, most=1.0)
    notes = small_n(n)
    return AnnotatorModel(annotator, n, Estimate(mean, interval, n, "shared items", method, se=se, notes=notes))
