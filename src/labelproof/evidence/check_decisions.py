"""Decisions a release rests on: by an adjudicator who had not answered, of a dispute that was open, for a known value."""

from labelproof.evidence import kinds
from labelproof.evidence.facts import Dispute, Item, Release, Settlement, Vote
from labelproof.evidence.history import History
from labelproof.evidence.openings import OPENED
from labelproof.evidence.questions import Questions
from labelproof.evidence.rows import open_vote, scope_items, scope_questions
from labelproof.log.faults import Faults

_DISHONEST = "do not use this release; show this to whoever published it"


def check_decisions(history: History, questions: Questions, release: Release, published: int, faults: Faults) -> None:
    """Every decision before the release on what it covers; the last one for its value, too."""
    asked = scope_questions(history, release)
    for item in scope_items(history, release):
        for question in asked:
            spot = item.item_id, question
            made = [each for each in history.settlements.get(spot, []) if each.leaf_index < release.position]
            for settled in made:
                _check_person(history, item, settled, release.position, faults)
                _check_dispute(history, item, question, settled, faults)
            if made and not history.removal(item, release.position, published):
                _check_value(history, questions, item, question, made[-1], faults)


def _check_person(history: History, item: Item, settled: Settlement, before: int, faults: Faults) -> None:
    at = settled.leaf_index
    answered = history.answered.get((item.item_id, settled.actor), before)
    if answered < before:
        what = f"{settled.actor} decided item {item.item_id} in leaf {at} and had answered it in leaf {answered}"
        faults.add("bundle.own_work", what, _DISHONEST)
    in_force = history.in_force[kinds.GUIDELINE_PUBLISHED].before(at)
    if settled.guideline != in_force or in_force is None:
        what = f"the decision in leaf {at} is under guideline {str(settled.guideline)[:64]}; in force was {in_force}"
        faults.add("bundle.guideline", what, _DISHONEST)
    lacking = {"decision", "clause"} - history.leaves[at].c.keys()
    if lacking:
        what = f"the decision in leaf {at} commits to no {' and no '.join(sorted(lacking))}"
        faults.add("bundle.event", what, _DISHONEST)
    if settled.method != kinds.ADJUDICATION:
        what = f"the decision in leaf {at} calls its method {settled.method[:64]!r}, not {kinds.ADJUDICATION}"
        faults.add("bundle.method", what, _DISHONEST)


def _check_dispute(history: History, item: Item, question: str, settled: Settlement, faults: Faults) -> None:
    at, dispute = settled.leaf_index, history.disputes.get(settled.dispute or "")
    if dispute is None or dispute.leaf_index > at or (dispute.item, dispute.question) != (item.item_id, question):
        what = f"the decision in leaf {at} on item {item.item_id} ends no dispute about that question of it"
        faults.add("bundle.dispute", what, _DISHONEST)
    elif history.settlements[item.item_id, question][0].leaf_index < dispute.leaf_index:
        what = (
            f"the dispute in leaf {dispute.leaf_index} is about what an earlier leaf had settled, item {item.item_id}"
        )
        faults.add("bundle.dispute", what, _DISHONEST)
    elif dispute.closed_at != at:
        what = f"the decision in leaf {at} ends a dispute that leaf {dispute.closed_at} had ended already"
        faults.add("bundle.dispute", what, _DISHONEST)


def _check_value(
    history: History, questions: Questions, item: Item, question: str, settled: Settlement, faults: Faults
) -> None:
    at, spot = settled.leaf_index, (item.item_id, question)
    votes = _standing(history, spot, at)
    dispute = history.disputes.get(settled.dispute or "")
    if not votes:
        what = f"the decision in leaf {at} is on item {item.item_id}, which nobody had answered"
        faults.add("bundle.dispute", what, _DISHONEST)
        return
    if settled.votes != _named(votes):
        what = f"the decision in leaf {at} names other answers to item {item.item_id} than there were"
        faults.add("bundle.dispute", what, _DISHONEST)
    if dispute is not None and dispute.leaf_index < at:
        _check_opening(history, questions, spot, dispute, faults)
    decision = questions.openings.get(at, "decision")
    said = decision.value if isinstance(decision.value, dict) else {}
    value, outcome = said.get("value"), said.get("outcome")
    fits = questions.fits(question, at, value) if outcome == "value" else outcome == "undecidable" and value is None
    if decision.state == OPENED and not fits:
        what = f"the decision in leaf {at} is for what item {item.item_id} could not be under the labels then in force"
        faults.add("bundle.misfit", what, _DISHONEST)


def _check_opening(
    history: History, questions: Questions, spot: tuple[str, str], dispute: Dispute, faults: Faults
) -> None:
    """A dispute names the answers there were, once the places planned were filled, and they differ."""
    at = dispute.leaf_index
    votes = _standing(history, spot, at)
    wanted = min(history.overlap(spot[1], at), history.last_plan.before(at) or 1)
    if dispute.votes != _named(votes) or len(votes) < wanted:
        what = f"the dispute in leaf {at} on item {spot[0]} names {len(dispute.votes)} answers"
        faults.add("bundle.dispute", f"{what}; there were {len(votes)}, and {wanted} were planned", _DISHONEST)
    opened = [open_vote(questions.openings, vote).opening for vote in votes]
    values = [each.value for each in opened if each.state == OPENED]
    if len(values) == len(votes) and not questions.differ(spot[1], values):  # one that was revised is not opened
        what = f"the dispute in leaf {at} on item {spot[0]} is over answers that do not differ"
        faults.add("bundle.dispute", what, _DISHONEST)


def _standing(history: History, spot: tuple[str, str], at: int) -> list[Vote]:
    """The answers that counted when leaf `at` was written: erased ones do not."""
    return [v for v in history.live_votes(spot, at) if history.tombs.get((v.leaf_index, v.name), at) >= at]


def _named(votes: list[Vote]) -> frozenset[tuple[str, str]]:
    return frozenset((vote.event_id, str(vote.place)) for vote in votes)
