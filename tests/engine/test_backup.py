"""A backup is of the whole instance and of no database: out of one into the other and back, nothing differs."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from labelproof import app
from labelproof.engine.backup import back_up
from labelproof.engine.catalogue import parse_command
from labelproof.engine.engine import Caller, Engine
from labelproof.engine.erase import erase
from labelproof.engine.instance import Instance
from labelproof.engine.openings import all_logs, leaves
from labelproof.engine.rebuild import TABLES
from labelproof.engine.restore import read_backup, read_keys, restore
from labelproof.engine.vault import parse_vault
from labelproof.kernel.refused import Refused
from labelproof.log.leaf import parse_leaf
from labelproof.ports.query import Query
from labelproof.ports.store import SealedRow
from labelproof.worker.rounds import run_once

LABELS = [{"code": "ironic", "name": "Ironic"}, {"code": "literal", "name": "Literal"}]
TERMS = dict.fromkeys(("name", "source", "licence", "consent", "purpose", "jurisdiction"), "a test")
PROJECT = 2


class Small:
    """A project with two answers, one task still held, and a published release."""

    def __init__(self, folder: Path) -> None:
        self.instance = app.create_instance(folder, "log.example")
        self.account = self.instance.accounts.open_first_account("ana", "Ana", "long enough")
        self.caller = Caller(self.account)
        self._n = 0
        opened = self.do("open_project", 1, name="Irony")
        self.member = opened[1 + 1].event_id
        self.do("sign_charter", owner="Ana", goals="g", scope="s")
        self.do("publish_guideline", markdown="# Irony\n\n## 1 Ironic\n\nOpposite.\n")
        self.do("publish_taxonomy", labels=LABELS)
        self.question = self.do("ask_question", type="choice", slug="q", title="Ironic?")[0].event_id
        self.do("plan_workflow", questions=[self.question], overlap=1)
        self.do("grant_role", member=self.member, roles=["annotator"])
        collection = self.do("open_collection", terms=TERMS)[0].event_id
        content = [{"external_id": f"e{n}", "content": {"text": f"What a day {n}"}} for n in range(3)]
        self.do("import_items", collection=collection, items=content)
        self.do("seal_collection", collection=collection)
        self.held = self.do("take_work", n=3)
        for item in self.items()[:2]:
            self.do("submit", item=item, answers={self.question: "ironic"})
        self.settle()
        self.last = self.do("request_release", note="first", key="the-release")
        self.settle()

    def do(self, name: str, log_id: int = PROJECT, /, key: str = "", **args: Any) -> list[Any]:
        self._n += 1
        return self.instance.engine.handle(log_id, parse_command(name, args), self.caller, key or f"key-{self._n}")

    def items(self) -> list[str]:
        from labelproof.rooms.sources.tables import items

        with self.instance.engine.store.reading() as read:
            return [r.item for r in read.all(Query(sa.select(items.c.item).order_by(items.c.item)))]

    def settle(self) -> None:
        while run_once(self.instance.engine):
            pass


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    made = Small(tmp_path / "first")
    yield made
    made.instance.close()


def moved(source: Instance, folder: Path, name: str, database: str = "") -> Instance:
    """The instance out of a backup of another."""
    back_up(source.engine, folder / f"{name}.data", folder / "keys")
    keys = read_keys(folder / "keys")
    app.lay_out(folder / name, keys.host, database, keys.secret)
    instance = app.open_instance(folder / name)
    restore(instance.engine, read_backup(folder / f"{name}.data"), keys)
    return instance


def everything(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Every leaf, and every row of every table that follows from the logs."""
    with engine.store.reading() as read:
        found: dict[str, list[tuple[Any, ...]]] = {
            row.origin: list(leaves(read, row.log_id, 0, row.size)) for row in all_logs(read)
        }
        for table in TABLES:
            query = Query(sa.select(table).order_by(*table.primary_key.columns))
            found[table.name] = [tuple(row) for row in read.all(query)]
    return found


def test_sqlite_to_postgresql_and_back_nothing_differs(small: Small, tmp_path: Path, fresh_postgres: str) -> None:
    before = everything(small.instance.engine)

    there = moved(small.instance, tmp_path, "there", fresh_postgres)
    on_postgresql = everything(there.engine)
    back = moved(there, tmp_path, "back")
    on_sqlite = everything(back.engine)

    there.close()
    back.close()
    assert on_postgresql == before
    assert on_sqlite == before


def test_a_command_sent_again_gets_its_first_receipt(small: Small, tmp_path: Path) -> None:
    again = moved(small.instance, tmp_path, "again")

    receipts = again.engine.handle(
        PROJECT, parse_command("request_release", {"note": "first"}), small.caller, "the-release"
    )

    again.close()
    assert receipts == small.last


def test_the_same_people_sign_in_with_the_same_passwords(small: Small, tmp_path: Path) -> None:
    again = moved(small.instance, tmp_path, "again")

    _, session = again.accounts.sign_in("ana", "long enough")

    again.close()
    assert session.account == small.account


def test_work_goes_on_where_it_stood(small: Small, tmp_path: Path) -> None:
    """The third task is still held: it is answered without being taken again, and the log goes on under its key."""
    again = moved(small.instance, tmp_path, "again")
    item = small.items()[2]

    submit = parse_command("submit", {"item": item, "answers": {small.question: "literal"}})
    receipts = again.engine.handle(PROJECT, submit, small.caller, "after")
    while run_once(again.engine):
        pass

    with again.engine.store.reading() as read:
        row = all_logs(read)[1]
    again.close()
    assert receipts[0].kind == "annotation.submitted"
    assert row.signed_size == row.size


