"""Releases as people see them."""

import json
from collections import Counter
from typing import Any

import sqlalchemy as sa

from labelproof.engine.archive import ZipReader
from labelproof.engine.bundle import bundle_bytes
from labelproof.engine.log_keys import current_vkey
from labelproof.engine.views.visit import Visit
from labelproof.evidence.bundle import MANIFEST, ROWS, parse_manifest
from labelproof.evidence.check import check_bundle
from labelproof.evidence.report import describe_bundle
from labelproof.kernel.refused import Refused
from labelproof.log.verify import Pins
from labelproof.ports.query import Query, param
from labelproof.rooms.releases import queries
from labelproof.storage.operational import bundles

STATUSES = ("released", "unresolved", "undecidable", "excluded", "withdrawn")
BUNDLE = Query(sa.select(bundles).where(bundles.c.log_id == param("log_id"), bundles.c.release == param("release")))


def known(v: Visit, release: str) -> Any:
    """The release's row; refused when there is none."""
    row = v.read.one(queries.release, log_id=v.log_id, release=release)
    if row is None:
        raise Refused("releases.no_release", f"there is no release {release[:64]}", "check the id")
    return row


def _bundle_state(v: Visit, row: Any) -> tuple[str, Any]:
    kept = v.read.one(BUNDLE, log_id=v.log_id, release=row.release)
    if kept is None:
        return ("sealing" if row.state != "abandoned" else "gone"), None
    return {"sealed": "ready", "gone": "gone"}.get(kept.state, "sealing"), kept


def _listed(v: Visit, row: Any) -> dict[str, Any]:
    state, kept = _bundle_state(v, row)
    return {
        "release": row.release,
        "state": row.state,
        "requested_at": row.requested_at,
        "published_at": row.published_at,
        "position": row.position,
        "published_index": row.published_index,
        "n_rows": row.n_rows,
        "rows_root": row.rows_root,
        "files_root": row.files_root,
        "supersedes": row.supersedes or None,
        "note": row.note or None,
        "bundle": state,
        "sha256": None if kept is None else kept.sha256,
        "size": None if kept is None else kept.size,
    }


def listed(v: Visit) -> list[dict[str, Any]]:
    """Every release, newest first."""
    return [_listed(v, row) for row in v.read.all(queries.all_releases, log_id=v.log_id)]


def one(v: Visit, release: str) -> dict[str, Any]:
    """A release with its counts, files and checkpoint, read from the sealed bundle."""
    found = _listed(v, known(v, release))
    found.update(counts={}, files=[], vkey=current_vkey(v.engine, v.read, v.log_id), checkpoint=None)
    if found["bundle"] == "ready":
        found.update(_inside(bundle_bytes(v.engine, v.log_id, release)))
    return found


def _inside(content: bytes) -> dict[str, Any]:
    bundle = ZipReader(content)
    statuses = Counter(json.loads(line)["status"] for line in bundle.read(ROWS).splitlines())
    files = parse_manifest(bundle.read(MANIFEST)).files
    text = bundle.read("log/checkpoint").decode().split("\n")
    return {
        "counts": {name: statuses.get(name, 0) for name in STATUSES},
        "files": [
            {"path": path, "size": size, "sha256": digest}
            for path, (size, digest) in files.items()
            if "/tile/" not in path
        ],
        "n_tiles": sum(1 for path in files if "/tile/" in path),
        "checkpoint": {"size": int(text[1]), "root": text[2]},
    }


def verified(content: bytes, vkeys: list[str]) -> dict[str, Any]:
    """What the offline verifier says under this log's keys, as JSON."""
    return describe_bundle(check_bundle(ZipReader(content), Pins(tuple(vkeys), ())), trust_enclosed=False)


def row_of(v: Visit, row_id: str) -> tuple[str, dict[str, Any]] | None:
    """(release, row) in the newest release whose bundle we still hold."""
    for release in reversed(v.read.all(queries.published, log_id=v.log_id)):
        if _bundle_state(v, release)[0] != "ready":
            continue
        rows = ZipReader(bundle_bytes(v.engine, v.log_id, release.release)).read(ROWS)
        at = rows.find(f'"row_id":"{row_id}"'.encode())
        if at >= 0:
            line = rows[rows.rfind(b"\n", 0, at) + 1 : rows.find(b"\n", at)]
            return release.release, json.loads(line)
    return None
