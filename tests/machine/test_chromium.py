import pytest
from playwright.sync_api import Browser, Playwright

from tools.chromium import Chromium, carried_chromium, find_chromium

PAGE = "<h1>Grüße</h1><p>Ω</p>"


def test_the_browser_lays_out_text(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(PAGE)
    width = page.evaluate("document.querySelector('h1').getClientRects().length && document.body.scrollHeight")
    page.close()

    assert width > 20


def test_a_browser_named_in_the_environment_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABELPROOF_TEST_CHROMIUM", "/somewhere/chromium")

    found = find_chromium()

    assert found is not None and str(found.executable) == "/somewhere/chromium"


@pytest.mark.slow
def test_the_browser_an_npm_package_carries_starts_and_has_fonts(playwright: Playwright) -> None:
    """It is what a machine without a browser uses; text without fonts would have no width."""
    found = carried_chromium()
    assert found is not None, "node_modules is missing. Fix: make setup"

    width = _width_of_a_word(playwright, found)

    assert width > 20


def _width_of_a_word(playwright: Playwright, chromium: Chromium) -> float:
    running = playwright.chromium.launch(**chromium.launch_options())
    page = running.new_page()
    page.set_content("<span>Grüße</span>")
    width = page.evaluate("document.querySelector('span').getBoundingClientRect().width")
    running.close()
    return float(width)
