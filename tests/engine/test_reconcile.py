"""Whatever somebody edits behind our back is found, and named by what it is: rows, leaves, disclosures, keys, files."""

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest

from labelproof.engine.differences import MOST_SHOWN
from labelproof.engine.erase import erase
from labelproof.engine.openings import read_log
from labelproof.engine.reconcile import reconcile
from labelproof.engine.vault import label_of
from labelproof.storage.postgres import plain_url
from labelproof.worker.rounds import run_once
from tests.engine import tampering
from tests.engine.project import PROJECT, Project, new_project, open_engine
from tests.engine.tampering import World, flip

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


ROWS = {"row_edited", "row_missing", "row_invented"}
ATTACKS: list[tuple[Callable[[World], int], str, str, set[str]]] = [
    # what is done, the code it must be named by, a part of what is said, and what may be found as its consequence
    (tampering.edit_leaf, "leaf_edited", r"the leaf was edited: .* published tile has", ROWS),
    (tampering.rewrite_event, "event_rewritten", r"the event was rewritten: .* which the signed root holds", ROWS),
    (tampering.edit_leaf_hash, "leaf_hash_edited", r"leaf_hash was edited: the leaf is what was recorded", set()),
    (tampering.edit_unpublished_leaf, "leaf_edited", r"does not hash to its row's leaf_hash", ROWS),
    (tampering.edit_unpublished_leaf_hash, "leaf_hash_edited", r"leaf_hash was edited", set()),
    (tampering.edit_event_id, "event_id_edited", r"the row says event another and its leaf", ROWS),
    (
        tampering.spoil_leaf,
        "leaf_unreadable",
        r"the leaf cannot be read",
        {"leaf_edited", "reference_invented", "tables_not_built"},
    ),
    (tampering.remove_event, "event_missing", r"event \d+ is missing and was published", ROWS),
    (tampering.remove_last_event, "event_missing", r"event \d+ is missing: the log has", {*ROWS, "log_last_ts"}),
    (
        tampering.remove_a_block_of_events,
        "event_missing",
        r"events 0 to 255 are missing and was published",
        {*ROWS, "tables_not_built"},
    ),
    (
        tampering.double_event,
        "event_duplicated",
        r"the leaf is that of event \S+, at \d+ already",
        {"event_extra", "reference_missing", "disclosure_lost", "time_goes_back"},
    ),
    (
        tampering.double_event,
        "event_extra",
        r"the log ends at \d+",
        {"event_duplicated", "reference_missing", "disclosure_lost", "time_goes_back"},
    ),
    (
        tampering.swap_between_events,
        "disclosure_swapped",
        r"holds what belongs to field work of the event at \d+",
        ROWS,
    ),
    (
        tampering.swap_rows_between_events,
        "disclosure_swapped",
        r"holds what belongs to field a0 of the event at \d+",
        ROWS,
    ),
    (tampering.swap_between_fields, "disclosure_swapped", r"holds what belongs to field a1", ROWS),
    (tampering.copy_disclosure, "disclosure_swapped", r"holds a copy of field a0 of the event at \d+", ROWS),
    (tampering.edit_disclosure, "disclosure_altered", r"does not open under its keys", ROWS),
    (tampering.seal_another_value, "disclosure_altered", r"opens to something else than event \S+ commits to", ROWS),
    (tampering.remove_disclosure, "disclosure_lost", r"no tombstone says that it was erased", ROWS),
    (tampering.bring_back_disclosure, "disclosure_resurrected", r"is there again: the leaf at \d+ erased it", set()),
    (tampering.add_stray, "disclosure_stray", r"commits to no field rumour", set()),
    (tampering.add_stray_beyond, "disclosure_stray", r"lies beside no event", set()),
    (tampering.remove_reference, "reference_missing", r"nothing finds it by that", set()),
    (tampering.invent_reference, "reference_invented", r"the leaf does not name somebody", set()),
    (tampering.edit_size, "log_size", r"size says \d+; there are \d+ events", {*ROWS}),
    (tampering.edit_frontier, "log_frontier", r"frontier was edited", set()),
    (tampering.spoil_frontier, "log_frontier", r"frontier was edited", set()),
    (tampering.edit_last_time, "log_last_ts", r"last_ts says \d+, and the last leaf \d+", set()),
    (tampering.edit_signed_size, "log_signed_size", r"signed_size says 1, and the newest note has \d+", set()),
    (tampering.edit_note, "note_altered", r"the note of size \d+ does not open", {"note_missing"}),
    (tampering.move_note, "note_altered", r"the row says size \d+, and its note is of \S+ at \d+", {"note_missing"}),
    (tampering.remove_note, "note_missing", r"was published, and the newest that is stored", set()),
    (tampering.edit_projection, "row_edited", r"differs in state", set()),
    (tampering.add_projection, "row_invented", r"is in the table, not in the log", set()),
    (tampering.remove_projection, "row_missing", r"is in the log, not in the table", set()),
    (
        tampering.edit_tile,
        "tile_altered",
        r"hash 255 is not that of the leaf at 255, which the signed root holds",
        set(),
    ),
    (tampering.lengthen_tile, "tile_altered", r"has 8193 bytes, not 8192", set()),
    (tampering.edit_upper_tile, "tile_altered", r"hash 0 differs from the tiles below it", set()),
    (tampering.edit_bundle, "bundle_altered", r"entry 255 is not the leaf at 255", set()),
    (tampering.lengthen_bundle, "bundle_altered", r"has 1 bytes after entry 255", set()),
    (tampering.remove_tile, "file_missing", r"a signed checkpoint of size \d+ needs it", set()),
    (tampering.add_file, "file_stray", r"is no tile's name", set()),
    (tampering.edit_checkpoint, "checkpoint_altered", r"does not open", set()),
    (tampering.remove_checkpoint, "checkpoint_missing", r"notes were signed, and none is published", set()),
    (tampering.remove_subject_key, "key_missing", r"the key is not in the key store; \d+ disclosures", ROWS),
    (tampering.destroy_subject_key, "key_destroyed", r"the key was destroyed, and no leaf says so", ROWS),
    (tampering.bring_back_subject_key, "key_resurrected", r"a leaf says that it was destroyed", set()),
    (tampering.remove_signing_key, "signing_key_missing", r"there is no such signing key", {"checkpoint_altered"}),
    (tampering.roll_back, "checkpoint_behind", r"it is an older copy", {*ROWS, "key_destroyed", "disclosure_lost"}),
]


def test_an_honest_instance_is_clean_before_anybody_touches_it(world: World) -> None:
    """Or the tests below would prove nothing: tiles of two levels, notes, an erasure, and leaves not published yet."""
    report = world.report()

    assert report.differences == []
    assert world.signed < world.size
    assert world.file("tile/1/000.p/1").exists()
    assert report.n_openings > 2 * ITEMS
    assert report.n_files > 6


@pytest.mark.slow
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
