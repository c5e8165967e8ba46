"""What is due is done once, under keys that derive from what causes it."""

from pathlib import Path

import pytest

from labelproof.engine import due as module
from labelproof.engine.due import due
from labelproof.rooms.annotation import queries as annotation
from labelproof.rooms.annotation.decide import LEASE_MS
from tests.engine.project import PROJECT, Project, new_project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return new_project(tmp_path)


def test_what_was_held_too_long_goes_back_to_the_queue(project: Project) -> None:
    project.bring_in([f"headline {n}" for n in range(3)])
    project.label("ben", lambda item: None)
    project.clock.advance(LEASE_MS + 1)
    due(project.engine)

    with project.engine.store.reading() as read:
        held = read.all(annotation.held, log_id=PROJECT, member=project.who("ben").member)

    assert held == []
    assert due(project.engine) == 0


def test_a_lease_that_still_runs_is_left_alone(project: Project) -> None:
    project.bring_in([f"headline {n}" for n in range(3)])
    due(project.engine)
    project.label("ben", lambda item: None)

    assert due(project.engine) == 0


def test_disputes_over_imported_votes_are_found_over_several_rounds(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CHUNKS_A_ROUND", 1)
    people = [r.event_id for r in project.do("ana", "import_person", names=["u1", "u2"])]
    given = [
        (n, who, project.questions[0], "ironic" if k or n % 50 else "literal")
        for n in range(500)
        for k, who in enumerate(people)
    ]
    project.bring_in([f"headline {n}" for n in range(500)], given)

    rounds = 0
    while due(project.engine):
        rounds += 1

    assert len(project.disputes()) == 10
    assert rounds == 4
    assert project.do("ana", "request_release")
