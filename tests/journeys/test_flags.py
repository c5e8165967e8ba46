"""A question asked while labelling reaches a lead, and the answer reaches whoever asked."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.world import World

TITLE = "#work-item"
QUESTION = "Is a question mark alone enough?"
ANSWER = "No, it has to mock the claim."


@pytest.fixture(scope="module")
def project(world: World) -> str:
    """Twenty items, one answer each: ten for either of two people."""
    project = world.project("Irony with questions", 20, 1)
    for login in ("ben", "cy"):
        world.join(project, login, "annotator")
    world.join(project, "lia", "lead")
    return project


def begin(visit: Any, project: str, login: str) -> Page:
    page: Page = visit(login).page
    page.goto(f"/p/{project}/work")
    expect(page.get_by_role("radio").first).to_be_visible()
    return page


def test_a_question_is_answered_in_place_and_the_answer_comes_back(visit: Any, project: str) -> None:
    page = begin(visit, project, "ben")
    asked_about = page.locator(TITLE).text_content() or ""
    page.keyboard.press("c")
    page.get_by_label("What is unclear?").fill(QUESTION)
    page.keyboard.press("Control+Enter")
    expect(page.locator(TITLE)).not_to_have_text(asked_about)
    expect(page.get_by_role("contentinfo").get_by_text(f"Your question about {asked_about}")).to_be_visible()
    page.get_by_text("Saved", exact=True).wait_for()

    lead: Page = visit("lia").page
    lead.goto(f"/p/{project}")
    lead.get_by_role("link", name="1 flag waits for an answer").click()
    flag = lead.get_by_role("article", name=asked_about)
    expect(flag.get_by_text(QUESTION)).to_be_visible()
    expect(flag.get_by_text("The tram opens in spring")).to_be_visible()
    flag.get_by_label("Your answer").fill(ANSWER)
    lead.keyboard.press("Control+Enter")
    expect(lead.get_by_text("Nobody waits for an answer")).to_be_visible()
    lead.get_by_role("tab", name="Answered").click()
    expect(lead.get_by_role("article", name=asked_about).get_by_text(ANSWER)).to_be_visible()

    page.reload()
    page.get_by_role("button", name="1 answer for you").click()
    expect(page.get_by_role("tabpanel", name="Answers").get_by_text(ANSWER)).to_be_visible()
    expect(page.get_by_role("button", name="answer for you")).to_have_count(0)


def test_a_flag_leaves_the_item_on_screen_and_says_what_became_of_it(visit: Any, project: str) -> None:
    page = begin(visit, project, "cy")
    item = page.locator(TITLE).text_content() or ""
    page.keyboard.press("f")
    page.get_by_label("What is wrong with it?").fill("It is cut off.")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("contentinfo").get_by_text(f"Flagged {item}.")).to_be_visible()
    expect(page.locator(TITLE)).to_have_text(item)
    expect(page.get_by_role("status").filter(has_text=f"Flagged {item}")).to_have_count(1)


def test_escape_discards_no_word_of_a_question(visit: Any, project: str) -> None:
    page = begin(visit, project, "cy")
    page.keyboard.press("c")
    page.get_by_label("What is unclear?").fill("half a thou")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("c")

    expect(page.get_by_label("What is unclear?")).to_have_value("half a thou")
