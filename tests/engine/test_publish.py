"""What is committed is published whole, signed once, and never signed against an earlier promise."""

import sqlite3
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from labelproof.engine.notes import NOTES, newest_note
from labelproof.engine.openings import opened, read_log
from labelproof.engine.publish import publish
from labelproof.engine.vault import read_vault
from labelproof.kernel.refused import Refused
from labelproof.log.note import format_note
from labelproof.log.tree import Frontier
from labelproof.log.verify import Missing, Pins, verify
from labelproof.ports.blob_store import BlobMissing
from labelproof.storage.writer import CommitFailed
from labelproof.worker.rounds import run_once
from tests.engine.project import PROJECT, TERMS, Project, new_project


class Published:
    """The published log as a verifier reads it."""

    def __init__(self, project: Project) -> None:
        self.blobs, self.prefix = project.engine.blobs, f"log/{label(project)}/"

    def read(self, path: str) -> bytes:
        try:
            return self.blobs.get(self.prefix + path)
        except BlobMissing:
            raise Missing(path) from None


def origin(project: Project) -> str:
    with project.engine.store.reading() as read:
        return read_log(read, PROJECT).origin


def label(project: Project) -> str:
    return origin(project).rpartition("/")[2]


def faults(project: Project) -> list[str]:
    report = verify(Published(project), Pins((project.engine.signer.vkey(origin(project)),)))
    return [str(fault) for fault in report.faults]


def grow(project: Project, n: int) -> None:
    """`n` more leaves, quickly."""
    for _ in range(n):
        project.do("ana", "open_collection", terms=TERMS)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return new_project(tmp_path)


def test_a_published_log_verifies(project: Project) -> None:
    publish(project.engine, PROJECT)

    assert faults(project) == []


def test_a_log_published_in_odd_steps_verifies_and_keeps_no_partial_of_a_full_tile(project: Project) -> None:
    for n in (1, 90, 200, 3, 255, 40):
        grow(project, n)
        publish(project.engine, PROJECT)

    assert faults(project) == []
    partials = [n for n in project.engine.blobs.names(f"log/{label(project)}/tile/") if ".p/" in n]
    assert all("/tile/1/" in n or "/002.p/" in n for n in partials)


def test_nothing_new_is_not_signed_anew(project: Project) -> None:
    first = publish(project.engine, PROJECT)
    with project.engine.store.reading() as read:
        note = bytes(newest_note(read, PROJECT).note)
    project.clock.advance(5000)

    again = publish(project.engine, PROJECT)

    assert again == first
    assert project.engine.blobs.get(f"log/{label(project)}/checkpoint") == note


def test_a_stored_note_is_written_out_after_a_crash(project: Project) -> None:
    publish(project.engine, PROJECT)
    project.engine.blobs.delete(f"log/{label(project)}/checkpoint")

    publish(project.engine, PROJECT)

    assert faults(project) == []


def test_the_vault_holds_every_sealed_disclosure_once(project: Project) -> None:
    for n in (7, 300, 2, 220):
        grow(project, n)
        publish(project.engine, PROJECT)

    with project.engine.store.reading() as read:
        stored = [row for e in opened(project.engine, read, PROJECT) for _, row in sorted(e.sealed.items())]
    assert list(read_vault(project.engine, PROJECT, label(project))) == stored
    assert len(list(project.engine.blobs.names(f"vault/{label(project)}/"))) <= 4


def test_a_database_behind_the_published_checkpoint_is_not_signed(project: Project, tmp_path: Path) -> None:
    older = tmp_path / "older.sqlite"
    project.engine.store.admin(lambda raw: raw.backup(sqlite3.connect(older)))
    grow(project, 3)
    publish(project.engine, PROJECT)

    restore(project, older)

    with pytest.raises(Refused, match="behind:"):
        publish(project.engine, PROJECT)


def test_a_database_that_went_another_way_is_not_signed(project: Project, tmp_path: Path) -> None:
    older = tmp_path / "older.sqlite"
    project.engine.store.admin(lambda raw: raw.backup(sqlite3.connect(older)))
    grow(project, 3)
    publish(project.engine, PROJECT)
    restore(project, older)

    grow(project, 9)

    with pytest.raises(Refused, match="forked:"):
        publish(project.engine, PROJECT)


def restore(project: Project, older: Path) -> None:
    project.engine.store.admin(lambda raw: sqlite3.connect(older).backup(raw))


def test_a_frontier_that_does_not_fit_the_leaves_is_not_signed(project: Project) -> None:
    def spoil(raw: sqlite3.Connection) -> None:
        (frontier,) = raw.execute("SELECT frontier FROM logs WHERE log_id = 2").fetchone()
        raw.execute("UPDATE logs SET frontier = ? WHERE log_id = 2", (frontier[:-1] + bytes([frontier[-1] ^ 1]),))

    project.engine.store.admin(spoil)

    with pytest.raises(Refused, match="two_roots:"):
        publish(project.engine, PROJECT)


