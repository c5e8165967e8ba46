"""Which signed notes are kept: the newest of an hour, and those on which something rests."""

from pathlib import Path

import pytest

from labelproof.engine.engine import INSTANCE_LOG
from labelproof.engine.notes import HOUR, NOTES
from labelproof.engine.root_entries import newest_entry
from labelproof.engine.views.memory import compare
from labelproof.log.note import split_note
from labelproof.testing.witness import Witness, listening
from tests.engine.project import PROJECT, TERMS, Project
from tests.engine.rooted import grow, origin_of, pin, root_id, rooted, run, vouch


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Project:
    return rooted(tmp_path, request.getfixturevalue("fresh_postgres") if request.param == "postgres" else "")


def sizes(project: Project, log_id: int = PROJECT) -> list[int]:
    with project.engine.store.reading() as read:
        return [row.size for row in read.all(NOTES, log_id=log_id)]


def sign(project: Project, n: int) -> list[int]:
    """`n` notes a second apart; gives their sizes."""
    before = set(sizes(project))
    for _ in range(n):
        project.do("ana", "open_collection", terms=TERMS)
        run(project)
        project.clock.advance(1000)
    return sorted(set(sizes(project)) - before)


def next_hour(project: Project) -> None:
    """Into the next hour, where one more note is signed."""
    project.clock.advance(HOUR - project.clock.now_ms() % HOUR)
    sign(project, 1)


def test_of_an_hour_the_newest_note_stays_and_those_in_the_root_log(project: Project) -> None:
    first = sizes(project)
    project.clock.advance(HOUR - project.clock.now_ms() % HOUR)
    made = sign(project, 5)
    project.do("ana", "set_root_policy", INSTANCE_LOG, quorum=0, mode="publish", every_s=86_400)

    next_hour(project)

    with project.engine.store.reading() as read:
        entered = newest_entry(read, root_id(project), origin_of(project))
    assert entered is not None
    assert first[0] in sizes(project)
    assert made[0] in sizes(project)
    assert made[-1] in sizes(project)
    assert not set(made[1:-1]) & set(sizes(project))


def test_the_note_that_a_bundle_carries_stays(project: Project) -> None:
    project.do("ana", "set_root_policy", INSTANCE_LOG, quorum=0, mode="publish", every_s=86_400)
    project.bring_in(["a"])
    for who in ("ben", "cy"):
        project.label(who, lambda item: dict.fromkeys(project.questions, "ironic"))
    project.clock.advance(HOUR - project.clock.now_ms() % HOUR)
    sign(project, 2)
    project.do("ana", "request_release")
    bound = sign(project, 1)
    made = sign(project, 3)

    next_hour(project)

    assert bound[-1] in sizes(project)
    assert not set(made[:-1]) & set(sizes(project))


def test_a_note_that_a_witness_cosigned_stays(project: Project) -> None:
    project.do("ana", "set_root_policy", INSTANCE_LOG, quorum=0, mode="publish", every_s=1)
    with listening(Witness()) as witness:
        pin(project, witness)
        grow(project)
        vouch(project)
        kept = sizes(project, root_id(project))[-1]
        made = [sizes(project, root_id(project))[-1] for _ in range(4) if sign(project, 1)]
        next_hour(project)
        project.clock.advance(HOUR)
        sign(project, 2)

    assert kept in sizes(project, root_id(project))
    assert not (set(made[:-1]) - {kept}) & set(sizes(project, root_id(project)))


def test_what_a_browser_remembers_is_checked_although_its_note_is_gone(project: Project) -> None:
    project.do("ana", "set_root_policy", INSTANCE_LOG, quorum=0, mode="publish", every_s=86_400)
    sign(project, 1)
    with project.engine.store.reading() as read:
        seen = read.all(NOTES, log_id=PROJECT)[-1]
    root = split_note(bytes(seen.note))[0].split(b"\n")[2].decode()
    sign(project, 1)
    next_hour(project)
    assert seen.size not in sizes(project)

    origin = origin_of(project)

    assert compare(project.engine, project.people["ana"].account, {origin: (seen.size, root)}) == []
    assert compare(project.engine, project.people["ana"].account, {origin: (seen.size, "A" * 43 + "=")})[0].startswith(
        "log.forked"
    )
