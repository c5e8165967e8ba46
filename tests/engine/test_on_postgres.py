"""The same on PostgreSQL: release, erase, release again."""

from pathlib import Path
from typing import Any

from labelproof.engine.archive import ZipReader
from labelproof.engine.bundle import bundle_bytes
from labelproof.engine.erase import erase
from labelproof.engine.openings import read_log
from labelproof.engine.reconcile import reconcile
from labelproof.evidence.check import check_bundle
from labelproof.log.verify import Pins
from labelproof.rooms.releases import queries
from labelproof.worker.rounds import run_once
from tests.engine.project import PROJECT, Project, new_project


def run(project: Project) -> None:
    while run_once(project.engine):
        pass


def newest(project: Project) -> tuple[Any, list[str]]:
    """The newest release and what a verifier finds wrong with its bundle."""
    with project.engine.store.reading() as read:
        row = read.all(queries.all_releases, log_id=PROJECT)[0]
        vkey = project.engine.signer.vkey(read_log(read, PROJECT).origin)
    content = bundle_bytes(project.engine, PROJECT, row.release)
    return row, [str(fault) for fault in check_bundle(ZipReader(content), Pins((vkey,))).faults]


def test_a_release_and_the_one_that_supersedes_it_after_an_erasure_verify(tmp_path: Path, fresh_postgres: str) -> None:
    project = new_project(tmp_path, text_question=True, postgres=fresh_postgres)
    choice, text = project.questions
    items = project.bring_in([f"headline {n}" for n in range(12)])
    run(project)
    for who in ("ben", "cy"):
        project.label(who, lambda item, who=who: {choice: "ironic", text: f"{who} of {item}"})
    project.do("ana", "request_release")
    run(project)
    before, faults = newest(project)
    assert faults == []

    erase(project.engine, PROJECT, [items[0], project.who("ben").member], "asked", project.people["ana"], "erase")
    run(project)

    after, faults = newest(project)
    assert faults == []
    assert after.supersedes == before.release
    assert reconcile(project.engine).differences == []
