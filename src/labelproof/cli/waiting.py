"""Waiting for what the worker does: in this process it is stepped, in a server it goes on by itself."""

import time
from collections.abc import Callable
from typing import TypeVar

from labelproof.cli.reach import Reach
from labelproof.kernel.refused import Refused

T = TypeVar("T")
PATIENCE_S = 900
PAUSE_S = 0.2


def patiently(reach: Reach, ready: Callable[[], T | None]) -> T:
    """What `ready` gives, once it gives something."""
    until = time.monotonic() + PATIENCE_S
    while True:
        moved = reach.server.step()
        found = ready()
        if found is not None:
            return found
        if time.monotonic() > until:
            raise Refused("worker.slow", f"nothing happened for {PATIENCE_S} seconds", "read the server's log")
        if not moved:
            time.sleep(PAUSE_S)
