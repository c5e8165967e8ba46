"""How long work says how far it is."""

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Called with (done, total) now and then."""


def quiet(_done: int, _total: int) -> None:
    """Nobody watches."""
