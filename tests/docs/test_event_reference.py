from pathlib import Path

import pytest

from tools import event_reference

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"


@pytest.mark.parametrize(
    ("page", "written"), [("events.md", event_reference.event_page), ("refusals.md", event_reference.refusal_page)]
)
def test_a_reference_page_is_what_the_code_says(page: str, written) -> None:
    """Where it is not: .venv/bin/python -m tools.event_reference"""
    kept = (REFERENCE / page).read_text()

    assert written() == kept


def test_every_event_has_its_line() -> None:
    page = event_reference.event_page()

    assert [kind for kind in event_reference.BY_KIND if f"| `{kind}` |" not in page] == []


def test_a_refusal_is_found_with_its_fix_and_values_become_dots() -> None:
    source = 'raise Refused("room.full", f"{n} are in", f"wait until {n} have\\n left")'

    found = event_reference.refusals_in(source)

    assert found == [("room.full", "wait until … have left")]


def test_a_code_that_is_computed_is_left_out() -> None:
    found = event_reference.refusals_in('raise Refused(code, "what", "fix")')

    assert found == []
