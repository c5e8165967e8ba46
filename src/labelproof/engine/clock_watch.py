"""The writer's time: never back, and never a jump that nobody accepted."""

from dataclasses import dataclass

from labelproof.kernel.refused import Refused
from labelproof.ports.clock import Clock

LIMIT_MS = 5 * 60 * 1000
_FIX = "set the clock right, or accept it with `labelproof clock accept`"


@dataclass
class ClockWatch:
    """Compares wall time with the time since boot while the process runs."""

    clock: Clock
    _offset: int | None = None

    def now(self, last_ts: int, accepted_ts: int) -> int:
        """The time to stamp: wall time, or the log's last one while the wall is behind it.

        `accepted_ts` is the last event's time at which somebody accepted that the clock is behind.
        """
        wall = self.clock.now_ms()
        offset = wall - self.clock.boot_ms()
        if self._offset is None:
            self._offset = offset
        if abs(offset - self._offset) > LIMIT_MS:
            raise Refused("clock.jumped", f"the clock moved by {offset - self._offset} ms while the server ran", _FIX)
        if wall < last_ts - LIMIT_MS and accepted_ts < last_ts:
            raise Refused("clock.behind", f"the clock says {wall}, the log's last event {last_ts}", _FIX)
        return max(wall, last_ts)

    def accept(self) -> None:
        """Go on from where the clock stands now."""
        self._offset = None
