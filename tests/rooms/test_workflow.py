"""What may be asked: types that exist, that people can answer, and whose values can be verified."""

import pytest

from labelproof.kernel.refused import Refused
from labelproof.rooms.workflow.commands import AskQuestion
from labelproof.rooms.workflow.decide import ask_question
from labelproof.types import ASKABLE, TYPES


@pytest.mark.parametrize("name", sorted(set(TYPES) - set(ASKABLE)))
def test_a_type_without_an_editor_is_not_asked(name: str) -> None:
    with pytest.raises(Refused, match=r"workflow\.no_editor.*choose from choice, text"):
        ask_question(frozenset(), AskQuestion(name, "How many?"), None)


def test_a_type_nobody_knows_is_not_asked() -> None:
    with pytest.raises(Refused, match=r"workflow\.no_type"):
        ask_question(frozenset(), AskQuestion("audio", "What is said?"), None)


@pytest.mark.parametrize("name", ASKABLE)
def test_types_with_an_editor_are_asked(name: str) -> None:
    assert ask_question(frozenset(), AskQuestion(name, "What is it?"), None)[0].type == name
