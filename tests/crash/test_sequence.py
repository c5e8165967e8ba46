"""What the writer does with clocks that go back, batches that record nothing, and ids that are taken."""

from pathlib import Path

import pytest

from labelproof.engine.openings import leaves, read_log
from labelproof.engine.reconcile import reconcile
from labelproof.kernel.refused import Refused
from labelproof.log.leaf import parse_leaf
from labelproof.testing.clock import FixedClock
from labelproof.testing.store_scratch import append
from tests.engine.project import PROJECT, Project, new_project, open_engine

MINUTE = 60_000


@pytest.fixture(params=["sqlite", "postgres"])
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Project:
    postgres = request.getfixturevalue("fresh_postgres") if request.param == "postgres" else ""
    return new_project(tmp_path, postgres=postgres)


def state(project: Project) -> tuple[int, bytes, int]:
    with project.engine.store.reading() as read:
        log = read_log(read, PROJECT)
    return log.size, bytes(log.frontier), log.last_ts


def test_after_a_restart_with_an_earlier_clock_times_stand_still(project: Project) -> None:
    items = project.bring_in(["a headline", "another"])
    last = state(project)[2]
    behind = FixedClock()
    behind.advance(last - behind.now_ms() - MINUTE)
    again = open_engine(project.folder, project.url, clock=behind)
    later = Project(again, project.folder, behind, project.people)

    later.do("ana", "exclude_item", item=items[0], reason="a duplicate")

    with again.store.reading() as read:
        raw = next(leaf for _, leaf in leaves(read, PROJECT, state(later)[0] - 1, state(later)[0]))
    assert parse_leaf(raw).ts == last
    assert reconcile(again).differences == []
    again.store.close()


def test_a_clock_too_far_behind_stops_the_writer_by_name(project: Project) -> None:
    items = project.bring_in(["a headline"])
    before = state(project)
    behind = FixedClock()
    behind.advance(before[2] - behind.now_ms() - 6 * MINUTE)
    again = open_engine(project.folder, project.url, clock=behind)
    later = Project(again, project.folder, behind, project.people)

    with pytest.raises(Refused, match=r"clock\."):
        later.do("ana", "exclude_item", item=items[0], reason="a duplicate")

    assert state(later) == before
    again.store.close()


def test_a_batch_that_records_nothing_moves_nothing(project: Project) -> None:
    """Refused, asked again, or without an event: no new size, and nothing for a publisher to sign."""
    first = project.bring_in(["a headline"])
    before = state(project)

    with pytest.raises(Refused):
        project.do("ben", "exclude_item", item=first[0], reason="not his to say")
    project.engine.store.writer(PROJECT).run(lambda tx: tx.lock(PROJECT))

    assert state(project) == before


def test_an_id_that_is_taken_is_fatal_and_changes_nothing(project: Project) -> None:
    """A collision is a bug or a forgery: it is told, never tried again under another id, and the log goes on."""
    items = project.bring_in(["a headline", "another"])
    with project.engine.store.reading() as read:
        taken = parse_leaf(next(leaf for _, leaf in leaves(read, PROJECT, 0, 1))).id
    before = state(project)

    with pytest.raises(Exception, match=r"(?i)unique|duplicate|never replaced"):
        project.engine.store.writer(PROJECT).run(lambda tx: append(tx, PROJECT, taken))

    assert state(project) == before
    assert project.do("ana", "exclude_item", item=items[0], reason="a duplicate")[0].index == before[0]
    assert reconcile(project.engine).differences == []
