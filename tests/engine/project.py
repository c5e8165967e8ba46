"""A project in a folder: real storage, real keys, a clock that stands still until it is moved."""

import itertools
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from labelproof.adapters.clock import SystemClock
from labelproof.adapters.entropy import SystemEntropy
from labelproof.adapters.keys_sqlite import SqliteKeys
from labelproof.adapters.signer_files import FileSigner
from labelproof.engine.catalogue import parse_command
from labelproof.engine.engine import INSTANCE_LOG, SYSTEM, Caller, Engine
from labelproof.engine.instance import open_instance_log
from labelproof.policies.cedar import CedarAuthorizer
from labelproof.ports.recorded import Receipt
from labelproof.rooms import ROOMS
from labelproof.rooms.access import facts as access
from labelproof.rooms.annotation import queries as annotation
from labelproof.rooms.review import queries as review
from labelproof.rooms.sources import queries as sources
from labelproof.storage.blobs import LocalBlobs
from labelproof.storage.postgres import PostgresStore
from labelproof.storage.schema import prepare
from labelproof.storage.sqlite import SqliteStore
from labelproof.testing.clock import FixedClock
from labelproof.testing.entropy import SeededEntropy

PROJECT = 2
TERMS = {
    "name": "Headlines",
    "source": "a newsroom",
    "licence": "CC BY 4.0",
    "consent": "public",
    "purpose": "a test",
    "jurisdiction": "DE",
}
LABELS = [{"code": "ironic", "name": "Ironic"}, {"code": "literal", "name": "Literal"}]


@dataclass
class Project:
    """One project, its people by login, and short ways to do what people do."""

    engine: Engine
    folder: Path
    clock: FixedClock
    people: dict[str, Caller] = field(default_factory=dict)
    questions: list[str] = field(default_factory=list)
    collection: str = ""
    url: str = ""
    _keys: Any = field(default_factory=lambda: itertools.count(1))

    def do(self, who: str, command: str, log_id: int = PROJECT, /, **args: Any) -> list[Receipt]:
        """A command by a person, under a fresh key."""
        return self.engine.handle(log_id, parse_command(command, args), self.people[who], f"key-{next(self._keys)}")

    def system(self, name: str, key: str, **args: Any) -> list[Receipt]:
        """A command of the product's own."""
        return self.engine.handle(PROJECT, parse_command(name, args), SYSTEM, key)

    def join(self, login: str, *roles: str) -> str:
        """A new account becomes a member; gives the pseudonym."""
        caller = Caller(f"invitation-{login}", trusted=True)
        opened = parse_command("open_account", {"login": login, "name": f"{login} Surname"})
        account = self.engine.handle(INSTANCE_LOG, opened, caller, f"open-{login}")[0].event_id
        self.people[login] = Caller(account)
        inviter = self.who("ana")
        args = {
            "account": account,
            "name": f"{login} Surname",
            "roles": list(roles),
            "invited_by": inviter.member,
            "grant": inviter.grant,
        }
        return self.engine.handle(PROJECT, parse_command("join_project", args), caller, f"join-{login}")[0].event_id

    def who(self, login: str) -> access.Who:
        """A person's standing."""
        with self.engine.store.reading() as read:
            found = access.who(read, PROJECT, self.people[login].account)
        assert found is not None
        return found

    def bring_in(self, texts: list[str], votes: Any = ()) -> list[str]:
        """A collection of one text an item, sealed and reviewed; `votes` are (place, annotator, question, value)."""
        self.collection = self.do("ana", "open_collection", terms=TERMS)[0].event_id
        chosen = [
            {"content": {"text": text}, "external_id": f"ext-{self.collection}-{n}"} for n, text in enumerate(texts)
        ]
        for start in range(0, len(chosen), 1000):
            self.do("ana", "import_items", collection=self.collection, items=chosen[start : start + 1000])
        items = self.items()
        given = [
            {
                "item": items[place],
                "annotator": annotator,
                "question": question,
                "value": value,
                "at": 1_600_000_000_000,
            }
            for place, annotator, question, value in votes
        ]
        for start in range(0, len(given), 640):
            self.do("ana", "import_votes", collection=self.collection, votes=given[start : start + 640])
        self.do("ana", "seal_collection", collection=self.collection)
        return items

    def items(self) -> list[str]:
        """Ids of the newest collection's items, in the order they came in."""
        with self.engine.store.reading() as read:
            rows = read.all(sources.items_of, log_id=PROJECT, collection=self.collection)
        return [r.item for r in sorted(rows, key=lambda r: int(r.external_id.rpartition("-")[2]))]

    def label(self, login: str, answers: Any, n: int = 10) -> list[str]:
        """Take work once and answer it; `answers(item)` gives the answers by question, or None to hold on to it."""
        self.do(login, "take_work", n=n)
        with self.engine.store.reading() as read:
            held = read.all(annotation.held, log_id=PROJECT, member=self.who(login).member)
        done: list[str] = []
        for row in held:
            given = answers(row.item)
            if given is not None:
                self.do(login, "submit", item=row.item, answers=given, claimed_ms=900)
                done.append(row.item)
        return done

    def disputes(self) -> list[Any]:
        """Open disputes."""
        with self.engine.store.reading() as read:
            return read.all(review.disputes_in, log_id=PROJECT, state="open", limit=10_000)


