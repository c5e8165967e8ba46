"""An annotator's journeys: in by a link, one key an answer, nothing lost."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.world import PASSWORD, World

PAINTED_MS = 200  # answer keys wait 150 ms after an item was painted
TITLE = "#work-item"


@pytest.fixture(scope="module")
def project(world: World) -> str:
    """Forty items, two answers each."""
    project = world.project("Irony in replies", 40, 2)
    for login in ("ben", "cy", "eve", "fay"):
        world.join(project, login, "annotator")
    return project


def begin(page: Page, project: str) -> None:
    page.goto(f"/p/{project}/work")
    expect(page.get_by_role("radio").first).to_be_visible()


def answer(page: Page, key: str) -> None:
    """One key; then the next item is on screen."""
    before = page.locator(TITLE).text_content() or ""
    page.wait_for_timeout(PAINTED_MS)
    page.keyboard.press(key)
    expect(page.locator(TITLE)).not_to_have_text(before)


def test_a_link_makes_an_account_and_leads_to_the_project(world: World, visit: Any, project: str) -> None:
    page: Page = visit().page
    page.goto(world.invitation(project, "annotator"))
    page.get_by_label("Your name").fill("Gus")
    page.get_by_label("Login").fill("gus")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    page.wait_for_url(f"**/p/{project}")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Label", exact=True).click()

    expect(page.get_by_role("group", name="Is the reply ironic?")).to_be_visible()


def test_a_member_joins_another_project_without_a_second_password(world: World, visit: Any, project: str) -> None:
    page: Page = visit("ben").page
    other = world.project("Irony elsewhere", 2, 1)
    page.goto(world.invitation(other, "annotator"))
    page.get_by_role("button", name="Join as Ben").click()

    page.wait_for_url(f"**/p/{other}")
    page.go_back()
    expect(page.get_by_role("heading", name="Home")).to_be_visible()


def test_a_link_used_before_says_so_and_leads_home(world: World, visit: Any, project: str) -> None:
    page: Page = visit("ben", refused=404).page
    link = world.invitation(world.project("Irony once", 2, 1), "annotator")
    page.goto(link)
    page.get_by_role("button", name="Join as Ben").click()
    page.wait_for_url("**/p/**")
    page.goto(link)
    expect(page.get_by_text("access.no_invitation")).to_be_visible()
    page.get_by_role("link", name="Go home").click()

    expect(page.get_by_role("heading", name="Home")).to_be_visible()


def test_a_link_from_the_terminal_opened_again_says_why_it_does_nothing(visit: Any) -> None:
    page: Page = visit().page
    page.goto("/enter/used-before")

    expect(page.get_by_text("A link from the terminal signs one browser in, once.")).to_be_visible()


def test_the_last_answer_can_be_undone_when_nothing_is_left(world: World, visit: Any) -> None:
    project = world.project("Irony in brief", 1, 1)
    world.join(project, "hal", "annotator")
    page: Page = visit("hal").page
    begin(page, project)
    page.wait_for_timeout(PAINTED_MS)
    page.keyboard.press("1")
    expect(page.get_by_role("heading", name="Nothing is left for you here")).to_be_visible()
    page.keyboard.press("Control+z")

    expect(page.get_by_role("radio", name=re.compile("^Ironic"))).to_be_checked()


def test_a_wrong_password_says_what_to_do_and_keeps_the_login(visit: Any, project: str) -> None:
    page: Page = visit().page
    page.goto("/")
    page.get_by_label("Login").fill("ben")
    page.get_by_label("Password").fill("not the password")
    page.keyboard.press("Enter")

    expect(page.get_by_role("alert").filter(has_text="access.wrong_password")).to_be_visible()
    expect(page.get_by_label("Login")).to_have_value("ben")


def test_five_items_take_five_keys(world: World, visit: Any, project: str) -> None:
    page = visit("ben").page
    begin(page, project)
    for key in ("1", "2", "x", "1", "2"):
        answer(page, key)

    expect(page.get_by_text(re.compile(r"^5 of [0-9]+$"))).to_be_visible()
    expect(page.get_by_text("Last answer sealed at")).to_be_visible()
    ben = [p for p in world.ana.ask("GET", f"/projects/{project}/people")["people"] if p["name"] == "Ben"]
    assert ben[0]["n_answers"] == 5


def test_a_key_pressed_before_the_item_was_seen_answers_nothing(visit: Any, project: str) -> None:
    """The second key comes with the first, 150 ms too early."""
    page = visit("cy").page
    begin(page, project)
    page.wait_for_timeout(PAINTED_MS)
    page.keyboard.press("1")
    page.keyboard.press("1")
    page.wait_for_timeout(PAINTED_MS)

    expect(page.get_by_text(re.compile(r"^1 of [0-9]+$"))).to_be_visible()


def test_backspace_reopens_the_last_answer_and_a_new_key_supersedes_it(world: World, visit: Any, project: str) -> None:
    page = visit("eve").page
    begin(page, project)
    first = page.locator(TITLE).text_content()
    answer(page, "1")
    second = page.locator(TITLE).text_content() or ""
    page.keyboard.press("Backspace")
    reopened = page.locator(TITLE).text_content()
    was_chosen = page.get_by_role("radio", name=re.compile("^Ironic")).is_checked()
    answer(page, "2")

    assert (reopened, was_chosen) == (first, True)
    expect(page.locator(TITLE)).to_have_text(second)
    expect(page.get_by_text(re.compile(r"^1 of [0-9]+$"))).to_be_visible()


def test_answers_given_without_a_network_arrive_when_it_is_back(
    world: World, visit: Any, offline: Any, project: str
) -> None:
    """The network is cut, three answers are given, the tab is closed and opened again."""
    visitor = visit("fay")
    page = visitor.page
    begin(page, project)
    with offline(visitor):
        for key in ("1", "1", "2"):
            answer(page, key)
        expect(page.get_by_text("3 to send")).to_be_visible()
    page.reload()
    expect(page.get_by_text(re.compile(r"^3 of [0-9]+$"))).to_be_visible()
    page.get_by_text("Saved", exact=True).wait_for()
    page.wait_for_timeout(500)

    fay = [p for p in world.ana.ask("GET", f"/projects/{project}/people")["people"] if p["name"] == "Fay"]
    assert fay[0]["n_answers"] == 3


def test_a_skipped_item_goes_with_its_reason_and_the_next_one_comes(visit: Any, project: str) -> None:
    page = visit("ben").page
    begin(page, project)
    before = page.locator(TITLE).text_content() or ""
    page.keyboard.press("s")
    expect(page.get_by_role("dialog", name="Skip this item")).to_be_visible()
    page.keyboard.press("1")

    expect(page.locator(TITLE)).not_to_have_text(before)


def test_every_key_of_the_workspace_is_listed(visit: Any, project: str) -> None:
    page = visit("ben").page
    begin(page, project)
    page.keyboard.press("?")

    sheet = page.get_by_role("dialog", name="Keys on this screen")
    for title in ("Submit and next", "Skip", "Ask", "Flag", "Guide and labels", "Previous", "Undo", "Redo"):
        expect(sheet.get_by_text(title, exact=False).first).to_be_visible()
