"""The labelling loop: the hot routes, raw Starlette with msgspec, described in the same OpenAPI."""

import re
from typing import Any

import msgspec
from fastapi.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from labelproof.engine.engine import Caller, Engine, check_scope
from labelproof.engine.views import work
from labelproof.engine.views.visit import not_here, visit
from labelproof.http.commands import receipt_out
from labelproof.http.identity import caller_of, instance_of, json_body
from labelproof.http.problems import on_fault, problem
from labelproof.kernel.refused import Refused
from labelproof.ports.store import Transaction
from labelproof.ports.write import drop, put
from labelproof.rooms.annotation import queries as annotation
from labelproof.rooms.annotation.commands import Submit, TakeWork
from labelproof.storage.operational import drafts

keep_draft = put(drafts)
drop_draft = drop(drafts, by=("log_id", "account", "item"))
LONGEST_DRAFT = 1_000_000


def _json(body: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(body), status, media_type="application/json")


def _log_id(engine: Engine, request: Request) -> int:
    log_id = engine.log_id(request.path_params["project"])
    if log_id is None:
        raise not_here()
    return log_id


def _held(engine: Engine, request: Request, caller: Caller) -> dict[str, Any]:
    with engine.store.reading() as read:
        return work.held(visit(engine, read, request.path_params["project"], caller, "see_own_answers"), caller.account)


async def take_work(request: Request) -> Response:
    """Hold up to n tasks and get everything needed to show them."""
    engine, caller, body = instance_of(request).engine, caller_of(request), await json_body(request)
    n = body.get("n", 10)
    if not isinstance(n, int):
        raise Refused("http.malformed", "n is not a number", "ask for 1 to 10 tasks")
    await engine.handle_async(
        _log_id(engine, request), TakeWork(n), caller, str(body.get("key") or engine.entropy.bytes(16).hex())
    )
    return _json(_held(engine, request, caller))


class Submission(msgspec.Struct, forbid_unknown_fields=True):
    """One person's answers to one task."""

    key: str
    item: str
    answers: dict[str, Any]
    claimed_ms: int = 0
    input: str = "key"
    guideline: str = ""
    supersedes: str = ""


_SUBMISSION = msgspec.json.Decoder(Submission)


async def submit(request: Request) -> Response:
    """Submit or revise; answers with the receipt."""
    engine, caller = instance_of(request).engine, caller_of(request)
    raw = await request.body()
    try:
        said = _SUBMISSION.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise Refused(
            "command.malformed", f"submission: {str(wrong)[:200]}", "send what the API's reference names"
        ) from wrong
    command = Submit(said.item, said.answers, said.claimed_ms, said.input, said.guideline, said.supersedes)
    receipts = await engine.handle_async(_log_id(engine, request), command, caller, said.key)
    return _json({"receipt": receipt_out(receipts[0]), "counted": receipts[0].kind == "annotation.submitted"})


async def save_draft(request: Request) -> Response:
    """Keep unsent answers for this annotator alone."""
    engine, caller, body = instance_of(request).engine, caller_of(request), await json_body(request)
    text = msgspec.json.encode(body.get("answers", {}))
    if len(text) > LONGEST_DRAFT:
        raise Refused("http.too_large", f"the draft has {len(text)} bytes", f"keep it under {LONGEST_DRAFT}")
    check_scope(caller, "save_draft")
    log_id, item = _log_id(engine, request), request.path_params["item"][:64]
    with engine.store.reading() as read:
        member = visit(engine, read, request.path_params["project"], caller, "see_own_answers").who.member
    row = keep_draft(log_id=log_id, account=caller.account, item=item, body=text.decode())

    def keep(tx: Transaction) -> None:
        """With the hand looked at in the same transaction: what an erasure closed gets no draft any more."""
        hand = tx.one(annotation.hand_on, log_id=log_id, item=item, member=member)
        if hand is None or hand.task_state == "closed":
            raise Refused("annotation.no_lease", f"you were not handed {item}, or it is gone", "take work first")
        tx.write([row])

    await engine.store.writer(log_id).submit(keep)
    return Response(status_code=204)


async def own_answers(request: Request) -> Response:
    """One's own newest answers."""
    engine, caller = instance_of(request).engine, caller_of(request)
    limit = request.query_params.get("limit", "50")
    if not re.fullmatch("[0-9]{1,3}", limit) or not 1 <= int(limit) <= 200:
        raise Refused("http.malformed", "limit is not a number of 1 to 200", "leave it out, or mend it")

    def read_all() -> dict[str, Any]:
        with engine.store.reading() as read:
            return {
                "answers": work.answers(
                    visit(engine, read, request.path_params["project"], caller, "see_own_answers"), int(limit)
                )
            }

    return _json(await run_in_threadpool(read_all))


ROUTES = [
    Route("/v1/projects/{project}/drafts/{item}", save_draft, methods=["PUT"]),
    Route("/v1/projects/{project}/answers", own_answers, methods=["GET"]),
]
_LOOP = re.compile(r"/v1/projects/([^/]+)/(work|submissions)")
_HANDLERS = {"work": take_work, "submissions": submit}


class LabellingLoop:
    """ASGI: answers the two requests of the labelling loop before any router is asked.

    A router and its middleware cost as much CPU as the whole decision (bench/labels.py).
    """

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        found = _LOOP.fullmatch(scope["path"]) if scope["type"] == "http" and scope["method"] == "POST" else None
        if found is None:
            await self._app(scope, receive, send)
            return
        request = Request({**scope, "app": self._app, "path_params": {"project": found[1]}}, receive)
        try:
            response = await _HANDLERS[found[2]](request)
        except Refused as refused:
            response = problem(refused)
        except Exception as fault:  # noqa: BLE001 — our own bug must not reach the client as a traceback
            response = on_fault(request, fault)
        await response(scope, receive, send)