def test_what_was_erased_stays_erased_and_is_in_no_artefact(small: Small, tmp_path: Path) -> None:
    erase(small.instance.engine, PROJECT, [small.items()[0]], "asked to", small.caller, "erase-1")
    small.settle()
    before = everything(small.instance.engine)

    again = moved(small.instance, tmp_path, "again")

    after, gone = everything(again.engine), set(again.engine.keys.destroyed())
    again.close()
    assert after == before
    assert small.items()[0] in {subject for _, subject in gone}


def test_older_data_with_newer_keys_does_not_bring_back_what_was_erased(small: Small, tmp_path: Path) -> None:
    item = small.items()[0]
    back_up(small.instance.engine, tmp_path / "old.data", tmp_path / "keys")
    erase(small.instance.engine, PROJECT, [item], "asked to", small.caller, "erase-1")
    back_up(small.instance.engine, tmp_path / "new.data", tmp_path / "keys")
    keys = read_keys(tmp_path / "keys")
    app.lay_out(tmp_path / "again", keys.host, "", keys.secret)
    again = app.open_instance(tmp_path / "again")

    restore(again.engine, read_backup(tmp_path / "old.data"), keys)

    contents = [row[1:] for row in everything(again.engine)["sources_items"] if item in row]
    again.close()
    assert contents
    assert "What a day" not in json.dumps(contents, default=str)


def test_the_keys_are_readable_by_their_owner_alone_and_lie_apart(small: Small, tmp_path: Path) -> None:
    back_up(small.instance.engine, tmp_path / "a.data", tmp_path / "keys")

    with pytest.raises(Refused, match=r"backup\.together"):
        back_up(small.instance.engine, tmp_path / "b.data", tmp_path / "b.data" / "keys")

    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o600


def test_a_changed_file_is_found_before_anything_is_restored(small: Small, tmp_path: Path) -> None:
    back_up(small.instance.engine, tmp_path / "a.data", tmp_path / "keys")
    file = tmp_path / "a.data" / "leaves" / "2"
    raw = bytearray(file.read_bytes())
    raw[100] ^= 1
    file.write_bytes(raw)

    with pytest.raises(Refused, match=r"backup\.changed"):
        read_backup(tmp_path / "a.data")


def test_a_history_that_was_never_signed_is_refused(small: Small, tmp_path: Path) -> None:
    """Somebody changes a time in a leaf and mends the manifest's digest."""
    import hashlib

    back_up(small.instance.engine, tmp_path / "a.data", tmp_path / "keys")
    root = tmp_path / "a.data"
    file, manifest = root / "leaves" / "2", json.loads((root / "manifest.json").read_text())
    raw = bytearray(file.read_bytes())
    at = raw.index(b'"ts":') + 10
    raw[at : at + 1] = b"1" if raw[at : at + 1] != b"1" else b"2"
    file.write_bytes(raw)
    manifest["files"]["leaves/2"] = hashlib.sha256(raw).hexdigest()
    (root / "manifest.json").write_text(json.dumps(manifest))
    keys = read_keys(tmp_path / "keys")
    app.lay_out(tmp_path / "again", keys.host, "", keys.secret)
    again = app.open_instance(tmp_path / "again")

    with pytest.raises(Refused, match=r"backup\.forked"):
        restore(again.engine, read_backup(root), keys)

    again.close()


def test_no_artefact_holds_a_word_and_no_pair_of_old_and_new_opens_what_was_erased(
    small: Small, tmp_path: Path
) -> None:
    """On the bytes: the data of before the erasure, with every key there is after it."""
    item, word = small.items()[0], b"What a day"
    back_up(small.instance.engine, tmp_path / "old.data", tmp_path / "keys")
    old_keys = read_keys(tmp_path / "keys")
    erase(small.instance.engine, PROJECT, [item], "asked to", small.caller, "erase-1")
    back_up(small.instance.engine, tmp_path / "new.data", tmp_path / "keys")

    erased = [key for _, subject, key in old_keys.subjects if subject == item]
    artefacts = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and "first" not in path.parts]
    rows = sealed_rows(tmp_path / "old.data")
    living = [key for _, _, key in read_keys(tmp_path / "keys").subjects]

    assert len(erased) == 1
    assert any(row.subject == item for row in rows)
    for raw in artefacts:
        assert word not in raw
        assert erased[0] not in raw
        assert base64.b64encode(erased[0]) not in raw
    with small.instance.engine.store.reading() as read:
        (origin,) = [row.origin for row in all_logs(read) if row.log_id == PROJECT]
        ids = {index: parse_leaf(leaf).id for index, leaf in leaves(read, PROJECT, 0, 10_000)}
    opened = [row for row in rows if row.subject == item for key in living if opens(key, origin, ids[row.idx], row)]
    assert opened == []


def sealed_rows(data: Path) -> list[SealedRow]:
    """Every sealed disclosure of the project in a data artefact."""
    raw, found = (data / "vault" / str(PROJECT)).read_bytes(), list[SealedRow]()
    while raw:
        length = int.from_bytes(raw[:4], "big")
        found.extend(parse_vault(raw[4 : 4 + length], PROJECT))
        raw = raw[4 + length :]
    return found


def opens(key: bytes, origin: str, event_id: str, row: SealedRow) -> bool:
    try:
        AESGCM(key).decrypt(row.sealed[:12], row.sealed[12:], f"{origin}\n{event_id}\n{row.name}".encode())
    except InvalidTag:
        return False
    return True
