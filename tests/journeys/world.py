"""A real server in a process of its own, and people who speak to it without a browser."""

import json
import os
import re
import select
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

PASSWORD = "a sentence nobody guesses"
LABELPROOF = Path(sys.executable).parent / "labelproof"
START_S = 60.0
TERMS = {
    "name": "town notices",
    "source": "written for these tests",
    "licence": "CC0-1.0",
    "consent": "nobody is quoted",
    "purpose": "tests",
    "jurisdiction": "none",
    "language": "en",
}
GUIDELINE = """# 1 What irony is

A reply is ironic when it means something other than what it says.

## 1.1 Questions that answer themselves

A question whose answer both sides know is ironic when it mocks the claim it pretends to ask about.

# 2 When you cannot tell

Say so. Nobody has to guess.
"""
LABELS = [
    {"code": "ironic", "name": "Ironic", "definition": "means something other than it says"},
    {"code": "not_ironic", "name": "Not ironic", "definition": "means what it says"},
]

IRONIC = {
    "type": "choice",
    "slug": "irony",
    "title": "Is the reply ironic?",
    "help": "Judge the reply.",
    "config": {"multiple": False, "allow_cant_tell": True},
}
WHICH = {
    "type": "choice",
    "slug": "marks",
    "title": "Which labels apply?",
    "help": "All that do.",
    "config": {"multiple": True, "allow_cant_tell": False},
}
WHY = {
    "type": "text",
    "slug": "why",
    "title": "Why?",
    "help": "In your own words.",
    "config": {"min_length": 3, "max_length": 200, "multiline": True},
}


class Person:
    """A session over HTTP, as the web app keeps one."""

    def __init__(self, url: str) -> None:
        self.url, self.csrf = url, ""
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        said = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "X-CSRF-Token": self.csrf}
        request = urllib.request.Request(f"{self.url}/v1{path}", method=method, data=said, headers=headers)
        try:
            with self._opener.open(request, timeout=30) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as refused:
            raise AssertionError(f"{method} {path}: {refused.code} {refused.read().decode()}") from refused

    def sign_in(self, login: str, password: str = PASSWORD) -> "Person":
        self.csrf = self.ask("POST", "/session", {"login": login, "password": password})["csrf"]
        return self

    def command(self, name: str, project: str | None, /, **args: Any) -> Any:
        return self.ask("POST", f"/commands/{name}", {"key": str(uuid.uuid4()), "project": project, "args": args})

    def answer(self, project: str, n: int, value: str) -> None:
        """Takes the next n tasks and gives each the same answer."""
        work = self.ask("POST", f"/projects/{project}/work", {"n": n})
        question = work["questions"][0]["question"]
        for task in work["tasks"][:n]:
            said = {"key": str(uuid.uuid4()), "item": task["item"], "answers": {question: value}}
            self.ask("POST", f"/projects/{project}/submissions", {**said, "guideline": work["guideline"]["event_id"]})


@dataclass
class World:
    """The server's address, its owner, and a way to bring in others."""

    url: str
    ana: Person

    def project(self, name: str, n_items: int, overlap: int, questions: Sequence[Mapping[str, Any]] = (IRONIC,)) -> str:
        """A project ready to be labelled, with one single-choice question unless others are given."""
        ana = self.ana
        project = str(ana.command("open_project", None, name=name)["result"]["project"])
        said = {"owner": "Ana Ruiz", "goals": "Find irony.", "scope": "Replies.", "min_alpha": 0.667, "max_error": 0.05}
        ana.command("sign_charter", project, **said)
        ana.command("publish_guideline", project, markdown=GUIDELINE)
        blank = {"examples": [], "counter_examples": [], "disallowed": ""}
        ana.command("publish_taxonomy", project, labels=[{**label, **blank} for label in LABELS])
        asked = [ana.command("ask_question", project, **q)["receipts"][0]["event_id"] for q in questions]
        ana.command("plan_workflow", project, questions=asked, overlap=overlap)
        self._import(project, n_items)
        return project

    def _import(self, project: str, n_items: int) -> None:
        opened = self.ana.command("open_collection", project, terms=TERMS, subject_rule="each")
        collection = opened["receipts"][0]["event_id"]
        items = [
            {
                "external_id": f"notice-{n}",
                "content": {"post": f"The tram opens in spring, notice {n}.", "reply": f"Which of the {n} springs?"},
            }
            for n in range(n_items)
        ]
        self.ana.command("import_items", project, collection=collection, items=items)
        self.ana.command("seal_collection", project, collection=collection)

    def join(self, project: str, login: str, *roles: str) -> Person:
        """Somebody who took up an invitation."""
        path = self.invitation(project, *roles)
        person = Person(self.url)
        said = {"login": login, "name": login.title(), "password": PASSWORD}
        person.csrf = person.ask("POST", path.replace("/join/", "/invitations/"), said)["csrf"]
        return person

    def invitation(self, project: str, *roles: str) -> str:
        return str(self.ana.command("invite_member", project, roles=list(roles))["result"]["path"])

    def release(self, project: str) -> str:
        """A published release with its bundle sealed."""
        end = time.monotonic() + START_S
        while not self._requested(project) and time.monotonic() < end:
            time.sleep(0.1)
        while time.monotonic() < end:
            newest = self.ana.ask("GET", f"/projects/{project}/releases")["releases"][0]
            if newest["bundle"] == "ready":
                return str(newest["release"])
            time.sleep(0.1)
        raise AssertionError("the release was not sealed in time")

    def _requested(self, project: str) -> bool:
        """False while the server still looks through imported votes for disputes."""
        try:
            self.ana.command("request_release", project, note="a test")
        except AssertionError as refused:
            if "releases.collection_unreviewed" in str(refused):
                return False
            raise
        return True


@contextmanager
def running_world(folder: Path) -> Generator[World]:
    """A server on a free port over a new data folder; it is stopped by its own process id."""
    made = [str(LABELPROOF), "init", "--data", str(folder), "--login", "ana", "--name", "Ana Ruiz"]
    subprocess.run([*made, "--password", PASSWORD], check=True, capture_output=True, env=os.environ)
    with started(r"http://127\.0\.0\.1:\d+", "serve", "--data", str(folder), "--port", "0") as url:
        yield World(url, Person(url).sign_in("ana"))


@contextmanager
def started(address: str, *args: str) -> Generator[str]:
    """A `labelproof` that serves, and the address it prints."""
    environ = {**os.environ, "PYTHONUNBUFFERED": "1"}
    command = [str(LABELPROOF), *args]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environ)
    try:
        yield _printed(server, address)
    finally:
        server.terminate()
        server.wait(timeout=20)
        if server.stdout is not None:
            server.stdout.close()


def _printed(server: "subprocess.Popen[str]", address: str) -> str:
    assert server.stdout is not None
    end, said = time.monotonic() + START_S, ""
    ready = select.poll()  # select() itself knows no file beyond number 1,023
    ready.register(server.stdout, select.POLLIN)
    while time.monotonic() < end and server.poll() is None:
        if ready.poll(200):
            said += server.stdout.readline()
            found = re.search(address, said)
            if found:
                return found[0]
    raise AssertionError(f"the server did not say where it is: {said}")
