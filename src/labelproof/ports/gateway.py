"""The engine as the CLI reaches it: in process, or over HTTP when a server holds the data folder."""

from typing import Any, Protocol


class Gateway(Protocol):
    """Commands and questions by name, in plain JSON values."""

    def command(self, name: str, args: dict[str, Any], project: str | None, key: str) -> dict[str, Any]:
        """Do it, or raise Refused; gives receipts and result."""
        ...

    def ask(self, path: str) -> Any:
        """Answer a GET of the HTTP API."""
        ...
