"""One server for all journeys of a module, and pages that fail on any error the browser reports."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.world import PASSWORD, World, running_world

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
STATIC = Path(__file__).resolve().parents[2] / "src" / "labelproof" / "http" / "static" / "index.html"
# Asking who is signed in is answered 401 when nobody is, and a cut network is a cut network.
EXPECTED = ("401", "ERR_INTERNET_DISCONNECTED", "403 (Forbidden)")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A real server with the built web app."""
    assert STATIC.exists(), "the web app is not built. Fix: make setup"
    with running_world(tmp_path_factory.mktemp("journey") / "data") as running:
        yield running


class Visitor:
    """A browser context of one person."""

    def __init__(self, browser: Browser, url: str, errors: list[str]) -> None:
        self.context = browser.new_context(base_url=url, viewport={"width": 1280, "height": 720})
        self.context.add_init_script(path=str(AXE))
        self.context.set_default_timeout(15_000)
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: errors.append(str(error)))
        self.page.on(
            "console", lambda said: errors.append(f"{said.text} {said.location}") if said.type == "error" else None
        )

    def sign_in(self, login: str) -> Page:
        page = self.page
        page.goto("/")
        page.get_by_label("Login").fill(login)
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Home").wait_for()
        return page


@pytest.fixture
def visit(browser: Browser, world: World) -> Iterator[Any]:
    """Opens a context for a person; afterwards no console holds an error but a refusal that the test names by its status."""
    errors: list[str] = []
    expected = [*EXPECTED]
    opened: list[Visitor] = []

    def open_for(login: str = "", refused: int | None = None) -> Visitor:
        if refused is not None:
            expected.append(f"status of {refused}")
        visitor = Visitor(browser, world.url, errors)
        opened.append(visitor)
        if login:
            visitor.sign_in(login)
        return visitor

    yield open_for
    for visitor in opened:
        visitor.context.close()
    assert [e for e in errors if not any(known in e for known in expected)] == []


@contextmanager
def cut_network(visitor: Visitor) -> Generator[None]:
    """The server cannot be reached for a while."""
    visitor.context.set_offline(True)
    try:
        yield
    finally:
        visitor.context.set_offline(False)


@pytest.fixture
def offline() -> Any:
    """`with offline(visitor): …` cuts that person's network."""
    return cut_network
