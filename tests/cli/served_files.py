"""A folder on a server of its own, and the ways in which a server misbehaves."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Answer = Callable[[BaseHTTPRequestHandler], bool]
"""Answers a request itself and says so, or leaves it to the folder."""


class Served:
    """Where it is, and what was asked of it: (path, Authorization)."""

    def __init__(self, url: str) -> None:
        self.url, self.asked = url, list[tuple[str, str | None]]()

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


@contextmanager
def serving(folder: Path, answer: Answer | None = None) -> Iterator[Served]:
    """The folder below /log/o/, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append((self.path.removeprefix("/log/o/"), self.headers.get("Authorization")))
            if answer is not None and answer(self):
                return
            file = folder / self.path.removeprefix("/log/o/")
            if self.path.startswith("/log/o/") and file.is_file():
                send(self, 200, file.read_bytes())
            else:
                send(self, 404, b"not here")

        def log_message(self, *args: object) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = Served(f"http://127.0.0.1:{server.server_port}/log/o")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def endless(handler: BaseHTTPRequestHandler) -> bool:
    """More than there can be."""
    if not handler.path.endswith("checkpoint"):
        return False
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(100):
            handler.wfile.write(b"x" * (1 << 16))
    except OSError:
        pass
    return True


def cut_short(handler: BaseHTTPRequestHandler) -> bool:
    """Less than was promised."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"x")
    return True


def silent(handler: BaseHTTPRequestHandler) -> bool:
    """Nothing at all, for longer than anybody waits."""
    time.sleep(1)
    return True


def garbage(handler: BaseHTTPRequestHandler) -> bool:
    """What is no HTTP."""
    handler.wfile.write(b"\x00\xff nonsense\r\n\r\n")
    return True
