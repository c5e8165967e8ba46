"""Who vouches for the root log, and when its checkpoint goes out: the instance log's settings, as the publisher reads them."""

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from labelproof.engine.openings import LOG
from labelproof.kernel.refused import Refused
from labelproof.log.note import Vkey, open_note, parse_vkey
from labelproof.ports.query import Query
from labelproof.ports.store import Reading
from labelproof.rooms.log import queries
from labelproof.rooms.log.decide import PUBLISH, WAIT
from labelproof.storage.tables import notes

EVERY_S = 60
RECENT = Query(sa.select(notes.c.note).where(notes.c.log_id == LOG).order_by(notes.c.size.desc()).limit(100))


class Policy(NamedTuple):
    """How many witnesses are wanted, whether the checkpoint waits for them, how often a log is entered, in seconds."""

    quorum: int = 0
    mode: str = PUBLISH
    every_s: int = EVERY_S

    @property
    def waits(self) -> bool:
        """Whether the checkpoint is held until the quorum is there."""
        return self.mode == WAIT and self.quorum > 0


class Witness(NamedTuple):
    """A pinned witness: the digest that events name it by, its key, and where it listens."""

    witness: str
    vkey: Vkey
    url: str


def policy_of(read: Reading) -> Policy:
    """The policy in force."""
    row = read.one(queries.policy)
    return Policy() if row is None else Policy(row.quorum, row.mode, row.every_s)


def pinned_witnesses(read: Reading) -> list[Witness]:
    """Every witness that is pinned, oldest first; one whose address was lost cannot be asked, and counts for nothing."""
    rows = read.all(queries.all_witnesses)
    return [Witness(row.witness, parse_vkey(row.vkey), row.url) for row in rows if row.vkey and row.url]


def cosigners(note: bytes, own: Sequence[Vkey], witnesses: Sequence[Witness]) -> set[str]:
    """Digests of the pinned witnesses whose cosignature this note carries, each once."""
    keys = {witness.vkey: witness.witness for witness in witnesses}
    try:
        opened = open_note(note, [*own, *keys])
    except Refused:
        return set()
    return {keys[signature.vkey] for signature in opened.signatures if signature.vkey in keys}


def showable(read: Reading, log_id: int, own: Sequence[Vkey]) -> bytes | None:
    """The root log's newest note that the policy lets out, or None."""
    policy, witnesses = policy_of(read), pinned_witnesses(read)
    for row in read.all(RECENT, log_id=log_id):
        note = bytes(row.note)
        if not policy.waits or len(cosigners(note, own, witnesses)) >= policy.quorum:
            return note
    return None
