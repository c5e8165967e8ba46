"""How often a person answers what most others answered: a first look, and no accuracy."""

import numpy as np

from labelproof.quality.answers import Answers
from labelproof.quality.crowd.others import beside_others
from labelproof.quality.estimate import Estimate, undefined
from labelproof.quality.reliability.own_work import own_work
from labelproof.quality.statistics.certainty import small_n
from labelproof.quality.statistics.proportions import wilson
from labelproof.quality.table import Table

METHOD = "with_others/wilson@1"
UNIT = "answers beside others'"


def with_others(answers: Answers) -> Table[Estimate]:
    """Each annotator's share of answers that most others gave on the same item; one of t leaders counts 1 / t.

    The person's own answer is taken out first: whoever answers much would else agree with himself.

    Shape:   answers of one question with values of a list; a cell for each annotator, by name or else by index.
    Unit:    share, 0 to 1. It is not accuracy: a person who sees what others miss is low.
    Missing: an answer on an item that nobody else answered does not count; undefined no_overlap without any that does.
    Errors:  Refused("answers.bad") for answers that are numbers.
    Source:  Wilson (1927), at the credited count.

    >>> from labelproof.quality.columns import from_columns
    >>> votes = from_columns(["i"] * 3, ["ana", "ben", "cy"], ["x", "x", "y"])
    >>> [(name, cell.value) for name, cell in with_others(votes).rows()]
    [('ana', 0.5), ('ben', 0.5), ('cy', 0.0)]
    """
    own = own_work(answers)
    credit, person = beside_others(own).credit, own.annotator_index
    counts = ~np.isnan(credit)
    n = np.bincount(person[counts], minlength=answers.n_annotators)
    k = np.bincount(person[counts], weights=credit[counts], minlength=answers.n_annotators)
    names = tuple(answers.annotators) or tuple(range(answers.n_annotators))
    return Table("annotator", names, tuple(_share(float(a), int(b)) for a, b in zip(k, n, strict=True)))


def _share(k: float, n: int) -> Estimate:
    if not n:
        return undefined("no_overlap", METHOD, 0, UNIT)
    return Estimate(k / n, wilson(k, n), n, UNIT, METHOD, notes=small_n(n))
