"""A clock that stands still until it is told to move."""


class FixedClock:
    """Clock whose two times move only by `advance` and `set_wall`."""

    def __init__(self, now_ms: int = 1_700_000_000_000, boot_ms: int = 1_000_000) -> None:
        self._now_ms, self._boot_ms = now_ms, boot_ms

    def now_ms(self) -> int:
        """The wall time as set.

        >>> FixedClock(5).now_ms()
        5
        """
        return self._now_ms

    def boot_ms(self) -> int:
        """The time since boot as set."""
        return self._boot_ms

    def advance(self, ms: int) -> None:
        """Let time pass, on both clocks."""
        self._now_ms += ms
        self._boot_ms += ms

    def set_wall(self, now_ms: int) -> None:
        """Set the wall clock by hand: the time since boot does not notice."""
        self._now_ms = now_ms
