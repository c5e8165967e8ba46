"""What this machine does right now: durable writes and bare requests a second. Printed beside every absolute figure."""

import asyncio
import os
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from bench.load import Connection
from bench.server import run_async, running

BARE = """
import uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

async def answer(request):
    await request.body()
    return Response(b'{"ok":true}', media_type="application/json")

uvicorn.run(Starlette(routes=[Route("/bare", answer, methods=["POST"])]), port={port}, log_level="error")
"""


def fsyncs_a_second(folder: Path | None = None, seconds: float = 1.0) -> float:
    """Small appends, each followed by fsync."""
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        n, until = 0, time.perf_counter() + seconds
        while time.perf_counter() < until:
            file.write(b"x" * 200)
            file.flush()
            os.fsync(file.fileno())
            n += 1
    return n / seconds


class Bare(NamedTuple):
    """What the load generator reaches against a route that does nothing, and what that costs the server."""

    a_second: float
    cpu_us: float


def bare_requests(connections: int = 32, seconds: float = 2.0) -> Bare:
    """The same load generator against a Starlette route that does nothing."""

    async def load(port: int) -> int:
        until, n = time.perf_counter() + seconds, 0

        async def one() -> None:
            nonlocal n
            connection = Connection("127.0.0.1", port)
            while time.perf_counter() < until:
                await connection.request("POST", "/bare", {"n": 1})
                n += 1
            connection.close()

        await asyncio.gather(*(one() for _ in range(connections)))
        return n

    with running(["-c"], BARE) as server:
        before = server.cpu_s()
        n = run_async(load(server.port))
        return Bare(n / seconds, (server.cpu_s() - before) / n * 1e6)


def lines(folder: Path | None = None) -> list[str]:
    """The calibration as it is printed."""
    bare = bare_requests()
    return [
        (
            f"calibration: {fsyncs_a_second(folder):,.0f} fsyncs/s · {bare.a_second:,.0f} bare requests/s with this load "
            f"generator, {bare.cpu_us:.0f} µs of server CPU each · {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
        ),
    ]
