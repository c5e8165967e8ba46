"""Tiles and checkpoints as static files; a project's only for its members (log.md section 4)."""

from fastapi import APIRouter, Request, Response

from labelproof.engine.views.visit import visit
from labelproof.http.identity import caller_of, instance_of
from labelproof.kernel.refused import Refused
from labelproof.log.tiles import parse_tile_path
from labelproof.ports.blob_store import BlobMissing

router = APIRouter(prefix="/log")
FOR_EVER = "private, max-age=31536000, immutable"


def _read(request: Request, host: str, label: str, path: str) -> bytes:
    engine = instance_of(request).engine
    if host != engine.host:
        raise Refused("http.not_found", f"this server keeps no log of {host[:64]}", "check the origin")
    with engine.store.reading() as read:
        visit(engine, read, label, caller_of(request), "see_log")
    try:
        return engine.blobs.get(f"log/{label}/{path}")
    except BlobMissing as missing:
        raise Refused(
            "log.no_file", f"{path[:80]} is not published", "read the checkpoint for the log's size"
        ) from missing


@router.get("/{host}/{label}/checkpoint")
def checkpoint(host: str, label: str, request: Request) -> Response:
    """The newest signed checkpoint."""
    content = _read(request, host, label, "checkpoint")
    return Response(content, media_type="text/plain; charset=utf-8", headers={"cache-control": "private, max-age=1"})


@router.get("/{host}/{label}/tile/{path:path}")
def tile(host: str, label: str, path: str, request: Request) -> Response:
    """A tile of hashes or an entry bundle."""
    parse_tile_path(f"tile/{path}")
    content = _read(request, host, label, f"tile/{path}")
    return Response(content, media_type="application/octet-stream", headers={"cache-control": FOR_EVER})
