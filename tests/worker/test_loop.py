"""The worker beside a server: rounds go on whatever those outside do, and they are asked before anything is signed."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

from labelproof.engine.openings import all_logs
from labelproof.ports.witness import WitnessAnswer
from labelproof.testing.witness import SIZE, Witness
from labelproof.worker.loop import work_until
from tests.engine.project import PROJECT, TERMS, Project
from tests.engine.rooted import pin, rooted

WITHIN_S = 30.0


class Slow:
    """A client whose witness answers the first question, and keeps every later one waiting until it is let go."""

    def __init__(self) -> None:
        self.n_asked, self.let_go = 0, threading.Event()

    def add_checkpoint(self, url: str, body: bytes) -> WitnessAnswer:
        self.n_asked += 1
        if self.n_asked > 1:
            self.let_go.wait(WITHIN_S)
        return WitnessAnswer(503, "", b"")


class Ahead:
    """A client whose witness has seen more than there is."""

    def add_checkpoint(self, url: str, body: bytes) -> WitnessAnswer:
        return WitnessAnswer(409, SIZE, b"4711\n")


def signed(project: Project) -> bool:
    with project.engine.store.reading() as read:
        return all(row.signed_size == row.size for row in all_logs(read) if row.log_id == PROJECT)


async def work(project: Project, until: Callable[[], bool]) -> bool:
    """The worker, until this holds or it takes too long."""
    stop = asyncio.Event()
    working = asyncio.ensure_future(work_until(stop, project.engine))
    deadline = asyncio.get_running_loop().time() + WITHIN_S
    while not (held := until()) and asyncio.get_running_loop().time() < deadline:  # noqa: ASYNC110 -- what it waits for happens in threads
        await asyncio.sleep(0.05)
    stop.set()
    client = project.engine.witness_client
    if isinstance(client, Slow):
        client.let_go.set()
    await working
    return held


def pinned(tmp_path: Path, client: Slow | Ahead) -> Project:
    project = rooted(tmp_path, witness_client=client)
    witness = Witness()
    witness.url = "http://witness.example"
    pin(project, witness)
    project.do("ana", "open_collection", terms=TERMS)
    return project


def test_a_witness_that_does_not_answer_delays_no_checkpoint(tmp_path: Path) -> None:
    client = Slow()
    project = pinned(tmp_path, client)

    def while_it_is_silent() -> bool:
        if client.n_asked < 2:
            project.clock.advance(5_000)
            return False
        if signed(project) and client.n_asked == 2:
            project.do("ana", "open_collection", terms=TERMS)
            client.n_asked = 3
        return client.n_asked == 3 and signed(project)

    assert asyncio.run(work(project, while_it_is_silent))


def test_nothing_is_signed_once_a_witness_has_said_that_the_database_is_old(tmp_path: Path) -> None:
    project = pinned(tmp_path, Ahead())
    rounds = iter(range(30))

    held = asyncio.run(work(project, lambda: signed(project) or next(rounds, None) is None))

    assert held
    assert not signed(project)
    with project.engine.store.reading() as read:
        assert all(row.signed_size < row.size for row in all_logs(read) if row.kind != "root")
