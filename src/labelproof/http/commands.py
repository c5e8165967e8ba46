"""Every command by name. Those that make secrets (invitations, tokens) answer with them once."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool

from labelproof.engine.catalogue import parse_command
from labelproof.engine.commands import operational_command
from labelproof.engine.engine import INSTANCE_LOG
from labelproof.engine.results import imported_ids, opened_project
from labelproof.engine.views.visit import not_here
from labelproof.http.identity import caller_of, instance_of
from labelproof.http.models import Command, CommandOut
from labelproof.ports.recorded import Receipt
from labelproof.rooms.sources.commands import ImportItems

router = APIRouter(prefix="/v1")


def receipt_out(receipt: Receipt) -> dict[str, Any]:
    """A receipt as JSON."""
    return {
        "log": receipt.log,
        "index": receipt.index,
        "leaf_hash": receipt.leaf_hash,
        "event_id": receipt.event_id,
        "kind": receipt.kind,
    }


@router.post("/commands/{name}")
async def command(name: str, body: Command, request: Request) -> CommandOut:
    """Do it once: the same key again gives the first receipts."""
    instance = instance_of(request)
    caller = await run_in_threadpool(caller_of, request)
    special = operational_command(name)
    if special is not None:
        result = await run_in_threadpool(special, instance, caller, body.project, body.args, body.key)
        return CommandOut(receipts=[], result=result)
    parsed = parse_command(name, body.args)
    log_id = INSTANCE_LOG
    if body.project is not None:
        found = instance.engine.log_id(body.project)
        if found is None:
            raise not_here()
        log_id = found
    receipts = await instance.engine.handle_async(log_id, parsed, caller, body.key)
    result: dict[str, Any] = {}
    if name == "open_project":
        result = {"project": await run_in_threadpool(opened_project, instance.engine, receipts[0])}
    elif isinstance(parsed, ImportItems):
        result = {"items": imported_ids(instance.engine, receipts, caller, body.key, len(parsed.items))}
    return CommandOut.model_validate({"receipts": [receipt_out(r) for r in receipts], "result": result})
