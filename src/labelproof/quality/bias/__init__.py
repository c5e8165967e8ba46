"""The bias audit: what groups of annotators, and of items, differ in, and whom the consensus does not show."""

from collections.abc import Sequence

import numpy as np

from labelproof.kernel.refused import Problem
from labelproof.quality.agreement.planned import planned
from labelproof.quality.answers import READ, Answers
from labelproof.quality.arrays import IntArray
from labelproof.quality.bias.audit import Audit, Comparison, audited
from labelproof.quality.bias.by_annotator import by_annotator
from labelproof.quality.bias.by_item import by_item
from labelproof.quality.bias.groups import Groups, groups, hidden, problems_of, refused
from labelproof.quality.bias.made import Made
from labelproof.quality.bias.outvoted import Lost, Voice, voices

DECIDES = "who holds the charter's decision on acceptable differences"


def bias(
    answers: Answers,
    divisions: Groups | Sequence[Groups],
    *,
    truth: IntArray | None = None,
    n_asked: IntArray | None = None,
    decides: str = DECIDES,
) -> Audit:
    """Every group against the rest: differences with intervals, adjusted for how many were looked at.

    Of groups of annotators, on the items that both sides answered: the rate of each label, errors against the
    consensus of the others, how often they are outvoted, and alpha between the group and the rest less alpha within
    it. Of groups of items: the rate of each label, errors against `truth`, dissent among annotators, what is missing,
    and log time. Answers hang together by item and by annotator, and intervals are as wide as that makes them.

    Shape:     answers of one question; divisions by a trait of annotators or items; truth (n_items,), -1 for unknown;
               n_asked (n_items,): answers asked for on each item.
    Unit:      shares; log-odds in nats; log seconds; the unit of numbers.
    Missing:   annotators and items without a group take no part; planned reads alone count, as in agreement.
    Undefined: withheld_small_group, for fewer than 5 people on either side, and for the complement that would reveal
               them; no_overlap, where the two sides share no item; zero_variance; one_value_only.
    Errors:    Refused("answers.bad") with every problem at once.
    Source:    statistics.md, Bias; Cameron, Gelbach & Miller (2011); Holm (1979); Benjamini & Hochberg (1995).

    >>> from labelproof.quality.columns import from_columns
    >>> rows = [(item, who, "yes" if who < 5 and item % 3 else "no") for item in range(40) for who in range(10)]
    >>> audit = bias(from_columns(*zip(*rows)), groups("team", "annotator", ["red"] * 5 + ["blue"] * 5))
    >>> [round(each.difference.value, 3) for each in audit.comparisons if each.measure == "rate of yes"]
    [-0.65]
    """
    chosen = [divisions] if isinstance(divisions, Groups) else [*divisions]
    refused([problem for each in chosen for problem in problems_of(each, answers)] + _problems(answers, truth, n_asked))
    reads = planned(answers)
    made: list[tuple[Groups, Made]] = []
    heard: list[Voice] = []
    for division in chosen:
        if division.of == "annotator":
            concealed = hidden(division, reads)
            made += [(division, each) for each in by_annotator(reads, division, concealed)]
            heard += voices(reads, division, concealed)
        else:
            given = answers if answers.kind is None else answers.take(answers.kind == READ)
            made += [(division, each) for each in by_item(reads, given, division, truth, n_asked)]
    return audited(made, heard, decides)


def _problems(answers: Answers, truth: IntArray | None, n_asked: IntArray | None) -> list[Problem]:
    problems: list[Problem] = []
    for name, column in (("truth", truth), ("n_asked", n_asked)):
        if column is not None and (column.shape != (answers.n_items,) or not np.issubdtype(column.dtype, np.integer)):
            problems.append(Problem(name, f"is {column.dtype} of shape {column.shape}, not {answers.n_items} integers"))
        elif column is not None and len(column) and column.min() < (-1 if name == "truth" else 0):
            problems.append(Problem(name, f"has {column.min()}"))
    if truth is not None and answers.value is None and len(truth) and truth.max(initial=-1) >= answers.n_values:
        problems.append(Problem("truth", f"goes to {truth.max()} for {answers.n_values} values"))
    return problems


__all__ = ["Audit", "Comparison", "Groups", "Lost", "Voice", "bias", "groups"]
