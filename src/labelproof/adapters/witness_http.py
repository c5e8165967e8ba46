"""The wire to witnesses: one POST, bounded in time and size, no redirects followed."""

import socket
import threading
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from labelproof.ports.witness import WitnessAnswer

TIMEOUT_S = 10.0
MOST_BYTES = 64 * 1024  # a cosignature is some hundred; nothing a witness says is longer


class HttpWitnesses:
    """WitnessClient over HTTP and HTTPS."""

    def __init__(self, timeout_s: float = TIMEOUT_S) -> None:
        self._timeout_s = timeout_s

    def add_checkpoint(self, url: str, body: bytes) -> WitnessAnswer:
        """POST the body to `<url>/add-checkpoint` and give the answer, however it turns out."""
        return post(f"{url}/add-checkpoint", body, "text/plain; charset=utf-8", self._timeout_s)


def post(url: str, body: bytes, content_type: str, timeout_s: float) -> WitnessAnswer:
    """One request on a connection of its own; status 0 and the reason when no whole answer came in that time.

    The time is one for everything: an answer that drips, a byte now and then, is cut off as well.
    """
    try:
        connection = _connected(url, timeout_s)
        late = threading.Event()
        cut = threading.Timer(timeout_s, _cut, [connection.sock, late])
        cut.start()
        try:
            connection.request("POST", urlsplit(url).path or "/", body, {"content-type": content_type})
            answer = connection.getresponse()
            said = answer.read(MOST_BYTES + 1)
        finally:
            cut.cancel()
            connection.close()
    except (OSError, HTTPException, ValueError) as lost:
        reason = "it did not answer in time" if isinstance(lost, TimeoutError) else str(lost) or type(lost).__name__
        return WitnessAnswer(0, "", reason.encode())
    if late.is_set():
        return WitnessAnswer(0, "", b"it did not answer in time")
    if len(said) > MOST_BYTES:
        return WitnessAnswer(0, "", f"it sent more than {MOST_BYTES} bytes".encode())
    if answer.length:
        return WitnessAnswer(0, "", b"its answer ended early")
    return WitnessAnswer(answer.status, answer.getheader("content-type", ""), said)


def _connected(url: str, timeout_s: float) -> HTTPConnection:
    parts = urlsplit(url)
    make = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = make(parts.hostname or "", parts.port, timeout=timeout_s)
    connection.connect()
    return connection


def _cut(connected: socket.socket, late: threading.Event) -> None:
    """End a connection under whoever reads from it."""
    late.set()
    with suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)
