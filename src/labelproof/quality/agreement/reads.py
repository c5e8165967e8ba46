"""Who gave the answers that count, and how many do not: what parts of a question remember of their rows."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from labelproof.kernel.refused import Undefined
from labelproof.quality.agreement.planned import FEW, counted, planned
from labelproof.quality.answers import Answers
from labelproof.quality.arrays import IntArray


@dataclass(frozen=True, slots=True)
class Reads:
    """Shape: annotators, the indexes of those who answered, ascending; n_answers that count, pairable or not; left_out:
    what `counted` says of other rows."""

    annotators: IntArray
    n_answers: int
    left_out: Mapping[str, int]
    has_weights: bool = False

    @classmethod
    def of(cls, answers: Answers) -> "tuple[Reads, Answers]":
        """What is remembered of a part, and its planned reads.

        >>> from labelproof.quality.columns import from_columns
        >>> Reads.of(from_columns(["i", "i"], ["ana", "ben"], ["x", "x"]))[0].n_answers
        2
        """
        own = planned(answers)
        left_out = {name: n for name, n in counted(answers).items() if isinstance(n, int)}
        who = np.flatnonzero(np.bincount(own.annotator_index))
        return cls(who, len(own), left_out, answers.item_weight is not None), own

    def merge(self, other: "Reads") -> "Reads":
        """Of both parts."""
        names = {**self.left_out, **other.left_out}
        return Reads(
            np.union1d(self.annotators, other.annotators),
            self.n_answers + other.n_answers,
            {name: self.left_out.get(name, 0) + other.left_out.get(name, 0) for name in names},
            self.has_weights or other.has_weights,
        )

    def said(self) -> tuple[str, ...]:
        """What is said beside a figure, as `said_of` says it of answers."""
        few = 0 < len(self.annotators) < FEW
        return (("few_annotators",) if few else ()) + (("item_weights_not_used",) if self.has_weights else ())

    def check_pairable(self, n_items: int) -> None:
        """Raises Undefined with the reason that `pairable` gives."""
        if not self.n_answers:
            raise Undefined("no_answers")
        if len(self.annotators) < 2:
            raise Undefined("fewer_than_two_annotators")
        if not n_items:
            raise Undefined("no_pairable_item")
