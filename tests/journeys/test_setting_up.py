"""The lead's first pilot, all of it in the browser."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.world import World

TERMS = ("Source", "Licence", "Consent", "Purpose", "Jurisdiction")
ROWS = ["id,post,reply", *(f'r{n},"The tram opens, notice {n}.","Which of the {n} springs?"' for n in range(12))]


def go(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Main").get_by_role("link", name=name).click()


def test_a_lead_sets_up_a_project_from_nothing_to_the_first_link(visit: Any) -> None:
    page: Page = visit("ana").page
    page.get_by_role("link", name="New project").click()
    page.get_by_label("Name").fill("Town notices")
    page.get_by_role("button", name="Create the project").click()
    expect(page.get_by_role("link", name="The charter is not signed")).to_be_visible()

    go(page, "Charter")
    page.get_by_label("Goals").fill("Find irony.")
    page.get_by_label("Scope").fill("Replies to notices.")
    page.get_by_role("button", name="Sign the charter").click()
    expect(page.get_by_text("v1 signed")).to_be_visible()

    go(page, "Guideline")
    page.get_by_label("Guideline in Markdown").fill("# 1 Irony\n\nIt means something other than it says.\n")
    page.get_by_role("button", name="Publish as v1").click()
    expect(page.get_by_text("v1 in force", exact=True)).to_be_visible()

    go(page, "Labels")
    page.get_by_label("Name").fill("Ironic")
    page.get_by_role("button", name="Add a label").click()
    page.get_by_label("Name").fill("Not ironic")
    page.get_by_role("button", name="Publish as v1").click()
    expect(page.get_by_role("button", name="Publish as v2")).to_be_disabled()

    go(page, "Questions")
    page.get_by_label("Question", exact=True).fill("Is the reply ironic?")
    page.get_by_role("button", name="Ask it").click()
    page.get_by_label("Independent answers an item").fill("2")
    page.get_by_role("button", name="Plan").click()
    expect(page.get_by_text("2 answers an item")).to_be_visible()

    go(page, "Items")
    page.get_by_label("or paste rows").fill("\n".join(ROWS))
    page.get_by_label("Name of the collection").fill("notices")
    for label in TERMS:
        page.get_by_label(label, exact=True).fill("a test")
    page.get_by_role("button", name="Import 12 items").click()
    expect(page.get_by_text("12 items are in, and the collection is sealed.")).to_be_visible()

    go(page, "People")
    page.get_by_role("button", name="Make the link").click()

    expect(page.get_by_text("/join/")).to_be_visible()


def test_a_file_with_an_id_twice_says_on_which_lines_and_imports_the_others(visit: Any, world: World) -> None:
    project = world.project("Town notices twice", 1, 2)
    page: Page = visit("ana").page
    page.goto(f"/p/{project}/items")
    page.get_by_label("or paste rows").fill("id,post,reply\na1,p,r\na2,p,r\na1,p,other")
    page.get_by_label("Name of the collection").fill("more notices")
    for label in TERMS:
        page.get_by_label(label, exact=True).fill("a test")
    expect(page.get_by_text("Line 4: the id “a1” stands on line 2 already")).to_be_visible()
    expect(page.get_by_role("button", name="Import 2 items")).to_be_disabled()
    page.get_by_label("Leave out this line and import the rest").check()
    page.get_by_role("button", name="Import 2 items").click()

    expect(page.get_by_text("2 items are in, and the collection is sealed.")).to_be_visible()


def test_an_import_that_is_refused_leaves_no_collection_behind(visit: Any, world: World) -> None:
    """`notice-0` is in the project already, which only the server knows."""
    project = world.project("Town notices again", 1, 2)
    page: Page = visit("ana", refused=409).page
    page.goto(f"/p/{project}/items")
    page.get_by_label("or paste rows").fill("id,post,reply\nb1,p,r\nnotice-0,p,r")
    page.get_by_label("Name of the collection").fill("more notices")
    for label in TERMS:
        page.get_by_label(label, exact=True).fill("a test")
    page.get_by_role("button", name="Import 2 items").click()
    expect(page.get_by_text(re.compile("^Line 3: 'notice-0' is in this project already"))).to_be_visible()
    expect(page.get_by_text("the collection was given up whole")).to_be_visible()
    collections = world.ana.ask("GET", f"/projects/{project}")["collections"]
    assert [c["name"] for c in collections] == ["town notices"]
    page.get_by_label("Leave out this line and import the rest").check()
    page.get_by_role("button", name="Import 1 item").click()

    expect(page.get_by_text("1 item is in, and the collection is sealed.")).to_be_visible()


def test_a_lead_finds_an_item_and_excludes_it_with_a_reason(visit: Any, world: World) -> None:
    project = world.project("Town notices listed", 3, 2)
    page: Page = visit("ana").page
    page.goto(f"/p/{project}/items")
    page.get_by_role("button", name="Exclude notice-1").click()
    page.get_by_label("Reason").fill("It is an advertisement.")
    page.get_by_role("dialog").get_by_role("button", name="Exclude", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_label("State").select_option("excluded")

    expect(page.get_by_role("row", name=re.compile("^notice-1 .*excluded"))).to_be_visible()
    expect(page.get_by_role("row", name="notice-0")).to_have_count(0)
