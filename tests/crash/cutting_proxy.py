"""A proxy before PostgreSQL that cuts a connection at the COMMIT of what it wrote: before it is sent on, or after it took effect."""

import contextlib
import socket
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import make_url

Where = Literal["before", "after"]
NAME = ".s.PGSQL.5432"


class CuttingProxy:
    """Reads the frontend's messages (PostgreSQL protocol 3); `cut` arms it for the next COMMIT."""

    def __init__(self, url: str, folder: Path) -> None:
        parsed = make_url(url)
        self._to = f"{parsed.query['host']}/{NAME}"
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(folder / NAME))
        self._listening.listen(64)
        self.url = parsed.set(query={"host": str(folder)}).render_as_string(hide_password=False)
        self.cut: Where | None = None
        self.n_cut = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._to)
                mute = threading.Event()
                threading.Thread(target=self._answers, args=(server, client, mute), daemon=True).start()
                threading.Thread(target=self._asks, args=(client, server, mute), daemon=True).start()

    def _answers(self, server: socket.socket, client: socket.socket, mute: threading.Event) -> None:
        """Pass on what the server says; once muted, wait for it to have said it, then hang up."""
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                if mute.is_set():
                    break
                client.sendall(data)
        _hang_up(client, server)

    def _asks(self, client: socket.socket, server: socket.socket, mute: threading.Event) -> None:
        reader, statements, writing, first = client.makefile("rb"), dict[bytes, bytes](), False, True
        with contextlib.suppress(OSError, ValueError):
            while True:
                head = reader.read(4 if first else 5)
                if len(head) < (4 if first else 5):
                    break
                body = reader.read(int.from_bytes(head[-4:], "big") - 4)
                kind, first = (b"" if first else head[:1]), False
                text = _run(kind, body, statements)
                writing = text == b"BEGIN" if text.startswith(b"BEGIN") else writing  # a reading says more than that
                if self.cut is not None and writing and text == b"COMMIT":
                    where, self.cut = self.cut, None
                    self.n_cut += 1
                    if where == "before":
                        break
                    mute.set()
                    server.sendall(head + body)
                    _pass_on_rest(reader, server)
                    return
                server.sendall(head + body)
        _hang_up(client, server)


def _hang_up(*both: socket.socket) -> None:
    """Closing alone does not: the other thread still reads from it."""
    for each in both:
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
        each.close()


def _pass_on_rest(reader: Any, server: socket.socket) -> None:
    """What belongs to the COMMIT (Describe, Execute, Sync): without it nothing would be executed."""
    with contextlib.suppress(OSError, ValueError):
        while len(head := reader.read(5)) == 5:
            body = reader.read(int.from_bytes(head[1:], "big") - 4)
            server.sendall(head + body)


def _run(kind: bytes, body: bytes, prepared: dict[bytes, bytes]) -> bytes:
    """The text of what this message runs: a simple query, or a statement that is bound; else nothing."""
    if kind == b"Q":
        return body.rstrip(b"\0")
    if kind == b"P":
        name, text, _ = body.split(b"\0", 2)
        prepared[name] = text
    return prepared.get(body.split(b"\0", 2)[1], b"") if kind == b"B" else b""


@contextlib.contextmanager
def cutting(url: str) -> Iterator[CuttingProxy]:
    """A proxy before this database; a socket's path must be short, whatever the test's folder is."""
    with tempfile.TemporaryDirectory(prefix="lp-cut-") as folder:
        proxy = CuttingProxy(url, Path(folder))
        try:
            yield proxy
        finally:
            proxy.close()
