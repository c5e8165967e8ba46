"""A timestamp authority on this machine, made with `openssl ts` (RFC 3161), for tests."""

import subprocess
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CONFIG = """
[ tsa ]
default_tsa = tsa_config
[ tsa_config ]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
default_policy = 1.2.3.4.1
digests = sha256, sha512
signer_digest = sha256
accuracy = secs:1
ordering = no
tsa_name = yes
ess_cert_id_chain = no
"""
EXTENSIONS = "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n"


@dataclass
class Authority:
    """Its folder, its root certificate in PEM, its address; `broken` is sent in place of the next answers."""

    folder: Path
    url: str = ""
    broken: list[bytes] = field(default_factory=list[bytes])
    requests: list[bytes] = field(default_factory=list[bytes])

    @property
    def root(self) -> bytes:
        """The certificate that people are given by another way."""
        return (self.folder / "root.pem").read_bytes()

    def reply(self, request: bytes) -> bytes:
        """What `openssl ts -reply` says to a request."""
        self.requests.append(request)
        if self.broken:
            return self.broken.pop(0)
        query, answer = self.folder / "query.tsq", self.folder / "answer.tsr"
        query.write_bytes(request)
        openssl("ts", "-reply", "-config", self.folder / "tsa.cnf", "-queryfile", query, "-out", answer)
        return answer.read_bytes()


def openssl(*arguments: object) -> str:
    """Run openssl; what it prints."""
    done = subprocess.run(
        ["openssl", *map(str, arguments)],
        capture_output=True,
        check=False,
        text=True,
    )
    if done.returncode != 0:
        raise RuntimeError(f"openssl {arguments[0]}: {done.stderr or done.stdout}")
    return done.stdout


def make_authority(folder: Path, days: int = 3650) -> Authority:
    """A root, a timestamping certificate under it, and their configuration."""
    root, key = folder / "root.pem", folder / "root.key"
    openssl(
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", root,
        "-days", days, "-subj", "/CN=Test TSA Root",
    )  # fmt: skip
    openssl(
        "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", folder / "tsa.key",
        "-out", folder / "tsa.csr", "-subj", "/CN=Test TSA",
    )  # fmt: skip
    (folder / "ext").write_text(EXTENSIONS)
    openssl(
        "x509", "-req", "-in", folder / "tsa.csr", "-CA", root, "-CAkey", key, "-CAcreateserial", "-days", days,
        "-out", folder / "tsa.pem", "-extfile", folder / "ext",
    )  # fmt: skip
    (folder / "serial").write_text("01\n")
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))
    return Authority(folder)


@contextmanager
def stamping(authority: Authority) -> Generator[Authority]:
    """The authority behind a socket of this machine, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        """RFC 3161 section 3.4: a query is posted, a reply comes back."""

        def do_POST(self) -> None:
            """The only method of the protocol."""
            answer = authority.reply(self.rfile.read(int(self.headers.get("content-length", 0))))
            self.send_response(200 if answer else 503)
            self.send_header("content-type", "application/timestamp-reply")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    authority.url = f"http://127.0.0.1:{server.server_address[1]}/tsr"
    try:
        yield authority
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
