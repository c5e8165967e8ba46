"""What a person can prove of their own work: their receipts, one or all."""

from typing import Any

from fastapi import APIRouter, Request, Response

from labelproof.engine import prove, receipts
from labelproof.engine.log_keys import current_vkey
from labelproof.engine.views.visit import visit
from labelproof.http.identity import caller_of, instance_of
from labelproof.http.models import Index

router = APIRouter(prefix="/v1/projects/{label}")


@router.get("/receipts")
def own_receipts(label: str, request: Request) -> dict[str, Any]:
    """Everything the caller did here, oldest first."""
    engine = instance_of(request).engine
    with engine.store.reading() as read:
        v = visit(engine, read, label, caller_of(request), "see_receipt")
        kept = receipts.own_receipts(read, v.log_id, v.who.member)
        vkey = current_vkey(engine, read, v.log_id)
    return {"origin": v.origin, "vkey": vkey, "member": v.who.member, "receipts": kept}


@router.get("/receipts.jsonl")
def export_receipts(label: str, request: Request) -> Response:
    """All of the caller's receipts with their proofs and own answers, checkable offline."""
    engine = instance_of(request).engine
    with engine.store.reading() as read:
        v = visit(engine, read, label, caller_of(request), "see_receipt")
        lines = b"".join(receipts.export_receipts(engine, read, v.log_id, v.who.member))
    named = {"content-disposition": 'attachment; filename="receipts.jsonl"'}
    return Response(lines, media_type="application/jsonl", headers=named)


@router.get("/receipts/{index}")
def receipt(label: str, index: Index, request: Request) -> Response:
    """A tlog-proof that this leaf is in the log."""
    engine = instance_of(request).engine
    with engine.store.reading() as read:
        log_id = visit(engine, read, label, caller_of(request), "see_receipt").log_id
    return Response(prove.receipt_proof(engine, log_id, index), media_type="text/plain; charset=utf-8")
