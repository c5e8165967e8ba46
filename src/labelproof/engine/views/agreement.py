"""Agreement of a project's questions: a job's result at a log position, kept until the log moves."""

import json
from collections import Counter
from functools import lru_cache
from typing import Any, cast

from labelproof.engine.views import desk
from labelproof.engine.views.visit import Visit
from labelproof.rooms.annotation import queries as annotation
from labelproof.rooms.review import queries as review


def measured(v: Visit) -> dict[str, Any]:
    """Alpha and observed agreement of each planned question, overall and by label.

    Whoever may annotate here gets them over the items they can answer no more: counted before and after somebody's
    answer, figures over the others would tell what that was (decisions.md section 9).
    """
    shown = closed_to(v) if "annotator" in v.who.roles else None
    return {"position": v.size, "questions": [_question(v, q, shown) for q in desk.questions(v)]}


def closed_to(v: Visit) -> set[str]:
    """Items whose answers are complete, but for those this member answered and might revise."""
    own = {r.item for r in v.read.all(review.items_of, log_id=v.log_id, member=v.who.member)}
    complete = v.read.all(annotation.complete_items, log_id=v.log_id, overlap=max(1, desk.overlap(v)))
    return {r.item for r in complete if r.state == "settled" or r.item not in own}


def _question(v: Visit, question: dict[str, Any], shown: set[str] | None) -> dict[str, Any]:
    rows = v.read.all(review.all_votes, log_id=v.log_id, question=question["question"])
    kept = [r for r in rows if r.value is not None and (shown is None or r.item in shown)]
    columns = (tuple(r.item for r in kept), tuple(r.member for r in kept), tuple(r.value for r in kept))
    names = {option["value"]: option["label"] for option in question["config"].get("options", ())}
    overall, agreed, by_label = _estimates(columns, question["type"])
    counts = Counter(label for value in columns[2] for label in _labels(json.loads(value)))
    return {
        "question": question["question"],
        "title": question["title"],
        "alpha": overall,
        "observed": agreed,
        "by_label": [
            {"label": label, "name": names.get(label, label), "n_votes": counts.get(label, 0), "alpha": estimate}
            for label, estimate in by_label
        ],
    }


def _labels(value: Any) -> list[str]:
    return [str(label) for label in cast("list[Any]", value)] if isinstance(value, list) else [str(value)]


@lru_cache(maxsize=32)
def _estimates(
    columns: tuple[tuple[str, ...], ...], kind: str
) -> tuple[dict[str, Any], dict[str, Any], list[tuple[str, dict[str, Any]]]]:
    from labelproof import quality

    items, members, values = columns
    answers = quality.from_columns(items, members, [json.loads(value) for value in values], repeats="keep")
    by_label: list[tuple[str, dict[str, Any]]] = []
    if kind == "choice" and answers.n_values <= 50:
        estimates = quality.alpha_by_label(answers)
        by_label = [(_name(value), e.as_measure()) for value, e in zip(answers.values, estimates, strict=True)]
    return quality.alpha(answers).as_measure(), quality.observed(answers).as_measure(), by_label


def _name(value: Any) -> str:
    return (
        value
        if isinstance(value, str)
        else " + ".join(_labels(value))
        if isinstance(value, list)
        else json.dumps(value)
    )
