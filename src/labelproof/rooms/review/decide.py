"""When annotations differ beyond the type's rule, and who may say what then holds."""

import json
from typing import Any

from labelproof.events.event import Said
from labelproof.events.review import CollectionReviewed, DisputeOpened, DisputeWithdrawn, Settled
from labelproof.kernel.refused import Refused
from labelproof.ports.room import Asked, Decision, Handler
from labelproof.rooms.review import commands, facts
from labelproof.types import TYPES

METHOD = "adjudication-1"


def differing(rules: facts.Rules, item: facts.ItemVotes) -> Decision:
    """Disputes to open and to withdraw for one item, once its overlap is met; what is settled stays settled."""
    events: list[Any] = []
    for question, (kind, config) in sorted(rules.questions.items()):
        if question in item.settled:
            continue
        counted = [v for v in item.votes if v.question == question and v.state == "counted" and v.value is not None]
        if not counted or len(counted) < rules.overlap:
            continue
        differ = len(counted) > 1 and TYPES[kind].dispute_opens([json.loads(v.value) for v in counted], config)
        if differ and question not in item.open:
            ids, places = tuple(v.event_id for v in counted), tuple(v.place for v in counted)
            events.append(DisputeOpened(item.item, question, ids, places))
        elif not differ and question in item.open:
            events.append(DisputeWithdrawn(dispute=item.open[question]))
    return events


def adjudicate(found: facts.DisputeFacts, command: commands.Adjudicate, asked: Asked) -> Decision:
    """By someone who never annotated the item, with a reason and a clause of the guideline in force."""
    dispute = found.dispute
    if dispute is None:
        raise Refused("review.no_dispute", f"there is no dispute {command.dispute[:64]}", "check the id")
    if dispute.state != "open":
        raise Refused("review.not_open", f"the dispute is {dispute.state}", "take the next one")
    if any(v.member == asked.member for v in found.votes):
        raise Refused(
            "review.own_work",
            f"you annotated item {dispute.item}",
            "leave it to an adjudicator who did not annotate it",
        )
    if not 1 <= len(command.reason.strip()) <= 4000:
        raise Refused(
            "review.reason", f"the reason has {len(command.reason.strip())} characters", "say why, in 1 to 4000"
        )
    if command.clause not in found.rules.clauses:
        raise Refused(
            "review.clause",
            f"clause {command.clause[:40]!r} is not in the guideline in force",
            "name the clause the decision rests on",
        )
    if command.outcome not in ("value", "undecidable"):
        raise Refused("review.outcome", f"{command.outcome[:40]!r} is no outcome", "choose value or undecidable")
    decision: dict[str, Any] = {"outcome": command.outcome, "value": None}
    if command.outcome == "value":
        kind, config = found.rules.questions[dispute.question]
        decision["value"] = TYPES[kind].canonical(command.value, config)
    votes = [v for v in found.votes if v.question == dispute.question and v.state == "counted"]
    return [
        Settled(
            item=dispute.item,
            question=dispute.question,
            dispute=command.dispute,
            method=METHOD,
            guideline=found.rules.guideline,
            votes=tuple(v.event_id for v in votes),
            places=tuple(v.place for v in votes),
            decision=Said(decision, dispute.subject),
            reason=Said(command.reason.strip(), dispute.subject, asked.member),
            clause=Said(command.clause),
        )
    ]


def review_import(found: facts.ImportFacts, command: commands.ReviewImport, asked: Asked) -> Decision:
    """A chunk of items; when none is left the collection is reviewed."""
    if not found.items:
        return [CollectionReviewed(collection=command.collection)]
    return [event for item in found.items for event in differing(found.rules, item)]


HANDLERS = {
    commands.Adjudicate: Handler(facts.for_dispute, adjudicate),
    commands.ReviewImport: Handler(facts.for_import, review_import),
}
