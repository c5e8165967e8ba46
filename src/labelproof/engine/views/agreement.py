"""Agreement of a project's questions at a log position: what the overview shows, and the terminal."""

from collections import Counter
from typing import Any, cast

from labelproof.engine.measures.figures import MEASURES
from labelproof.engine.measures.votes import counted
from labelproof.engine.views import desk
from labelproof.engine.views.at_position import at_position
from labelproof.engine.views.question_quality import asked_of, labels_of, named
from labelproof.engine.views.visit import Visit
from labelproof.rooms.annotation import queries as annotation
from labelproof.rooms.review import queries as review


def measured(v: Visit) -> dict[str, Any]:
    """Alpha and observed agreement of each planned question, overall and by label.

    Whoever may annotate here gets them over the items they can answer no more: counted before and after somebody's
    answer, figures over the others would tell what that was.
    """
    shown = closed_to(v) if "annotator" in v.who.roles else None
    who = v.who.member if shown is not None else ""

    def compute() -> list[dict[str, Any]]:
        return [_question(v, question, shown) for question in desk.questions(v)]

    return {"position": v.size, "questions": at_position(v, ("agreement", who), compute)}


def closed_to(v: Visit) -> set[str]:
    """Items whose answers are complete, but for those this member answered and might revise."""
    own = {r.item for r in v.read.all(review.items_of, log_id=v.log_id, member=v.who.member)}
    complete = v.read.all(annotation.complete_items, log_id=v.log_id, overlap=max(1, desk.overlap(v)))
    return {r.item for r in complete if r.state == "settled" or r.item not in own}


def _question(v: Visit, question: dict[str, Any], shown: set[str] | None) -> dict[str, Any]:
    votes = [row.vote for row in counted(v.read, v.log_id, question["question"], shown)]
    asked, names = asked_of(question), labels_of(question)
    alpha = MEASURES["alpha"](votes, asked)
    counts = Counter(label for vote in votes for label in _labels(vote.value))
    by_label = [
        {
            "label": each["label"],
            "name": named(each["label"], names),
            "n_votes": counts[str(each["label"])],
            "alpha": each,
        }
        for each in alpha.pop("by_label")
    ]
    return {
        "question": question["question"],
        "title": question["title"],
        "alpha": alpha,
        "observed": MEASURES["observed"](votes, asked),
        "by_label": by_label,
    }


def _labels(value: Any) -> list[str]:
    return [str(label) for label in cast("list[Any]", value)] if isinstance(value, list) else [str(value)]
