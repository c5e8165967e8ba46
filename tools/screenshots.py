"""Pictures of every screen, light and dark, from a running demo: `make screenshots`.

LABELPROOF_URL, LABELPROOF_LOGIN and LABELPROOF_PASSWORD take them from a server that runs already.
"""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tools.chromium import find_chromium, running_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / ".build" / "screenshots"
START_S = 300
SIZES = {"wide": (1440, 900), "narrow": (390, 844)}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@dataclass(frozen=True)
class Demo:
    url: str
    login: str
    password: str


def main() -> int:
    chromium = find_chromium()
    if chromium is None:
        print("screenshots.no_browser: no Chromium found. Fix: make setup")
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with _demo() as demo, running_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium.launch_options())
        pages = {
            f"{scheme}-{size}": browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
            ).new_page()
            for scheme in SCHEMES
            for size, (width, height) in SIZES.items()
        }
        for name in _visit(pages, demo):
            print(name)
        browser.close()
    return 0


def _visit(pages: dict[str, Any], demo: Demo) -> Iterator[str]:
    """One screen after the other in every kind: whoever opens a dispute has seen its votes and may not label any more."""
    for kind, page in pages.items():
        page.goto(demo.url)
        yield _take(page, f"sign-in-{kind}")
        _sign_in(page, demo)
    for name, path in _screens(next(iter(pages.values())).request, demo).items():
        for kind, page in pages.items():
            page.goto(demo.url + path)
            yield _take(page, f"{name}-{kind}")


def _sign_in(page: Any, demo: Demo) -> None:
    page.locator("input[autocomplete=username]").fill(demo.login)
    page.locator("input[type=password]").fill(demo.password)
    with page.expect_response(lambda answer: answer.url.endswith("/v1/session") and answer.request.method == "POST"):
        page.keyboard.press("Enter")


def _screens(request: Any, demo: Demo) -> dict[str, str]:
    """Where to look, found as the web app finds it: by asking the API for what the demo holds."""

    def ask(path: str) -> dict[str, Any]:
        return request.get(f"{demo.url}/v1{path}").json()

    project = ask("/projects")["projects"][0]["project"]
    disputes = ask(f"/projects/{project}/disputes?state=open")["disputes"]
    releases = ask(f"/projects/{project}/releases")["releases"]
    places = {"home": "/", "project": f"/p/{project}", "workspace": f"/p/{project}/work", "review": "/review"}
    for name in (
        "charter",
        "guideline",
        "labels",
        "questions",
        "items",
        "people",
        "disputes",
        "flags",
        "quality",
        "releases",
        "receipts",
        "log",
    ):
        places[name] = f"/p/{project}/{name}"
    if disputes:
        places["adjudication"] = f"/p/{project}/disputes/{disputes[0]['dispute']}"
    if releases:
        release = releases[0]["release"]
        places["release"] = f"/p/{project}/releases/{release}"
        row = ask(f"/projects/{project}/releases/{release}/rows?limit=1")["rows"][0]
        places["explain"] = f"/p/{project}/explain/{row['row_id']}"
    return places


def _take(page: Any, name: str) -> str:
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path)
    return path.relative_to(ROOT).as_posix()


@contextlib.contextmanager
def _demo() -> Generator[Demo]:
    if "LABELPROOF_URL" in os.environ:
        yield Demo(*(os.environ[f"LABELPROOF_{name}"] for name in ("URL", "LOGIN", "PASSWORD")))
        return
    log = ROOT / ".build" / "screenshots.log"
    data = ROOT / ".build" / "screenshots-data"
    shutil.rmtree(data, ignore_errors=True)
    command = [ROOT / ".venv" / "bin" / "labelproof", "demo", "--data", data]
    with log.open("wb") as output:
        server = subprocess.Popen([*command, "--port", "0"], stdout=output, stderr=output, stdin=subprocess.DEVNULL)
    try:
        yield _read_how_to_sign_in(log, server)
    finally:
        server.terminate()
        server.wait(30)


def _read_how_to_sign_in(log: Path, server: "subprocess.Popen[bytes]") -> Demo:
    deadline = time.monotonic() + START_S
    while server.poll() is None and time.monotonic() < deadline:
        said = log.read_text(errors="replace")
        address, account = re.search(r"http://127\.0\.0\.1:\d+", said), re.search(r"sign in: (\S+) (\S+)", said)
        if address and account:
            return Demo(address[0], account[1], account[2])
        time.sleep(0.2)
    raise RuntimeError(f"the demo did not start:\n{log.read_text(errors='replace')}")


if __name__ == "__main__":
    sys.exit(main())
