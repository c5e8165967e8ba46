"""The jobs of `bench/quality.py`, one file per subject: what we do, what a peer does with the same arrays, and the gate."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Job:
    """One row: peer's time over ours, on the same input in the same run.

    `prepare` makes the input of both, once. `ours` and the peer's function get it whole; a peer's function whose name
    ends in `_prepared` turns it into its own form first, untimed. `same` says in a word how the results compare and
    raises when they may not differ so. Gates: with numba, and for the base install; None where none is set. A `long` job
    takes minutes and is run only when asked for.
    """

    name: str
    prepare: Callable[[], Any]
    ours: Callable[[Any], Any]
    theirs: str
    gate: float | None
    base_gate: float | None = None
    same: Callable[[Any, Any], str] | None = None
    repeat: int = 5
    repeat_peer: int = 3
    long: bool = False
