"""Witnesses of the root log, as a client speaks to them (C2SP tlog-witness)."""

from typing import NamedTuple, Protocol


class WitnessAnswer(NamedTuple):
    """What came back: status 0 when nothing did, and then `body` says why."""

    status: int
    content_type: str
    body: bytes


class WitnessClient(Protocol):
    """Carries one request to a witness. It never raises for what the network or the other side does."""

    def add_checkpoint(self, url: str, body: bytes) -> WitnessAnswer:
        """POST the body to `<url>/add-checkpoint` and give the answer, however it turns out."""
        ...
