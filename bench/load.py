"""A small HTTP/1.1 load generator: one kept connection a person, bodies built by hand, no library between.

It is Python and shares the machine's cores with the server, so it is often the limit: every figure says so.
"""

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any


class Connection:
    """One kept connection that sends a request and waits for its answer."""

    def __init__(self, host: str, port: int, token: str = "") -> None:
        self._host, self._port = host, port
        self._head = f"Host: {host}:{port}\r\nContent-Type: application/json\r\n"
        if token:
            self._head += f"Authorization: Bearer {token}\r\n"
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def request(self, method: str, path: str, body: Any = None) -> tuple[int, bytes]:
        """Status and body."""
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        assert self._reader is not None
        raw = b"" if body is None else json.dumps(body, separators=(",", ":")).encode()
        self._writer.write(f"{method} {path} HTTP/1.1\r\n{self._head}Content-Length: {len(raw)}\r\n\r\n".encode() + raw)
        head = await self._reader.readuntil(b"\r\n\r\n")
        at = head.lower().find(b"content-length:")
        length = int(head[at + 15 : head.find(b"\r", at)]) if at >= 0 else 0
        content = await self._reader.readexactly(length) if length else b""
        return int(head[9:12]), content

    async def json(self, method: str, path: str, body: Any = None) -> Any:
        """The answer as JSON; anything but success raises with what the server said."""
        status, content = await self.request(method, path, body)
        if status >= 300:
            raise RuntimeError(f"{method} {path}: {status} {content[:300]!r}")
        return json.loads(content) if content else None

    def close(self) -> None:
        """Hang up."""
        if self._writer is not None:
            self._writer.close()


@dataclass
class Taken:
    """What one run of the labelling loop gave."""

    n: int = 0
    seconds: float = 0.0
    latencies_ms: list[float] = field(default_factory=list)
    events: list[str] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        """The latency that this share of labels stayed under."""
        ordered = sorted(self.latencies_ms)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def label_all(connections: list[Connection], project: str, question: str, most: int, name: str) -> Taken:
    """Every person takes batches and answers them, no thinking time, until `most` labels are acknowledged."""
    taken = Taken()
    started = time.perf_counter()

    async def person(n: int, connection: Connection) -> None:
        base, sent = f"/v1/projects/{project}", 0
        while taken.n < most:
            before = time.perf_counter()
            work = await connection.json("POST", f"{base}/work", {"n": 10})
            waited = time.perf_counter() - before
            if not work["tasks"]:
                return
            for task in work["tasks"]:
                before = time.perf_counter()
                body = {
                    "key": f"{name}-{n}-{sent}",
                    "item": task["item"],
                    "answers": {question: "ironic" if sent % 3 else "not_ironic"},
                    "claimed_ms": 900,
                    "input": "key",
                }
                answer = await connection.json("POST", f"{base}/submissions", body)
                taken.latencies_ms.append((time.perf_counter() - before + waited) * 1000)
                taken.events.append(answer["receipt"]["event_id"])
                taken.n, sent, waited = taken.n + 1, sent + 1, 0.0

    await asyncio.gather(*(person(n, c) for n, c in enumerate(connections)))
    taken.seconds = time.perf_counter() - started
    return taken
