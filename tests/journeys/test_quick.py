"""From a file of one's own to the first label: one command, one link, one key."""

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.journeys.world import started

ROWS = "id,post,reply\n" + "".join(
    f'r{n},"The tram opens, notice {n}.","Which of the {n} springs?"\n' for n in range(5)
)
LINK = r"http://127\.0\.0\.1:\d+/\S+"


def test_quick_leads_to_the_first_label_by_one_link_and_one_key(browser: Browser, tmp_path: Path) -> None:
    """The link signs in once and opens the workspace; the digit answers; the log has it."""
    (tmp_path / "notices.csv").write_text(ROWS)
    said = ["--labels", "ironic,not ironic", "--owner", "Ana Ruiz", "--no-browser", "--port", "0"]
    data = ["--data", str(tmp_path / "data")]
    with started(LINK, "quick", str(tmp_path / "notices.csv"), *said, *data) as link:
        page = browser.new_page()
        page.goto(link)
        expect(page.get_by_role("group", name="Which label fits?")).to_be_visible()
        first = page.locator("#work-item").text_content() or ""
        page.wait_for_timeout(200)
        page.keyboard.press("1")
        expect(page.locator("#work-item")).not_to_have_text(first)

        expect(page.get_by_text(re.compile(r"Last answer sealed at \d+"))).to_be_visible()
        expect(page.get_by_text("1 of 5", exact=True)).to_be_visible()
        page.close()
