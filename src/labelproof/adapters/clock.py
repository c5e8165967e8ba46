"""The machine's clocks."""

import sys
import time

# CLOCK_BOOTTIME counts through sleep (Linux); macOS's CLOCK_MONOTONIC does as well. CLOCK_MONOTONIC on Linux stops in
# suspend, which would look like somebody setting the wall clock forward.
_BOOT = time.CLOCK_BOOTTIME if sys.platform == "linux" else time.CLOCK_MONOTONIC


class SystemClock:
    """Wall time, and time since boot with sleep included."""

    def now_ms(self) -> int:
        """Milliseconds since 1970 UTC."""
        return time.time_ns() // 1_000_000

    def boot_ms(self) -> int:
        """Milliseconds since boot, sleep included."""
        return time.clock_gettime_ns(_BOOT) // 1_000_000
