"""Who may hold what, and which answers count."""

from typing import Any

from labelproof.events.annotation import (
    Assigned,
    Flagged,
    LeaseEnded,
    Skipped,
    Submitted,
    SubmittedLate,
    ValuesShown,
    VotesImported,
)
from labelproof.events.event import Said
from labelproof.kernel.refused import Problem, Refused
from labelproof.ports.room import Asked, Decision, Handler, no_facts
from labelproof.rooms.annotation import commands, facts
from labelproof.rooms.annotation.desk import Desk, check_ready
from labelproof.types import TYPES

LEASE_MS = 30 * 60 * 1000
LONGEST_MS = 24 * 60 * 60 * 1000
INPUTS = ("key", "pointer", "touch", "pen", "paste", "api")
VOTES_A_LEAF = 64
MOST_VOTES = 640


def take_work(found: facts.WorkFacts, command: commands.TakeWork, asked: Asked) -> Decision:
    """One lease for each collection that has free places; none when enough is held."""
    if not 1 <= command.n <= facts.MOST:
        raise Refused("annotation.batch", f"{command.n} tasks at once", f"ask for 1 to {facts.MOST}")
    check_ready(found.desk)
    return [
        Assigned(
            items=items, expires=asked.now + LEASE_MS, guideline=found.desk.guideline, taxonomy=found.desk.taxonomy
        )
        for _, items in found.free
    ]


def _canonical(desk: Desk, questions: tuple[str, ...], given: dict[str, Any]) -> list[Any]:
    values: list[Any] = []
    problems = [
        Problem(f"answers.{name[:64]}", "is no question of this task") for name in sorted(set(given) - set(questions))
    ]
    for name in questions:
        question = desk.questions[name]
        if name not in given:
            problems.append(Problem(f"answers.{name}", "is not answered"))
            continue
        try:
            values.append(TYPES[question.type].canonical(given[name], question.config))
        except Refused as refused:
            problems.append(Problem(f"answers.{name}", f"{refused.what}"))
    if problems:
        raise Refused(
            "annotation.value",
            f"{len(problems)} answers do not fit their question: {problems[0].what}",
            "answer as the question asks",
            tuple(problems),
        )
    return values


def _said(desk: Desk, questions: tuple[str, ...], values: list[Any], subject: str, member: str) -> tuple[Said, ...]:
    return tuple(
        Said(value, subject, member if "writer" in TYPES[desk.questions[name].type].owners else "")
        for name, value in zip(questions, values, strict=True)
    )


def _work(command: commands.Submit, started: int, asked: Asked) -> Said:
    if not 0 <= command.claimed_ms <= LONGEST_MS:
        raise Refused(
            "annotation.time", f"{command.claimed_ms} ms claimed for one task", "claim between 0 and 24 hours"
        )
    if command.input not in INPUTS:
        raise Refused(
            "annotation.input", f"{command.input[:20]!r} is no way to answer", f"choose from {', '.join(INPUTS)}"
        )
    server = max(0, asked.now - started)
    return Said({"claimed_ms": command.claimed_ms, "server_ms": server, "input": command.input}, asked.member)


def submit(found: facts.AnswerFacts, command: commands.Submit, asked: Asked) -> Decision:
    """From a lease; from an ended one if a place is free, else late; a revision while nothing has settled it."""
    task = found.task
    if task is None or task.sealed_index == 0:
        raise Refused("annotation.no_task", f"there is no task {command.item[:64]}", "take work first")
    if task.state == "closed":
        raise Refused("annotation.item_gone", "the item was withdrawn, excluded or erased", "go on with the next one")
    if task.hand is None:
        raise Refused("annotation.no_lease", "the task was never handed to you", "take work first")
    if task.hand == "seen" or task.seen_before >= task.born:
        raise Refused(
            "annotation.values_seen", "you have seen others' values for this item", "leave it to somebody who has not"
        )
    if command.supersedes:
        _check_revision(found, command, asked)
    elif task.hand not in ("leased", "ended"):
        raise Refused(
            "annotation.answered",
            f"your hand on this task is {task.hand}",
            "revise your answer instead, naming what it supersedes",
        )
    desk = found.desk
    questions = desk.plan
    values = _canonical(desk, questions, command.answers)
    if command.guideline and command.guideline != desk.guideline:
        raise Refused(
            "annotation.guideline",
            "the guideline you were shown is not in force any more",
            "read the new version and answer again",
        )
    said = _said(desk, questions, values, task.subject, asked.member)
    work = _work(command, task.at, asked)
    if task.hand == "ended" and not (task.n_leased + task.n_done < desk.overlap and task.state == "open"):
        return [
            SubmittedLate(command.item, questions, desk.guideline, desk.taxonomy, task.lease, desk.overlap, said, work)
        ]
    return [
        Submitted(command.item, questions, desk.guideline, desk.taxonomy, task.lease, command.supersedes, said, work)
    ]


def _check_revision(found: facts.AnswerFacts, command: commands.Submit, asked: Asked) -> None:
    old = found.superseded
    if old is None or old.member != asked.member or old.item != command.item or found.task.hand != "done":
        raise Refused("annotation.not_yours", "that is not an answer of yours to this item", "revise your own answers")
    if old.state != "counted":
        raise Refused("annotation.superseded", f"that answer is {old.state}", "revise the newest one")
    if found.task.state == "settled":
        raise Refused("annotation.settled", "the item is settled", "appeal, or leave it")
    if old.idx < found.task.frozen_before:
        raise Refused("annotation.frozen", "the answer is in a release", "appeal, or leave it")


