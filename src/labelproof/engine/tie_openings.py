"""Sealed disclosures tied to the commitments in their leaves, both ways.

What a leaf commits to is disclosed, erased or lost; what lies beside it opens under its keys to the committed digest, or
is named as altered, swapped, stray or resurrected.
"""

from typing import Any, NamedTuple

import sqlalchemy as sa

from labelproof.engine.differences import Report
from labelproof.engine.engine import Engine
from labelproof.engine.keyring import KeyRing
from labelproof.engine.openings import LOG, SEALED
from labelproof.engine.tie_events import Erased, EventTied, Page
from labelproof.kernel.canonical import b64url
from labelproof.log.leaf import Leaf, disclosure_digest
from labelproof.ports.query import Query, param
from labelproof.ports.store import Reading, SealedRow
from labelproof.storage.tables import disclosures

MOST_TRIED = 200  # boxes that do not open: each is tried at the places of all the others
KEY_DESTROYED = "key_destroyed"  # as after an older copy of the data came back, and with it no word of the erasure
COPIES = Query(
    sa.select(disclosures.c.idx, disclosures.c.name)
    .where(disclosures.c.log_id == LOG, disclosures.c.sealed == param("sealed"))
    .order_by(disclosures.c.idx, disclosures.c.name)
)
STRAYS = Query(sa.select(disclosures).where(disclosures.c.log_id == LOG, disclosures.c.idx >= param("start")))


class _Shut(NamedTuple):
    """A disclosure that does not open where it lies."""

    row: SealedRow
    leaf: Leaf


class OpeningTie:
    """Checks the disclosures of a log's events in order."""

    def __init__(self, engine: Engine, read: Reading, log: Any, erased: Erased, report: Report) -> None:
        self._engine, self._read, self._log, self._report = engine, read, log, report
        self._erased = erased
        self._ring = KeyRing(engine.keys, engine.entropy)
        self._shut: list[_Shut] = []
        self._keyless: dict[str, int] = {}

    def page(self, page: Page, tied: list[EventTied]) -> None:
        """What lies beside the events of a page."""
        beside: dict[int, list[SealedRow]] = {}
        subjects: set[str] = set()
        for row in self._read.all(SEALED, log_id=self._log.log_id, start=page.start, stop=page.stop):
            beside.setdefault(row.idx, []).append(SealedRow(*row))
            subjects.update(who for who in (row.subject, row.writer) if who)
        self._ring.load_many(self._log.origin, subjects)
        for event in tied:
            rows = beside.pop(event.idx, [])
            if event.leaf is not None:
                self._event(event.leaf, event.idx, rows)
            else:
                self._report.n_openings += len(rows)  # its leaf says nothing to hold them against
        for index, rows in beside.items():
            for row in rows if index >= self._log.size else ():  # before that, the missing event itself is named
                self._add("disclosure_stray", row, "lies beside no event")

    def finish(self, end: int) -> None:
        """After the last page: what lies beyond, what does not open, whose keys are gone, and which came back."""
        for row in self._read.all(STRAYS, log_id=self._log.log_id, start=max(end, self._log.size)):
            self._add("disclosure_stray", SealedRow(*row), "lies beside no event")
        for shut in self._shut:
            self._name(shut)
        destroyed = {subject for origin, subject in self._engine.keys.destroyed() if origin == self._log.origin}
        for subject, n in self._keyless.items():
            code = KEY_DESTROYED if subject in destroyed else "key_missing"
            how = "was destroyed, and no leaf says so" if subject in destroyed else "is not in the key store"
            what = f"the key {how}; {n} disclosures do not open without it"
            self._report.add(code, "keys", (self._log.origin, subject), what)
        for subject in sorted(self._engine.keys.keys(self._log.origin, sorted(self._erased.subjects))):
            what = "the key is there again, and a leaf says that it was destroyed"
            self._report.add("key_resurrected", "keys", (self._log.origin, subject), what)

    def _event(self, leaf: Leaf, index: int, rows: list[SealedRow]) -> None:
        missing = set(leaf.c)
        for row in rows:
            self._report.n_openings += 1
            missing.discard(row.name)
            if row.name not in leaf.c:
                self._add("disclosure_stray", row, f"event {leaf.id} commits to no field {row.name}")
            elif (leaf.id, row.name) in self._erased.fields:
                tombstone = self._erased.fields[leaf.id, row.name]
                self._add("disclosure_resurrected", row, f"is there again: the leaf at {tombstone} erased it")
            else:
                self._open(row, leaf)
        for name in sorted(missing):
            if (leaf.id, name) not in self._erased.fields:
                key = (self._log.log_id, index, name)
                what = f"event {leaf.id} commits to it; it is not there, and no tombstone says that it was erased"
                self._report.add("disclosure_lost", disclosures.name, key, what)

    def _open(self, row: SealedRow, leaf: Leaf) -> None:
        keyless = [who for who in (row.subject, row.writer) if who and not self._ring.holds(self._log.origin, who)]
        if keyless:
            for who in keyless:
                self._keyless[who] = self._keyless.get(who, 0) + 1
            return
        opening = self._opened(row, leaf.id, row.name, row)
        if opening is None:
            self._shut.append(_Shut(row, leaf))
        elif disclosure_digest(b64url(opening)) != leaf.c[row.name]:
            self._add("disclosure_altered", row, f"opens to something else than event {leaf.id} commits to")

    def _opened(self, row: SealedRow, event_id: str, name: str, owners: SealedRow) -> bytes | None:
        """The box of a row, as if it lay at another place and belonged to the owners that another row names."""
        return self._ring.open(self._log.origin, event_id, name, owners.subject, owners.writer, bytes(row.sealed))

    def _name(self, shut: _Shut) -> None:
        """Where a box that does not open belongs, if that can be found: then it was swapped or copied."""
        row = shut.row
        for other in self._shut[:MOST_TRIED]:
            if other.row is not row and any(
                self._opened(row, other.leaf.id, other.row.name, owners) is not None for owners in (row, other.row)
            ):
                what = f"holds what belongs to field {other.row.name} of the event at {other.row.idx}"
                self._add("disclosure_swapped", row, what)
                return
        copies = self._read.all(COPIES, log_id=self._log.log_id, sealed=bytes(row.sealed))
        twins = [(each.idx, each.name) for each in copies if (each.idx, each.name) != (row.idx, row.name)]
        if twins:
            index, name = twins[0]
            self._add("disclosure_swapped", row, f"holds a copy of field {name} of the event at {index}")
        else:
            self._add("disclosure_altered", row, "does not open under its keys: its bytes or its owners were edited")

    def _add(self, code: str, row: SealedRow, what: str) -> None:
        self._report.add(code, disclosures.name, (self._log.log_id, row.idx, row.name), what)
