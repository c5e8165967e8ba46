"""Serving one instance: a socket, a signal to stop, and a clean end."""

import contextlib
import signal
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from labelproof.kernel.refused import Refused

if TYPE_CHECKING:
    from labelproof.engine.instance import Instance

PORT = 8420
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 -- to recognise them, not to listen there


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=1024)
    except OSError as taken:
        what = f"cannot listen on {host} port {port} ({taken.strerror or taken})"
        raise Refused("server.port", what, "stop what listens there, or choose another with --port (0: any)") from taken


def listen_somewhere(host: str, port: int | None) -> socket.socket:
    """On this port; when none is named, on the usual one, or on a free one if that is taken."""
    if port is None:
        with contextlib.suppress(Refused):
            return listen(host, PORT)
    return listen(host, port or 0)


def address_of(listening: socket.socket) -> str:
    """How this machine reaches it."""
    host, port = listening.getsockname()[:2]
    if host in EVERYWHERE:
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve_instance(
    instance: "Instance", application: Callable[[Any], Any], listening: socket.socket, ready: Callable[[str], None]
) -> None:
    """Until SIGINT or SIGTERM; `ready` is called with the address once requests are answered."""
    import uvicorn

    address = address_of(listening)

    class Server(uvicorn.Server):
        """Says where it listens once it does."""

        async def startup(self, sockets: "list[socket.socket] | None" = None) -> None:
            """Also writes the address into the folder's lock, where commands look for it."""
            await super().startup(sockets)
            instance.say_address(address)
            ready(address)

    config = uvicorn.Config(
        application(instance), log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=5
    )
    # uvicorn raises the signal again once it is done, and the default for SIGTERM would end us before we close.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            Server(config).run(sockets=[listening])
    finally:
        instance.close()
