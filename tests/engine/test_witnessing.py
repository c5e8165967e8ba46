"""Each answer of a witness has its reaction, and the policy says what goes out without them."""

import itertools
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from labelproof.engine.engine import INSTANCE_LOG
from labelproof.engine.halts import halts
from labelproof.engine.publish import publish
from labelproof.engine.views.log_health import log_health
from labelproof.engine.witnessing import ask_witnesses, read_state
from labelproof.kernel.refused import Refused
from labelproof.log.checkpoint import Checkpoint, parse_checkpoint, parse_witness_request
from labelproof.log.leaf import vkey_digest
from labelproof.log.note import cosign, open_note, parse_vkey, split_note
from labelproof.log.tree import EMPTY_ROOT
from labelproof.ports.witness import WitnessAnswer
from labelproof.testing.witness import PLAIN, SIZE, Witness, listening
from labelproof.worker.rounds import confirm, publish_grown
from tests.engine.project import PROJECT, TERMS, Project
from tests.engine.rooted import (
    MINUTE,
    ROOT,
    entries,
    grow,
    n_lines,
    pin,
    proof_lines,
    root_id,
    root_vkey,
    rooted,
    run,
    shown,
    shown_size,
    vouch,
)


@pytest.fixture
def witness() -> Iterator[Witness]:
    with listening(Witness()) as made:
        yield made


@pytest.fixture
def second() -> Iterator[Witness]:
    with listening(Witness("witness.example/w2")) as made:
        yield made


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Project:
    return rooted(tmp_path, request.getfixturevalue("fresh_postgres") if request.param == "postgres" else "")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return rooted(tmp_path)


def said(project: Project, witness: Witness) -> str:
    with project.engine.store.reading() as read:
        return read_state(read, vkey_digest(witness.vkey)).said


def alarms(project: Project) -> list[str]:
    return log_health(project.engine, project.people["ana"])["alarms"]


def policy(project: Project, quorum: int, mode: str) -> None:
    project.do("ana", "set_root_policy", INSTANCE_LOG, quorum=quorum, mode=mode)


def test_a_cosignature_is_added_to_the_note_and_to_the_checkpoint_with_the_same_text(
    either: Project, witness: Witness
) -> None:
    before = shown(either)
    pin(either, witness)

    vouch(either)

    opened = open_note(shown(either), [parse_vkey(root_vkey(either)), parse_vkey(witness.vkey)])
    assert split_note(shown(either))[0] == split_note(before)[0]
    assert [signature.vkey.name for signature in opened.signatures] == [ROOT, witness.name]
    assert alarms(either) == []


def test_the_next_checkpoint_is_offered_with_a_proof_from_the_size_that_was_cosigned(
    either: Project, witness: Witness
) -> None:
    pin(either, witness)
    vouch(either)
    grow(either, 2)

    vouch(either)

    first, second = (parse_witness_request(request) for request in witness.requests)
    assert first[:2] == (0, ())
    assert second[0] == 2
    assert len(second[1]) > 0
    assert n_lines(second[2]) == 1
    assert witness.known[ROOT].size == shown_size(either)


def test_what_was_cosigned_is_not_offered_again(project: Project, witness: Witness) -> None:
    pin(project, witness)
    vouch(project)

    vouch(project)

    assert len(witness.requests) == 1


def test_lines_that_do_not_verify_under_the_pinned_key_are_ignored(project: Project, witness: Witness) -> None:
    pin(project, witness)
    text = split_note(shown(project))[0]
    other = Witness("witness.example/other")
    ahead = cosign(text, witness.skey, 1_700_000_000 + 301 + 3600)
    body = b"not a line\n" + cosign(text, other.skey, witness.time) + ahead + cosign(text, witness.skey, witness.time)
    witness.answers.append(WitnessAnswer(200, PLAIN, body))

    vouch(project)

    assert shown(project).endswith(cosign(text, witness.skey, witness.time))
    assert n_lines(shown(project)) == 2


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\n", b"\n\n\n", "— \n".encode()])
def test_a_200_without_a_cosignature_is_an_alarm(project: Project, witness: Witness, body: bytes) -> None:
    pin(project, witness)
    witness.answers.append(WitnessAnswer(200, PLAIN, body))

    vouch(project)

    assert n_lines(shown(project)) == 1
    assert any("no cosignature" in alarm for alarm in alarms(project))


