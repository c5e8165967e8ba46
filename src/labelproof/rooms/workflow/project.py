"""Questions and plan, from events."""

from collections.abc import Sequence

from labelproof.events.event import Gone
from labelproof.events.log import DisclosureErased
from labelproof.events.workflow import QuestionAsked, WorkflowPlanned
from labelproof.kernel.canonical import value_json
from labelproof.ports.recorded import Recorded
from labelproof.ports.write import Write, change, put
from labelproof.rooms.workflow.tables import plans, questions

keep_question = put(questions)
keep_plan = put(plans)
empty = change(questions, by=("log_id", "question"), sets=("body",))


def asked(e: Recorded[QuestionAsked]) -> Sequence[Write]:
    said = e.body.question.value
    body = None if isinstance(said, Gone) else value_json(said).decode()
    return [keep_question(log_id=e.log_id, question=e.event_id, type=e.body.type, asked_index=e.index, body=body)]


def planned(e: Recorded[WorkflowPlanned]) -> Sequence[Write]:
    return [
        keep_plan(log_id=e.log_id, questions=",".join(e.body.questions), overlap=e.body.overlap, event_id=e.event_id)
    ]


def erased(e: Recorded[DisclosureErased]) -> Sequence[Write]:
    return [
        empty(log_id=e.log_id, question=event_id, body=None)
        for event_id, name in zip(e.body.events, e.body.names, strict=True)
        if name == "question"
    ]


LISTENS = {QuestionAsked: asked, WorkflowPlanned: planned, DisclosureErased: erased}
