"""What the composition root hands to the commands, which may not know servers and adapters themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from labelproof.engine.instance import Instance
    from labelproof.ports.timestamper import Timestamper


class Server(Protocol):
    """The API under one identity (adapters/gateway.py)."""

    def acting(self, token: str) -> "Server":
        """The same under another token."""
        ...

    def request(self, method: str, path: str, body: Any = None) -> Any:
        """JSON in, JSON out, or Refused."""
        ...

    def signing_in(self, path: str, body: Any) -> "tuple[Any, Server]":
        """Start a session; gives what was answered, and the API within it."""
        ...

    def command(self, name: str, args: dict[str, Any], project: str | None = None, key: str = "") -> dict[str, Any]:
        """Do it once under this key, or under a fresh one."""
        ...

    def ask(self, path: str) -> Any:
        """Answer a GET."""
        ...

    def fetch(self, path: str) -> bytes:
        """The bytes behind a GET."""
        ...

    def step(self) -> bool:
        """Let the worker go on; False when it has nothing to do, or is somebody else's."""
        ...

    def close(self) -> None:
        """Finish."""
        ...


@dataclass(frozen=True)
class Factories:
    """How to make an instance, open one, look into one, reach one, what a server serves, and what the outside needs."""

    create: "Callable[[Path, str, str, str], Instance]"
    lay_out: Callable[[Path, str, str, bytes, str], None]
    open: "Callable[[Path], Instance]"
    look: "Callable[[Path], Instance]"
    connect: Callable[[str], Server]
    within: "Callable[[Instance], Server]"
    application: "Callable[[Instance], Any]"
    timestamper: "Callable[[], Timestamper]"
    prepare_database: Callable[[str, str], None]
