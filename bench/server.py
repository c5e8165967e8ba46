"""Starting a server for a measurement, and watching what it uses."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from bench.load import Connection

PASSWORD = "a bench password"
TERMS = {
    "name": "bench",
    "source": "made",
    "licence": "CC0",
    "consent": "none",
    "purpose": "speed",
    "jurisdiction": "none",
}
LABELS = [{"code": "ironic", "name": "Ironic"}, {"code": "not_ironic", "name": "Not ironic"}]


@dataclass
class Server:
    """A process that listens."""

    port: int
    process: subprocess.Popen[bytes]
    folder: Path | None = None

    def cpu_s(self) -> float:
        """CPU seconds used so far, children included."""
        return sum(t.user + t.system for t in (p.cpu_times() for p in self._processes()))

    def rss_mb(self) -> float:
        """Resident memory now, children included."""
        return sum(p.memory_info().rss for p in self._processes()) / 2**20

    def _processes(self) -> list[psutil.Process]:
        process = psutil.Process(self.process.pid)
        return [process, *process.children(recursive=True)]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(port: int, process: subprocess.Popen[bytes], seconds: float = 60.0) -> float:
    """Seconds until something listens."""
    started = time.perf_counter()
    while time.perf_counter() - started < seconds:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return time.perf_counter() - started
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        time.sleep(0.01)
    raise RuntimeError(f"nothing listens on {port} after {seconds} s")


@contextlib.contextmanager
def running(arguments: list[str], code: str = "", port: int = 0) -> Iterator[Server]:
    """A Python process with these arguments; `{port}` in the code is filled in."""
    port = port or free_port()
    command = [sys.executable, *arguments] + ([code.replace("{port}", str(port))] if code else [])
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        yield Server(port, process)
    finally:
        process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()


def labelproof(*arguments: str) -> None:
    """Run the command line and insist on success."""
    subprocess.run([sys.executable, "-m", "labelproof", *arguments], check=True, capture_output=True)


@contextlib.contextmanager
def serving(database: str = "", processes: int = 1) -> Iterator[list[Server]]:
    """Fresh data, served; more than one process only on PostgreSQL. The first is the one that was asked first."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER")) as made, contextlib.ExitStack() as stack:
        folder = Path(made) / "data"
        more = ("--database", database) if database else ()
        labelproof("init", "--data", str(folder), "--login", "owner", "--name", "Owner", "--password", PASSWORD, *more)
        servers: list[Server] = []
        for _ in range(processes):
            port = free_port()
            server = stack.enter_context(
                running(["-m", "labelproof", "serve", "--data", str(folder), "--port", str(port)], port=port)
            )
            server.folder = folder
            servers.append(server)
        yield servers


@dataclass
class Prepared:
    """A project ready for labelling, and its people's tokens."""

    project: str
    question: str
    collection: str
    tokens: list[str]


async def prepare(server: Server, n_items: int, n_people: int, overlap: int = 1) -> Prepared:
    """Through the API, as a lead would."""
    assert server.folder is not None
    owner = Connection("127.0.0.1", server.port, (server.folder / "owner.token").read_text().strip())

    async def do(name: str, project: str | None, /, **args: Any) -> Any:
        return await owner.json(
            "POST", f"/v1/commands/{name}", {"key": str(uuid.uuid4()), "project": project, "args": args}
        )

    project = (await do("open_project", None, name="Bench"))["result"]["project"]
    await do("sign_charter", project, owner="Owner", goals="speed", scope="bench")
    await do("publish_guideline", project, markdown="## 1 Rule\nChoose one.")
    await do("publish_taxonomy", project, labels=LABELS)
    asked = await do("ask_question", project, type="choice", title="Which?", config={"multiple": False})
    question = asked["receipts"][0]["event_id"]
    await do("plan_workflow", project, questions=[question], overlap=overlap)
    collection = (await do("open_collection", project, terms=TERMS))["receipts"][0]["event_id"]
    for start in range(0, n_items, 1000):
        items = [{"content": {"text": f"a short text, number {n}"}} for n in range(start, min(start + 1000, n_items))]
        await do("import_items", project, collection=collection, items=items)
    if n_items:
        await do("seal_collection", project, collection=collection)
    tokens = [await _join(server, do, project, n) for n in range(n_people)]
    owner.close()
    return Prepared(project, question, collection, tokens)


async def _join(server: Server, do: Any, project: str, n: int) -> str:
    import httpx

    path = (await do("invite_member", project, roles=["annotator"]))["result"]["path"].replace(
        "/join/", "/v1/invitations/"
    )
    said = {"login": f"p{n}", "name": f"Person {n}", "password": PASSWORD}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", timeout=60) as browser:
        session = (await browser.post(path, json=said)).json()
        body = {"key": str(uuid.uuid4()), "project": None, "args": {"scopes": ["annotate"]}}
        made = await browser.post("/v1/commands/grant_token", json=body, headers={"X-CSRF-Token": session["csrf"]})
        return made.json()["result"]["secret"]


def run_async(what: Any) -> Any:
    """asyncio.run on uvloop, which the server uses too."""
    try:
        import uvloop

        return uvloop.run(what)
    except ImportError:
        return asyncio.run(what)
