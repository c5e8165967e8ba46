"""A project whose instance has a root log: the clock is moved, the worker's rounds are run, and what came of it is read."""

from base64 import b64decode
from pathlib import Path
from typing import Any

from labelproof.adapters.witness_http import HttpWitnesses
from labelproof.engine.engine import INSTANCE_LOG
from labelproof.engine.openings import all_logs, leaves, read_log
from labelproof.engine.root_entries import shown_root
from labelproof.log.checkpoint import Checkpoint, open_checkpoint, parse_checkpoint
from labelproof.log.note import parse_vkey, split_note
from labelproof.log.tree import leaf_hash, merkle_root
from labelproof.testing.witness import Witness
from labelproof.worker.rounds import run_once, vouch_once
from tests.engine.project import PROJECT, TERMS, Project, new_project

MINUTE = 60_000
ROOT = "log.example/root"


def rooted(folder: Path, postgres: str = "", **more: Any) -> Project:
    """A project whose first checkpoints stand in the root log."""
    made = new_project(folder, postgres=postgres, **{"witness_client": HttpWitnesses(2.0), **more})
    run(made)
    return made


def run(project: Project) -> None:
    """Rounds of the worker until nothing is left to do; nobody outside is asked."""
    while run_once(project.engine):
        pass


def grow(project: Project, n: int = 1) -> None:
    """`n` more leaves in the project, signed, and entered a minute later."""
    for _ in range(n):
        project.do("ana", "open_collection", terms=TERMS)
    run(project)
    project.clock.advance(MINUTE)
    run(project)


def pin(project: Project, witness: Witness) -> None:
    """Pin a witness that knows this root log."""
    witness.knows(root_vkey(project))
    project.do("ana", "add_witness", INSTANCE_LOG, url=witness.url, vkey=witness.vkey)


def root_vkey(project: Project) -> str:
    return project.engine.signer.vkey(ROOT)


def root_id(project: Project) -> int:
    found = project.engine.log_id("root")
    assert found is not None
    return found


def vouch(project: Project) -> None:
    """Ask whoever vouches for the root log."""
    vouch_once(project.engine)


def entries(project: Project) -> list[Checkpoint]:
    """What was entered, in order; the leaves hash to the root that is signed."""
    with project.engine.store.reading() as read:
        size = read_log(read, root_id(project)).size
        notes = [leaf for _, leaf in leaves(read, root_id(project), 0, size)]
    note = shown(project)
    signed = open_checkpoint(note, [parse_vkey(root_vkey(project))])
    assert merkle_root(leaf_hash(each) for each in notes[: signed.size]) == signed.root
    return [parse_checkpoint(split_note(each)[0]) for each in notes]


def shown(project: Project) -> bytes:
    """The root log's published checkpoint."""
    found = shown_root(project.engine)
    assert found is not None
    return found[0]


def shown_size(project: Project) -> int:
    found = shown_root(project.engine)
    return 0 if found is None else found[1]


def n_lines(note: bytes) -> int:
    return len(split_note(note)[1])


def origin_of(project: Project, log_id: int = PROJECT) -> str:
    with project.engine.store.reading() as read:
        return read_log(read, log_id).origin


def kinds(project: Project) -> list[str]:
    with project.engine.store.reading() as read:
        return [row.kind for row in all_logs(read)]


def proof_lines(request: bytes) -> list[bytes]:
    """The hashes of an add-checkpoint request."""
    return [b64decode(line) for line in request.partition(b"\n\n")[0].split(b"\n")[1:]]