def test_after_a_409_the_proof_is_rebuilt_from_the_size_it_names(project: Project, witness: Witness) -> None:
    """A restored settings row, a witness that other processes fed: what it says counts."""
    pin(project, witness)
    vouch(project)
    forget_state(project, witness)
    grow(project)

    vouch(project)

    olds = [parse_witness_request(request)[0] for request in witness.requests]
    assert olds == [0, 0, 2]
    assert n_lines(shown(project)) == 2


def forget_state(project: Project, witness: Witness) -> None:
    name = f"witness:{vkey_digest(witness.vkey)}"
    project.engine.store.admin(lambda raw: raw.execute("DELETE FROM op_instance WHERE name = ?", (name,)))


def test_a_size_that_changes_between_calls_is_followed_three_times_and_no_more(
    project: Project, witness: Witness
) -> None:
    grow(project, 2)
    pin(project, witness)
    witness.answers.extend(WitnessAnswer(409, SIZE, b"%d\n" % size) for size in (1, 2, 3, 1))

    vouch(project)

    assert [parse_witness_request(request)[0] for request in witness.requests] == [0, 1, 2, 3]
    assert "size changed" in said(project, witness)
    assert n_lines(shown(project)) == 1
    with project.engine.store.reading() as read:
        assert halts(read) == []


def test_a_409_above_our_size_stops_every_log(either: Project, witness: Witness) -> None:
    """The database is an older copy: nothing may be signed out of it, and a person is told."""
    project = either
    pin(project, witness)
    witness.answers.append(WitnessAnswer(409, SIZE, b"4711\n"))
    vouch(project)
    project.do("ana", "open_collection", terms=TERMS)

    for log_id in (INSTANCE_LOG, PROJECT, root_id(project)):
        with pytest.raises(Refused, match=r"behind: witness witness\.example/w1 cosigned size 4711"):
            publish(project.engine, log_id)
    publish_grown(project.engine)
    assert any("4711" in alarm for alarm in alarms(project))


def test_a_restored_database_is_found_out_by_a_witness(project: Project, witness: Witness, tmp_path: Path) -> None:
    """Database and published files are an older copy: only the witness remembers."""
    pin(project, witness)
    run(project)
    vouch(project)
    older = tmp_path / "older.sqlite"
    project.engine.store.admin(lambda raw: raw.backup(sqlite3.connect(older)))
    grow(project, 3)
    vouch(project)
    project.engine.store.admin(lambda raw: sqlite3.connect(older).backup(raw))
    for name in list(project.engine.blobs.names("log/")):
        project.engine.blobs.delete(name)
    project.engine.entered.clear()

    project.do("ana", "open_collection", terms=TERMS)
    confirm(project.engine)

    with pytest.raises(Refused, match="behind: witness"):
        publish(project.engine, PROJECT)


def test_a_witness_that_errs_is_removed_and_signing_goes_on(project: Project, witness: Witness) -> None:
    pin(project, witness)
    witness.answers.append(WitnessAnswer(409, SIZE, b"4711\n"))
    vouch(project)

    project.do("ana", "remove_witness", INSTANCE_LOG, witness=witness.vkey)
    grow(project)

    assert alarms(project) == []
    assert shown_size(project) == len(entries(project))


def test_a_witness_that_takes_it_back_when_asked_again_lets_signing_go_on(project: Project, witness: Witness) -> None:
    pin(project, witness)
    witness.answers.append(WitnessAnswer(409, SIZE, b"4711\n"))
    vouch(project)

    vouch(project)
    assert len(witness.requests) == 1
    ask_witnesses(project.engine, at_once=True)
    grow(project)

    assert alarms(project) == []


