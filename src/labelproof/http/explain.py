"""Where a label came from."""

from typing import Any

from fastapi import APIRouter, Request

from labelproof.engine.views import explain
from labelproof.engine.views.seeing import show_items
from labelproof.engine.views.visit import visit
from labelproof.http.identity import caller_of, instance_of

router = APIRouter(prefix="/v1/projects/{label}")


@router.get("/explain/{named}")
def explained(label: str, named: str, request: Request, question: str = "") -> dict[str, Any]:
    """A row's chain from raw item to proof. Looking is recorded first."""
    engine, caller = instance_of(request).engine, caller_of(request)
    with engine.store.reading() as read:
        v = visit(engine, read, label, caller, "see_explain")
        log_id, (item, found) = v.log_id, explain.item_of(v, named)
    show_items(engine, log_id, caller, [item])
    with engine.store.reading() as read:
        return explain.explained(visit(engine, read, label, caller, "see_explain"), item, question or found)
