"""What changed since an action was planned: answers given since against those before, and items answered on both sides.

A measure taken again counts the old answers, too, so that the two figures of an action lie closer than what they
stand for; and two intervals side by side are no test. A difference has its own.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from labelproof.engine.measures.asked import Asked
from labelproof.engine.measures.figures import Figure, described, distance_of
from labelproof.engine.measures.inputs import Cast, answers_of
from labelproof.engine.measures.votes import Counted

if TYPE_CHECKING:
    from labelproof.quality import Answers

COMPARED = {"alpha": "alpha", "observed": "observed", "fleiss": "fleiss", "gwet_ac1": "gwet"}
"""Measures whose difference can be computed, by the name it has there."""


def change(rows: Sequence[Counted], asked: Asked, measure: str, planned_index: int) -> dict[str, Any]:
    """`since`: the measure among answers given after the plan less that among those before, on the items of either.

    `bridge`: of items with two answers on each side, how far agreement fell; None with fewer than two such items.
    """
    old = [row.vote for row in rows if row.leaf_index <= planned_index]
    new = [row.vote for row in rows if row.leaf_index > planned_index]
    items = sorted({vote.item for vote in [*old, *new]})
    before, after = _about(items, old), _about(items, new)
    return {"since": _difference(after, before, asked, measure), "bridge": _bridge(before, after)}


def _about(items: list[str], votes: list[Cast]) -> "Answers":
    """Answers numbered by a list of items that both sides share."""
    import numpy as np

    answers = answers_of(sorted(votes, key=lambda vote: vote.item))
    place = {item: n for n, item in enumerate(items)}
    at = np.array([place[item] for item in answers.items], dtype=np.int32)
    return replace(answers, item_index=at[answers.item_index], n_items=len(items), items=items)


def _difference(after: "Answers", before: "Answers", asked: Asked, measure: str) -> Figure | None:
    """Paired: an item that was answered on both sides moves both, one that was not varies on its side alone."""
    from labelproof import quality

    if measure not in COMPARED:
        return None
    options = {"distance": distance_of(asked)} if measure == "alpha" else {}
    return described(quality.difference(after, before, COMPARED[measure], paired=True, **options))


def _bridge(before: "Answers", after: "Answers") -> dict[str, Any] | None:
    import numpy as np

    from labelproof.quality.acceptance import bridge
    from labelproof.quality.agreement import agreement_by_item

    scores = agreement_by_item(before), agreement_by_item(after)
    both = ~np.isnan(scores[0]) & ~np.isnan(scores[1])
    if both.sum() < 2:
        return None
    found = bridge(scores[0][both], scores[1][both])
    return {"figure": described(found.drop), "falls": found.freezes, "reason": found.reason}
