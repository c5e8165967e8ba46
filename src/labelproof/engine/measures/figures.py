"""The measures by name: from votes to a figure that says its method, its parameters and how sure it is."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from labelproof.engine.measures.asked import Asked
from labelproof.engine.measures.inputs import Cast, answers_of
from labelproof.kernel.scale import OWN
from labelproof.types import TYPES

MOST_LABELS = 50
"""Beyond so many values one line a label tells nobody anything."""
NOMINAL = "nominal"
EVERYWHERE = ("alpha", "observed")
"""What answers of every type have."""

Figure = dict[str, Any]


def alpha(votes: Sequence[Cast], asked: Asked) -> Figure:
    """Krippendorff's alpha at the level its type names; of labels also each one against the rest."""
    from labelproof import quality

    return {**described(quality.alpha(answers_of(votes), distance_of(asked))), "by_label": _by_label(votes, asked)}


def distance_of(asked: Asked) -> Any:
    """What alpha is told: the name of a level or distance, or the type's own function."""
    from labelproof.quality.agreement import Distance

    level = asked.scale.level
    return level if level != OWN else Distance(asked.kind, partial(TYPES[asked.kind].distance, config=asked.config))


def _by_label(votes: Sequence[Cast], asked: Asked) -> list[Figure]:
    """Of a choice, each label that was given against all others; of sets, whether each declared label is in them."""
    from labelproof import quality

    level, labels = asked.scale
    if not labels or len(labels) > MOST_LABELS:
        return []
    if level == "jaccard":
        within = {label: [vote._replace(value=label in vote.value) for vote in votes] for label in labels}
        return [{"label": label, **described(quality.alpha(answers_of(each)))} for label, each in within.items()]
    answers = answers_of(votes)
    if level != NOMINAL or answers.n_values > MOST_LABELS:
        return []
    estimates = quality.alpha_by_label(answers)
    return [{"label": value, **described(each)} for value, each in zip(answers.values, estimates, strict=True)]


def observed(votes: Sequence[Cast], asked: Asked) -> Figure:
    """Observed agreement, not corrected for chance."""
    from labelproof import quality

    return described(quality.observed(answers_of(votes)))


def fleiss(votes: Sequence[Cast], asked: Asked) -> Figure:
    """Fleiss' kappa."""
    from labelproof import quality

    return described(quality.fleiss(answers_of(votes)))


def gwet_ac1(votes: Sequence[Cast], asked: Asked) -> Figure:
    """Gwet's AC1. Chance depends on how many labels there are, given or not."""
    from labelproof import quality

    answers = answers_of(votes, asked.scale.values)
    figure = described(quality.gwet(answers))
    return {**figure, "params": {**figure["params"], "n_values": answers.n_values}}


MEASURES: Mapping[str, Callable[[Sequence[Cast], Asked], Figure]] = {
    "alpha": alpha,
    "observed": observed,
    "fleiss": fleiss,
    "gwet_ac1": gwet_ac1,
}
"""What is measured of a question, by the name in its leaf and in a bundle."""


def suited(asked: Asked) -> tuple[str, ...]:
    """The measures a question has: kappas count labels, and say nothing of sets, numbers, texts or regions."""
    level, labels = asked.scale
    return tuple(MEASURES) if level == NOMINAL and labels else EVERYWHERE


def described(estimate: Any) -> Figure:
    """An estimate as it is kept: with its parameters, numbers to nine decimals.

    The last digits of a sum differ between machines; nine decimals say more than any interval and are the same on all.
    """
    figure = {**estimate.as_measure(), "params": dict(estimate.params), "target": estimate.target}
    return {name: round(each, 9) if type(each) is float else each for name, each in figure.items()}
