"""What is asked about items, and of how many people."""

from labelproof.events.event import Said, event


@event("question.asked")
class QuestionAsked:
    """A question with its annotation type and configuration; this event's id is the question."""

    type: str
    question: Said


@event("workflow.planned", questions="question")
class WorkflowPlanned:
    """The questions of a task, and how many independent annotations each item needs."""

    questions: tuple[str, ...]
    overlap: int
