"""The votes a figure is computed from, and their digest.

The digest names votes by event and place and says nothing of their values: those few a label has would be guessed from
a digest over them. Their leaves commit to them under salts, so the same digest in the same log is the same values.
"""

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from labelproof.kernel.canonical import b64url

if TYPE_CHECKING:
    from labelproof.quality import Answers


class Cast(NamedTuple):
    """One vote that counts, with its value as parsed."""

    item: str
    member: str
    value: Any
    event_id: str
    place: int


def inputs_digest(votes: Sequence[Cast]) -> str:
    """base64url(SHA-256) over the lines `event_id place LF`, sorted as bytes.

    >>> inputs_digest([Cast("i", "ana", "x", "e2", 0), Cast("i", "ben", "x", "e1", 0)]) == inputs_digest(
    ...     [Cast("i", "ben", "y", "e1", 0), Cast("i", "ana", "x", "e2", 0)])
    True
    """
    lines = sorted(f"{vote.event_id} {vote.place}\n".encode() for vote in votes)
    return b64url(hashlib.sha256(b"".join(lines)).digest())


def answers_of(votes: Sequence[Cast]) -> "Answers":
    """The votes as arrays. One person's two answers to an item are two votes here, as in a release's rows."""
    from labelproof.quality import from_columns

    items, members = [vote.item for vote in votes], [vote.member for vote in votes]
    return from_columns(items, members, [vote.value for vote in votes], repeats="keep")
