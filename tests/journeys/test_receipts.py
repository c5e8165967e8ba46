"""What an annotator can prove afterwards, and say without their name."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_labelling import answer, begin
from tests.journeys.world import World

ALTER = """async () => {
  const names = (await indexedDB.databases()).map((d) => d.name);
  for (const name of names) {
    const db = await new Promise((done) => { const r = indexedDB.open(name); r.onsuccess = () => done(r.result); });
    const store = db.transaction("kept", "readwrite").objectStore("kept");
    const kept = await new Promise((done) => { const r = store.getAll(); r.onsuccess = () => done(r.result); });
    if (kept[0]) await new Promise((done) => {
      const r = store.put({ ...kept[0], leaf_hash: "A".repeat(43) }, `receipt/${kept[0].log}/${kept[0].index}`);
      r.onsuccess = done;
    });
    db.close();
  }
}"""


@pytest.fixture(scope="module")
def project(world: World) -> str:
    project = world.project("Irony in replies", 10, 2)
    for login in ("ben", "cy"):
        world.join(project, login, "annotator")
    return project


def test_receipts_kept_while_labelling_agree_with_the_log(visit: Any, project: str) -> None:
    page: Page = visit("ben").page
    begin(page, project)
    for key in "121":
        answer(page, key)
    page.wait_for_timeout(1500)  # the log is signed once a second
    page.goto(f"/p/{project}/receipts")

    expect(page.get_by_text("kept", exact=True)).to_have_count(3)
    page.get_by_role("button", name="Check them all").click()
    expect(page.get_by_role("heading", name="All 3 receipts kept here agree")).to_be_visible()
    with page.expect_download() as got:
        page.get_by_role("link", name="Download receipts").click()
    assert got.value.suggested_filename == "receipts.jsonl"

    page.evaluate(ALTER)
    page.reload()
    page.get_by_role("button", name="Check them all").click()
    expect(page.get_by_text("now holds another event than your receipt names")).to_be_visible()


def test_a_report_without_a_name_reaches_the_lead(world: World, visit: Any, project: str) -> None:
    page: Page = visit("cy").page
    page.goto(f"/p/{project}/guideline")
    page.get_by_label("What you want to tell the leads").fill("Clause 1.1 and clause 2 contradict each other.")
    page.get_by_role("button", name="Send without my name").click()
    expect(page.locator(".chip", has_text="Sent")).to_be_visible()

    told = world.ana.ask("GET", f"/projects/{project}/reports")["reports"]
    assert [each["words"] for each in told] == ["Clause 1.1 and clause 2 contradict each other."]
    lead: Page = visit("ana").page
    lead.goto(f"/p/{project}/guideline")
    expect(lead.get_by_text("Clause 1.1 and clause 2 contradict each other.")).to_be_visible()
    expect(page.get_by_text("Told without a name")).to_have_count(0)
