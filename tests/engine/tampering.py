"""A copy of an instance for somebody who owns its database, its keys and its files: what they might do to it."""

import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from labelproof.engine.differences import Report
from labelproof.engine.keyring import Plain
from labelproof.engine.reconcile import reconcile
from labelproof.log.leaf import make_opening, parse_leaf
from labelproof.log.tree import Frontier, leaf_hash
from tests.engine.project import PROJECT, open_engine


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
