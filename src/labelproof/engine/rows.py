"""The rows of a release and every file it binds, from the events before a position, outside any lock.

What a row says is `evidence.rows.make_row`, the function that checks it; here it is given leaves and openings.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from labelproof.engine.engine import Engine
from labelproof.engine.keyring import KeyRing
from labelproof.engine.lines import opening_line, row_line
from labelproof.engine.measures.release import format_measures, measures_of
from labelproof.engine.openings import PAGE, SEALED, leaves, read_log, value_of
from labelproof.engine.working_folder import working_folder
from labelproof.evidence.bundle import (
    CHARTER,
    ITEMS,
    MEASURES,
    OPENINGS,
    README,
    README_TEXT,
    ROWS,
    ROWS_PARQUET,
    VOTES_PARQUET,
    WITHHELD,
    digest_of,
    guideline_path,
    taxonomy_path,
)
from labelproof.evidence.check_documents import document_bytes, format_item
from labelproof.evidence.facts import Item, Release
from labelproof.evidence.history import History
from labelproof.evidence.openings import OPENED, Openings, count_withheld, format_withheld
from labelproof.evidence.questions import Questions
from labelproof.evidence.rows import files_root, make_row, scope, scope_items
from labelproof.evidence.seal import lost_openings, needed_openings
from labelproof.formats import rows_parquet, votes_parquet
from labelproof.kernel.canonical import b64url
from labelproof.log.leaf import parse_leaf
from labelproof.log.tree import Frontier, leaf_hash
from labelproof.ports.store import Reading

At = tuple[int, str]
"""A leaf's index and the name of a field in it."""

BATCH = 2000
COLUMNS = {"salt": "VARCHAR", "supersedes": "VARCHAR"}


class Computed(NamedTuple):
    """The files of a release by path, and what its publication commits to."""

    files: Mapping[str, bytes]
    n_rows: int
    rows_root: str
    files_root: str


@dataclass(frozen=True)
class _Sources:
    """What one computation reads from: as of `as_of` leaves, which nothing but an erasure can change."""

    engine: Engine
    read: Reading
    log_id: int
    origin: str
    as_of: int
    history: History
    release: Release


def compute_rows(engine: Engine, read: Reading, log_id: int, release: str, as_of: int) -> Computed:
    """Rows and files of a requested release. Leaves count up to `as_of`: removals and tombstones come after the position."""
    history = History()
    for _, leaf in leaves(read, log_id, 0, as_of):
        history.take(parse_leaf(leaf))
    sources = _Sources(engine, read, log_id, read_log(read, log_id).origin, as_of, history, history.releases[release])
    openings = Openings(history)
    with working_folder() as folder:
        shown = folder / "openings"
        _open(sources, openings, shown)
        files = _documents(sources, openings) | {OPENINGS: shown.read_bytes()}
        n_rows, root = _write_rows(sources, openings, folder / "rows")
        files |= {ROWS: (folder / "rows").read_bytes()} | _parquet(folder)
        files[MEASURES] = _measures(sources.release, openings, folder / "rows")
    lost = lost_openings(history, openings, sources.release, as_of)
    files[WITHHELD] = format_withheld(count_withheld(history, openings.values, sources.release.position, lost), lost)
    return Computed(files, n_rows, root, files_root({path: digest_of(raw) for path, raw in files.items()}))


def _open(sources: _Sources, openings: Openings, shown: Path) -> None:
    """Terms first, since they say which items may be passed on; then everything needed, in order of the log."""
    history, release = sources.history, sources.release
    at = {history.collections[c].leaf_index: c for c in release.collections}
    terms = {index: value_of(opened) for (index, _), opened in _disclosures(sources, {(i, "terms") for i in at})}
    passed_on = {c for i, c in at.items() if isinstance(said := terms.get(i), dict) and said.get("may_pass_on") is True}
    wanted = set(needed_openings(history, release, sources.as_of, passed_on))
    with shown.open("wb") as file:
        for at, opening in _disclosures(sources, wanted):
            openings.values[at] = value_of(opening)
            file.write(opening_line(*at, opening))


