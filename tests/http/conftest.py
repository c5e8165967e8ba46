"""A server in this process over a fresh data folder, and people who speak to it."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from labelproof.app import create_instance
from labelproof.engine.accounts import Accounts
from labelproof.engine.instance import Instance
from labelproof.http.server import create_app
from labelproof.testing.passwords import PlainPasswords

TERMS = {"name": "a", "source": "b", "licence": "CC0", "consent": "none", "purpose": "test", "jurisdiction": "none"}
PASSWORD = "correct horse battery"


@dataclass
class Person:
    """A browser with its session."""

    client: TestClient
    csrf: str = ""
    account: str = ""

    def get(self, path: str) -> Any:
        return self.client.get(path)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self.client.post(path, json=body, headers={"X-CSRF-Token": self.csrf, **headers})

    def put(self, path: str, body: Any) -> Any:
        return self.client.put(path, json=body, headers={"X-CSRF-Token": self.csrf})

    def command(self, name: str, project: str | None, /, **args: Any) -> Any:
        return self.post(f"/v1/commands/{name}", {"key": str(uuid.uuid4()), "project": project, "args": args})


@dataclass
class Place:
    """The server with one project in it."""

    instance: Instance
    app: Any
    people: dict[str, Person] = field(default_factory=dict)
    project: str = ""
    question: str = ""
    collection: str = ""

    def person(self, login: str, *roles: str) -> Person:
        """Somebody who took up an invitation into the project."""
        invited = self.people["ana"].command("invite_member", self.project, roles=list(roles)).json()
        person = Person(TestClient(self.app))
        said = {"login": login, "name": login.title(), "password": PASSWORD}
        session = person.client.post(invited["result"]["path"].replace("/join/", "/v1/invitations/"), json=said).json()
        person.csrf, person.account = session["csrf"], session["account"]
        self.people[login] = person
        return person

    def url(self, rest: str) -> str:
        return f"/v1/projects/{self.project}/{rest}"

    def work(self, login: str, n: int = 10) -> Any:
        return self.people[login].post(self.url("work"), {"n": n}).json()

    def submit(self, login: str, item: str, value: Any, **more: Any) -> Any:
        body = {"key": str(uuid.uuid4()), "item": item, "answers": {self.question: value}, "claimed_ms": 800, **more}
        return self.people[login].post(self.url("submissions"), body)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """ana leads; ben and cy annotate; eve adjudicates; overlap 2; three items."""
    made = create_instance(tmp_path / "data", "log.example")
    instance = Instance(
        made.folder, made.database, made.engine, Accounts(made.engine, PlainPasswords()), made.say_address, made.close
    )
    account = instance.accounts.open_first_account("ana", "Ana", PASSWORD)
    app = create_app(instance)
    place = Place(instance, app)
    ana = place.people["ana"] = Person(TestClient(app), account=account)
    ana.csrf = ana.client.post("/v1/session", json={"login": "ana", "password": PASSWORD}).json()["csrf"]
    place.project = ana.command("open_project", None, name="Irony").json()["result"]["project"]
    p = place.project
    ana.command("sign_charter", p, owner="Ana", goals="g", scope="s")
    ana.command("publish_guideline", p, markdown="## 1 Irony\nWhen words mean the opposite.")
    labels = [{"code": "ironic", "name": "Ironic"}, {"code": "literal", "name": "Literal"}]
    ana.command("publish_taxonomy", p, labels=labels)
    asked = ana.command("ask_question", p, type="choice", title="Is it ironic?", config={"multiple": False}).json()
    place.question = asked["receipts"][0]["event_id"]
    ana.command("plan_workflow", p, questions=[place.question], overlap=2)
    opened = ana.command("open_collection", p, terms=TERMS).json()
    place.collection = opened["receipts"][0]["event_id"]
    items = [{"content": {"text": f"secret text {n}"}, "external_id": f"x-{n}"} for n in range(3)]
    ana.command("import_items", p, collection=place.collection, items=items)
    ana.command("seal_collection", p, collection=place.collection)
    place.person("ben", "annotator")
    place.person("cy", "annotator")
    place.person("eve", "adjudicator")
    yield place
    instance.close()
