"""What evidence takes for a value, and for a difference, is what the annotation types take for it."""

from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from labelproof.evidence.values import differ_enough, fits
from labelproof.kernel.canonical import value_json
from labelproof.kernel.refused import Refused
from labelproof.types import TYPES

CODES = ["a", "b", "c", "cant_tell"]
VALUES = (
    st.none()
    | st.booleans()
    | st.sampled_from([*CODES, "d", 1, 1.5])
    | st.lists(st.sampled_from([*CODES, "d", 1]), max_size=4)
    | st.text(max_size=6)
    | st.sampled_from(["e\u0301", "\u00e9", "a\nb", "a\rb", "  ", "\x00", "\ud800"])
    | st.dictionaries(st.text(max_size=2), st.none(), max_size=1)
)
CHOICE = st.fixed_dictionaries(
    {"options": st.just([{"value": "a"}, {"value": "b"}, {"value": "c"}])},
    optional={
        "multiple": st.booleans(),
        "allow_cant_tell": st.booleans(),
        "min_choices": st.integers(0, 2),
        "max_choices": st.integers(2, 3),
        "dispute_above": st.sampled_from([0, 0.4, 0.7, 1]),
    },
)
TEXT = st.fixed_dictionaries(
    {}, optional={"min_length": st.integers(0, 3), "max_length": st.integers(3, 6), "multiline": st.booleans()}
)


def canonical(kind: str, config: dict[str, Any], value: Any) -> bool:
    try:
        return value_json(TYPES[kind].canonical(value, config)) == value_json(value)
    except Refused:
        return False


@settings(max_examples=500)
@given(CHOICE, VALUES)
def test_a_choice_fits_when_the_type_would_record_it_so(config: dict[str, Any], value: Any) -> None:
    assert fits("choice", config, [], value) == canonical("choice", config, value)


@given(CHOICE, VALUES)
def test_without_options_of_its_own_a_question_has_the_labels_in_force(config: dict[str, Any], value: Any) -> None:
    own = {name: each for name, each in config.items() if name != "options"}

    assert fits("choice", own, ["a", "b", "c"], value) == fits("choice", config, [], value)


@settings(max_examples=500)
@given(TEXT, VALUES)
def test_a_text_fits_when_the_type_would_record_it_so(config: dict[str, Any], value: Any) -> None:
    assert fits("text", config, [], value) == canonical("text", config, value)


@given(VALUES)
def test_a_type_nobody_knows_has_no_values(value: Any) -> None:
    assert not fits("audio", {}, ["a"], value)


@given(CHOICE, st.data())
def test_answers_differ_when_the_type_would_open_a_dispute(config: dict[str, Any], data: st.DataObject) -> None:
    candidates = [*CODES, *(list(each) for n in range(4) for each in combinations(CODES, n))]
    values = data.draw(
        st.lists(st.sampled_from([each for each in candidates if canonical("choice", config, each)]), max_size=5)
    )

    assert differ_enough("choice", config, values) == TYPES["choice"].dispute_opens(values, config)


@given(st.lists(st.text(max_size=2), max_size=4))
def test_words_never_differ_enough(values: list[str]) -> None:
    assert not differ_enough("text", {}, list(values))


PARSED = VALUES.filter(lambda value: value != "\ud800")
"""What can stand in an opening: half a surrogate pair is refused when it is read."""


@given(st.dictionaries(st.sampled_from(["options", "multiple", "min_choices", "dispute_above"]), PARSED), PARSED)
def test_a_hostile_configuration_makes_no_traceback(config: dict[str, Any], value: Any) -> None:
    assert fits("choice", config, ["a"], value) in (True, False)
    assert fits("text", config, ["a"], value) in (True, False)
    assert differ_enough("choice", config, [value, value]) in (True, False)
