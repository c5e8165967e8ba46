"""Whatever somebody edits behind our back is found, and named by what it is: rows, leaves, disclosures, keys, files."""

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest

from labelproof.engine.differences import MOST_SHOWN, Report
from labelproof.engine.erase import erase
from labelproof.engine.openings import read_log
from labelproof.engine.reconcile import reconcile
from labelproof.engine.vault import label_of
from labelproof.log.leaf import parse_leaf
from labelproof.log.tree import Frontier, leaf_hash
from labelproof.storage.postgres import plain_url
from labelproof.worker.rounds import run_once
from tests.engine.project import PROJECT, Project, new_project, open_engine

ITEMS = 150


def run(project: Project) -> None:
    while run_once(project.engine):
        pass


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """More than one block of leaves, published at several sizes; one item erased; the last events not published yet."""
    project = new_project(tmp_path_factory.mktemp("made"), text_question=True)
    choice, text = project.questions
    items = project.bring_in([f"headline {n}" for n in range(ITEMS)])
    run(project)
    for _ in range(ITEMS // 10):
        for who in ("ben", "cy"):
            project.label(who, lambda item: {choice: "ironic", text: f"because of {item}"})
        run(project)
    erase(project.engine, PROJECT, [items[0]], "asked", project.people["ana"], "erase-1")
    run(project)
    project.do("ana", "exclude_item", item=items[1], reason="a duplicate")
    project.do("ana", "exclude_item", item=items[2], reason="another")
    project.engine.store.close()
    return project


class World(NamedTuple):
    """A copy to tamper with: its files, and the database as somebody who owns it holds it."""

    folder: Path
    sql: Callable[..., list[Any]]
    label: str
    size: int
    signed: int

    def report(self) -> Report:
        engine = open_engine(self.folder)
        try:
            return reconcile(engine)
        finally:
            engine.store.close()

    def find(self, kind: str, n: int = 0) -> int:
        """The index of an event of this kind."""
        rows = self.sql("SELECT idx, leaf FROM events WHERE log_id = ? ORDER BY idx", PROJECT)
        return [idx for idx, leaf in rows if parse_leaf(leaf).kind == kind][n]

    def leaf(self, index: int) -> bytes:
        return self.sql("SELECT leaf FROM events WHERE log_id = ? AND idx = ?", PROJECT, index)[0][0]

    def file(self, path: str) -> Path:
        return self.folder / "blobs" / "log" / self.label / path


@pytest.fixture
def world(made: Project, tmp_path: Path) -> Iterator[World]:
    folder = tmp_path / "copy"
    shutil.copytree(made.folder, folder)
    raw = sqlite3.connect(folder / "labelproof.sqlite", isolation_level=None)
    for (trigger,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {trigger}")

    def sql(text: str, *values: Any) -> list[Any]:
        return raw.execute(text, values).fetchall()

    origin, size, signed = sql("SELECT origin, size, signed_size FROM logs WHERE log_id = ?", PROJECT)[0]
    yield World(folder, sql, label_of(origin), size, signed)
    raw.close()


def other_text(raw: bytes) -> bytes:
    """The same leaf as if somebody else had been its actor."""
    actor = re.search(rb'"actor":"([^"]+)"', raw)
    assert actor is not None
    return raw.replace(actor[1], b"somebody_else", 1)


def edit_leaf(world: World) -> int:
    index = world.find("annotation.submitted", 3)
    world.sql("UPDATE events SET leaf = ? WHERE log_id = ? AND idx = ?", other_text(world.leaf(index)), PROJECT, index)
    return index


def rewrite_event(world: World) -> int:
    index, leaf = world.find("annotation.submitted", 3), b""
    leaf = other_text(world.leaf(index))
    values = (leaf, leaf_hash(leaf), PROJECT, index)
    world.sql("UPDATE events SET leaf = ?, leaf_hash = ? WHERE log_id = ? AND idx = ?", *values)
    return index


def edit_leaf_hash(world: World) -> int:
    index = world.find("annotation.submitted", 3)
    world.sql("UPDATE events SET leaf_hash = zeroblob(32) WHERE log_id = ? AND idx = ?", PROJECT, index)
    return index


def edit_unpublished_leaf(world: World) -> int:
    index = world.size - 1
    world.sql("UPDATE events SET leaf = ? WHERE log_id = ? AND idx = ?", other_text(world.leaf(index)), PROJECT, index)
    return index


def edit_unpublished_leaf_hash(world: World) -> int:
    index = world.size - 1
    world.sql("UPDATE events SET leaf_hash = zeroblob(32) WHERE log_id = ? AND idx = ?", PROJECT, index)
    return index


def edit_event_id(world: World) -> int:
    index = world.find("annotation.submitted", 3)
    world.sql("UPDATE events SET event_id = 'another' WHERE log_id = ? AND idx = ?", PROJECT, index)
    return index


def spoil_leaf(world: World) -> int:
    index = world.find("annotation.submitted", 3)
    world.sql("UPDATE events SET leaf = x'7b7d' WHERE log_id = ? AND idx = ?", PROJECT, index)
    return index


def remove_event(world: World) -> int:
    index = world.find("annotation.submitted", 3)
    world.sql("DELETE FROM events WHERE log_id = ? AND idx = ?", PROJECT, index)
    return index


def remove_last_event(world: World) -> int:
    world.sql("DELETE FROM events WHERE log_id = ? AND idx = ?", PROJECT, world.size - 1)
    return world.size - 1


def remove_a_block_of_events(world: World) -> int:
    world.sql("DELETE FROM events WHERE log_id = ? AND idx < 256", PROJECT)
    return 0


def double_event(world: World) -> int:
    leaf = world.leaf(world.find("annotation.submitted", 3))
    values = (PROJECT, world.size, "invented", leaf, leaf_hash(leaf))
    world.sql("INSERT INTO events VALUES (?, ?, ?, ?, ?)", *values)
    return world.size


def swap_between_events(world: World) -> int:
    one, two = world.find("annotation.submitted", 3), world.find("annotation.submitted", 4)
    rows = dict(world.sql("SELECT idx, sealed FROM disclosures WHERE log_id = ? AND name = 'work'", PROJECT))
    for index, sealed in ((one, rows[two]), (two, rows[one])):
        world.sql(
            "UPDATE disclosures SET sealed = ? WHERE log_id = ? AND idx = ? AND name = 'work'", sealed, PROJECT, index
        )
    return one


def swap_rows_between_events(world: World) -> int:
    """Whole rows, so that even the owners' names fit."""
    one, two = world.find("annotation.submitted", 3), world.find("annotation.submitted", 4)
    for old, new in ((one, -1), (two, one), (-1, two)):
        world.sql("UPDATE disclosures SET idx = ? WHERE log_id = ? AND idx = ? AND name = 'a0'", new, PROJECT, old)
    return one


def swap_between_fields(world: World) -> int:
    index = world.find("annotation.submitted", 3)
    for old, new in (("a0", "x"), ("a1", "a0"), ("x", "a1")):
        world.sql("UPDATE disclosures SET name = ? WHERE log_id = ? AND idx = ? AND name = ?", new, PROJECT, index, old)
    return index


def copy_disclosure(world: World) -> int:
    one, two = world.find("annotation.submitted", 3), world.find("annotation.submitted", 4)
    where = "log_id = ? AND idx = ? AND name = 'a0'"
    sealed = world.sql(f"SELECT sealed FROM disclosures WHERE {where}", PROJECT, two)[0][0]
    world.sql(f"UPDATE disclosures SET sealed = ? WHERE {where}", sealed, PROJECT, one)
    return one


def edit_disclosure(world: World) -> int:
    index = world.find("annotation.submitted", 3)
    where = "log_id = ? AND idx = ? AND name = 'a0'"
    sealed = bytearray(world.sql(f"SELECT sealed FROM disclosures WHERE {where}", PROJECT, index)[0][0])
    sealed[20] ^= 1
    world.sql(f"UPDATE disclosures SET sealed = ? WHERE {where}", bytes(sealed), PROJECT, index)
    return index


def seal_another_value(world: World) -> int:
    """By somebody who has the keys as well."""
    from labelproof.engine.keyring import Plain
    from labelproof.log.leaf import make_opening

    index = world.find("annotation.submitted", 3)
    engine = open_engine(world.folder)
    ring, leaf = engine.ring(PROJECT), parse_leaf(world.leaf(index))
    where = "log_id = ? AND idx = ? AND name = 'a0'"
    subject, writer = world.sql(f"SELECT subject, writer FROM disclosures WHERE {where}", PROJECT, index)[0]
    ring.load_many(leaf.log, [subject, writer])
    plain = Plain("a0", "literal", subject, writer)
    (sealed,) = ring.seal(leaf.log, leaf.id, [plain], [make_opening(bytes(16), "a0", "literal")[0]])
    engine.store.close()
    world.sql(f"UPDATE disclosures SET sealed = ? WHERE {where}", sealed, PROJECT, index)
    return index


def remove_disclosure(world: World) -> int:
    index = world.find("annotation.submitted", 3)
    world.sql("DELETE FROM disclosures WHERE log_id = ? AND idx = ? AND name = 'a0'", PROJECT, index)
    return index


def bring_back_disclosure(world: World) -> int:
    tomb = parse_leaf(world.leaf(world.find("disclosure.erased")))
    event, name = tomb.refs["event"][0], tomb.refs["field"][0]
    index = world.sql("SELECT idx FROM events WHERE log_id = ? AND event_id = ?", PROJECT, event)[0][0]
    world.sql("INSERT INTO disclosures VALUES (?, ?, ?, 'project', '', x'00')", PROJECT, index, name)
    return index


def add_stray(world: World) -> int:
    index = world.find("annotation.submitted", 3)
    world.sql("INSERT INTO disclosures VALUES (?, ?, 'rumour', 'project', '', x'00')", PROJECT, index)
    return index


def add_stray_beyond(world: World) -> int:
    world.sql("INSERT INTO disclosures VALUES (?, ?, 'a0', 'project', '', x'00')", PROJECT, world.size + 5000)
    return world.size + 5000


def remove_reference(world: World) -> int:
    index = world.find("annotation.submitted", 3)
    world.sql("DELETE FROM event_refs WHERE log_id = ? AND idx = ?", PROJECT, index)
    return index


def invent_reference(world: World) -> int:
    index = world.find("annotation.submitted", 3)
    world.sql("INSERT INTO event_refs VALUES (?, 'somebody', ?)", PROJECT, index)
    return index


def edit_size(world: World) -> int:
    world.sql("UPDATE logs SET size = size - 1 WHERE log_id = ?", PROJECT)
    return 0


def edit_frontier(world: World) -> int:
    frontier = Frontier()
    frontier.extend([bytes(32)] * world.size)
    world.sql("UPDATE logs SET frontier = ? WHERE log_id = ?", frontier.to_bytes(), PROJECT)
    return 0


def spoil_frontier(world: World) -> int:
    world.sql("UPDATE logs SET frontier = x'00' WHERE log_id = ?", PROJECT)
    return 0


def edit_last_time(world: World) -> int:
    world.sql("UPDATE logs SET last_ts = last_ts + 1 WHERE log_id = ?", PROJECT)
    return 0


def edit_signed_size(world: World) -> int:
    world.sql("UPDATE logs SET signed_size = 1 WHERE log_id = ?", PROJECT)
    return 0


def edit_note(world: World) -> int:
    world.sql(
        "UPDATE notes SET note = replace(note, x'0a31', x'0a32') WHERE log_id = ? AND size = ?", PROJECT, world.signed
    )
    world.sql("UPDATE notes SET note = x'00' WHERE log_id = ? AND size = ?", PROJECT, world.signed)
    return world.signed


def move_note(world: World) -> int:
    world.sql("UPDATE notes SET size = size + 1 WHERE log_id = ? AND size = ?", PROJECT, world.signed)
    return world.signed + 1


def remove_note(world: World) -> int:
    world.sql("DELETE FROM notes WHERE log_id = ? AND size = ?", PROJECT, world.signed)
    return world.signed


def edit_projection(world: World) -> int:
    world.sql("UPDATE sources_items SET state = 'withdrawn' WHERE item = (SELECT max(item) FROM sources_items)")
    return 0


def add_projection(world: World) -> int:
    world.sql("INSERT INTO access_roles SELECT log_id, member, 'auditor', grant_id FROM access_roles LIMIT 1")
    return 0


def remove_projection(world: World) -> int:
    world.sql("DELETE FROM access_roles WHERE role = 'adjudicator'")
    return 0


def flip(path: Path, at: int = -3) -> None:
    raw = bytearray(path.read_bytes())
    raw[at] ^= 1
    path.write_bytes(raw)


def edit_tile(world: World) -> int:
    flip(world.file("tile/0/000"))
    return 0


def lengthen_tile(world: World) -> int:
    path = world.file("tile/0/000")
    path.write_bytes(path.read_bytes() + b"x")
    return 0


def edit_upper_tile(world: World) -> int:
    flip(world.file("tile/1/000.p/1"))
    return 0


def edit_bundle(world: World) -> int:
    flip(world.file("tile/entries/000"))
    return 0


def lengthen_bundle(world: World) -> int:
    path = world.file("tile/entries/000")
    path.write_bytes(path.read_bytes() + b"x")
    return 0


def remove_tile(world: World) -> int:
    world.file("tile/0/000").unlink()
    return 0


def add_file(world: World) -> int:
    world.file("tile/0/000.p/0").parent.mkdir(exist_ok=True)
    world.file("tile/0/000.p/0").write_bytes(b"")
    return 0


def edit_checkpoint(world: World) -> int:
    flip(world.file("checkpoint"))
    return 0


def remove_checkpoint(world: World) -> int:
    world.file("checkpoint").unlink()
    return 0


def remove_subject_key(world: World) -> int:
    index = world.find("annotation.submitted", 3)
    where = "log_id = ? AND idx = ? AND name = 'a0'"
    subject = world.sql(f"SELECT subject FROM disclosures WHERE {where}", PROJECT, index)[0][0]
    with sqlite3.connect(world.folder / "keys.sqlite") as keys:
        keys.execute("DELETE FROM keys WHERE subject = ?", (subject,))
    keys.close()
    return 0


def destroy_subject_key(world: World) -> int:
    index = world.find("annotation.submitted", 3)
    where = "log_id = ? AND idx = ? AND name = 'a0'"
    subject = world.sql(f"SELECT subject FROM disclosures WHERE {where}", PROJECT, index)[0][0]
    engine = open_engine(world.folder)
    engine.keys.destroy(parse_leaf(world.leaf(0)).log, subject)
    engine.store.close()
    return 0


def bring_back_subject_key(world: World) -> int:
    gone = parse_leaf(world.leaf(world.find("subject_key.destroyed"))).refs["subject"][0]
    with sqlite3.connect(world.folder / "keys.sqlite") as keys:
        keys.execute("UPDATE keys SET key = zeroblob(32) WHERE subject = ?", (gone,))
    keys.close()
    return 0


def remove_signing_key(world: World) -> int:
    shutil.rmtree(world.folder / "signing")
    return 0


def roll_back(world: World) -> int:
    """The newest published events, and every trace of them in the database, are taken away."""
    size = world.sql("SELECT max(size) FROM notes WHERE log_id = ? AND size < ?", PROJECT, world.signed)[0][0]
    frontier = Frontier()
    rows = world.sql("SELECT leaf FROM events WHERE log_id = ? AND idx < ? ORDER BY idx", PROJECT, size)
    frontier.extend(leaf_hash(leaf) for (leaf,) in rows)
    last_ts = parse_leaf(rows[-1][0]).ts
    for table in ("events", "disclosures", "event_refs"):
        world.sql(f"DELETE FROM {table} WHERE log_id = ? AND idx >= ?", PROJECT, size)
    world.sql("DELETE FROM notes WHERE log_id = ? AND size > ?", PROJECT, size)
    values = (size, frontier.to_bytes(), last_ts, size, PROJECT)
    world.sql("UPDATE logs SET size = ?, frontier = ?, last_ts = ?, signed_size = ? WHERE log_id = ?", *values)
    return 0


ROWS = {"row_edited", "row_missing", "row_invented"}
ATTACKS: list[tuple[Callable[[World], int], str, str, set[str]]] = [
    # what is done, the code it must be named by, a part of what is said, and what may be found as its consequence
    (edit_leaf, "leaf_edited", r"the leaf was edited: .* published tile has", ROWS),
    (rewrite_event, "event_rewritten", r"the event was rewritten: .* which the signed root holds", ROWS),
    (edit_leaf_hash, "leaf_hash_edited", r"leaf_hash was edited: the leaf is what was recorded", set()),
    (edit_unpublished_leaf, "leaf_edited", r"does not hash to its row's leaf_hash", ROWS),
    (edit_unpublished_leaf_hash, "leaf_hash_edited", r"leaf_hash was edited", set()),
    (edit_event_id, "event_id_edited", r"the row says event another and its leaf", ROWS),
    (
        spoil_leaf,
        "leaf_unreadable",
        r"the leaf cannot be read",
        {"leaf_edited", "reference_invented", "tables_not_built"},
    ),
    (remove_event, "event_missing", r"event \d+ is missing and was published", ROWS),
    (remove_last_event, "event_missing", r"event \d+ is missing: the log has", {*ROWS, "log_last_ts"}),
    (
        remove_a_block_of_events,
        "event_missing",
        r"events 0 to 255 are missing and was published",
        {*ROWS, "tables_not_built"},
    ),
    (
        double_event,
        "event_duplicated",
        r"the leaf is that of event \S+, at \d+ already",
        {"event_extra", "reference_missing", "disclosure_lost", "time_goes_back"},
    ),
    (
        double_event,
        "event_extra",
        r"the log ends at \d+",
        {"event_duplicated", "reference_missing", "disclosure_lost", "time_goes_back"},
    ),
    (swap_between_events, "disclosure_swapped", r"holds what belongs to field work of the event at \d+", ROWS),
    (swap_rows_between_events, "disclosure_swapped", r"holds what belongs to field a0 of the event at \d+", ROWS),
    (swap_between_fields, "disclosure_swapped", r"holds what belongs to field a1", ROWS),
    (copy_disclosure, "disclosure_swapped", r"holds a copy of field a0 of the event at \d+", ROWS),
    (edit_disclosure, "disclosure_altered", r"does not open under its keys", ROWS),
    (seal_another_value, "disclosure_altered", r"opens to something else than event \S+ commits to", ROWS),
    (remove_disclosure, "disclosure_lost", r"no tombstone says that it was erased", ROWS),
    (bring_back_disclosure, "disclosure_resurrected", r"is there again: the leaf at \d+ erased it", set()),
    (add_stray, "disclosure_stray", r"commits to no field rumour", set()),
    (add_stray_beyond, "disclosure_stray", r"lies beside no event", set()),
    (remove_reference, "reference_missing", r"nothing finds it by that", set()),
    (invent_reference, "reference_invented", r"the leaf does not name somebody", set()),
    (edit_size, "log_size", r"size says \d+; there are \d+ events", {*ROWS}),
    (edit_frontier, "log_frontier", r"frontier was edited", set()),
    (spoil_frontier, "log_frontier", r"frontier was edited", set()),
    (edit_last_time, "log_last_ts", r"last_ts says \d+, and the last leaf \d+", set()),
    (edit_signed_size, "log_signed_size", r"signed_size says 1, and the newest note has \d+", set()),
    (edit_note, "note_altered", r"the note of size \d+ does not open", {"note_missing"}),
    (move_note, "note_altered", r"the row says size \d+, and its note is of \S+ at \d+", {"note_missing"}),
    (remove_note, "note_missing", r"was published, and the newest that is stored", set()),
    (edit_projection, "row_edited", r"differs in state", set()),
    (add_projection, "row_invented", r"is in the table, not in the log", set()),
    (remove_projection, "row_missing", r"is in the log, not in the table", set()),
    (edit_tile, "tile_altered", r"hash 255 is not that of the leaf at 255, which the signed root holds", set()),
    (lengthen_tile, "tile_altered", r"has 8193 bytes, not 8192", set()),
    (edit_upper_tile, "tile_altered", r"hash 0 differs from the tiles below it", set()),
    (edit_bundle, "bundle_altered", r"entry 255 is not the leaf at 255", set()),
    (lengthen_bundle, "bundle_altered", r"has 1 bytes after entry 255", set()),
    (remove_tile, "file_missing", r"a signed checkpoint of size \d+ needs it", set()),
    (add_file, "file_stray", r"is no tile's name", set()),
    (edit_checkpoint, "checkpoint_altered", r"does not open", set()),
    (remove_checkpoint, "checkpoint_missing", r"notes were signed, and none is published", set()),
    (remove_subject_key, "key_missing", r"the key is not in the key store; \d+ disclosures", ROWS),
    (destroy_subject_key, "key_destroyed", r"the key was destroyed, and no leaf says so", ROWS),
    (bring_back_subject_key, "key_resurrected", r"a leaf says that it was destroyed", set()),
    (remove_signing_key, "signing_key_missing", r"there is no signing key", {"checkpoint_altered"}),
    (roll_back, "checkpoint_behind", r"it is an older copy", {*ROWS, "key_destroyed", "disclosure_lost"}),
]


def test_an_honest_instance_is_clean_before_anybody_touches_it(world: World) -> None:
    """Or the tests below would prove nothing: tiles of two levels, notes, an erasure, and leaves not published yet."""
    report = world.report()

    assert report.differences == []
    assert world.signed < world.size
    assert world.file("tile/1/000.p/1").exists()
    assert report.n_openings > 2 * ITEMS
    assert report.n_files > 6


@pytest.mark.parametrize(
    ("attack", "code", "said", "consequences"), ATTACKS, ids=[f"{a.__name__}-{c}" for a, c, _, _ in ATTACKS]
)
def test_an_attack_is_named(
    world: World, attack: Callable[[World], int], code: str, said: str, consequences: set[str]
) -> None:
    index = attack(world)

    report = world.report()

    found = [each for each in report.differences if each.code == code]
    assert found, report.counts
    assert re.search(said, found[0].what), found[0]
    assert set(report.counts) - {code} <= consequences
    if index:
        assert any(index in each.key for each in found)


def test_many_differences_of_a_kind_are_counted_and_hide_no_other(world: World) -> None:
    world.sql("DELETE FROM event_refs WHERE log_id = ?", PROJECT)
    flip(world.file("tile/0/000"))

    report = world.report()

    assert report.counts["reference_missing"] > MOST_SHOWN
    assert sum(each.code == "reference_missing" for each in report.differences) == MOST_SHOWN
    assert report.counts["tile_altered"] == 1
    assert report.n_different == sum(report.counts.values())


def test_an_edited_event_on_postgresql_is_named(tmp_path: Path, fresh_postgres: str) -> None:
    project = new_project(tmp_path, postgres=fresh_postgres)
    items = project.bring_in([f"headline {n}" for n in range(4)])
    run(project)
    assert reconcile(project.engine).differences == []
    with psycopg.connect(plain_url(fresh_postgres)) as owner:
        owner.execute("ALTER TABLE events DISABLE TRIGGER ALL")
        owner.execute("UPDATE events SET leaf = replace(encode(leaf, 'escape'), 'v\":1', 'v\":2')::bytea WHERE idx = 3")
        owner.execute("DELETE FROM event_refs WHERE value = %s", (items[0],))
        owner.execute("DELETE FROM disclosures WHERE log_id = 2 AND idx = 5")

    counts = reconcile(project.engine).counts

    project.engine.store.close()
    assert {"leaf_edited", "leaf_unreadable", "reference_missing", "disclosure_lost"} <= set(counts)


def test_it_is_clean_beside_a_publisher_that_goes_on(
    made: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is published after the database was read is no fault."""
    from labelproof.engine import reconcile as module

    shutil.copytree(made.folder, tmp_path / "copy")
    engine = open_engine(tmp_path / "copy")
    tie = module.tie_log

    def meanwhile(*args: Any) -> None:
        with ThreadPoolExecutor(1) as another:  # a thread's readings within a reading are the same snapshot
            another.submit(run_once, engine).result()
        tie(*args)

    monkeypatch.setattr(module, "tie_log", meanwhile)

    report = reconcile(engine)

    with engine.store.reading() as read:
        log = read_log(read, PROJECT)
    engine.store.close()
    assert log.signed_size == log.size
    assert report.differences == []
