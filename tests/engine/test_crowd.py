"""Many annotators at once: no place is given twice, nothing acknowledged is lost or doubled, kills included."""

import contextlib
import itertools
import json
import random
import subprocess
import sys
import threading
import time
import uuid
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from labelproof.engine.reconcile import reconcile
from labelproof.log.leaf import parse_leaf
from labelproof.log.tree import Frontier, leaf_hash
from labelproof.ports.query import Query
from labelproof.rooms.annotation import queries as annotation
from labelproof.storage.tables import events, logs
from tests.engine.project import PROJECT, Project, new_project

ROOT = Path(__file__).resolve().parents[2]
EVENTS = Query(sa.select(events).where(events.c.log_id == PROJECT).order_by(events.c.idx))
LOG = Query(sa.select(logs.c.size, logs.c.frontier).where(logs.c.log_id == PROJECT))


@pytest.fixture(params=["sqlite", "postgres"])
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Project:
    postgres = request.getfixturevalue("fresh_postgres") if request.param == "postgres" else ""
    return new_project(tmp_path, postgres=postgres)


def new_crowd(project: Project, n: int, n_items: int) -> list[str]:
    logins = [f"annotator-{k}" for k in range(n)]
    for login in logins:
        project.join(login, "annotator")
    project.bring_in([f"headline {k}" for k in range(n_items)])
    return logins


def check_log(project: Project, acknowledged: list[tuple[int, str, str]], n_labels: int) -> None:
    """Replay the leaves: places, doubles, hashes; then hold every receipt against them, and the tables too."""
    with project.engine.store.reading() as read:
        rows, log = read.all(EVENTS), read.one(LOG)
    leaves = [parse_leaf(bytes(row.leaf)) for row in rows]
    frontier = Frontier()
    frontier.extend(leaf_hash(bytes(row.leaf)) for row in rows)
    assert [row.idx for row in rows] == list(range(log.size))
    assert frontier.to_bytes() == bytes(log.frontier)
    places: dict[str, set[str]] = {}
    answered: list[tuple[str, str]] = []
    for leaf in leaves:
        if leaf.kind == "annotation.assigned":
            for item in leaf.refs["item"]:
                assert leaf.actor not in places.setdefault(item, set())
                places[item].add(leaf.actor)
                assert len(places[item]) <= 2
        elif leaf.kind == "annotation.submitted":
            assert leaf.actor in places[str(leaf.refs["item"])]
            answered.append((str(leaf.refs["item"]), leaf.actor))
    assert len(answered) == len(set(answered)) == n_labels
    stands = {(row.idx, row.event_id) for row in rows}
    assert all((index, event_id) in stands for index, event_id, _ in acknowledged)
    assert len(set(acknowledged)) == len(acknowledged)
    assert reconcile(project.engine).n_different == 0


def test_thirty_two_annotators_share_the_work(project: Project) -> None:
    logins = new_crowd(project, 32, 200)
    acknowledged: list[tuple[int, str, str]] = []
    keys = itertools.count(1)

    def work(login: str) -> None:
        while done := project_label(project, login, keys):
            acknowledged.extend(done)

    with ThreadPoolExecutor(32) as threads:
        list(threads.map(work, logins))

    check_log(project, acknowledged, 400)


def project_label(project: Project, login: str, keys: Any) -> list[tuple[int, str, str]]:
    """Take work once and answer all of it; gives the receipts of the answers."""
    project.do(login, "take_work", n=3)
    with project.engine.store.reading() as read:
        held = read.all(annotation.held, log_id=PROJECT, member=project.who(login).member)
    done: list[tuple[int, str, str]] = []
    for row in held:
        receipts = project.do(login, "submit", item=row.item, answers={project.questions[0]: "ironic"})
        done.append((receipts[0].index, receipts[0].event_id, receipts[0].leaf_hash))
    return done