def _reason(reason: str) -> str:
    if not 1 <= len(reason.strip()) <= 2000:
        raise Refused("annotation.reason", f"the reason has {len(reason.strip())} characters", "use 1 to 2000")
    return reason.strip()


def skip_item(found: facts.AnswerFacts, command: commands.SkipItem, asked: Asked) -> Decision:
    """Only what one holds."""
    if found.task is None or found.task.hand != "leased":
        raise Refused("annotation.no_lease", "you do not hold this task", "take work first")
    return [Skipped(command.item, found.task.lease, Said(_reason(command.reason), found.task.subject, asked.member))]


def flag_item(found: facts.AnswerFacts, command: commands.FlagItem, asked: Asked) -> Decision:
    """Any item one was handed."""
    if found.task is None or found.task.hand is None:
        raise Refused("annotation.no_lease", "the task was never handed to you", "flag items you were given")
    return [Flagged(command.item, Said(_reason(command.reason), found.task.subject, asked.member))]


def end_leases(found: tuple[str, ...], command: commands.EndLeases, asked: Asked) -> Decision:
    """What was answered meanwhile stays answered."""
    return [LeaseEnded(lease=command.lease, items=found)] if found else []


def import_votes(found: facts.VoteFacts, command: commands.ImportVotes, asked: Asked) -> Decision:
    """All of them or none; values in canonical form; before the collection is sealed."""
    if found.collection is None or found.collection.sealed_index:
        raise Refused(
            "annotation.collection_closed",
            f"{command.collection[:64]} is not an open collection",
            "import votes before sealing",
        )
    if not 1 <= len(command.votes) <= MOST_VOTES:
        raise Refused(
            "annotation.too_many", f"{len(command.votes)} votes in one command", f"send 1 to {MOST_VOTES} at a time"
        )
    values, problems = _imported_values(found, command)
    if problems:
        raise Refused(
            "annotation.votes",
            f"{len(problems)} votes do not fit: {problems[0].field} {problems[0].what}",
            "mend them, or leave them out",
            tuple(problems[:100]),
        )
    events: list[VotesImported] = []
    for start in range(0, len(values), VOTES_A_LEAF):
        part = command.votes[start : start + VOTES_A_LEAF]
        said = tuple(
            Said({"value": value, "at": vote.at}, found.subjects[vote.item], _writer(found.desk, vote))
            for vote, value in zip(part, values[start:], strict=False)
        )
        events.append(
            VotesImported(
                command.collection,
                tuple(v.item for v in part),
                tuple(v.annotator for v in part),
                tuple(v.question for v in part),
                said,
            )
        )
    return events


def _imported_values(found: facts.VoteFacts, command: commands.ImportVotes) -> tuple[list[Any], list[Problem]]:
    """Canonical values, or what is wrong: a person known from an import answers each question of an item once."""
    problems: list[Problem] = []
    values: list[Any] = []
    taken = set(found.taken)
    for n, vote in enumerate(command.votes):
        question, spot = found.desk.questions.get(vote.question), (vote.item, vote.question, vote.annotator)
        if vote.item not in found.subjects:
            problems.append(Problem(f"votes[{n}].item", f"{vote.item[:64]} is not in this collection"))
        elif question is None:
            problems.append(Problem(f"votes[{n}].question", f"{vote.question[:64]} was never asked"))
        elif vote.annotator not in found.people:
            problems.append(Problem(f"votes[{n}].annotator", f"{vote.annotator[:64]} is nobody known from an import"))
        elif spot in taken:
            problems.append(Problem(f"votes[{n}]", f"{vote.annotator} answered {vote.question} of {vote.item} already"))
        else:
            taken.add(spot)
            try:
                values.append(TYPES[question.type].canonical(vote.value, question.config))
            except Refused as refused:
                problems.append(Problem(f"votes[{n}].value", refused.what))
    return values, problems


def _writer(desk: Desk, vote: commands.Vote) -> str:
    return vote.annotator if "writer" in TYPES[desk.questions[vote.question].type].owners else ""


def show_values(found: None, command: commands.ShowValues, asked: Asked) -> Decision:
    """Recorded before anything is served."""
    named = [bool(command.items), bool(command.collection), bool(command.release)]
    if sum(named) != 1 or len(command.items) > 256:
        raise Refused(
            "annotation.shown",
            f"{sum(named)} scopes, {len(command.items)} items",
            "name 1 to 256 items, or one collection, or one release",
        )
    return [ValuesShown(tuple(command.items), command.collection, command.release)]


HANDLERS = {
    commands.TakeWork: Handler(facts.for_work, take_work),
    commands.Submit: Handler(facts.for_answer, submit, foresees=facts.foreseen),
    commands.SkipItem: Handler(facts.for_answer, skip_item, foresees=facts.foreseen),
    commands.FlagItem: Handler(facts.for_answer, flag_item, foresees=facts.foreseen),
    commands.EndLeases: Handler(facts.for_lease, end_leases),
    commands.ImportVotes: Handler(facts.for_votes, import_votes),
    commands.ShowValues: Handler(no_facts, show_values),
}
