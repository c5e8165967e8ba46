"""A log's key rotates: both sign for a while, the old one's signatures end at a size, and a reader can follow."""

from pathlib import Path

import pytest

from labelproof.engine.archive import ZipReader
from labelproof.engine.backup import back_up
from labelproof.engine.bundle import bundle_bytes
from labelproof.engine.engine import INSTANCE_LOG, Engine
from labelproof.engine.log_keys import all_vkeys, current_vkey, signing_vkeys
from labelproof.engine.openings import leaves, read_log
from labelproof.engine.publish import publish
from labelproof.engine.rebuild import TABLES
from labelproof.engine.reconcile import reconcile
from labelproof.engine.restore import read_backup, read_keys, restore
from labelproof.evidence.check import check_bundle
from labelproof.kernel.refused import Refused
from labelproof.log.checkpoint import format_checkpoint
from labelproof.log.leaf import parse_leaf, vkey_digest
from labelproof.log.note import format_note, open_note, parse_vkey
from labelproof.log.verify import Pins
from labelproof.rooms.releases import queries
from labelproof.storage.schema import prepare
from tests.engine.project import PROJECT, TERMS, Project, open_engine
from tests.engine.rooted import MINUTE, entries, origin_of, rooted, run


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Project:
    return rooted(tmp_path, request.getfixturevalue("fresh_postgres") if request.param == "postgres" else "")


def vkeys(project: Project, log_id: int = PROJECT) -> list[str]:
    with project.engine.store.reading() as read:
        return all_vkeys(project.engine, read, log_id)


def current(project: Project, log_id: int = PROJECT) -> str:
    with project.engine.store.reading() as read:
        return current_vkey(project.engine, read, log_id)


def signers(project: Project, log_id: int = PROJECT) -> list[str]:
    """Which keys signed the published checkpoint."""
    label = origin_of(project, log_id).rpartition("/")[2]
    note = project.engine.blobs.get(f"log/{label}/checkpoint")
    held = [parse_vkey(vkey) for vkey in project.engine.signer.vkeys(origin_of(project, log_id))]
    return [signature.vkey.text for signature in open_note(note, held).signatures]


def last_leaf(project: Project) -> tuple[str, dict[str, object]]:
    with project.engine.store.reading() as read:
        size = read_log(read, PROJECT).size
        leaf = parse_leaf(next(raw for _, raw in leaves(read, PROJECT, size - 1, size)))
    return leaf.kind, dict(leaf.refs)


def test_from_rotation_to_retirement_both_keys_sign_and_then_the_new_one_alone(project: Project) -> None:
    [old] = vkeys(project)
    assert signers(project) == [old]

    project.do("ana", "rotate_log_key")
    run(project)
    _, new = vkeys(project)
    assert signers(project) == [old, new]
    assert current(project) == old

    size = project.do("ana", "retire_log_key", vkey=old)[0].index
    run(project)
    assert signers(project) == [new]
    assert current(project) == new
    assert vkeys(project) == [old, new]
    kind, refs = last_leaf(project)
    assert (kind, refs["vkey"], refs["size"]) == ("log_key.retired", vkey_digest(old), str(size))


def test_the_checkpoint_that_ends_with_the_announcing_leaf_is_signed_by_both(project: Project) -> None:
    """Else nobody who knows the old key could follow."""
    index = project.do("ana", "rotate_log_key")[0].index

    with project.engine.store.reading() as read:
        assert len(signing_vkeys(project.engine, read, PROJECT, index)) == 1
        assert len(signing_vkeys(project.engine, read, PROJECT, index + 1)) == 2
    assert last_leaf(project) == (
        "log_key.added",
        {"vkey": vkey_digest(vkeys(project)[1]), "grant": last_leaf(project)[1]["grant"]},
    )


def test_a_key_is_not_retired_before_a_checkpoint_of_both_covers_the_new_one(project: Project) -> None:
    [old] = vkeys(project)
    project.do("ana", "rotate_log_key")

    with pytest.raises(Refused, match="not_covered"):
        project.do("ana", "retire_log_key", vkey=old)
    run(project)
    project.do("ana", "retire_log_key", vkey=old)


def test_the_instance_log_rotates_by_its_owner(project: Project) -> None:
    [old] = vkeys(project, INSTANCE_LOG)
    project.do("ana", "rotate_instance_log_key", INSTANCE_LOG)
    run(project)

    project.do("ana", "retire_instance_log_key", INSTANCE_LOG, vkey=old)
    run(project)

    assert signers(project, INSTANCE_LOG) == vkeys(project, INSTANCE_LOG)[1:]


