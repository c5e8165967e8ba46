"""The worker inside the server: publishes, runs what is due, advances releases, until told to stop."""

import asyncio
import logging

from labelproof.engine.engine import Engine
from labelproof.worker.rounds import run_once

PAUSE_S = 1.0
log = logging.getLogger("labelproof.worker")


async def work_until(stop: asyncio.Event, engine: Engine) -> None:
    """A round a second, or at once while there is more; a failed round is logged and tried again."""
    while not stop.is_set():
        more = False
        try:
            more = await asyncio.to_thread(run_once, engine)
        except Exception:
            log.exception("a round of the worker failed")
        if not more:
            try:
                await asyncio.wait_for(stop.wait(), PAUSE_S)
            except TimeoutError:
                continue
