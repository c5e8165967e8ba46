"""A lead looks at the quality page, records its figures, opens a finding and follows it to its end."""

from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_accessibility import complaints
from tests.journeys.world import World

N_ITEMS = 64


@pytest.fixture(scope="module")
def project(world: World) -> str:
    """Sixty-four items that ben and cy answered; cy says otherwise on every fifth. dora may still answer all of them."""
    project = world.project("Irony, measured", N_ITEMS, 3)
    for login, every in (("ben", N_ITEMS + 1), ("cy", 5)):
        person = world.join(project, login, "annotator")
        for n in range(0, N_ITEMS, 10):
            person.answer(project, min(9, N_ITEMS - n), "ironic" if n % 20 else "not_ironic")
            person.answer(project, 1, "not_ironic" if every == 5 else "ironic")
    world.join(project, "dora", "annotator")
    world.join(project, "lia", "lead")
    return project


def test_a_finding_is_opened_acted_on_and_closed_by_keyboard_and_names_alone(
    visit: Any, world: World, project: str
) -> None:
    page: Page = visit("lia").page
    page.goto(f"/p/{project}")
    page.get_by_role("link", name="Quality").click()
    page.get_by_role("button", name="Record these figures").click()
    page.get_by_role("button", name="Open a finding").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What is wrong").fill("Questions are read both ways")
    dialog.get_by_label("Severity").select_option("major")
    dialog.get_by_label("Clause").select_option("1.1")
    dialog.get_by_label("What is wrong").press("Tab")
    dialog.get_by_role("button", name="Open it").press("Enter")
    finding = page.get_by_role("region", name="Findings").get_by_role("listitem")
    expect(finding.get_by_text("Questions are read both ways")).to_be_visible()

    finding.get_by_role("button", name="Plan an action").click()
    dialog.get_by_label("What is to be done").fill("Two examples in clause 1.1")
    dialog.get_by_label("By the end of").fill("2099-01-31")
    expect(dialog.get_by_label("The measure it is to move")).to_contain_text("log position")
    dialog.get_by_label("The measure it is to move").select_option(index=1)
    dialog.get_by_role("button", name="Plan it").click()
    expect(finding.get_by_text("Two examples in clause 1.1")).to_be_visible()
    expect(finding.get_by_text("before")).to_be_visible()

    world.join(project, "eli", "annotator").answer(project, 10, "ironic")
    page.reload()
    page.get_by_role("button", name="Record these figures").click()
    finding.get_by_role("button", name="Done").click()
    dialog.get_by_label("What was done").fill("The clause has them")
    expect(dialog.get_by_label("The same measure, recorded since")).to_contain_text("alpha")
    dialog.get_by_role("button", name="It is done").click()
    expect(finding.get_by_text("after")).to_be_visible()
    finding.get_by_role("button", name="Close").click()
    dialog.get_by_label("Why").fill("Fewer differ since")
    dialog.get_by_role("button", name="Close it").click()

    expect(page.get_by_text("None is open.")).to_be_visible()


def test_the_page_says_how_sure_it_is_and_of_how_many(visit: Any, project: str) -> None:
    page: Page = visit("lia").page
    page.goto(f"/p/{project}/quality")

    expect(page.get_by_role("img", name="Agreement of each block")).to_be_visible()
    page.get_by_text("Show data").click()
    rows = page.get_by_role("region", name="Agreement over time", exact=True).get_by_role("row")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_contain_text("[")
    people = page.get_by_role("region", name="Annotators", exact=True)
    expect(people.get_by_role("row", name="Ben")).to_contain_text("[")
    expect(people.get_by_role("row", name="Ben").get_by_role("button")).to_be_visible()
    people.get_by_role("button", name="Where the answers of Ben go").click()
    expect(page.get_by_role("dialog").get_by_role("table")).to_be_visible()


def test_annotators_have_no_link_to_it(visit: Any, project: str) -> None:
    page: Page = visit("dora").page
    page.goto(f"/p/{project}")
    expect(page.get_by_role("link", name="Guideline")).to_be_visible()

    assert page.get_by_role("link", name="Quality").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_it_nor_in_its_dialogs(visit: Any, project: str, scheme: Literal["light", "dark"]) -> None:
    page: Page = visit("lia").page
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"/p/{project}/quality")
    page.get_by_text("Show data").click()
    found = {"page": complaints(page)}
    for name in ("Open a finding", "Where the answers of Ben go"):
        page.get_by_role("button", name=name).click()
        page.wait_for_load_state("networkidle")
        found[name] = complaints(page)
        page.keyboard.press("Escape")
    page.get_by_role("tab", name="Label").press("End")
    expect(page.get_by_role("tab", name="Guideline version")).to_be_focused()
    found["versions"] = complaints(page)

    assert {name: wrong for name, wrong in found.items() if wrong} == {}