def test_only_an_owner_rotates_and_a_lead_s_token_does_not(project: Project) -> None:
    for login in ("ben", "eve"):
        with pytest.raises(Refused, match="not_allowed"):
            project.do(login, "rotate_log_key")
    project.people["ana"] = project.people["ana"]._replace(scopes=frozenset({"lead"}))
    with pytest.raises(Refused, match=r"access\.scope"):
        project.do("ana", "rotate_log_key")
    assert len(project.engine.signer.vkeys(origin_of(project))) == 1


def test_the_same_command_sent_again_makes_no_third_key(project: Project) -> None:
    from labelproof.engine.catalogue import parse_command

    command = parse_command("rotate_log_key", {})
    first = project.engine.handle(PROJECT, command, project.people["ana"], "once")

    assert project.engine.handle(PROJECT, command, project.people["ana"], "once") == first
    assert len(project.engine.signer.vkeys(origin_of(project))) == 2


def test_a_key_that_a_kill_left_unannounced_is_the_next_one(project: Project) -> None:
    left = project.engine.signer.add(origin_of(project))
    run(project)
    assert left not in signers(project)

    project.do("ana", "rotate_log_key")

    assert vkeys(project)[1] == left


def test_a_digest_that_a_client_sends_is_not_taken(project: Project) -> None:
    project.do("ana", "rotate_log_key", vkey="x" * 43)

    assert last_leaf(project)[1]["vkey"] == vkey_digest(vkeys(project)[1])


def test_a_checkpoint_by_a_retired_key_beyond_its_size_stops_publication(project: Project) -> None:
    """Somebody has the old key and puts a longer history in place: it does not count, and it does not go unseen."""
    [old] = vkeys(project)
    project.do("ana", "rotate_log_key")
    run(project)
    project.do("ana", "retire_log_key", vkey=old)
    run(project)
    origin = origin_of(project)
    text = format_checkpoint(origin, 4711, bytes(32))
    forged = format_note(text, [project.engine.signer.sign(origin, text, old)])

    project.engine.blobs.replace(f"log/{origin.rpartition('/')[2]}/checkpoint", forged)

    with pytest.raises(Refused, match="key_retired"):
        publish(project.engine, PROJECT)


def test_a_retirement_is_entered_in_the_root_log_at_once(project: Project) -> None:
    """A stolen key: nobody waits a minute."""
    [old] = vkeys(project)
    project.do("ana", "rotate_log_key")
    run(project)
    project.clock.advance(MINUTE)
    run(project)
    project.do("ana", "retire_log_key", vkey=old)

    run(project)

    with project.engine.store.reading() as read:
        assert entries(project)[-1].size == read_log(read, PROJECT).size


def test_a_backup_carries_every_key_and_the_restored_log_goes_on_signing(project: Project, tmp_path: Path) -> None:
    project.do("ana", "rotate_log_key")
    run(project)
    back_up(project.engine, tmp_path / "data", tmp_path / "keys")
    folder = tmp_path / "again"
    folder.mkdir()
    prepare(f"sqlite:///{folder / 'labelproof.sqlite'}", TABLES)
    engine: Engine = open_engine(folder, clock=project.clock)

    restore(engine, read_backup(tmp_path / "data"), read_keys(tmp_path / "keys"))

    there = Project(engine, folder, project.clock, project.people)
    there.do("ana", "open_collection", terms=TERMS)
    run(there)
    assert vkeys(there) == vkeys(project)
    assert signers(there) == vkeys(project)
    engine.store.close()


def test_keys_are_a_projection_like_any_other(project: Project) -> None:
    [old] = vkeys(project)
    project.do("ana", "rotate_log_key")
    run(project)
    project.do("ana", "retire_log_key", vkey=old)

    assert reconcile(project.engine).differences == []


def test_a_bundle_sealed_after_the_rotation_verifies_under_the_new_key(project: Project) -> None:
    [old] = vkeys(project)
    items = project.bring_in(["a", "b"])
    for who in ("ben", "cy"):
        project.label(who, lambda item: dict.fromkeys(project.questions, "ironic"))
    project.do("ana", "rotate_log_key")
    run(project)
    project.do("ana", "retire_log_key", vkey=old)
    project.do("ana", "request_release")
    run(project)

    with project.engine.store.reading() as read:
        release = read.all(queries.all_releases, log_id=PROJECT)[0].release
    report = check_bundle(ZipReader(bundle_bytes(project.engine, PROJECT, release)), Pins((current(project),)))

    assert len(items) == 2
    assert [str(fault) for fault in report.faults] == []
