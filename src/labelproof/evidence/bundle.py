"""The files of an evidence bundle: their names, the manifest over them, and the page that says what it is."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol

from labelproof.kernel.canonical import Json, parse_json, value_json
from labelproof.kernel.refused import Refused
from labelproof.log.faults import Faults
from labelproof.log.verify import Missing, Reader

SCHEMA = "labelproof-bundle/1"
MANIFEST = "MANIFEST.json"
README = "README.txt"
ROWS = "data/rows.jsonl"
ROWS_PARQUET = "data/rows.parquet"
ITEMS = "data/items.jsonl"
VOTES_PARQUET = "votes/votes.parquet"
MEASURES = "quality/measures.jsonl"
OPENINGS = "disclosures/openings.jsonl"
WITHHELD = "disclosures/withheld.json"
CHARTER = "plan/charter.json"
LOG = "log/"
VKEY = LOG + "vkey"
REQUIRED = (README, ROWS, OPENINGS, WITHHELD, LOG + "checkpoint")
_ASK = "get the bundle again from whoever published it, and compare"

README_TEXT = """\
This folder is an evidence bundle: a frozen set of labels with the proof of how each came about.

data/rows.jsonl      one row for each item and question: value, status, votes, versions, and where the log has them
data/rows.parquet    the same rows (not read when the bundle is checked)
data/items.jsonl     the items, where their terms let them be passed on
votes/               one row for each vote, as Parquet
quality/             measures.jsonl: agreement of each question, with method, interval and the digest of its votes
guideline/ taxonomy/ plan/   every version of the instructions and labels, and the charter
disclosures/         openings.jsonl: salted values, each tied by its digest to a leaf of the log;
                     withheld.json: what is not opened, how often, and why
log/                 every event of the project up to the checkpoint, signed; leaves hold no content
MANIFEST.json        size and SHA-256 of every file

To check it, offline:    labelproof verify PATH --vkey VKEY
its figures, too:        labelproof verify PATH --vkey VKEY --measures
The key that lies in log/vkey proves nothing about whose it is: get VKEY from the publisher by another way.

It shows that every row follows from the votes, that no vote and no item was left out, who (by pseudonym) said what
under which version of the instructions, and that a person who settled a question had the right to and had not
answered it. It does not show that a label is right, nor that the operator did not rewrite the log before anybody
kept a checkpoint of it: keep log/checkpoint, and give it with --old next time.
"""


class BundleReader(Reader, Protocol):
    """A bundle as a directory, an archive or a dictionary."""

    def names(self) -> Iterable[str]:
        """The path of every file there is."""
        ...


class Manifest(NamedTuple):
    """Which release this is, and (size, hex SHA-256) of every other file."""

    release: str
    origin: str
    files: Mapping[str, tuple[int, str]]


class Under:
    """The files below a prefix, as a reader of their own."""

    def __init__(self, reader: Reader, prefix: str) -> None:
        self._reader, self._prefix = reader, prefix

    def read(self, path: str) -> bytes:
        """The bytes at a path below the prefix; messages name the whole path."""
        return self._reader.read(self._prefix + path)


def guideline_path(version: int) -> str:
    """Where a guideline's Markdown lies."""
    return f"guideline/{version}.md"


def taxonomy_path(version: int) -> str:
    """Where a taxonomy's labels lie, as canonical JSON."""
    return f"taxonomy/{version}.json"


def digest_of(raw: bytes) -> str:
    """Hex SHA-256, as manifests and files_root have it."""
    return hashlib.sha256(raw).hexdigest()


def format_manifest(release: str, origin: str, files: Mapping[str, tuple[int, str]]) -> bytes:
    """`MANIFEST.json`: canonical JSON with a final LF, files sorted by path."""
    rows: list[Json] = [
        {"path": path, "size": size, "sha256": sha256} for path, (size, sha256) in sorted(files.items())
    ]
    return value_json({"schema": SCHEMA, "release": release, "origin": origin, "files": rows}) + b"\n"


def parse_manifest(raw: bytes) -> Manifest:
    """The manifest, or a refusal with code `bundle.manifest`."""
    try:
        value = parse_json(raw)
    except Refused as error:
        raise _bad(f"cannot be read: {error.what}") from None
    if not isinstance(value, dict) or value.get("schema") != SCHEMA:
        raise _bad(f"is not of schema {SCHEMA}")
    release, origin, rows = value.get("release"), value.get("origin"), value.get("files")
    if not (isinstance(release, str) and isinstance(origin, str) and isinstance(rows, list)):
        raise _bad("lacks release, origin or files")
    files: dict[str, tuple[int, str]] = {}
    for row in rows:
        if not isinstance(row, dict):
            raise _bad("has a file that is not path, size and sha256")
        path, size, sha256 = row.get("path"), row.get("size"), row.get("sha256")
        if not (isinstance(path, str) and type(size) is int and isinstance(sha256, str)) or path in files:
            raise _bad("has a file that is not path, size and sha256, or has it twice")
        files[path] = (size, sha256)
    if format_manifest(release, origin, files) != raw:
        raise _bad("is not as a manifest of its contents is written")
    return Manifest(release, origin, files)


def check_manifest(reader: BundleReader, manifest: Manifest, faults: Faults) -> dict[str, str]:
    """Every file against the manifest; the digests of those there are."""
    digests: dict[str, str] = {}
    for path, (size, sha256) in sorted(manifest.files.items()):
        try:
            raw = reader.read(path)
        except Missing:
            faults.add("bundle.missing", f"{path} is in MANIFEST.json and not there", _ASK)
            continue
        digests[path] = digest_of(raw)
        if (len(raw), digests[path]) != (size, sha256):
            what = f"{path} has {len(raw)} bytes and is not the file MANIFEST.json names ({size} bytes)"
            faults.add("bundle.changed", what, _ASK)
    for path in sorted({MANIFEST, *manifest.files}.symmetric_difference(reader.names())):
        if path not in manifest.files:
            faults.add("bundle.manifest", f"{path[:200]!r} is there and not in MANIFEST.json", _ASK)
    for path in REQUIRED:
        if path not in manifest.files:
            faults.add("bundle.missing", f"{path} is not in MANIFEST.json", _ASK)
    return digests


def _bad(what: str) -> Refused:
    return Refused("bundle.manifest", f"MANIFEST.json {what}", _ASK)
