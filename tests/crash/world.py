"""A server that is killed under load, clients that ask again with the same key, and what must hold after each kill."""

import asyncio
import contextlib
import json
import random
import signal
import subprocess
import sys
import uuid
from collections.abc import Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench.load import Connection
from bench.server import Prepared, Server, free_port, prepare, wait_for
from labelproof import app
from labelproof.engine.notes import NOTES, opened_checkpoint
from labelproof.engine.openings import all_logs
from labelproof.engine.reconcile import reconcile
from labelproof.kernel.canonical import b64url
from labelproof.log.leaf import parse_leaf
from labelproof.log.tree import Frontier, leaf_hash
from labelproof.ports.query import Query, param
from labelproof.storage.tables import events

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "a crash password"
LEAVES = Query(sa.select(events).where(events.c.log_id == param("log_id")).order_by(events.c.idx))
UNANSWERED = (OSError, EOFError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError, IndexError)
AGAIN = {500, 502, 503}


@dataclass
class World:
    """One instance through many lives, and everything its clients were told in all of them."""

    folder: Path
    database: str = ""
    mutant: str = ""
    prepared: Prepared | None = None
    seen: dict[str, set[bytes]] = field(default_factory=dict)
    """By label of a log, every checkpoint that anybody was ever shown."""
    receipts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """By key, the receipts of the first answer."""
    _waiting: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    """By client, what it asked and was not answered: path and body, key included."""

    def start(self) -> Server:
        """A real server process, mutated or not."""
        port = free_port()
        module = ["tests.crash.mutants", self.mutant] if self.mutant else ["labelproof"]
        command = [sys.executable, "-m", *module, "serve", "--data", str(self.folder), "--port", str(port)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": ROOT}
        return Server(port, subprocess.Popen(command, **quiet), self.folder)

    def set_up(self, n_people: int = 4) -> None:
        """Init, and a project whose people annotate what its lead brings in."""
        more = ("--database", self.database) if self.database else ()
        who = ("--login", "owner", "--name", "Owner", "--password", PASSWORD)
        command = [sys.executable, "-m", "labelproof", "init", "--data", str(self.folder), *who, *more]
        subprocess.run(command, check=True, capture_output=True)
        server = self.start()
        try:
            wait_for(server.port, server.process)
            self.prepared = asyncio.run(prepare(server, 20, n_people))
        finally:
            kill(server)

    @property
    def owner(self) -> str:
        return (self.folder / "owner.token").read_text().strip()

    def load(self, servers: list[Server], seconds: float) -> None:
        """Everybody works until the time is up, or nobody answers any more."""
        asyncio.run(self._load([server.port for server in servers], seconds))

    async def _load(self, ports: list[int], seconds: float) -> None:
        assert self.prepared is not None
        working: list[Coroutine[Any, Any, None]] = [self._lead(ports[0]), self._watch(ports[-1])]
        working += [self._annotate(n, ports[n % len(ports)], t) for n, t in enumerate(self.prepared.tokens)]
        tasks = [asyncio.ensure_future(each) for each in working]
        before = len(self.receipts)
        for _ in range(2000):  # a machine may be slow: the time counts from the first answer on
            if len(self.receipts) > before or all(task.done() for task in tasks):
                break
            await asyncio.sleep(0.01)
        await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        failures = [each for each in ended if isinstance(each, Exception)]
        if failures:
            raise failures[0]

    async def _ask(self, client: str, connection: Connection, path: str, body: dict[str, Any]) -> Any:
        """Remember what is asked until it is answered; ConnectionError when it was not."""
        self._waiting[client] = (path, body)
        try:
            status, content = await connection.request("POST", path, body)
            answer = json.loads(content)
        except UNANSWERED as lost:
            raise ConnectionError from lost
        if status in AGAIN:
            raise ConnectionError(content)
        del self._waiting[client]
        if status >= 300:
            raise AssertionError(f"{path}: {status} {content[:300]!r}")
        self._note(body.get("key", ""), answer)
        return answer

    def _note(self, key: str, answer: dict[str, Any]) -> None:
        """What was acknowledged; the same key is answered the same, whenever and by whomever."""
        found = answer.get("receipts") or ([answer["receipt"]] if "receipt" in answer else [])
        if found:
            assert self.receipts.setdefault(key, found) == found, f"{key} got two answers"

    async def _again(self, client: str, connection: Connection) -> None:
        """What the last life of the server left unanswered is asked again, under its key."""
        if client in self._waiting:
            await self._ask(client, connection, *self._waiting[client])

    async def _annotate(self, n: int, port: int, token: str) -> None:
        connection, client, base = Connection("127.0.0.1", port, token), f"person {n}", self._base
        with contextlib.suppress(ConnectionError):
            await self._again(client, connection)
            while True:
                work = await self._ask(client, connection, f"{base}/work", {"n": 3})
                for task in work["tasks"]:
                    answers = {self.prepared.question: "ironic"}
                    body = {"key": str(uuid.uuid4()), "item": task["item"], "answers": answers, "claimed_ms": 9}
                    await self._ask(client, connection, f"{base}/submissions", body)
                await asyncio.sleep(0.01)
        connection.close()

    async def _lead(self, port: int) -> None:
        """Collection after collection, each opened, filled and sealed."""
        connection = Connection("127.0.0.1", port, self.owner)
        terms = dict.fromkeys(("name", "source", "licence", "consent", "purpose", "jurisdiction"), "a crash")

        async def command(name: str, **args: Any) -> Any:
            body = {"key": str(uuid.uuid4()), "project": self.prepared.project, "args": args}
            return await self._ask("lead", connection, f"/v1/commands/{name}", body)

        with contextlib.suppress(ConnectionError):
            await self._again("lead", connection)
            while True:
                opened = await command("open_collection", terms=terms)
                collection = opened["receipts"][0]["event_id"]
                items = [{"content": {"text": f"text {n}"}} for n in range(10)]
                await command("import_items", collection=collection, items=items)
                await command("seal_collection", collection=collection)
                await asyncio.sleep(0.05)
        connection.close()

    async def _watch(self, port: int) -> None:
        """Whoever looks at the checkpoint keeps it."""
        connection = Connection("127.0.0.1", port, self.owner)
        label = self.prepared.project
        with contextlib.suppress(*UNANSWERED):
            while True:
                status, note = await connection.request("GET", f"/log/localhost/{label}/checkpoint")
                if status == 200:
                    self.seen.setdefault(label, set()).add(note)
                await asyncio.sleep(0.02)
        connection.close()

    @property
    def _base(self) -> str:
        assert self.prepared is not None
        return f"/v1/projects/{self.prepared.project}"

    def check(self) -> int:
        """The folder and the database as they stand, with or without a server: gives the number of events."""
        acknowledged = {receipt["event_id"]: receipt for found in self.receipts.values() for receipt in found}
        instance = app.look(self.folder)
        try:
            report = reconcile(instance.engine)
            assert report.differences == []
            with instance.engine.store.reading() as read:
                for log in all_logs(read):
                    rows = read.all(LEAVES, log_id=log.log_id)
                    self._collect(instance.engine, read, log)
                    self._check_promises(instance.engine, log, rows)
                    self._check_once(rows)
                    for row in rows:
                        receipt = acknowledged.pop(row.event_id, None)
                        if receipt is not None:
                            told = (receipt["log"], receipt["index"], receipt["leaf_hash"])
                            assert told == (log.origin, row.idx, b64url(leaf_hash(bytes(row.leaf))))
            assert acknowledged == {}, f"{len(acknowledged)} acknowledged events are missing"
            return report.n_events
        finally:
            instance.close()

    def _collect(self, engine: Any, read: Any, log: Any) -> None:
        label = log.origin.rpartition("/")[2]
        seen = self.seen.setdefault(label, set())
        seen.update(bytes(row.note) for row in read.all(NOTES, log_id=log.log_id))
        with contextlib.suppress(KeyError):
            seen.update(engine.blobs.get(name) for name in engine.blobs.names(f"log/{label}/checkpoint"))

    def _check_promises(self, engine: Any, log: Any, rows: list[Any]) -> None:
        """Every checkpoint that was ever signed is a prefix of what stands."""
        promised: dict[int, bytes] = {}
        for note in self.seen[log.origin.rpartition("/")[2]]:
            checkpoint = opened_checkpoint(engine, log.origin, note)
            assert promised.setdefault(checkpoint.size, checkpoint.root) == checkpoint.root, "two roots of one size"
        frontier, last_ts = Frontier(), 0
        for row in rows:
            frontier.append(leaf_hash(bytes(row.leaf)))
            if frontier.size in promised:
                assert promised.pop(frontier.size) == frontier.root(), f"size {frontier.size} was signed otherwise"
            if log.kind != "root":
                ts = parse_leaf(bytes(row.leaf)).ts
                assert ts >= last_ts
                last_ts = ts
        assert promised == {}, f"signed sizes {sorted(promised)} are not there"

    def _check_once(self, rows: list[Any]) -> None:
        """No answer stands twice, whatever was sent again."""
        leaves = [parse_leaf(bytes(row.leaf)) for row in rows if b'"kind":"annotation.submitted"' in bytes(row.leaf)]
        answers = [(leaf.refs["item"], leaf.actor) for leaf in leaves]
        assert len(answers) == len(set(answers))


def kill(server: Server) -> None:
    """SIGKILL, wherever it is."""
    server.process.send_signal(signal.SIGKILL)
    server.process.wait(30)


def one_round(world: World, chance: random.Random, n_servers: int = 1) -> int:
    """Start, load, kill at a random point (one in five times while starting), and look at what is left."""
    servers = [world.start() for _ in range(n_servers)]
    try:
        if chance.random() < 0.2:
            for server in servers:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    server.process.wait(chance.uniform(0, 1.5))
        else:
            for server in servers:
                wait_for(server.port, server.process)
            world.load(servers, chance.uniform(0.05, 1.5))
        chance.shuffle(servers)
        kill(servers[0])
        events = world.check()  # the others, if any, still run and publish
    finally:
        for server in servers:
            kill(server)
    return world.check() if n_servers > 1 else events
