"""The libraries our numbers and speed are held against, asked in a process of their own.

They pin versions that would bind ours, and some may not be linked with what we ship: so they live in .venv-peers (made
by `tools/setup.sh peers`), and tests and benches ask over a pipe. `answers/` holds what can be asked, by subject.
"""

import pickle
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-peers" / "bin" / "python"


class PeerFailed(Exception):
    """What the peer's own process said."""


class Peers:
    """A running process of the peers' environment."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process

    def ask(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """The result of `answers/<subject>.py`'s function, asked as "subject.function"; arrays, numbers, texts, lists and dictionaries go either way."""
        return self._told(name, args, kwargs, 0)[0]

    def timed(self, name: str, *args: Any, repeat: int = 1, **kwargs: Any) -> tuple[Any, list[float], float]:
        """The result, the seconds each run took inside the peer's process, and by how many MB its peak memory grew.

        A function whose name ends in `_prepared` returns what to call: the preparation is not timed. Nor is the loading
        of the subject's libraries, which takes seconds.
        """
        return self._told(name, args, kwargs, repeat)

    def _told(self, name: str, args: Any, kwargs: Any, repeat: int) -> tuple[Any, list[float], float]:
        assert self._process.stdin is not None and self._process.stdout is not None
        pickle.dump((name, args, kwargs, repeat), self._process.stdin, protocol=5)
        self._process.stdin.flush()
        good, result = pickle.load(self._process.stdout)
        if not good:
            raise PeerFailed(result)
        return result


@contextmanager
def running_peers() -> Iterator[Peers]:
    """The peers' process; it ends with the block."""
    if not PYTHON.exists():
        raise FileNotFoundError(f"{PYTHON.parent.parent.name} is not there. Fix: make .build/peers")
    process = subprocess.Popen(
        [str(PYTHON), str(Path(__file__).with_name("serve.py"))], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        yield Peers(process)
    finally:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.close()
        process.wait(timeout=60)
        process.stdout.close()