def _disclosures(sources: _Sources, wanted: set[At]) -> Iterator[tuple[At, bytes]]:
    """The disclosures that open, in order of the log. Erased ones are passed over, though they still stood."""
    ring = KeyRing(sources.engine.keys, sources.engine.entropy)
    ids = {at: event_id for event_id, at in sources.history.index_of.items()} if wanted else {}
    for page in sorted({at // PAGE for at, _ in wanted}):
        rows = [
            (at, row)
            for row in sources.read.all(
                SEALED, log_id=sources.log_id, start=page * PAGE, stop=min((page + 1) * PAGE, sources.as_of)
            )
            if (at := (row.idx, row.name)) in wanted and not sources.history.is_erased(*at)
        ]
        ring.load_many(sources.origin, {who for _, row in rows for who in (row.subject, row.writer)})
        for at, row in rows:
            opening = ring.open(sources.origin, ids[row.idx], row.name, row.subject, row.writer, row.sealed)
            if opening is not None:
                yield at, opening


def _documents(sources: _Sources, openings: Openings) -> dict[str, bytes]:
    """Every version before the position, the charter in force, the items that may be passed on, and how to read it all."""
    history, release = sources.history, sources.release
    files: dict[str, bytes] = {README: README_TEXT.encode()}

    def put(path: str, at: int, name: str) -> None:
        opening = openings.get(at, name)
        if opening.state == OPENED:
            files[path] = document_bytes(opening.value)

    for version in history.guidelines.values():
        if version.leaf_index < release.position:
            put(guideline_path(version.version), version.leaf_index, "markdown")
    for version in history.taxonomies.values():
        if version.leaf_index < release.position:
            put(taxonomy_path(version.version), version.leaf_index, "labels")
    signed = [charter for at, charter in history.signed_charters if at < release.position]
    if signed:
        put(CHARTER, history.charters[signed[-1]], "charter")
    lines: list[bytes] = []
    for item in sorted(scope_items(history, release)):
        opening = openings.get(item.leaf_index, f"i{item.place}")
        if opening.state == OPENED:
            lines.append(format_item(item.item_id, item.leaf_index, item.place, opening.value))
    if lines:
        files[ITEMS] = b"".join(lines)
    return files


def _write_rows(sources: _Sources, openings: Openings, path: Path) -> tuple[int, str]:
    """Write the lines in row_id order, item keys read some thousand at a time; gives their number and root."""
    frontier = Frontier()
    spots = iter(scope(sources.history, sources.release))
    with path.open("wb") as file:
        while part := list(islice(spots, BATCH)):
            salt = _salts(sources, [item for _, item, _ in part])
            for row_id, item, question in part:
                made = make_row(
                    sources.history, openings, sources.release, sources.as_of, item, question, salt(item, row_id)
                )
                line = row_line(made)
                frontier.append(leaf_hash(line))
                file.write(line + b"\n")
    return frontier.size, b64url(frontier.root())


def _salts(sources: _Sources, items: list[Item]) -> Callable[[Item, str], str | None]:
    """HMAC(the item's subject key, release LF row_id): without it a proof's sibling hashes would give neighbours away."""
    keys = sources.engine.keys.keys(sources.origin, {item.subject for item in items})

    def salt(item: Item, row_id: str) -> str | None:
        key = keys.get(item.subject)
        if key is None:
            return None
        return b64url(hmac.digest(key, f"{sources.release.release_id}\n{row_id}".encode(), hashlib.sha256)[:16])

    return salt


def _measures(release: Release, openings: Openings, rows: Path) -> bytes:
    configs = Questions(openings).configs(release.position)
    with rows.open("rb") as lines:
        return format_measures(measures_of(lines, configs, release.position))


def _parquet(folder: Path) -> dict[str, bytes]:
    rows, votes = folder / "rows.parquet", folder / "votes.parquet"
    rows_parquet.write(folder / "rows", rows, COLUMNS)
    votes_parquet.write(rows, votes, keys=("row_id", "item_id", "question_id"))
    return {ROWS_PARQUET: rows.read_bytes(), VOTES_PARQUET: votes.read_bytes()}
