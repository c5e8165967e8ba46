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
    expect(finding.get_by_text("before", exact=True)).to_be_visible()

    world.join(project, "eli", "annotator").answer(project, 10, "ironic")
    page.reload()
    page.get_by_role("button", name="Record these figures").click()
    finding.get_by_role("button", name="Done").click()
    dialog.get_by_label("What was done").fill("The clause has them")
    expect(dialog.get_by_label("The same measure, recorded since")).to_contain_text("alpha")
    dialog.get_by_role("button", name="It is done").click()
    expect(finding.get_by_text("after", exact=True)).to_be_visible()
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
    expect(people.get_by_role("button", name="Where the answers of Ben go")).to_be_visible()
    people.get_by_role("button", name="Where the answers of Ben go").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("table")).to_be_visible()
    expect(dialog.get_by_text("need gold answers")).to_be_visible()
    page.keyboard.press("Escape")

    where = page.get_by_role("region", name="Where answers go", exact=True)
    where.get_by_role("tab", name="Most others").press("ArrowRight")
    expect(where.get_by_role("tab", name="Dawid–Skene")).to_be_focused()
    expect(where.get_by_role("rowheader")).to_have_count(2)
    totals = page.get_by_role("region", name="Figures over all items")
    for name in ("Krippendorff’s alpha", "Observed agreement", "Fleiss’ kappa", "Gwet’s AC1", "Vote and model agree"):
        expect(totals.get_by_text(name, exact=True)).to_be_visible()


def test_a_signal_becomes_a_finding_when_a_person_says_so_and_not_before(visit: Any, world: World) -> None:
    """fay gives one answer to everything; gil and hal do not. The figure is about fay, the finding's words are not."""
    project = world.project("Irony, signalled", N_ITEMS, 3)
    for login in ("fay", "gil", "hal"):
        person = world.join(project, login, "annotator")
        for n in range(0, N_ITEMS, 4):
            person.answer(project, min(4, N_ITEMS - n), "ironic" if n % 8 and login != "fay" else "not_ironic")
    world.join(project, "lea", "lead")
    page: Page = visit("lea").page
    page.goto(f"/p/{project}/quality")
    findings = page.get_by_role("region", name="Findings")
    expect(findings.get_by_text("None is open.")).to_be_visible()

    page.get_by_role("button", name="Look into it: long run of one answer, Fay").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("64 times in a row")).to_be_visible()
    assert complaints(page) == []
    dialog.get_by_role("button", name="Open it").press("Enter")

    finding = findings.get_by_role("listitem")
    expect(finding.get_by_text("A run of equal answers")).to_be_visible()
    expect(finding.get_by_text("rests on signal: long run of one answer of Fay")).to_be_visible()


def test_before_two_people_answered_one_item_the_page_says_what_will_be_here(visit: Any, world: World) -> None:
    project = world.project("Irony, unanswered", 3, 2)
    world.join(project, "moa", "lead")
    page: Page = visit("moa").page
    page.goto(f"/p/{project}/quality")

    expect(page.get_by_role("heading", name="Nothing to compare yet")).to_be_visible()
    expect(page.get_by_role("link", name="See how many answer each item")).to_be_visible()
    assert complaints(page) == []


def test_annotators_have_no_link_to_it(visit: Any, project: str) -> None:
    page: Page = visit("dora").page
    page.goto(f"/p/{project}")
    expect(page.get_by_role("link", name="Guideline")).to_be_visible()

    assert page.get_by_role("link", name="Quality").count() == 0


def test_on_a_telephone_annotators_take_a_line_each_and_the_chart_can_be_read(visit: Any, project: str) -> None:
    page: Page = visit("lia").page
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/p/{project}/quality")
    row = page.get_by_role("region", name="Annotators").get_by_role("row").last
    expect(row).to_be_visible()

    drawn = page.locator(".over-time svg").evaluate("svg => svg.getScreenCTM().a * 12")

    assert (row.bounding_box() or {"height": 999})["height"] < 80
    assert drawn >= 9.5
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


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
