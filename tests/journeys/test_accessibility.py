"""axe finds nothing on any screen, light or dark (WCAG 2.2 AA rules)."""

from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.world import World

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCREENS = {
    "home": "/",
    "new project": "/new",
    "overview": "/p/{p}",
    "charter": "/p/{p}/charter",
    "guideline": "/p/{p}/guideline",
    "labels": "/p/{p}/labels",
    "questions": "/p/{p}/questions",
    "items": "/p/{p}/items",
    "people": "/p/{p}/people",
    "disputes": "/p/{p}/disputes",
    "flags": "/p/{p}/flags",
    "quality": "/p/{p}/quality",
    "releases": "/p/{p}/releases",
    "release": "/p/{p}/releases/{r}",
    "explain": "/p/{p}/explain/notice-0",
    "receipts": "/p/{p}/receipts",
    "log": "/p/{p}/log",
    "workspace": "/p/{p}/work",
}


@pytest.fixture(scope="module")
def places(world: World) -> dict[str, str]:
    """Every screen with something on it, for one person with every role."""
    project = world.project("Irony in replies", 8, 2)
    ben, cy = world.join(project, "ben", "annotator"), world.join(project, "cy", "annotator")
    world.join(project, "vi", "lead", "annotator", "adjudicator", "auditor")
    ben.answer(project, 3, "ironic")
    cy.answer(project, 3, "not_ironic")
    item = ben.ask("GET", f"/projects/{project}/answers?limit=1")["answers"][0]["item"]
    ben.command("flag_item", project, item=item, reason="The reply is cut off.")
    release = world.release(project)
    places = {name: path.format(p=project, r=release) for name, path in SCREENS.items()}
    dispute = world.ana.ask("GET", f"/projects/{project}/disputes?state=open")["disputes"][0]["dispute"]
    return {**places, "adjudication": f"/p/{project}/disputes/{dispute}"}


def complaints(page: Page) -> list[str]:
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules}).then(r => r.violations.map(v => "
        "v.id + ': ' + v.nodes.map(n => n.target.join(' ') + ' ' + (n.failureSummary || '')).slice(0, 3).join(' | ')))",
        RULES,
    )
    return list(found)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_screen(visit: Any, places: dict[str, str], scheme: Literal["light", "dark"]) -> None:
    page: Page = visit("vi").page
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    found: dict[str, list[str]] = {}
    for name, path in places.items():
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.wait_for_load_state("networkidle")
        if wrong := complaints(page):
            found[name] = wrong

    assert found == {}


def test_axe_finds_nothing_before_signing_in(visit: Any, world: World, places: dict[str, str]) -> None:
    page: Page = visit().page
    page.goto("/")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()

    assert complaints(page) == []


def test_axe_finds_nothing_where_a_link_leads(visit: Any, world: World, places: dict[str, str]) -> None:
    """An invitation for somebody new and for a member, a link that is used up, and one from a terminal."""
    project = world.project("Irony by invitation", 1, 1)
    found: dict[str, list[str]] = {}
    for login in ("", "vi"):
        page: Page = visit(login, refused=404).page
        for path in (world.invitation(project, "annotator"), "/join/used-before", "/enter/used-before"):
            page.goto(path)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            if wrong := complaints(page):
                found[f"{login} {path}"] = wrong

    assert found == {}


def test_axe_finds_nothing_on_what_opens_over_the_workspace(visit: Any, places: dict[str, str]) -> None:
    page: Page = visit("vi").page
    page.goto(places["workspace"])
    expect(page.get_by_role("radio").first).to_be_visible()
    found: dict[str, list[str]] = {}
    for key in ("?", "s", "c", "Control+k"):
        page.keyboard.press(key)
        expect(page.get_by_role("dialog")).to_be_visible()
        if wrong := complaints(page):
            found[key] = wrong
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)

    assert found == {}


@pytest.mark.parametrize(
    "name", ["home", "overview", "disputes", "quality", "flags", "items", "workspace", "explain", "adjudication"]
)
def test_a_narrow_screen_needs_no_sideways_scroll(visit: Any, places: dict[str, str], name: str) -> None:
    """320 CSS px is what 1280 px become at 400 % zoom (WCAG 1.4.10)."""
    page: Page = visit("vi").page
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(places[name])
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
