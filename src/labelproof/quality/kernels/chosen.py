"""Which kernels run: those of numba where it is installed, unless somebody asks for the others."""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.util import find_spec

NAMES = ("compiled", "plain")
_asked: ContextVar[str | None] = ContextVar("asked", default=None)


def available() -> tuple[str, ...]:
    """The kernels this installation can run; `compiled` needs the extra [fast]."""
    return NAMES if find_spec("numba") else NAMES[1:]


def running() -> str:
    """The kernels that run now: a report says it aloud.

    >>> with using("plain"):
    ...     running()
    'plain'
    """
    return _asked.get() or available()[0]


def compiled() -> bool:
    """Whether numba's kernels run now."""
    return running() == "compiled"


@contextmanager
def using(name: str) -> Generator[None]:
    """Run these kernels within the block, in this context alone."""
    if name not in available():
        raise ValueError(f"kernels {name!r} are not installed; there are {', '.join(available())} (extra: [fast])")
    token = _asked.set(name)
    try:
        yield
    finally:
        _asked.reset(token)
