"""Servers with one promise broken each, which the crash suite must catch: python -m tests.crash.mutants NAME serve …

Each holds its window open for some milliseconds: a kill need only come within it.
"""

import os
import sys
import time
from collections.abc import Callable
from typing import Any

from labelproof import app
from labelproof.storage import blobs, transaction, writer

WINDOW_S = 0.03


def split_transaction() -> None:
    """Projections are committed apart from the events they follow from."""
    finish = transaction.OpenTransaction.finish

    def split(self: Any) -> None:
        if self._events:
            self._projections.send_all()
            self._connection.execute("COMMIT")
            time.sleep(WINDOW_S)
            self._connection.execute("BEGIN IMMEDIATE")
        finish(self)

    transaction.OpenTransaction.finish = split


def answer_before_commit() -> None:
    """Who waits is told as soon as the job ran."""
    attempt = writer._try
    finish = transaction.OpenTransaction.finish

    def early(pending: Any, tx: Any, *, careful: bool) -> None:
        attempt(pending, tx, careful=careful)
        if pending.loop is not None:
            pending.loop.call_soon_threadsafe(pending.resolve)

    def late(self: Any) -> None:
        time.sleep(WINDOW_S)
        finish(self)

    writer._try = early
    transaction.OpenTransaction.finish = late


def checkpoint_before_tiles() -> None:
    """Tiles and bundles reach the disk only after the checkpoint that needs them."""
    waiting: dict[str, bytes] = {}
    local = blobs.LocalBlobs
    put, get, replace = local.put, local.get, local.replace

    def keep(self: Any, name: str, content: bytes) -> None:
        if "/tile/" in name:
            waiting[name] = content
        else:
            put(self, name, content)

    def find(self: Any, name: str) -> bytes:
        return waiting[name] if name in waiting else get(self, name)

    def show(self: Any, name: str, content: bytes) -> None:
        replace(self, name, content)
        if name.endswith("/checkpoint"):
            time.sleep(20 * WINDOW_S)
            for each in list(waiting):
                put(self, each, waiting.pop(each))

    local.put, local.get, local.replace = keep, find, show


MUTANTS: dict[str, Callable[[], None]] = {
    each.__name__: each for each in (split_transaction, answer_before_commit, checkpoint_before_tiles)
}

if __name__ == "__main__":
    MUTANTS[sys.argv.pop(1)]()
    os.umask(0o077)
    app.main()
