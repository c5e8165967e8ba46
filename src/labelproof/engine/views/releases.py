"""Releases as people see them."""

import io
import json
import zipfile
from collections import Counter
from typing import Any

import sqlalchemy as sa

from labelproof.engine.bundle import bundle_bytes
from labelproof.engine.views.visit import Visit
from labelproof.kernel.refused import Refused
from labelproof.ports.query import Query, param
from labelproof.rooms.releases import queries
from labelproof.storage.operational import bundles

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
    return ("ready" if kept.state == "sealed" else "gone"), kept


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
    found.update(counts={}, files=[], vkey=v.engine.signer.vkey(v.origin), checkpoint=None, note=None)
    if found["bundle"] == "ready":
        found.update(_inside(bundle_bytes(v.engine, v.log_id, release)))
    return found


def _inside(content: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        statuses = Counter(json.loads(line)["status"] for line in archive.read("data/rows.jsonl").splitlines())
        files = [{"path": i.filename, "size": i.file_size} for i in archive.infolist() if "/tile/" not in i.filename]
        manifest = json.loads(archive.read("MANIFEST.json"))
        text = archive.read("log/checkpoint").decode().split("\n")
    names = ("released", "unresolved", "undecidable", "excluded", "withdrawn")
    digests = _digests(manifest)
    return {
        "counts": {name: statuses.get(name, 0) for name in names},
        "files": [{**f, "sha256": digests.get(f["path"])} for f in files],
        "n_tiles": sum(1 for path in digests if "/tile/" in path),
        "checkpoint": {"size": int(text[1]), "root": text[2]},
    }


def _digests(manifest: dict[str, Any]) -> dict[str, str]:
    files = manifest["files"]
    if isinstance(files, dict):
        return {path: said["sha256"] if isinstance(said, dict) else said for path, said in files.items()}
    return {said["path"]: said["sha256"] for said in files}


def verified(content: bytes, vkey: str) -> dict[str, Any]:
    """What the offline verifier says, as JSON."""
    from labelproof.evidence.verify import verify_bytes

    return verify_bytes(content, vkey)
