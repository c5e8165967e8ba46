"""Fixtures that belong to the machine: a real PostgreSQL, a real browser, the data beside the repository."""

import itertools
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tools.chromium import Chromium, find_chromium, running_playwright
from tools.peers import Peers, running_peers
from tools.postgres import running_postgres

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

ROOT = Path(__file__).resolve().parent.parent
NEEDS = {
    "postgres": {"postgres_url", "fresh_postgres"},
    "peers": {"peers"},
    "browser": {"chromium", "playwright", "browser"},
}

# A shared machine is slow now and then: a deadline per example would fail for that alone.
settings.register_profile("labelproof", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", parent=settings.get_profile("labelproof"), max_examples=25)
settings.register_profile("fuzz", parent=settings.get_profile("labelproof"), max_examples=5_000)
settings.load_profile(os.environ.get("LABELPROOF_TEST_PROFILE", "labelproof"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        for marker, fixtures in NEEDS.items():
            if asked & fixtures:
                item.add_marker(marker)
        if "peers" in asked:
            item.add_marker("slow")  # a library of theirs takes seconds to import


@pytest.fixture(scope="session", autouse=True)
def state_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What the command line keeps for its user (receipts, checkpoints) goes to a folder of this run."""
    before = os.environ.get("XDG_STATE_HOME")
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state"))
    yield
    os.environ.pop("XDG_STATE_HOME")
    if before is not None:
        os.environ["XDG_STATE_HOME"] = before


@pytest.fixture(scope="module", autouse=True)
def stores_closed() -> Iterator[None]:
    """What a module's tests opened is closed after its last one."""
    yield
    if project := sys.modules.get("tests.engine.project"):
        project.close_stores()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """An empty database on a real server: LABELPROOF_TEST_POSTGRES_URL, or one started from its wheel."""
    given = os.environ.get("LABELPROOF_TEST_POSTGRES_URL")
    if given:
        yield given
        return
    with running_postgres() as server:
        yield server.url()


_databases = itertools.count(1)


@pytest.fixture
def fresh_postgres(postgres_url: str) -> Iterator[str]:
    """A database of this test's own, dropped after it."""
    import psycopg
    from sqlalchemy import make_url

    server = make_url(postgres_url)
    name = f"labelproof_test_{os.getpid()}_{next(_databases)}"
    plain = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} STRATEGY = FILE_COPY")
        try:
            yield server.set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def chromium() -> Chromium:
    """A Chromium and how to start it; without one the test is skipped, under CI it fails."""
    found = find_chromium()
    if found is None:
        reason = "no Chromium. Fix: make setup, or set LABELPROOF_TEST_CHROMIUM"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    return found


@pytest.fixture(scope="module")
def playwright() -> "Iterator[Playwright]":
    """Playwright's driver. For one module: while it lives its event loop runs in this thread, and asyncio.run fails."""
    with running_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(chromium: Chromium, playwright: "Playwright") -> "Iterator[Browser]":
    """A running browser; a test opens a context of its own in it."""
    running = playwright.chromium.launch(**chromium.launch_options())
    yield running
    running.close()


@pytest.fixture(scope="session")
def peers() -> Iterator[Peers]:
    """The rivals' libraries, in a process and an environment of their own."""
    with running_peers() as running:
        yield running


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the repository; it is never copied into it."""
    folder = Path(os.environ.get("LABELPROOF_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"needs the data of {folder.name}/ beside the repository (or LABELPROOF_SHARED)")
    return folder
