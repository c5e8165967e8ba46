"""The root log holds the signed checkpoints of every other log, in order, and its proofs travel with receipts."""

import json
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from labelproof.engine.backup import back_up
from labelproof.engine.engine import INSTANCE_LOG, Engine
from labelproof.engine.openings import all_logs, leaves
from labelproof.engine.prove import receipt_proof
from labelproof.engine.rebuild import rebuild_all
from labelproof.engine.reconcile import reconcile
from labelproof.engine.restore import read_backup, read_keys, restore
from labelproof.engine.root_log import enter_checkpoints
from labelproof.log.checkpoint import check_bundle_proof, parse_bundle_proof
from labelproof.log.note import parse_vkey
from labelproof.storage.schema import prepare
from labelproof.worker.rounds import run_once
from tests.engine.project import PROJECT, TERMS, Project, open_engine
from tests.engine.rooted import (
    MINUTE,
    entries,
    grow,
    kinds,
    origin_of,
    root_id,
    root_vkey,
    rooted,
    run,
    shown,
    shown_size,
)

Make = Callable[[], Project]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Project:
    url = request.getfixturevalue("fresh_postgres") if request.param == "postgres" else ""
    return rooted(tmp_path, url)


def sizes(project: Project, origin: str) -> list[int]:
    return [entered.size for entered in entries(project) if entered.origin == origin]


def test_the_first_checkpoint_of_every_log_is_entered_at_once(project: Project) -> None:
    assert kinds(project) == ["instance", "project", "root"]
    assert {entered.origin for entered in entries(project)} == {origin_of(project), origin_of(project, INSTANCE_LOG)}
    assert shown_size(project) == 2


def test_a_log_is_entered_again_when_it_changed_and_a_minute_has_passed(project: Project) -> None:
    first = sizes(project, origin_of(project))

    project.do("ana", "open_collection", terms=TERMS)
    project.clock.advance(MINUTE - 1)
    run(project)
    assert sizes(project, origin_of(project)) == first

    project.clock.advance(1)
    run(project)
    assert sizes(project, origin_of(project)) == [*first, first[0] + 1]
    assert len(sizes(project, origin_of(project, INSTANCE_LOG))) == 1


def test_nothing_is_entered_twice(project: Project) -> None:
    before = entries(project)

    project.clock.advance(10 * MINUTE)
    run(project)
    project.engine.entered.clear()
    project.clock.advance(10 * MINUTE)
    run(project)

    assert entries(project) == before


def test_the_interval_is_a_setting(project: Project) -> None:
    project.do("ana", "set_root_policy", INSTANCE_LOG, quorum=0, mode="publish", every_s=1)
    n_before = len(entries(project))

    project.do("ana", "open_collection", terms=TERMS)
    project.clock.advance(1000)
    run(project)

    assert len(entries(project)) == n_before + 2


def test_a_clock_that_was_set_back_does_not_keep_logs_waiting_for_it(project: Project) -> None:
    n_before = len(entries(project))

    project.do("ana", "open_collection", terms=TERMS)
    project.clock.set_wall(project.clock.now_ms() - 10_000)
    run(project)

    assert len(entries(project)) == n_before + 1


def test_a_leaf_is_the_note_as_it_was_signed(project: Project) -> None:
    notes = [project.engine.blobs.get(f"log/{origin_of(project, n).rpartition('/')[2]}/checkpoint") for n in (1, 2)]

    with project.engine.store.reading() as read:
        assert [leaf for _, leaf in leaves(read, root_id(project), 0, 2)] == notes


def test_a_receipt_s_proof_carries_the_proof_of_its_checkpoint_in_the_root_log(project: Project) -> None:
    with project.engine.store.reading() as read:
        leaf = next(raw for _, raw in leaves(read, PROJECT, 3, 4))

    proof = parse_bundle_proof(receipt_proof(project.engine, PROJECT, 3).encode())

    assert proof.extra is not None
    root_proof = parse_bundle_proof(json.loads(proof.extra)["root_proof"].encode())
    check_bundle_proof(proof, leaf, [parse_vkey(project.engine.signer.vkey(origin_of(project)))])
    checkpoint = check_bundle_proof(root_proof, proof.note, [parse_vkey(root_vkey(project))])
    assert checkpoint.origin == "log.example/root"
    assert root_proof.note == shown(project)


def test_a_leaf_that_only_a_newer_checkpoint_covers_is_proven_without_the_root_log(project: Project) -> None:
    index = project.do("ana", "open_collection", terms=TERMS)[0].index
    run(project)

    proof = parse_bundle_proof(receipt_proof(project.engine, PROJECT, index).encode())

    assert proof.extra is None


def test_rebuild_and_reconcile_pass_over_its_leaves(project: Project) -> None:
    rebuild_all(project.engine)

    assert reconcile(project.engine).differences == []


def test_it_grows_over_many_tiles(tmp_path: Path) -> None:
    project = rooted(tmp_path)
    project.do("ana", "set_root_policy", INSTANCE_LOG, quorum=0, mode="publish", every_s=1)

    for _ in range(300):
        project.do("ana", "open_collection", terms=TERMS)
        run_once(project.engine)
        project.clock.advance(1000)
    run(project)

    assert shown_size(project) > 300
    found = entries(project)
    assert [e.size for e in found if e.origin == origin_of(project)] == sorted(
        {e.size for e in found if e.origin == origin_of(project)}
    )


def test_a_backup_carries_it_and_a_restored_instance_goes_on_from_it(project: Project, tmp_path: Path) -> None:
    grow(project)
    back_up(project.engine, tmp_path / "data", tmp_path / "keys")
    keys = read_keys(tmp_path / "keys")
    again = tmp_path / "again"
    again.mkdir()
    prepare(f"sqlite:///{again / 'labelproof.sqlite'}", tables())
    engine = open_engine(again, clock=project.clock)

    restore(engine, read_backup(tmp_path / "data"), keys)

    there = Project(engine, again, project.clock, project.people)
    assert entries(there) == entries(project)
    there.do("ana", "open_collection", terms=TERMS)
    project.clock.advance(MINUTE)
    run(there)
    assert len(entries(there)) == len(entries(project)) + 1
    engine.store.close()


def tables() -> list[object]:
    from labelproof.engine.rebuild import TABLES

    return list(TABLES)


def test_two_processes_that_enter_at_once_enter_each_checkpoint_once(project: Project) -> None:
    """Eight threads with nothing remembered: sizes of one log rise strictly, and one root log is made."""
    project.do("ana", "open_collection", terms=TERMS)
    run(project)
    project.clock.advance(MINUTE)
    others = [beside(project) for _ in range(8)]

    threads = [Thread(target=enter_checkpoints, args=(engine,)) for engine in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run(project)

    found = sizes(project, origin_of(project))
    assert found == sorted(set(found))
    assert kinds(project).count("root") == 1


def beside(project: Project) -> Engine:
    """Another process's view: the same store and files, nothing in memory."""
    e = project.engine
    return Engine(
        e.store, e.keys, e.signer, e.blobs, e.clock, e.entropy, e.authorizer, e.secret, e.host, e.witness_client
    )


def test_eight_processes_that_start_at_once_make_one_root_log(tmp_path: Path) -> None:
    from tests.engine.project import new_project

    project = new_project(tmp_path)
    from labelproof.worker.rounds import publish_grown

    publish_grown(project.engine)
    threads = [Thread(target=enter_checkpoints, args=(beside(project),)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with project.engine.store.reading() as read:
        assert [row.size for row in all_logs(read) if row.kind == "root"] == [2]