def test_of_two_publishers_one_signs_and_both_answer_alike(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    from labelproof.engine import publish as module

    sign, rival = module._sign, []

    def beaten(engine, row, *rest):
        if not rival:
            rival.append(True)
            rival[0] = publish(engine, PROJECT)
        return sign(engine, row, *rest)

    monkeypatch.setattr(module, "_sign", beaten)

    ours = publish(project.engine, PROJECT)

    assert ours == rival[0]


def test_a_tile_with_other_bytes_stops_publication(project: Project) -> None:
    publish(project.engine, PROJECT)
    size = publish(project.engine, PROJECT).size
    grow(project, 1)
    name = f"log/{label(project)}/tile/0/000.p/{size + 1}"
    project.engine.blobs.put(name, b"\x00" * 32 * (size + 1))

    with pytest.raises(Refused, match="other_bytes:"):
        publish(project.engine, PROJECT)


def test_a_note_that_is_not_ours_in_the_place_of_the_checkpoint_stops_publication(project: Project) -> None:
    publish(project.engine, PROJECT)
    name = f"log/{label(project)}/checkpoint"
    text, _, _ = project.engine.blobs.get(name).partition(b"\n\n")
    project.engine.signer.create("log.example/other")
    forged = format_note(text + b"\n", [project.engine.signer.sign("log.example/other", text + b"\n")])

    project.engine.blobs.replace(name, forged)

    with pytest.raises(Refused, match="signature:"):
        publish(project.engine, PROJECT)


def test_an_entry_in_the_root_log_above_the_database_s_size_is_not_signed_against(project: Project) -> None:
    """The project's rows, its notes and its published files are an older copy; the root log remembers."""
    run_once(project.engine)
    grow(project, 3)
    project.clock.advance(60_000)
    run_once(project.engine)

    def set_back(raw: sqlite3.Connection) -> None:
        (size,) = raw.execute("SELECT min(size) FROM notes WHERE log_id = 2").fetchone()
        hashes = [
            row[0] for row in raw.execute("SELECT leaf_hash FROM events WHERE log_id = 2 ORDER BY idx LIMIT ?", (size,))
        ]
        frontier = Frontier()
        frontier.extend(hashes)
        raw.execute("DROP TRIGGER events_never_go")
        raw.execute("DELETE FROM events WHERE log_id = 2 AND idx >= ?", (size,))
        raw.execute("DELETE FROM notes WHERE log_id = 2 AND size > ?", (size,))
        raw.execute(
            "UPDATE logs SET size = ?, signed_size = ?, frontier = ? WHERE log_id = 2",
            (size, size, frontier.to_bytes()),
        )

    project.engine.store.admin(set_back)
    for name in list(project.engine.blobs.names(f"log/{label(project)}/")):
        project.engine.blobs.delete(name)

    with pytest.raises(Refused, match="behind: a checkpoint in the root log"):
        publish(project.engine, PROJECT)


class Unsure:
    """A store whose writer says of the next commits that nobody knows what became of them; they happened, or not."""

    def __init__(self, store: Any, outcomes: list[bool]) -> None:
        self._store, self._outcomes = store, outcomes

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def writer(self, log_id: int) -> "Unsure":
        return self

    def run(self, job: Any) -> Any:
        if not self._outcomes:
            return self._store.writer(PROJECT).run(job)
        if self._outcomes.pop(0):
            self._store.writer(PROJECT).run(job)
        raise CommitFailed(OSError("connection lost in COMMIT"))


@pytest.mark.parametrize("happened", [True, False])
def test_after_a_commit_of_unknown_outcome_the_next_call_starts_from_the_database(
    project: Project, happened: bool
) -> None:
    unsure = replace(project.engine, store=Unsure(project.engine.store, [happened]))

    with pytest.raises(Refused, match="commit_failed"):
        publish(unsure, PROJECT)
    assert not list(project.engine.blobs.names(f"log/{label(project)}/checkpoint"))
    publish(unsure, PROJECT)

    assert faults(project) == []
    with project.engine.store.reading() as read:
        assert len(read.all(NOTES, log_id=PROJECT)) == 1


def test_publishers_at_once_sign_each_size_once_and_the_log_verifies(project: Project) -> None:
    """Six threads publish while the log grows: whoever is first signs, the others show the same."""
    stop = Event()
    wrong: list[Exception] = []

    def publishes() -> None:
        try:
            while not stop.is_set():
                publish(project.engine, PROJECT)
        except Exception as failure:  # noqa: BLE001 -- whatever it was, the test shows it
            wrong.append(failure)

    threads = [Thread(target=publishes) for _ in range(6)]
    for thread in threads:
        thread.start()
    grow(project, 60)
    stop.set()
    for thread in threads:
        thread.join()
    publish(project.engine, PROJECT)

    assert wrong == []
    assert faults(project) == []


def test_a_tile_that_stands_already_with_the_same_bytes_is_left(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kill between the tiles and the note: they are found again, identical, and nothing is written over them."""
    from labelproof.engine import publish as module

    monkeypatch.setattr(module, "_sign", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        publish(project.engine, PROJECT)
    monkeypatch.undo()
    folder = project.folder / "blobs" / "log" / label(project)
    before = {path: path.stat().st_ino for path in folder.rglob("*") if path.is_file()}

    publish(project.engine, PROJECT)

    assert {path: path.stat().st_ino for path in before} == before
    assert faults(project) == []
