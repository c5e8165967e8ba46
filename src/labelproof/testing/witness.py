"""A witness on this machine that keeps C2SP tlog-witness: it remembers what it cosigned and cosigns what extends it.

For tests of a log: give it the log's vkey, point the log at `url`. `answers` lets it misbehave: each is given out
once, first come first served, in place of what the protocol asks for.
"""

import threading
from collections import deque
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from labelproof.kernel.refused import Refused
from labelproof.log.checkpoint import Checkpoint, open_checkpoint, parse_checkpoint, parse_witness_request
from labelproof.log.note import COSIGNER, Vkey, cosign, format_skey, parse_skey, parse_vkey, split_note
from labelproof.log.tree import EMPTY_ROOT, check_consistency
from labelproof.ports.witness import WitnessAnswer

SIZE = "text/x.tlog.size"
PLAIN = "text/plain; charset=utf-8"


@dataclass
class Witness:
    """What a witness knows: its key, the logs it cosigns, and the last checkpoint of each."""

    name: str = "witness.example/w1"
    time: int = 1_700_000_002
    logs: dict[str, Vkey] = field(default_factory=dict[str, Vkey])
    known: dict[str, Checkpoint] = field(default_factory=dict[str, Checkpoint])
    requests: list[bytes] = field(default_factory=list[bytes])
    answers: deque[WitnessAnswer] = field(default_factory=deque[WitnessAnswer])
    url: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def skey(self) -> str:
        """Its signing key, the same for the same name."""
        return format_skey(self.name, self.name.encode().ljust(32, b".")[:32], COSIGNER)

    @property
    def vkey(self) -> str:
        """Its key as it tells people."""
        return parse_skey(self.skey).vkey.text

    def knows(self, vkey: str) -> None:
        """Cosign the log of this key from now on."""
        key = parse_vkey(vkey)
        self.logs[key.name] = key

    def add_checkpoint(self, body: bytes) -> WitnessAnswer:
        """Answer one request; the checks stand in the order of the specification."""
        with self._lock:  # checking and remembering is one step, or two logs could be cosigned at one size
            self.requests.append(body)
            if self.answers:
                return self.answers.popleft()
            try:
                old, proof, note = parse_witness_request(body)
                offered = parse_checkpoint(split_note(note)[0])
            except Refused as wrong:
                return _said(400, wrong)
            if offered.origin not in self.logs:
                return WitnessAnswer(404, PLAIN, b"unknown log\n")
            try:
                open_checkpoint(note, [self.logs[offered.origin]])
            except Refused as wrong:
                return _said(403, wrong)
            return self._follow(old, proof, offered, split_note(note)[0])

    def _follow(self, old: int, proof: tuple[bytes, ...], offered: Checkpoint, text: bytes) -> WitnessAnswer:
        known = self.known.get(offered.origin, Checkpoint(offered.origin, 0, EMPTY_ROOT))
        if old > offered.size:
            return WitnessAnswer(400, PLAIN, b"the old size is above the checkpoint's\n")
        if old != known.size:
            return WitnessAnswer(409, SIZE, b"%d\n" % known.size)
        if known.size == offered.size and known.root != offered.root:
            return WitnessAnswer(409, PLAIN, b"another root at this size\n")
        try:
            check_consistency(old, offered.size, proof, known.root, offered.root)
        except Refused as wrong:
            return _said(422, wrong)
        self.known[offered.origin] = offered
        return WitnessAnswer(200, PLAIN, cosign(text, self.skey, self.time))


def _said(status: int, wrong: Refused) -> WitnessAnswer:
    return WitnessAnswer(status, PLAIN, f"{wrong.what}\n".encode())


@contextmanager
def listening(witness: Witness) -> Generator[Witness]:
    """The witness behind a socket of this machine, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        """One route."""

        def do_POST(self) -> None:
            """The only method of the protocol."""
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            there = self.path == "/prefix/add-checkpoint"
            answer = witness.add_checkpoint(body) if there else WitnessAnswer(404, PLAIN, b"")
            self.send_response(answer.status)
            self.send_header("content-type", answer.content_type)
            self.send_header("content-length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class's name
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    witness.url = f"http://127.0.0.1:{server.server_address[1]}/prefix"
    try:
        yield witness
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
