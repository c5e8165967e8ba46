"""Every command by name. Those that make secrets (invitations, tokens) answer with them once."""

from collections.abc import Sequence
from typing import Any

import msgspec
from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from labelproof.engine.catalogue import decode_command
from labelproof.engine.commands import operational_command
from labelproof.engine.engine import INSTANCE_LOG
from labelproof.engine.results import imported_ids, opened_project
from labelproof.engine.views.visit import not_here
from labelproof.http.identity import caller_of, instance_of
from labelproof.http.models import Command, CommandOut
from labelproof.kernel.refused import Refused
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


class Envelope(msgspec.Struct, forbid_unknown_fields=True):
    """A command's key, project and arguments; the arguments are read as the command's own type."""

    key: str
    project: str | None = None
    args: msgspec.Raw = msgspec.Raw(b"{}")


_ENVELOPE = msgspec.json.Decoder(Envelope)
_ARGS = msgspec.json.Decoder(dict[str, Any])
_BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": Command.model_json_schema()}}}}


async def _envelope(request: Request) -> Envelope:
    raw = await request.body()
    try:
        return _ENVELOPE.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise Refused("http.malformed", f"command: {str(wrong)[:200]}", "send key, project and args") from wrong


def _decoded(name: str, args: msgspec.Raw) -> Any:
    try:
        return decode_command(name, args)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise Refused("http.malformed", f"{name}: {str(wrong)[:200]}", "send the arguments as a JSON object") from wrong


@router.post("/commands/{name}", openapi_extra=_BODY, response_model=CommandOut)
async def command(name: str, request: Request) -> Response:
    """Do it once: the same key again gives the first receipts."""
    instance = instance_of(request)
    caller = await run_in_threadpool(caller_of, request)
    body = await _envelope(request)
    special = operational_command(name)
    if special is not None:
        args = _special_args(name, body.args)
        return _done([], await run_in_threadpool(special, instance, caller, body.project, args, body.key))
    parsed = _decoded(name, body.args)
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
    return _done(receipts, result)


def _special_args(name: str, raw: msgspec.Raw) -> dict[str, Any]:
    try:
        return _ARGS.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise Refused("http.malformed", f"{name}: {str(wrong)[:200]}", "send the arguments as a JSON object") from wrong


def _done(receipts: Sequence[Receipt], result: dict[str, Any]) -> Response:
    content = msgspec.json.encode({"receipts": [receipt_out(r) for r in receipts], "result": result})
    return Response(content, media_type="application/json")
