"""Proofs are made when asked, and check offline with nothing but the log's key."""

import json
from pathlib import Path

import pytest

from labelproof.engine.archive import parse_zip
from labelproof.engine.bundle import bundle_bytes
from labelproof.engine.openings import leaves, read_log
from labelproof.engine.prove import prove, receipt_proof
from labelproof.engine.publish import publish
from labelproof.evidence.row_proof import check_row_proof, parse_row_proof
from labelproof.kernel.refused import Refused
from labelproof.log.checkpoint import check_bundle_proof, parse_bundle_proof
from labelproof.log.note import parse_vkey
from labelproof.worker.rounds import run_once
from tests.engine.project import PROJECT, TERMS, Project, new_project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A released project of twenty items."""
    project = new_project(tmp_path)
    project.bring_in([f"headline {n}" for n in range(20)])
    run(project)
    for _ in range(2):
        for who in ("ben", "cy"):
            project.label(who, lambda item: {project.questions[0]: "ironic"})
    project.do("ana", "request_release")
    run(project)
    return project


def run(project: Project) -> None:
    while run_once(project.engine):
        pass


def vkeys(project: Project) -> list:
    with project.engine.store.reading() as read:
        return [parse_vkey(project.engine.signer.vkey(read_log(read, PROJECT).origin))]


def rows(project: Project, release: str) -> list[dict]:
    content = bundle_bytes(project.engine, PROJECT, release)
    return [json.loads(line) for line in parse_zip(content)["data/rows.jsonl"].splitlines()]


def release_of(project: Project) -> str:
    from labelproof.rooms.releases import queries

    with project.engine.store.reading() as read:
        return read.all(queries.published, log_id=PROJECT)[-1].release


def test_a_row_proves_itself_with_the_key_alone(project: Project) -> None:
    for row in rows(project, release_of(project)):
        proof = prove(project.engine, PROJECT, row["row_id"])

        assert check_row_proof(parse_row_proof(proof.encode()), vkeys(project)).row == row


def test_a_row_changed_by_one_character_is_not_proven(project: Project) -> None:
    row = rows(project, release_of(project))[3]
    proof = prove(project.engine, PROJECT, row["row_id"], release_of(project))
    forged = proof.replace('\\"value\\":\\"ironic\\"', '\\"value\\":\\"ironiK\\"')

    assert forged != proof
    with pytest.raises(Refused):
        check_row_proof(parse_row_proof(forged.encode()), vkeys(project))


def test_a_row_that_is_not_there_has_no_proof(project: Project) -> None:
    with pytest.raises(Refused, match="no_row"):
        prove(project.engine, PROJECT, "nothing")


def test_every_receipt_has_a_proof_once_a_checkpoint_covers_it(project: Project) -> None:
    for _ in range(300):
        project.do("ana", "open_collection", terms=TERMS)
    size = publish(project.engine, PROJECT).size
    with project.engine.store.reading() as read:
        stored = dict(leaves(read, PROJECT, 0, size))

    for index in range(0, size, 17):
        proof = parse_bundle_proof(receipt_proof(project.engine, PROJECT, index).encode())

        assert index < check_bundle_proof(proof, stored[index], vkeys(project)).size <= size


def test_a_receipt_is_not_proven_before_that(project: Project) -> None:
    index = project.do("ana", "open_collection", terms=TERMS)[0].index

    with pytest.raises(Refused, match="not_covered"):
        receipt_proof(project.engine, PROJECT, index)
