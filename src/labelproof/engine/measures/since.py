"""What changed since an action was planned: items answered since against those before, and items answered on both sides.

A measure taken again counts the old answers, too, so that the two figures of an action lie closer than what they
stand for; and two intervals side by side are no test. A difference has its own.
"""

from collections.abc import Sequence
from typing import Any

from labelproof.engine.measures.asked import Asked
from labelproof.engine.measures.figures import Figure, described, distance_of
from labelproof.engine.measures.inputs import Cast, answers_of
from labelproof.engine.measures.votes import Counted

COMPARED = {"alpha": "alpha", "observed": "observed", "fleiss": "fleiss", "gwet_ac1": "gwet"}
"""Measures whose difference can be computed, by the name it has there."""


def change(rows: Sequence[Counted], asked: Asked, measure: str, planned_index: int) -> dict[str, Any]:
    """`since`: the measure on items answered wholly after the plan less that on items answered wholly before.
    `bridge`: of items with two answers on each side, how far agreement fell, and whether that is surely so."""
    sides: dict[str, tuple[list[Cast], list[Cast]]] = {}
    for row in rows:
        sides.setdefault(row.vote.item, ([], []))[row.leaf_index > planned_index].append(row.vote)
    before = [vote for old, new in sides.values() if not new for vote in old]
    after = [vote for old, new in sides.values() if not old for vote in new]
    both = [(old, new) for old, new in sides.values() if len(old) > 1 and len(new) > 1]
    return {"since": _difference(after, before, asked, measure), "bridge": _bridge(both)}


def _difference(after: list[Cast], before: list[Cast], asked: Asked, measure: str) -> Figure | None:
    from labelproof import quality

    if measure not in COMPARED:
        return None
    options = {"distance": distance_of(asked)} if measure == "alpha" else {}
    name = COMPARED[measure]
    return described(quality.difference(answers_of(after), answers_of(before), name, paired=False, **options))


def _bridge(both: list[tuple[list[Cast], list[Cast]]]) -> dict[str, Any] | None:
    from labelproof.quality.acceptance import bridge
    from labelproof.quality.agreement import agreement_by_item

    if len(both) < 2:
        return None
    before, after = (answers_of([vote for pair in both for vote in pair[side]]) for side in (0, 1))
    found = bridge(agreement_by_item(before), agreement_by_item(after))
    return {"figure": described(found.drop), "falls": found.freezes, "reason": found.reason}
