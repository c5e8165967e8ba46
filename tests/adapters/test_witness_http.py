"""The wire to witnesses gives every answer as it came, and never waits or reads without end."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from labelproof.adapters.witness_http import MOST_BYTES, HttpWitnesses, post
from labelproof.ports.witness import WitnessAnswer
from labelproof.testing.witness import PLAIN, SIZE, Witness, listening


@contextmanager
def saying(*parts: bytes, pause_s: float = 0.0) -> Iterator[str]:
    """A server that sends these bytes, whatever it is asked, with a pause after each."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(65536)
            for part in parts:
                try:
                    connection.sendall(part)
                except OSError:
                    return
                time.sleep(pause_s)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
    finally:
        server.close()
        thread.join()


def test_an_answer_comes_back_as_it_was_given() -> None:
    with listening(Witness()) as witness:
        witness.answers.append(WitnessAnswer(409, SIZE, b"7\n"))

        answer = HttpWitnesses().add_checkpoint(witness.url, b"old 0\n\n")

    assert answer == WitnessAnswer(409, SIZE, b"7\n")
    assert witness.requests == [b"old 0\n\n"]


def test_the_route_lies_under_the_prefix() -> None:
    with listening(Witness()) as witness:
        assert HttpWitnesses().add_checkpoint(witness.url.removesuffix("/prefix"), b"") == WitnessAnswer(
            404, PLAIN, b""
        )


def test_nobody_there_is_an_answer_too() -> None:
    assert HttpWitnesses().add_checkpoint("http://127.0.0.1:9", b"").status == 0


@pytest.mark.parametrize("url", ["http://[::1", "http://127.0.0.1:99999/x", "http:///x", "https://127.0.0.1:9/x"])
def test_an_address_that_leads_nowhere_is_an_answer_too(url: str) -> None:
    assert post(url, b"", PLAIN, 1.0).status == 0


def test_an_answer_without_end_is_cut_off() -> None:
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n"
    with saying(head, b"x" * (MOST_BYTES + 2)) as url:
        answer = HttpWitnesses().add_checkpoint(url, b"")

    assert answer.status == 0
    assert b"more than" in answer.body


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n", b"HTTP/1.1 200 OK\r\nx-drip: "])
def test_an_answer_that_drips_is_cut_off(head: bytes) -> None:
    """Each byte comes in time, and all of them never would."""
    with saying(head, *[b"x"] * 60, pause_s=0.05) as url:
        answer = HttpWitnesses(0.4).add_checkpoint(url, b"")

    assert answer.status == 0


@pytest.mark.parametrize("said", [b"", b"\xff\xff\xff\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"220 smtp ready\r\n"])
def test_what_is_no_http_is_an_answer_too(said: bytes) -> None:
    with saying(said) as url:
        assert HttpWitnesses(2.0).add_checkpoint(url, b"").status == 0


def test_a_redirect_is_not_followed() -> None:
    with listening(Witness()) as witness:
        head = f"HTTP/1.1 302 Found\r\nlocation: {witness.url}/add-checkpoint\r\ncontent-length: 0\r\n\r\n"
        with saying(head.encode()) as url:
            assert HttpWitnesses().add_checkpoint(url, b"").status == 302

        assert witness.requests == []
