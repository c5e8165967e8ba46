"""Time, as a value that somebody hands in."""

from typing import Protocol


class Clock(Protocol):
    """Wall time and time since boot, both in milliseconds."""

    def now_ms(self) -> int:
        """Milliseconds since 1970 UTC."""
        ...

    def boot_ms(self) -> int:
        """Milliseconds since boot, sleep included: a wall clock that jumps against it was set by hand."""
        ...
