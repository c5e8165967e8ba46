"""Annotators of a question in the order of their names: nobody is ranked, and a signal is for a person to look at."""

from typing import Any

from labelproof.engine.measures import people
from labelproof.engine.measures.people import When
from labelproof.engine.measures.votes import Counted
from labelproof.engine.views.question_quality import asked_of
from labelproof.engine.views.visit import Visit
from labelproof.rooms.access import queries as access


def annotators(v: Visit, question: dict[str, Any], rows: list[Counted], when: dict[str, When]) -> list[dict[str, Any]]:
    """Items, agreement with most others, pace and signals of each who answered this question."""
    asked, votes = asked_of(question), [row.vote for row in rows]
    matches = people.matches(votes) if people.is_of_labels(asked) else {}
    signals: dict[str, list[dict[str, Any]]] = {}
    for (who, name), figure in people.signals(votes, asked, when).items():
        signals.setdefault(who, []).append({"signal": name, "figure": figure})
    items: dict[str, set[str]] = {}
    took: dict[str, list[float]] = {}
    for vote in votes:
        items.setdefault(vote.member, set()).add(vote.item)
        gap = when[vote.event_id].took if vote.event_id in when else None
        if gap is not None:
            took.setdefault(vote.member, []).append(gap)
    names = {row.member: row.name or "" for row in v.read.all(access.people, log_id=v.log_id)}
    found = [
        {
            "member": member,
            "name": names.get(member, ""),
            "n_items": len(items[member]),
            "match": matches.get(member),
            "seconds": people.seconds(took.get(member, [])),
            "signals": sorted(signals.get(member, []), key=lambda each: each["signal"]),
        }
        for member in items
    ]
    return sorted(found, key=lambda each: (each["name"].casefold(), each["member"]))
