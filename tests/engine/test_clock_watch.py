"""Time never goes back in a log, and a jump stops the writer until somebody accepts it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from labelproof.engine.clock_watch import LIMIT_MS, ClockWatch
from labelproof.engine.engine import CLOCK_ACCEPTED, INSTANCE_LOG
from labelproof.kernel.refused import Refused
from labelproof.ports.write import put
from labelproof.storage.operational import instance
from labelproof.testing.clock import FixedClock
from tests.engine.project import Project, new_project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(tmp_path)
    yield made
    made.engine.store.close()


def test_a_clock_that_jumps_while_the_server_runs_stops_the_writer(project: Project) -> None:
    project.clock.set_wall(project.clock.now_ms() + LIMIT_MS + 1)

    with pytest.raises(Refused) as caught:
        project.bring_in(["one"])

    assert caught.value.code == "clock.jumped"


def test_a_clock_far_behind_the_log_at_start_is_refused() -> None:
    watch = ClockWatch(FixedClock(1_000_000_000))

    with pytest.raises(Refused) as caught:
        watch.now(1_000_000_000 + LIMIT_MS + 1, 0)

    assert caught.value.code == "clock.behind"


def test_a_clock_a_little_behind_keeps_the_logs_time() -> None:
    assert ClockWatch(FixedClock(1_000_000_000)).now(1_000_000_100, 0) == 1_000_000_100


def test_what_was_accepted_goes_on_and_time_stays_where_the_log_is(project: Project) -> None:
    last = project.clock.now_ms()
    project.clock.set_wall(last - LIMIT_MS - 1)
    accept = put(instance)
    project.engine.store.writer(INSTANCE_LOG).run(lambda tx: tx.write([accept(name=CLOCK_ACCEPTED, value=str(last))]))
    project.engine.watch.accept()

    items = project.bring_in(["one"])

    assert len(items) == 1