_open: list[PostgresStore | SqliteStore] = []


def close_stores() -> None:
    """Close every store `open_engine` opened: a run opens hundreds, and a process may hold a thousand files."""
    while _open:
        _open.pop().close()


def open_engine(
    folder: Path, postgres: str = "", signer: Any = None, clock: Any = None, entropy: Any = None, **more: Any
) -> Engine:
    """An engine over a folder; the clock and chance of the machine where none are given."""
    store = PostgresStore(postgres) if postgres else SqliteStore(str(folder / "labelproof.sqlite"))
    _open.append(store)
    return Engine(
        store,
        SqliteKeys(folder / "keys.sqlite"),
        signer or FileSigner(folder / "signing"),
        LocalBlobs(folder / "blobs"),
        clock or SystemClock(),
        entropy or SystemEntropy(),
        CedarAuthorizer(),
        b"secret" * 5,
        "log.example",
        **more,
    )


def new_project(
    folder: Path, overlap: int = 2, text_question: bool = False, postgres: str = "", signer: Any = None, **more: Any
) -> Project:
    """An instance with one project that is ready for items: ana leads, eve adjudicates, ben and cy annotate."""
    prepare(postgres or f"sqlite:///{folder / 'labelproof.sqlite'}", [t for room in ROOMS for t in room.tables])
    clock = FixedClock()
    engine = open_engine(folder, postgres, signer, clock, SeededEntropy(), **more)
    open_instance_log(engine)
    project = Project(engine, folder, clock, url=postgres)
    owner = parse_command("open_account", {"login": "ana", "name": "Ana Surname"})
    account = engine.handle(INSTANCE_LOG, owner, Caller("init", trusted=True), "init")[0].event_id
    project.people["ana"] = Caller(account)
    project.do("ana", "open_project", INSTANCE_LOG, name="Irony")
    project.do("ana", "sign_charter", owner="Ana", goals="find irony", scope="headlines")
    project.do("ana", "publish_guideline", markdown="## 1 Irony\nSay ironic when the words mean the opposite.")
    project.do("ana", "publish_taxonomy", labels=LABELS)
    asked = project.do("ana", "ask_question", type="choice", title="Is it ironic?", config={"multiple": False})
    project.questions = [asked[0].event_id]
    if text_question:
        asked = project.do("ana", "ask_question", type="text", title="Why?", config={})
        project.questions.append(asked[0].event_id)
    project.do("ana", "plan_workflow", questions=project.questions, overlap=overlap)
    for login, role in (("ben", "annotator"), ("cy", "annotator"), ("eve", "adjudicator")):
        project.join(login, role)
    return project
