"""An older copy of the database beside newer published files: the logs are brought up to what they promised."""

import itertools
import shutil
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

from labelproof.engine.archive import ZipReader
from labelproof.engine.bundle import bundle_bytes
from labelproof.engine.engine import INSTANCE_LOG, Engine
from labelproof.engine.erase import erase
from labelproof.engine.log_restore import restore_logs
from labelproof.engine.openings import event_logs, read_log
from labelproof.engine.publish import publish
from labelproof.engine.rebuild import TABLES
from labelproof.engine.reconcile import reconcile
from labelproof.evidence.check import check_bundle
from labelproof.kernel.refused import Refused
from labelproof.log.verify import Pins
from labelproof.ports.query import Query
from labelproof.storage.postgres import plain_url
from labelproof.storage.tables import disclosures, event_refs, events, logs
from labelproof.worker.rounds import run_once
from tests.engine.project import PROJECT, Project, new_project, open_engine

TEXT = "a patient called Quimby"


def run(engine: Engine) -> None:
    while run_once(engine):
        pass


class Lost:
    """A project that went on after a copy of its database was made."""

    def __init__(self, folder: Path) -> None:
        self.project = new_project(folder, text_question=True)
        self.folder = folder
        choice, text = self.project.questions
        self.items = self.project.bring_in([TEXT, *(f"headline {n}" for n in range(159))])
        self.label = lambda who: self.project.label(who, lambda item: {choice: "ironic", text: f"of {item}"})
        for _ in range(3):
            self.label("ben")
        run(self.project.engine)
        self._copy()
        for _ in range(13):
            self.label("ben")
            self.label("cy")
            publish(self.project.engine, PROJECT)
        self.release = self.project.do("ana", "request_release")[0].event_id
        run(self.project.engine)

    def _copy(self) -> None:
        self.project.engine.store.admin(lambda raw: raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone())
        shutil.copy(self.folder / "labelproof.sqlite", self.folder / "older")

    def put_back(self) -> Engine:
        """The older copy in the newer one's place."""
        self.project.engine.store.close()
        for name in ("labelproof.sqlite", "labelproof.sqlite-wal", "labelproof.sqlite-shm"):
            (self.folder / name).unlink(missing_ok=True)
        shutil.copy(self.folder / "older", self.folder / "labelproof.sqlite")
        return open_engine(self.folder, clock=self.project.clock)


@pytest.fixture
def lost(tmp_path: Path) -> Lost:
    return Lost(tmp_path)


