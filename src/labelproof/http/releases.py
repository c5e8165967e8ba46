"""Releases: what stands, the sealed bundle, its verification, its rows."""

import json
import zipfile
from io import BytesIO
from typing import Any

from fastapi import APIRouter, Request, Response

from labelproof.engine import prove
from labelproof.engine.bundle import bundle_bytes
from labelproof.engine.log_keys import all_vkeys
from labelproof.engine.views import releases
from labelproof.engine.views.content import named_items
from labelproof.engine.views.seeing import show_release
from labelproof.engine.views.visit import visit
from labelproof.http.identity import caller_of, instance_of
from labelproof.http.models import Page

router = APIRouter(prefix="/v1/projects/{label}")


def _bundle(request: Request, label: str, release: str, action: str) -> bytes:
    engine, caller = instance_of(request).engine, caller_of(request)
    with engine.store.reading() as read:
        v = visit(engine, read, label, caller, action)
        log_id = v.log_id
        releases.known(v, release)
    show_release(engine, log_id, caller, release)
    return bundle_bytes(engine, log_id, release)


@router.get("/releases")
def all_releases(label: str, request: Request) -> dict[str, Any]:
    """Every release, newest first."""
    engine = instance_of(request).engine
    with engine.store.reading() as read:
        return {"releases": releases.listed(visit(engine, read, label, caller_of(request), "see_project"))}


@router.get("/releases/{release}")
def one_release(label: str, release: str, request: Request) -> dict[str, Any]:
    """A release with its counts, files and checkpoint."""
    engine = instance_of(request).engine
    with engine.store.reading() as read:
        return releases.one(visit(engine, read, label, caller_of(request), "see_release"), release)


@router.get("/releases/{release}/bundle")
def bundle(label: str, release: str, request: Request) -> Response:
    """The sealed bundle, the same bytes for everyone."""
    content = _bundle(request, label, release, "see_values")
    headers = {"content-disposition": f'attachment; filename="labelproof-{label[:8]}-{release[:8]}.zip"'}
    return Response(content, media_type="application/zip", headers=headers)


@router.post("/releases/{release}/verification")
def verification(label: str, release: str, request: Request) -> dict[str, Any]:
    """What the offline verifier says of the bundle, checked against this log's key."""
    engine, caller = instance_of(request).engine, caller_of(request)
    with engine.store.reading() as read:
        v = visit(engine, read, label, caller, "verify_release")
        releases.known(v, release)
        log_id, vkeys = v.log_id, all_vkeys(engine, read, v.log_id)
    return releases.verified(bundle_bytes(engine, log_id, release), vkeys)


@router.get("/releases/{release}/rows")
def rows(label: str, release: str, request: Request, after: str = "", limit: Page = 100) -> dict[str, Any]:
    """Rows of a release in order of their ids."""
    content = _bundle(request, label, release, "see_values")
    with zipfile.ZipFile(BytesIO(content)) as archive, archive.open("data/rows.jsonl") as lines:
        found: list[Any] = []
        for line in lines:
            row = json.loads(line)
            if row["row_id"] > after:
                found.append(row)
            if len(found) >= limit:
                break
    with instance_of(request).engine.store.reading() as read:
        v = visit(instance_of(request).engine, read, label, caller_of(request), "see_values")
        return {"rows": found, "items": named_items(v, [str(row["item_id"]) for row in found])}


@router.get("/releases/{release}/rows/{row_id}/proof")
def row_proof(label: str, release: str, row_id: str, request: Request) -> Response:
    """A proof that this row is in the release, for `labelproof verify --proof`."""
    engine, caller = instance_of(request).engine, caller_of(request)
    with engine.store.reading() as read:
        v = visit(engine, read, label, caller, "see_values")
        log_id = v.log_id
        releases.known(v, release)
    show_release(engine, log_id, caller, release)
    return Response(prove.prove(engine, log_id, row_id, release), media_type="text/plain; charset=utf-8")
