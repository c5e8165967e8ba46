"""Signed notes, the published checkpoint and the log's own row, each held against the tree of the leaves."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from labelproof.engine.differences import Report
from labelproof.engine.engine import Engine
from labelproof.engine.notes import NOTES, opened_checkpoint
from labelproof.engine.openings import read_log
from labelproof.engine.tie_files import FILES
from labelproof.engine.vault import label_of
from labelproof.kernel.refused import Refused
from labelproof.log.checkpoint import Checkpoint
from labelproof.ports.blob_store import BlobMissing
from labelproof.ports.store import Reading
from labelproof.storage.tables import logs, notes


class NoteTie:
    """What was promised of one log: notes as stored, and the checkpoint as published."""

    def __init__(self, engine: Engine, read: Reading, log: Any, report: Report) -> None:
        self._engine, self._log, self._report = engine, log, report
        self._stored: dict[int, Checkpoint] = {}
        self.n_notes = 0
        for row in read.all(NOTES, log_id=log.log_id):
            self.n_notes += 1
            self._read_note(row)
        self._shown = self._published()

    @property
    def sizes(self) -> set[int]:
        """Sizes at which a root was promised."""
        return {*self._stored, *(() if self._shown is None else (self._shown.size,))}

    @property
    def newest(self) -> Checkpoint | None:
        """The largest promise there is."""
        known = [*self._stored.values(), *(() if self._shown is None else (self._shown,))]
        return max(known, key=lambda each: each.size, default=None)

    @property
    def signed(self) -> int:
        """The size up to which files must stand: that of the largest stored note."""
        return max(self._stored, default=0)

    def check(self, roots: list[dict[int, bytes]]) -> None:
        """`roots`: for each way to see the tree, its root at each promised size. One that holds is enough here.

        What makes the ways differ is named where it stands; a promise that none of them keeps is named here.
        """
        for size, checkpoint in sorted(self._stored.items()):
            if not any(each.get(size) == checkpoint.root for each in roots):
                what = f"the note signs another root at size {size} than the leaves give"
                self._add("note_forked", notes.name, size, what)
        self._check_shown(roots)
        newest = max(self._stored, default=0)
        if self._log.signed_size > newest and self._shown is not None and self._shown.size == self._log.signed_size:
            what = f"a note of size {self._log.signed_size} was published, and the newest that is stored has {newest}"
            self._add("note_missing", notes.name, self._log.signed_size, what)
        elif self._log.signed_size != newest and self.n_notes == len(self._stored):
            what = f"signed_size says {self._log.signed_size}, and the newest note has {newest}"
            self._report.add("log_signed_size", logs.name, (self._log.log_id,), what)

    def _read_note(self, row: Any) -> None:
        try:
            checkpoint = opened_checkpoint(self._engine, self._log.origin, bytes(row.note))
        except Refused as refused:
            code = "signing_key_missing" if refused.code == "signer.missing" else "note_altered"
            self._add(code, notes.name, row.size, f"the note of size {row.size} does not open: {refused.what}")
            return
        if checkpoint.size != row.size or checkpoint.origin != self._log.origin:
            what = f"the row says size {row.size}, and its note is of {checkpoint.origin} at {checkpoint.size}"
            self._add("note_altered", notes.name, row.size, what)
        else:
            self._stored[row.size] = checkpoint

    def _published(self) -> Checkpoint | None:
        name = f"log/{label_of(self._log.origin)}/checkpoint"
        try:
            return opened_checkpoint(self._engine, self._log.origin, self._engine.blobs.get(name))
        except BlobMissing:
            # With one note alone a kill may have come between it and its first publication.
            if self.n_notes > 1:
                self._report.add("checkpoint_missing", FILES, (name,), "notes were signed, and none is published")
        except Refused as refused:
            self._report.add("checkpoint_altered", FILES, (name,), f"does not open: {refused.what}")
        return None

    def _check_shown(self, roots: list[dict[int, bytes]]) -> None:
        shown, name = self._shown, f"log/{label_of(self._log.origin)}/checkpoint"
        if shown is None or any(each.get(shown.size) == shown.root for each in roots):
            return
        if shown.size > self._log.size:
            with ThreadPoolExecutor(1) as another:  # a reading within a reading is the same snapshot
                if another.submit(self._size_now).result() >= shown.size:
                    return  # a publisher beside us is ahead of what we look at
            what = f"size {shown.size} was published, and the database ends at {self._log.size}: it is an older copy"
            self._report.add("checkpoint_behind", FILES, (name,), what)
        elif shown.size not in self._stored:
            what = f"signs another root at size {shown.size} than the leaves give"
            self._report.add("checkpoint_forked", FILES, (name,), what)

    def _size_now(self) -> int:
        with self._engine.store.reading() as read:
            return read_log(read, self._log.log_id).size

    def _add(self, code: str, table: str, size: int, what: str) -> None:
        self._report.add(code, table, (self._log.log_id, size), what)