@pytest.mark.parametrize(
    "answer",
    [
        WitnessAnswer(422, PLAIN, b"bad proof\n"),
        WitnessAnswer(409, PLAIN, b"other root\n"),
        WitnessAnswer(409, SIZE, b"0\n"),
    ],
    ids=["422", "409 without a size", "409 with the size that was offered"],
)
def test_a_contradiction_is_kept_as_evidence_and_stops_the_root_log_alone(
    project: Project, witness: Witness, answer: WitnessAnswer
) -> None:
    pin(project, witness)
    witness.answers.append(answer)

    vouch(project)

    kept = {name.rpartition("/")[2]: project.engine.blobs.get(name) for name in project.engine.blobs.names("evidence/")}
    assert kept["request"] == witness.requests[0]
    assert kept["answer"].endswith(answer.body)
    assert str(answer.status).encode() in kept["answer"]
    with pytest.raises(Refused, match="contradicted"):
        publish(project.engine, root_id(project))
    project.do("ana", "open_collection", terms=TERMS)
    publish(project.engine, PROJECT)
    assert any("does not follow" in alarm for alarm in alarms(project))


def test_a_log_that_was_rewritten_is_contradicted_by_its_witness(project: Project, witness: Witness) -> None:
    pin(project, witness)
    witness.known[ROOT] = Checkpoint(ROOT, 2, bytes(32))

    vouch(project)

    assert any("does not follow" in alarm for alarm in alarms(project))


@pytest.mark.parametrize("status", [400, 403, 404])
def test_our_own_fault_is_an_alarm_and_not_tried_again_by_itself(
    project: Project, witness: Witness, status: int
) -> None:
    pin(project, witness)
    witness.answers.append(WitnessAnswer(status, PLAIN, b""))
    vouch(project)
    grow(project)
    vouch(project)

    assert len(witness.requests) == 1
    assert any(str(status) in alarm for alarm in alarms(project))
    assert ask_witnesses(project.engine, at_once=True) == 1
    assert alarms(project) == []


