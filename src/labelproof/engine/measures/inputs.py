"""The votes a figure is computed from, and their digest.

The digest names votes by event and place and says nothing of their values: those few a label has would be guessed from
a digest over them. Their leaves commit to them under salts, so the same digest in the same log is the same values.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from labelproof.kernel.canonical import Json, b64url

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


def answers_of(votes: Sequence[Cast], declared: Sequence[Json] = ()) -> "Answers":
    """The votes as arrays; values that are `declared` count as possible, given or not.

    One person's two answers to an item are two votes here, as in a release's rows.
    """
    from labelproof.quality import from_columns
    from labelproof.quality.columns import canonical_order

    items, members = [vote.item for vote in votes], [vote.member for vote in votes]
    answers = from_columns(items, members, [vote.value for vote in votes], repeats="keep")
    never = [value for value in declared if value not in answers.values]
    if not never:
        return answers
    rank, values = canonical_order([*answers.values, *never])
    return replace(answers, value_index=rank[answers.codes], values=values, n_values=len(values))
