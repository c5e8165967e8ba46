"""Tasks of several questions, one of them text: nothing typed is lost, and nothing half said goes out."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.world import IRONIC, WHICH, WHY, World

TITLE = "#work-item"


@pytest.fixture(scope="module")
def project(world: World) -> str:
    """A choice of one, a choice of several, and a text."""
    project = world.project("Irony with reasons", 20, 1, [IRONIC, WHICH, WHY])
    for login in ("ben", "cy"):
        world.join(project, login, "annotator")
    return project


def begin(visit: Any, project: str, login: str) -> Page:
    page: Page = visit(login).page
    page.goto(f"/p/{project}/work")
    expect(page.get_by_label("Why?")).to_be_visible()
    page.locator(TITLE).focus()
    page.wait_for_timeout(200)
    return page


def test_digits_answer_question_after_question_and_text_goes_with_ctrl_enter(
    world: World, visit: Any, project: str
) -> None:
    page = begin(visit, project, "ben")
    before = page.locator(TITLE).text_content() or ""
    page.keyboard.press("1")
    page.keyboard.press("1")
    page.keyboard.press("2")
    page.get_by_label("Why?").fill("Both 1 and 2 say so.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(TITLE)).not_to_have_text(before)
    page.get_by_text("Last answer sealed at").wait_for()
    page.keyboard.press("Escape")
    page.locator(TITLE).focus()
    page.keyboard.press("Backspace")

    expect(page.get_by_role("radio", name="Ironic means something other")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Ironic means something other")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Not ironic")).to_be_checked()
    expect(page.get_by_label("Why?")).to_have_value("Both 1 and 2 say so.")


def test_a_task_half_answered_does_not_go_out_and_says_what_is_missing(visit: Any, project: str) -> None:
    page = begin(visit, project, "cy")
    before = page.locator(TITLE).text_content() or ""
    page.keyboard.press("1")
    page.get_by_role("button", name="Submit and next").click()

    expect(page.get_by_role("group", name="Which labels apply?").get_by_text("Choose an answer.")).to_be_visible()
    expect(page.locator(TITLE)).to_have_text(before)


def test_what_is_typed_survives_the_tab_and_undo_takes_back_words(visit: Any, project: str) -> None:
    page = begin(visit, project, "cy")
    why = page.get_by_label("Why?")
    why.click()
    page.keyboard.type("it mocks the plan")
    page.keyboard.press("Control+z")
    expect(why).to_have_value("it mocks the")
    page.get_by_text("Saved", exact=True).wait_for()
    page.reload()

    expect(page.get_by_label("Why?")).to_have_value("it mocks the")
