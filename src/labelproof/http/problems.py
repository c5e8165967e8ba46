"""Refusals as problem+json (RFC 9457), with the code and the fix."""

import logging
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from labelproof.kernel.refused import Refused

log = logging.getLogger("labelproof.http")
STATUS = {
    "access.signed_out": 401,
    "access.wrong_password": 401,
    "access.csrf": 403,
    "access.not_allowed": 403,
    "access.scope": 403,
    "access.system_only": 403,
    "access.own_account": 403,
    "access.not_yours": 403,
    "access.not_here": 404,
    "access.no_invitation": 404,
    "command.unknown": 404,
    "command.malformed": 422,
    "http.malformed": 422,
    "http.too_large": 413,
    "http.not_json": 415,
    "http.not_found": 404,
    "releases.bundle_gone": 410,
    "instance.busy": 503,
    "storage.commit_failed": 503,
    "storage.failed": 503,
    "storage.unreachable": 503,
    "server.fault": 500,
}


def status_of(code: str) -> int:
    """A refusal's status: what is not there 404, what is malformed 422, what does not fit the state 409."""
    if code in STATUS:
        return STATUS[code]
    fact = code.rpartition(".")[2]
    if fact.startswith("no_") or fact == "missing":
        return 404
    return 409


def problem(refused: Refused, status: int = 0) -> Response:
    """The response for a refusal; with the status that its code has unless another is given."""
    status = status or status_of(refused.code)
    body: dict[str, Any] = {
        "type": f"about:labelproof/{refused.code}",
        "title": refused.code,
        "status": status,
        "code": refused.code,
        "detail": refused.what,
        "fix": refused.fix,
        "problems": [{"field": p.field, "what": p.what} for p in refused.problems],
    }
    return Response(msgspec.json.encode(body), status, media_type="application/problem+json")


def on_fault(request: Request, fault: Exception) -> Response:
    """Our own bug: logged with its traceback, answered without it."""
    log.error("%s %s failed", request.method, request.url.path, exc_info=fault)
    return problem(Refused("server.fault", "the server failed on this request", "tell its operator: the log says why"))


async def on_refused(request: Request, refused: Exception) -> Response:
    """Starlette's handler."""
    assert isinstance(refused, Refused)
    return problem(refused)
