"""The measures by name: from votes to a figure that says its method, its parameters and how sure it is."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from labelproof.engine.measures.inputs import Cast, answers_of

MOST_LABELS = 50
"""Beyond so many values one line a label tells nobody anything."""

Figure = dict[str, Any]


def alpha(votes: Sequence[Cast], kind: str) -> Figure:
    """Krippendorff's alpha, and for choices that of each label against the rest."""
    from labelproof import quality

    answers = answers_of(votes)
    by_label: list[Figure] = []
    if kind == "choice" and answers.n_values <= MOST_LABELS:
        estimates = quality.alpha_by_label(answers)
        by_label = [{"label": value, **described(each)} for value, each in zip(answers.values, estimates, strict=True)]
    return {**described(quality.alpha(answers)), "by_label": by_label}


def observed(votes: Sequence[Cast], kind: str) -> Figure:
    """Observed agreement, not corrected for chance."""
    from labelproof import quality

    return described(quality.observed(answers_of(votes)))


MEASURES: Mapping[str, Callable[[Sequence[Cast], str], Figure]] = {"alpha": alpha, "observed": observed}
"""What is measured of every question, by the name in its leaf and in a bundle."""


def described(estimate: Any) -> Figure:
    """An estimate as it is kept: with its parameters, numbers to nine decimals.

    The last digits of a sum differ between machines; nine decimals say more than any interval and are the same on all.
    """
    figure = {**estimate.as_measure(), "params": dict(estimate.params), "target": estimate.target}
    return {name: round(each, 9) if type(each) is float else each for name, each in figure.items()}
