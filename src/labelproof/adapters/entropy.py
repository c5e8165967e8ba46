"""The operating system's random bytes."""

import os

# One read of the kernel costs about a microsecond whatever its length; an import asks for 16 and 32 bytes a hundred
# thousand times. A pool would halve that, but a fork would hand the same bytes to two processes.


class SystemEntropy:
    """`os.urandom`, and nothing between."""

    def bytes(self, n: int) -> bytes:
        """`n` fresh random bytes."""
        return os.urandom(n)
