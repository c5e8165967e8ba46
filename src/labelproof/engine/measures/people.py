"""Figures about one annotator: agreement with most others, pace, and signals. None ranks or decides anything.

Below thirty a figure about a person is withheld, and nothing may follow from it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from labelproof.engine.measures.asked import Asked
from labelproof.engine.measures.figures import MOST_LABELS, NOMINAL, Figure, described
from labelproof.engine.measures.inputs import Cast, answers_of

if TYPE_CHECKING:
    from labelproof.quality import Answers, Signal

CONSENSUS = "consensus_match"
SIGNALS = ("confusion", "entropy", "speed", "straight_lining")
"""Those that need no gold; with gold come accuracy on it, spammer score and copying."""
OF_PEOPLE = (CONSENSUS, *SIGNALS)
LEAST = 30
WITHHELD = "withheld_small_group"
WORD_OF_MODEL = "conditional_on_estimated_truth"


class When(NamedTuple):
    """When an answer was given here, in seconds, and how long after the one before it; unknown after a pause."""

    at: float
    took: float | None


def is_of_labels(asked: Asked) -> bool:
    """Whether answers are labels of a list, so that counting who gave which means something."""
    level, labels = asked.scale
    return level == NOMINAL and 0 < len(labels) <= MOST_LABELS


def matches(votes: Sequence[Cast]) -> dict[str, Figure]:
    """For each annotator the share of answers that are what most others said."""
    from labelproof.quality.reliability import consensus_match

    answers = answers_of(votes)
    return {who: described(each) for who, each in zip(answers.annotators, consensus_match(answers), strict=True)}


def seconds(took: Sequence[float]) -> Figure:
    """Median time between two of a person's answers, with the interval of order statistics."""
    import numpy as np

    from labelproof.quality.statistics.median_interval import median_estimate

    return _enough(described(replace(median_estimate(np.array(took), "pairs of answers"), target="this annotator")))


def signals(votes: Sequence[Cast], asked: Asked, when: Mapping[str, When]) -> dict[tuple[str, str], Figure]:
    """By annotator and name what each signal found, in words, and whether a person should look at it."""
    answers = _timed(votes, when)
    return {
        (answers.annotators[each.annotator_index], each.name): _signal(each)
        for each in _found(answers, asked)
        if each.annotator_index is not None
    }


def suited(asked: Asked) -> tuple[str, ...]:
    """The figures about a person that a question has: where answers are no labels, only their pace."""
    return OF_PEOPLE if is_of_labels(asked) else ("speed",)


def of_person(
    votes: Sequence[Cast], asked: Asked, when: Mapping[str, When], measure: str, annotator: str
) -> Figure | None:
    """One of these figures; None where the annotator gave no answer."""
    if measure == CONSENSUS:
        return matches(votes).get(annotator)
    return signals(votes, asked, when).get((annotator, measure))


def _found(answers: "Answers", asked: Asked) -> Iterator["Signal"]:
    import numpy as np

    from labelproof.quality import aggregate, reliability

    nobody = np.full(answers.n_items, -1, dtype=np.int32)  # has a gold value
    yield from reliability.SIGNALS["speed"](answers, nobody)
    if not is_of_labels(asked) or not len(answers):
        return
    for name in ("entropy", "straight_lining"):
        yield from reliability.SIGNALS[name](answers, nobody)
    posterior = aggregate(answers, "dawid_skene").posterior
    assert posterior is not None
    for each in reliability.confusion_signals(answers, posterior):
        notes = (*each.statistic.notes, WORD_OF_MODEL)
        yield replace(each, statistic=replace(each.statistic, notes=notes))


def _timed(votes: Sequence[Cast], when: Mapping[str, When]) -> "Answers":
    """The votes with their times; of two answers of a person to one item the later one's. NaN where it is unknown."""
    import numpy as np

    answers = answers_of(votes)
    known = {(vote.item, vote.member): when[vote.event_id] for vote in votes if vote.event_id in when}
    rows = zip(answers.item_index.tolist(), answers.annotator_index.tolist(), strict=True)
    times = [known.get((answers.items[item], answers.annotators[who])) for item, who in rows]
    at = [np.nan if each is None else each.at for each in times]
    took = [np.nan if each is None or each.took is None else each.took for each in times]
    return replace(answers, submitted_at=np.array(at, dtype=np.float64), duration_s=np.array(took, dtype=np.float64))


def _signal(signal: "Signal") -> Figure:
    said: dict[str, Any] = {"reason": signal.reason, "stands_out": signal.opens_finding}
    return _enough({**described(replace(signal.statistic, target="this annotator")), **said})


def _enough(figure: Figure) -> Figure:
    if figure["n"] >= LEAST:
        return figure
    nothing = dict.fromkeys(("value", "low", "high", "level", "kind"))
    said = {"reason": "", "stands_out": False} if "reason" in figure else {}
    return {**figure, **nothing, **said, "params": {}, "notes": [], "undefined": WITHHELD}