def stored(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    with engine.store.reading() as read:
        return {
            table.name: [tuple(row) for row in read.all(Query(table.select().order_by(*table.primary_key.columns)))]
            for table in (logs, events, disclosures, event_refs, *TABLES)
        }


def test_everything_is_back_as_it_was_and_the_log_goes_on(lost: Lost) -> None:
    before = stored(lost.project.engine)
    engine = lost.put_back()
    with pytest.raises(Refused, match=r"log\.behind.*labelproof log restore"):
        publish(engine, PROJECT)

    restored = restore_logs(engine)

    assert [(each.n_lost, each.old_size < each.new_size) for each in restored] == [(0, True)]
    assert stored(engine) == before
    assert reconcile(engine).differences == []
    going_on(lost, engine).do("ana", "exclude_item", item=lost.items[5], reason="a duplicate")
    run(engine)
    with engine.store.reading() as read:
        log = read_log(read, PROJECT)
        vkey = engine.signer.vkey(log.origin)
    assert log.signed_size == log.size
    content = bundle_bytes(engine, PROJECT, lost.release)
    assert [str(fault) for fault in check_bundle(ZipReader(content), Pins((vkey,))).faults] == []
    engine.store.close()


def test_what_was_erased_after_the_copy_is_erased_again_on_every_byte(lost: Lost) -> None:
    erase(lost.project.engine, PROJECT, [lost.items[0]], "asked", lost.project.people["ana"], "erase-1")
    run(lost.project.engine)
    engine = lost.put_back()
    (lost.folder / "older").unlink()

    restore_logs(engine)
    run(engine)

    assert reconcile(engine).differences == []
    found = [p.name for p in lost.folder.rglob("*") if p.is_file() and TEXT.encode() in p.read_bytes()]
    assert found == []
    engine.store.close()


def test_older_keys_put_back_as_well_lose_what_they_sealed_and_bring_nothing_back(lost: Lost) -> None:
    """Whose key is in no copy is lost, and counted; who was erased stays so."""
    shutil.copy(lost.folder / "keys.sqlite", lost.folder / "older-keys")
    erase(lost.project.engine, PROJECT, [lost.items[0]], "asked", lost.project.people["ana"], "erase-1")
    publish(lost.project.engine, PROJECT)
    engine = lost.put_back()
    shutil.copy(lost.folder / "older-keys", lost.folder / "keys.sqlite")

    restore_logs(engine)

    assert reconcile(engine).differences == []
    with engine.store.reading() as read:
        origin = read_log(read, PROJECT).origin
    assert (origin, lost.items[0]) in set(engine.keys.destroyed())
    engine.store.close()


def test_what_the_vault_does_not_hold_is_counted_as_lost_and_told_by_reconcile(lost: Lost) -> None:
    engine = lost.put_back()
    with engine.store.reading() as read:
        label = read_log(read, PROJECT).origin.rpartition("/")[2]
    for name in list(engine.blobs.names(f"vault/{label}/256-")):
        engine.blobs.delete(name)

    (restored,) = restore_logs(engine)

    assert restored.n_lost > 0
    assert reconcile(engine).counts == {"disclosure_lost": restored.n_lost}
    engine.store.close()


def test_a_project_that_the_copy_never_heard_of_comes_back(tmp_path: Path) -> None:
    lost = Lost(tmp_path)
    lost.project.do("ana", "open_project", INSTANCE_LOG, name="Second")
    run(lost.project.engine)
    before = stored(lost.project.engine)
    engine = lost.put_back()

    restored = restore_logs(engine)

    assert len(restored) == 3
    assert stored(engine) == before
    with engine.store.reading() as read:
        assert len(event_logs(read)) == 3
    engine.store.close()


def test_nothing_is_done_where_nothing_is_behind(lost: Lost) -> None:
    assert restore_logs(lost.project.engine) == []


def going_on(lost: Lost, engine: Engine) -> Project:
    """The same people over the older copy, with keys of their own."""
    again = Project(engine, lost.folder, lost.project.clock, lost.project.people)
    again._keys = itertools.count(10_000)
    return again


def refusal(engine: Engine) -> str:
    before = stored(engine)
    with pytest.raises(Refused) as refused:
        restore_logs(engine)
    assert stored(engine) == before
    engine.store.close()
    return refused.value.code


def test_a_database_that_went_on_by_itself_is_refused_by_name(lost: Lost) -> None:
    engine = lost.put_back()
    again = going_on(lost, engine)
    again.do("ana", "exclude_item", item=lost.items[5], reason="on the older copy")

    assert refusal(engine) == "log.went_on"


def test_a_database_that_went_further_than_what_was_published_is_refused_by_name(lost: Lost) -> None:
    engine = lost.put_back()
    again = going_on(lost, engine)
    for item in [*lost.items, *again.bring_in([f"another {n}" for n in range(160)])]:
        again.do("ana", "exclude_item", item=item, reason="on the older copy")
    with engine.store.reading() as read:
        assert read_log(read, PROJECT).size > 360

    assert refusal(engine) == "log.went_on"


def test_lost_leaves_are_refused_by_name(lost: Lost) -> None:
    engine = lost.put_back()
    with engine.store.reading() as read:
        label = read_log(read, PROJECT).origin.rpartition("/")[2]
    for name in list(engine.blobs.names(f"log/{label}/tile/entries/001")):
        engine.blobs.delete(name)

    assert refusal(engine) == "log.leaves_lost"


def test_edited_leaves_are_refused_by_name(lost: Lost) -> None:
    engine = lost.put_back()
    with engine.store.reading() as read:
        label = read_log(read, PROJECT).origin.rpartition("/")[2]
    name = next(iter(engine.blobs.names(f"log/{label}/tile/entries/001.p/")))
    raw = engine.blobs.get(name)
    for each in list(engine.blobs.names(f"log/{label}/tile/entries/001.p/")):
        engine.blobs.replace(each, engine.blobs.get(each).replace(b'"ts":1', b'"ts":2'))
    assert engine.blobs.get(name) != raw

    assert refusal(engine) == "log.other_bytes"


@pytest.mark.parametrize("step", ["_append", "_promise", "rebuild_all"])
def test_a_kill_at_any_step_is_carried_on_from(lost: Lost, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    from labelproof.engine import log_restore as module

    before = stored(lost.project.engine)
    engine, act, calls = lost.put_back(), getattr(module, step), [0]

    def killed(*args: Any) -> Any:
        calls[0] += 1
        if step != "_append" or calls[0] > 1:
            raise KeyboardInterrupt
        return act(*args)

    with monkeypatch.context() as patched:
        patched.setattr(module, step, killed)
        with pytest.raises(KeyboardInterrupt):
            restore_logs(engine)
    engine.store.close()
    engine = open_engine(lost.folder, clock=lost.project.clock)

    restore_logs(engine)
    finish(engine)

    assert stored(engine) == before
    engine.store.close()


def finish(engine: Engine) -> None:
    """What opening an instance does when a rebuild is due."""
    from labelproof.engine.rebuild import rebuild_all
    from labelproof.storage.schema import prepare

    assert isinstance(engine.store.path, str)
    if prepare(f"sqlite:///{engine.store.path}", TABLES):
        rebuild_all(engine)


def test_a_database_on_postgresql_is_brought_up_as_well(tmp_path: Path, fresh_postgres: str) -> None:
    project = new_project(tmp_path, postgres=fresh_postgres)
    items = project.bring_in([f"headline {n}" for n in range(300)])
    run(project.engine)
    project.engine.store.close()
    url = make_url(fresh_postgres)
    older = f"{url.database}_older"
    with psycopg.connect(plain_url(fresh_postgres.replace(str(url.database), "postgres")), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {older} TEMPLATE {url.database}")
        try:
            newer = open_engine(tmp_path, fresh_postgres, clock=project.clock)
            again = Project(newer, tmp_path, project.clock, project.people)
            again._keys = itertools.count(10_000)
            for item in items[:280]:
                again.do("ana", "exclude_item", item=item, reason=f"a duplicate of {item}")
            run(newer)
            before = stored(newer)
            newer.store.close()
            engine = open_engine(tmp_path, url.set(database=older).render_as_string(False), clock=project.clock)

            (restored,) = restore_logs(engine)

            assert restored.n_openings == 280
            assert stored(engine) == before
            assert reconcile(engine).differences == []
            engine.store.close()
        finally:
            server.execute(f"DROP DATABASE {older} WITH (FORCE)")
