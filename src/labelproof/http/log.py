"""Tiles and checkpoints as static files; the root log's for everyone, a project's only for its members."""

import hashlib
from typing import Any

from fastapi import APIRouter, Request, Response

from labelproof.engine.log_keys import all_vkeys
from labelproof.engine.notes import note_of_size
from labelproof.engine.openings import ROOT
from labelproof.engine.views.log_health import check_sees_logs, is_instance_log, log_health
from labelproof.engine.views.visit import visit
from labelproof.http.identity import caller_of, instance_of
from labelproof.http.models import Index
from labelproof.kernel.canonical import b64url
from labelproof.kernel.refused import Refused
from labelproof.log.tiles import parse_tile_path
from labelproof.ports.blob_store import BlobMissing
from labelproof.ports.store import Reading

router = APIRouter()
FOR_EVER = "max-age=31536000, immutable"
SECONDS = "max-age=1"
PLAIN = "text/plain; charset=utf-8"


def _check_reads(request: Request, read: Reading, host: str, label: str) -> None:
    """The root log is everyone's; a project's is its members', the instance log its owners'."""
    engine = instance_of(request).engine
    if host != engine.host:
        raise Refused("http.not_found", f"this server keeps no log of {host[:64]}", "check the origin")
    if label == ROOT:
        return
    caller = caller_of(request)
    if is_instance_log(read, label):
        check_sees_logs(engine, read, caller)
    else:
        visit(engine, read, label, caller, "see_log")


def _file(request: Request, host: str, label: str, path: str) -> bytes:
    engine = instance_of(request).engine
    with engine.store.reading() as read:
        _check_reads(request, read, host, label)
    try:
        return engine.blobs.get(f"log/{label}/{path}")
    except BlobMissing as missing:
        raise Refused(
            "log.no_file", f"{path[:80]} is not published", "read the checkpoint for the log's size"
        ) from missing


def _answer(request: Request, label: str, content: bytes, media_type: str, age: str) -> Response:
    """The file, or 304 for who has it; a shared cache may keep what is everyone's, and nothing else."""
    tag = f'"{b64url(hashlib.sha256(content).digest()[:16])}"'
    headers = {"cache-control": f"{'public' if label == ROOT else 'private'}, {age}", "etag": tag}
    if label == ROOT:
        headers["access-control-allow-origin"] = "*"
    known = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    if tag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)


@router.get("/log/{host}/{label}/checkpoint")
def checkpoint(host: str, label: str, request: Request) -> Response:
    """The newest signed checkpoint."""
    return _answer(request, label, _file(request, host, label, "checkpoint"), PLAIN, SECONDS)


@router.get("/log/{host}/{label}/checkpoint.{size}")
def stored_checkpoint(host: str, label: str, size: Index, request: Request) -> Response:
    """A checkpoint of this size that was stored and not pruned: what binds the log to its history."""
    engine = instance_of(request).engine
    with engine.store.reading() as read:
        _check_reads(request, read, host, label)
        log_id = engine.log_id(label)
        found = None if log_id is None else note_of_size(read, log_id, size)
    if found is None:
        raise Refused("log.no_file", f"no checkpoint of size {size} is kept", "see GET …/log for those that are")
    return _answer(request, label, bytes(found.note), PLAIN, FOR_EVER)


@router.get("/log/{host}/{label}/vkey")
def vkey(host: str, label: str, request: Request) -> Response:
    """Every key that the log announced, oldest first, one a line: a convenience, and no source of trust."""
    engine = instance_of(request).engine
    with engine.store.reading() as read:
        _check_reads(request, read, host, label)
        log_id = engine.log_id(label)
        vkeys = [] if log_id is None else all_vkeys(engine, read, log_id)
    if not vkeys:
        raise Refused("log.no_file", "there is no such log yet", "wait until something is published")
    return _answer(request, label, "".join(f"{each}\n" for each in vkeys).encode(), PLAIN, SECONDS)


@router.get("/log/{host}/{label}/{size}.tsr")
def timestamp(host: str, label: str, size: Index, request: Request) -> Response:
    """The timestamp (RFC 3161) over the checkpoint of this size; the root log has them."""
    content = _file(request, host, label, f"{size}.tsr")
    return _answer(request, label, content, "application/timestamp-reply", FOR_EVER)


@router.get("/log/{host}/{label}/tile/{path:path}")
def tile(host: str, label: str, path: str, request: Request) -> Response:
    """A tile of hashes or an entry bundle."""
    parse_tile_path(f"tile/{path}")
    content = _file(request, host, label, f"tile/{path}")
    return _answer(request, label, content, "application/octet-stream", FOR_EVER)


@router.get("/v1/instance/log-health")
def health(request: Request) -> dict[str, Any]:
    """How the instance's logs stand, what witnesses last said, and what needs a person."""
    return log_health(instance_of(request).engine, caller_of(request))
