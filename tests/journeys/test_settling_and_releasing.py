"""From a dispute to a release that verifies and explains itself in the browser."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.world import World


@pytest.fixture(scope="module")
def project(world: World) -> str:
    """Six items: two in dispute, four that both answered alike."""
    project = world.project("Irony in replies", 6, 2)
    ben, cy = world.join(project, "ben", "annotator"), world.join(project, "cy", "annotator", "adjudicator")
    world.join(project, "dora", "adjudicator")
    ben.answer(project, 6, "ironic")
    cy.answer(project, 2, "not_ironic")
    cy.answer(project, 4, "ironic")
    return project


def test_nobody_is_offered_a_dispute_about_their_own_work(visit: Any, project: str) -> None:
    page = visit("cy").page
    page.goto(f"/p/{project}/disputes")

    expect(page.get_by_text("No dispute is open.")).to_be_visible()
    expect(page.get_by_role("link", name="Open")).to_have_count(0)


def test_an_adjudicator_settles_a_dispute_with_four_keys(visit: Any, project: str) -> None:
    """A side, a reason, the clause, a signature; then the next dispute is there."""
    page = visit("dora").page
    page.goto(f"/p/{project}/disputes")
    page.get_by_role("link", name="Settle", exact=True).click()
    expect(page.get_by_text("Choose a side")).to_be_visible()
    first = page.url
    for key in ("1", "2", "c", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url(lambda url: url != first)

    expect(page.get_by_text("Choose a side")).to_be_visible()
    page.goto(f"/p/{project}/disputes")
    expect(page.get_by_text("1 open · 1 settled")).to_be_visible()


def test_signing_without_a_reason_says_what_is_missing(visit: Any, project: str) -> None:
    page = visit("dora").page
    page.goto(f"/p/{project}/disputes")
    page.get_by_role("link", name="Settle", exact=True).click()
    expect(page.get_by_text("Choose a side")).to_be_visible()
    page.keyboard.press("1")
    page.keyboard.press("Enter")

    expect(page.get_by_role("contentinfo").get_by_text("Choose a reason first.")).to_be_visible()


def test_one_answers_oneself_by_the_keys_that_are_printed(visit: Any, project: str) -> None:
    """The digits answer, then they give the reason; Enter signs although the button clicked last has the focus."""
    page = visit("dora").page
    page.goto(f"/p/{project}/disputes")
    page.get_by_role("link", name="Settle", exact=True).click()
    expect(page.get_by_text("Choose a side")).to_be_visible()
    page.keyboard.press("o")
    own = page.get_by_role("group", name="Is the reply ironic?")
    expect(own).to_be_visible()
    page.keyboard.press("2")
    expect(own.get_by_role("radio", name=re.compile("^Not ironic"))).to_be_checked()
    page.keyboard.press("2")
    expect(page.get_by_role("radio", name="guideline misread")).to_be_checked()
    page.get_by_role("button", name="Guideline").click()
    page.get_by_role("tab", name="Labels").click()
    page.keyboard.press("Enter")

    expect(page.get_by_role("contentinfo").get_by_text("Name the clause your decision rests on")).to_be_visible()


def test_the_guideline_can_be_read_beside_a_dispute(visit: Any, project: str) -> None:
    page = visit("dora").page
    page.goto(f"/p/{project}/disputes")
    page.get_by_role("link", name="Settle", exact=True).click()
    expect(page.get_by_text("Choose a side")).to_be_visible()
    page.keyboard.press("h")

    expect(page.get_by_role("tabpanel", name="Guide").get_by_text("Nobody has to guess.")).to_be_visible()


def test_the_form_for_a_release_says_first_what_is_not_ready(visit: Any, project: str) -> None:
    page = visit("ana").page
    page.goto(f"/p/{project}/releases")

    expect(page.get_by_role("link", name="1 dispute is open")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("the charter asks for .667"))).to_be_visible()
    expect(page.get_by_role("button", name="Release anyway")).to_be_enabled()


def test_a_release_verifies_on_its_page(visit: Any, world: World, project: str) -> None:
    release = world.release(project)
    page = visit("ana").page
    page.goto(f"/p/{project}/releases/{release}")
    page.get_by_role("button", name="Verify").click()

    expect(page.get_by_text("Verified", exact=True).first).to_be_visible()
    expect(page.get_by_text("The log is whole and signed")).to_be_visible()
    expect(page.get_by_text("failed", exact=True)).to_have_count(0)


def test_a_row_explains_itself_and_the_browser_checks_the_proof(visit: Any, world: World, project: str) -> None:
    """Openings, inclusion and signature are computed here; the second look proves that the log only grew."""
    release = world.release(project)
    page = visit("ana").page
    page.goto(f"/p/{project}/releases/{release}")
    page.get_by_role("tab", name="Rows").click()
    page.get_by_role("link", name="Explain").first.click()
    proof = page.get_by_role("region", name="Proof")
    expect(proof.get_by_role("status")).to_have_text("3 of 4 checks passed, none failed")
    world.ana.command("sign_charter", project, owner="A", goals="g", scope="s", min_alpha=0.5, max_error=0.1)
    page.wait_for_timeout(2500)
    page.reload()

    expect(proof.get_by_text(re.compile(r"size \d+, seen .*, is a prefix of it"))).to_be_visible()
    expect(proof.get_by_role("status")).to_have_text("Every check passed")


def test_a_bundle_is_downloaded_from_its_page(visit: Any, world: World, project: str) -> None:
    release = world.release(project)
    page = visit("ana").page
    page.goto(f"/p/{project}/releases/{release}")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Download bundle").click()

    assert downloading.value.suggested_filename.endswith(".zip")