class Server:
    """A server process that is killed and started again; who waits for an answer meanwhile hears of the loss."""

    def __init__(self, project: Project) -> None:
        self._args = [
            sys.executable,
            "-m",
            "tests.engine.pipe_server",
            str(project.folder),
            *filter(None, [project.url]),
        ]
        self._lock, self._ids = threading.Lock(), itertools.count(1)
        self._start()

    def _start(self) -> None:
        self._waiting: dict[int, Future[Any]] = {}
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
        self._process = subprocess.Popen(self._args, **pipes)
        assert self._process.stdout.readline() == "ready\n"
        threading.Thread(target=self._read, args=(self._process, self._waiting), daemon=True).start()

    def _read(self, process: Any, waiting: dict[int, Future[Any]]) -> None:
        with contextlib.suppress(ValueError):  # half a line: cut off by the kill
            for line in process.stdout:
                said = json.loads(line)
                waiting.pop(said["id"]).set_result(said)
        process.wait()
        with self._lock:
            for future in waiting.values():
                future.set_exception(ConnectionError())
            waiting.clear()

    def ask(self, **asked: Any) -> Any:
        """One try; ConnectionError when the server died first."""
        future: Future[Any] = Future()
        with self._lock:
            number = next(self._ids)
            self._waiting[number] = future
            try:
                self._process.stdin.write(json.dumps({"id": number, **asked}) + "\n")
                self._process.stdin.flush()
            except (OSError, ValueError):
                self._waiting.pop(number, None)
                raise ConnectionError from None
        return future.result(60)

    def insist(self, **asked: Any) -> Any:
        """The same key again until there is an answer."""
        while True:
            try:
                return self.ask(**asked)
            except ConnectionError:
                time.sleep(0.05)

    def kill(self) -> None:
        """SIGKILL, then a new process over what the old one left."""
        self._process.kill()
        self._process.wait()
        with self._lock:
            self._start()

    def stop(self) -> None:
        self._process.stdin.close()
        assert self._process.wait(60) == 0


def labels_under_fire(
    project: Project, logins: list[str], servers: list[Server], n_labels: int, n_kills: int
) -> list[Any]:
    """Everybody labels until nothing is left while servers are killed; gives what was acknowledged."""
    acknowledged: list[Any] = []
    members = {login: project.who(login).member for login in logins}
    ended = threading.Event()

    def work(n: int) -> None:
        login, server = logins[n], servers[n % len(servers)]
        account = project.people[login].account

        def command(name: str, **args: Any) -> Any:
            return server.insist(command=name, args=args, account=account, key=str(uuid.uuid4()))

        while True:
            command("take_work", n=4)
            held = server.insist(held=members[login])["held"]
            if not held:
                return
            for item in held:
                said = command("submit", item=item, answers={project.questions[0]: "ironic"})
                acknowledged.append(tuple(said["receipts"][0]))

    def kill() -> None:
        """Spread over the work, each a moment after some answer."""
        chance = random.Random(7)
        for n in range(n_kills):
            while len(acknowledged) < n_labels * (n + 1) // (n_kills + 1):
                if ended.wait(0.002):
                    return
            time.sleep(chance.uniform(0, 0.02))
            chance.choice(servers).kill()

    with ThreadPoolExecutor(len(logins) + 1) as threads:
        killing = threads.submit(kill)
        working = [threads.submit(work, n) for n in range(len(logins))]
        for each in working:
            each.result(300)
        ended.set()
        killing.result(60)
    return acknowledged


def under_fire(project: Project, n_annotators: int, n_items: int, n_kills: int) -> None:
    logins = new_crowd(project, n_annotators, n_items)
    servers = [Server(project) for _ in range(2 if project.url else 1)]
    acknowledged = labels_under_fire(project, logins, servers, 2 * n_items, n_kills)
    for server in servers:
        server.stop()

    check_log(project, acknowledged, 2 * n_items)
    assert len(acknowledged) == 2 * n_items


@pytest.mark.parametrize("project", ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)], indirect=True)
def test_a_killed_server_loses_and_doubles_nothing(project: Project) -> None:
    under_fire(project, 8, 60, 1)


@pytest.mark.slow
def test_a_server_killed_over_and_over_loses_and_doubles_nothing(project: Project) -> None:
    under_fire(project, 24, 1000, 12)
