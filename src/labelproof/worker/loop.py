"""The worker inside the server: publishes, runs what is due, advances releases, until told to stop."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from labelproof.engine.engine import Engine
from labelproof.worker.rounds import confirm, run_once, vouch_once

PAUSE_S = 1.0
log = logging.getLogger("labelproof.worker")


async def work_until(stop: asyncio.Event, engine: Engine) -> None:
    """A round a second, or at once while there is more. Whoever vouches for the root log is asked beside it: a witness
    that does not answer keeps no checkpoint waiting. Only the first question to them comes before the first round."""
    with suppress(Exception):
        await asyncio.to_thread(confirm, engine)
    await asyncio.gather(_rounds(stop, lambda: run_once(engine)), _rounds(stop, lambda: vouch_once(engine)))


async def _rounds(stop: asyncio.Event, run: Callable[[], bool | None]) -> None:
    """Round after round; one that failed is logged and tried again."""
    while not stop.is_set():
        more = False
        try:
            more = await asyncio.to_thread(run)
        except Exception:
            log.exception("a round of the worker failed")
        if not more:
            try:
                await asyncio.wait_for(stop.wait(), PAUSE_S)
            except TimeoutError:
                continue
