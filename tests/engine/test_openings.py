"""Events out of the store, opened and in order."""

from pathlib import Path

import pytest

from labelproof.engine import openings
from labelproof.events.sources import ItemsImported
from labelproof.kernel.canonical import b64url
from labelproof.log.leaf import disclosure_digest
from labelproof.log.tree import Frontier, leaf_hash
from tests.engine.project import PROJECT, Project, new_project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = new_project(tmp_path)
    project.bring_in([f"headline {n}" for n in range(150)])
    return project


def test_events_come_in_order_with_what_was_said(project: Project) -> None:
    with project.engine.store.reading() as read:
        bodies = [e.body for e in openings.recorded(project.engine, read, PROJECT)]

    texts = [said.value["content"]["text"] for b in bodies if isinstance(b, ItemsImported) for said in b.entries]
    assert texts == [f"headline {n}" for n in range(150)]


def test_the_leaves_give_the_root_that_the_writer_holds(project: Project) -> None:
    frontier = Frontier()

    with project.engine.store.reading() as read:
        frontier.extend(leaf_hash(e.leaf) for e in openings.opened(project.engine, read, PROJECT))
        row = openings.read_log(read, PROJECT)

    assert frontier.to_bytes() == bytes(row.frontier)


def test_every_opening_hashes_to_the_commitment_in_its_leaf(project: Project) -> None:
    with project.engine.store.reading() as read:
        for event in openings.opened(project.engine, read, PROJECT):
            assert {n: disclosure_digest(b64url(o)) for n, o in event.openings.items()} == dict(event.parsed.c)


def test_events_about_an_item_are_found_by_its_id(project: Project) -> None:
    answer = {project.questions[0]: "ironic"}
    item = project.label("ben", lambda item: answer)[0]

    with project.engine.store.reading() as read:
        kinds = [e.parsed.kind for e in openings.events_about(project.engine, read, PROJECT, item)]

    assert kinds == ["items.imported", "annotation.assigned", "annotation.submitted"]


def test_what_is_gone_without_a_tombstone_is_lost(project: Project) -> None:
    project.engine.store.admin(lambda raw: raw.execute("DELETE FROM disclosures WHERE name = 'i7'"))

    with project.engine.store.reading() as read:
        body = next(
            b.body for b in openings.recorded(project.engine, read, PROJECT) if isinstance(b.body, ItemsImported)
        )

    assert body.entries[7].value.state == "lost"
