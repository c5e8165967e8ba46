"""What can be asked of the workflow."""

from typing import Any

import msgspec


class AskQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Put a question about items: an annotation type with its configuration."""

    type: str
    title: str
    slug: str = ""
    help: str = ""
    config: dict[str, Any] = {}


class PlanWorkflow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The questions of a task, in order, and the independent annotations each item needs."""

    questions: list[str]
    overlap: int