@pytest.mark.parametrize("status", [302, 429, 500, 503])
def test_a_failure_is_tried_again_after_a_pause_that_doubles(project: Project, witness: Witness, status: int) -> None:
    pin(project, witness)
    witness.answers.extend(WitnessAnswer(status, PLAIN, b"") for _ in range(3))
    asked: list[int] = []
    for _ in range(40):
        before = len(witness.requests)
        vouch(project)
        if len(witness.requests) > before:
            asked.append(project.clock.now_ms())
        project.clock.advance(1000)

    pauses = [(b - a) // 1000 for a, b in itertools.pairwise(asked)]
    assert pauses == [5, 10, 20]
    assert n_lines(shown(project)) == 2


def test_a_witness_that_does_not_answer_keeps_nothing_waiting_when_the_policy_is_to_publish(project: Project) -> None:
    silent = Witness()
    silent.url = "http://127.0.0.1:9"
    pin(project, silent)
    policy(project, 1, "publish")
    grow(project)

    vouch(project)

    assert shown_size(project) == len(entries(project))
    assert any("0 of 1 witnesses" in alarm for alarm in alarms(project))


def test_while_the_policy_is_to_wait_the_checkpoint_is_held_until_the_quorum_is_there(
    either: Project, witness: Witness, second: Witness
) -> None:
    project, first_size = either, shown_size(either)
    pin(project, witness)
    pin(project, second)
    policy(project, 2, "wait")
    second.answers.append(WitnessAnswer(503, PLAIN, b""))
    grow(project)
    assert shown_size(project) == first_size

    vouch(project)
    assert shown_size(project) == first_size
    project.clock.advance(MINUTE)
    vouch(project)

    assert shown_size(project) == len(entries(project)) > first_size
    assert n_lines(shown(project)) == 3
    assert alarms(project) == []


def test_projects_are_published_while_the_root_log_waits(project: Project, witness: Witness) -> None:
    pin(project, witness)
    policy(project, 1, "wait")
    witness.answers.extend(WitnessAnswer(503, PLAIN, b"") for _ in range(9))

    grow(project)

    with project.engine.store.reading() as read:
        from labelproof.engine.openings import read_log

        assert read_log(read, PROJECT).signed_size == read_log(read, PROJECT).size


def test_one_witness_under_two_of_its_cosignatures_counts_once(
    project: Project, witness: Witness, second: Witness
) -> None:
    pin(project, witness)
    pin(project, second)
    policy(project, 2, "wait")
    grow(project)
    held = shown_size(project)
    second.answers.append(WitnessAnswer(500, PLAIN, b""))

    vouch(project)

    assert shown_size(project) == held


def test_a_checkpoint_that_is_out_never_goes_back_when_the_policy_starts_to_wait(
    project: Project, witness: Witness
) -> None:
    pin(project, witness)
    vouch(project)
    witness.answers.extend(WitnessAnswer(503, PLAIN, b"") for _ in range(9))
    grow(project)
    size = shown_size(project)
    policy(project, 1, "wait")

    publish(project.engine, root_id(project))

    assert shown_size(project) == size


def test_a_cosignature_that_comes_while_others_publish_is_not_lost(project: Project, witness: Witness) -> None:
    """Four threads publish and two ask, while the log grows: in the end the newest note is cosigned, and once."""
    pin(project, witness)
    project.do("ana", "set_root_policy", INSTANCE_LOG, quorum=0, mode="publish", every_s=1)
    grow(project)
    stop = time.monotonic() + 1.0

    def publishes() -> None:
        while time.monotonic() < stop:
            publish(project.engine, root_id(project))

    def asks() -> None:
        while time.monotonic() < stop:
            ask_witnesses(project.engine, at_once=True)

    threads = [Thread(target=act) for act in (publishes, publishes, asks, asks)]
    for thread in threads:
        thread.start()
    while time.monotonic() < stop:
        project.do("ana", "open_collection", terms=TERMS)
        project.clock.advance(1000)
        run(project)
    for thread in threads:
        thread.join()
    ask_witnesses(project.engine, at_once=True)

    assert alarms(project) == []
    assert n_lines(shown(project)) == 2
    assert witness.known[ROOT].size == shown_size(project) == len(entries(project))


def test_the_shipped_witness_keeps_the_order_of_the_specification(project: Project) -> None:
    witness = Witness()
    plain = shown(project)
    size = parse_checkpoint(split_note(plain)[0]).size
    assert witness.add_checkpoint(b"nonsense").status == 400
    assert witness.add_checkpoint(b"old 0\n\n" + plain).status == 404
    witness.knows(root_vkey(project))
    assert witness.add_checkpoint(b"old 9\n\n" + plain).status == 400
    assert witness.add_checkpoint(b"old 1\n\n" + plain) == WitnessAnswer(409, SIZE, b"0\n")
    assert witness.add_checkpoint(b"old 0\n\n" + plain.replace(b"\n%d\n" % size, b"\n%d\n" % (size + 1))).status == 403
    assert witness.known.get(ROOT, Checkpoint(ROOT, 0, EMPTY_ROOT)).size == 0
    assert witness.add_checkpoint(b"old 0\n\n" + plain).status == 200
    assert witness.add_checkpoint(b"old %d\n\n" % size + plain).status == 200


def test_a_proof_has_the_hashes_that_the_witness_needs(project: Project, witness: Witness) -> None:
    pin(project, witness)
    vouch(project)
    grow(project, 5)

    vouch(project)

    assert all(len(each) == 32 for each in proof_lines(witness.requests[-1]))
    assert witness.known[ROOT].root == parse_checkpoint(split_note(shown(project))[0]).root
