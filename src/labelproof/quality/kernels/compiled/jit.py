"""How this package compiles: once, kept on disk, in float64 with the rules of IEEE 754."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])


def jit(function: F) -> F:
    """Compiled at its first call and cached beside the source. No fastmath: sums keep their order and NaN its meaning."""
    return cast("F", numba.njit(cache=True, nogil=True)(function))  # pyright: ignore[reportUnknownMemberType]
