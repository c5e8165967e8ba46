"""The HTTP API as programs reach it: over a socket when a server holds the data, else the application in process."""

import asyncio
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any, Protocol, cast
from urllib.parse import urlsplit
from uuid import uuid4

from labelproof.kernel.refused import Problem, Refused

TIMEOUT_S = 120


@dataclass(frozen=True)
class Answer:
    """Status, headers by lower-case name, and the body."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class Wire(Protocol):
    """Carries one request to the API and its answer back."""

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """The whole answer, whatever its status."""
        ...

    def step(self) -> bool:
        """Let work that waits for nobody go on; True while there may be more."""
        ...

    def close(self) -> None:
        """Finish."""
        ...


@dataclass(frozen=True)
class Connected:
    """The API under one identity: a token, or a browser-like session."""

    wire: Wire
    credentials: Mapping[str, str] = field(default_factory=dict[str, str])

    def acting(self, token: str) -> "Connected":
        """The same wire under a token."""
        return replace(self, credentials={"authorization": f"Bearer {token}"})

    def request(self, method: str, path: str, body: Any = None) -> Any:
        """Send JSON, give JSON, or raise Refused as the server said it."""
        return _json(self._send(method, path, body))

    def signing_in(self, path: str, body: Any) -> tuple[Any, "Connected"]:
        """POST to something that starts a session; gives its answer, and this API within that session."""
        answer = self._send("POST", path, body)
        session = _json(answer)
        cookie = answer.headers.get("set-cookie", "").partition(";")[0]
        return session, replace(self, credentials={"cookie": cookie, "x-csrf-token": session["csrf"]})

    def command(self, name: str, args: dict[str, Any], project: str | None = None, key: str = "") -> dict[str, Any]:
        """Do it once under this key, or under a fresh one."""
        return self.request(
            "POST", f"/v1/commands/{name}", {"project": project, "key": key or str(uuid4()), "args": args}
        )

    def ask(self, path: str) -> Any:
        """Answer a GET."""
        return self.request("GET", path)

    def fetch(self, path: str) -> bytes:
        """The bytes behind a GET."""
        return self._send("GET", path).content

    def step(self) -> bool:
        """Let the worker go on; True while there may be more."""
        return self.wire.step()

    def close(self) -> None:
        """Finish; what was committed is published first when the server is this process."""
        self.wire.close()

    def _send(self, method: str, path: str, body: Any = None) -> Answer:
        headers = {**self.credentials, "accept": "application/json"}
        raw = b""
        if body is not None:
            raw = json.dumps(body, ensure_ascii=False).encode()
            headers["content-type"] = "application/json"
        answer = self.wire.send(method, path, headers, raw)
        if answer.status >= 400:
            raise _refusal(answer)
        return answer


def _json(answer: Answer) -> Any:
    return json.loads(answer.content) if answer.content else None


def _refusal(answer: Answer) -> Refused:
    try:
        said = json.loads(answer.content)
        problems = tuple(Problem(p["field"], p["what"]) for p in said.get("problems", ()))
        return Refused(said["code"], said["detail"], said["fix"], problems)
    except (ValueError, KeyError, TypeError, AttributeError):
        return Refused("http.broken", f"the server answered {answer.status}", "read the server's log")


class HttpWire:
    """A server at an address; each thread keeps one connection."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Refused("server.address", f"{address[:100]} is no address of a server", "use http://HOST:PORT")
        self._host, self._port, self._secure = parts.hostname, parts.port, parts.scheme == "https"
        self._address, self._base = address, parts.path.rstrip("/")
        self._local = threading.local()

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """A connection that the server closed meanwhile is opened again once; commands carry their key, so twice is once."""
        for attempt in (1, 2):
            connection = self._connection(fresh=attempt == 2)
            try:
                connection.request(method, self._base + path, body or None, dict(headers))
                response: HTTPResponse = connection.getresponse()
                said = {name.lower(): value for name, value in response.getheaders()}
                return Answer(response.status, said, response.read())
            except (OSError, HTTPException) as lost:
                connection.close()
                if attempt == 2:
                    what = f"{self._address} does not answer ({str(lost) or type(lost).__name__})"
                    raise Refused("server.silent", what, "start it with `labelproof serve`, or wait") from lost
        raise AssertionError("two attempts end in an answer or a refusal")

    def step(self) -> bool:
        """The server's own worker goes on by itself."""
        return False

    def close(self) -> None:
        """Close this thread's connection."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()

    def _connection(self, *, fresh: bool) -> HTTPConnection:
        connection = None if fresh else getattr(self._local, "connection", None)
        if connection is None:
            make = HTTPSConnection if self._secure else HTTPConnection
            connection = self._local.connection = make(self._host, self._port, timeout=TIMEOUT_S)
        return connection


class AppWire:
    """The application in this process, on an event loop of its own; the worker's rounds are run when asked for."""

    def __init__(self, app: Any, run_once: Callable[[], bool], close: Callable[[], None]) -> None:
        self._app, self._run_once, self._close = app, run_once, close
        self._changed = False
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="application", daemon=True)
        self._thread.start()

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Call the application as a server would."""
        self._changed |= method != "GET"
        call = _call(self._app, method, path, headers, body)
        return asyncio.run_coroutine_threadsafe(call, self._loop).result()

    def step(self) -> bool:
        """One round of the worker."""
        return self._run_once()

    def close(self) -> None:
        """Publish what was committed and run what it made due, then end."""
        try:
            while self._changed and self._run_once():
                pass
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()
            self._close()


async def _call(app: Any, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """One ASGI exchange (https://asgi.readthedocs.io/en/latest/specs/www.html)."""
    address = urlsplit(path)
    raw_headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": address.path,
        "raw_path": address.path.encode(),
        "query_string": address.query.encode(),
        "root_path": "",
        "headers": [*raw_headers, (b"host", b"localhost"), (b"content-length", str(len(body)).encode())],
        "client": ("127.0.0.1", 0),
        "server": ("localhost", 80),
        "state": {},
    }
    waiting = [{"type": "http.request", "body": body, "more_body": False}]
    start: dict[str, Any] = {}
    content = bytearray()
    done = asyncio.Event()

    async def receive() -> dict[str, Any]:
        if waiting:
            return waiting.pop()
        await done.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        elif message["type"] == "http.response.body":
            content.extend(message.get("body", b""))
            if not message.get("more_body", False):
                done.set()

    await app(scope, receive, send)
    said = cast("list[tuple[bytes, bytes]]", start.get("headers", []))
    return Answer(start["status"], {k.decode().lower(): v.decode("latin-1") for k, v in said}, bytes(content))
