"""The lead's first pilot, all of it in the browser."""

from typing import Any

from playwright.sync_api import Page, expect

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
    for label in ("Source", "Licence", "Consent", "Purpose", "Jurisdiction"):
        page.get_by_label(label, exact=True).fill("a test")
    page.get_by_role("button", name="Import 12 items").click()
    expect(page.get_by_text("12 items are in, and the collection is sealed.")).to_be_visible()

    go(page, "People")
    page.get_by_role("button", name="Make the link").click()

    expect(page.get_by_text("/join/")).to_be_visible()
