"""Who a request comes from: a bearer token, or a browser's session with its CSRF token."""

import hmac
from typing import Any

import msgspec
from starlette.requests import Request

from labelproof.engine.engine import Caller
from labelproof.engine.instance import Instance
from labelproof.kernel.refused import Refused

COOKIE = "lp_session"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def instance_of(request: Request) -> Instance:
    """The instance this server serves."""
    return request.app.state.instance


def caller_of(request: Request) -> Caller:
    """Refused when nobody is signed in; a cookie alone never changes anything."""
    accounts = instance_of(request).accounts
    header = request.headers.get("authorization", "")
    if header:
        scheme, _, secret = header.partition(" ")
        caller = accounts.token(secret.strip()) if scheme.lower() == "bearer" else None
        if caller is None:
            raise Refused("access.signed_out", "the token opens nothing", "use a token that is not revoked")
        return caller
    session = accounts.session(request.cookies.get(COOKIE, ""))
    if session is None:
        raise Refused("access.signed_out", "nobody is signed in", "sign in first")
    if request.method not in SAFE and not hmac.compare_digest(
        request.headers.get("x-csrf-token", "").encode(), session.csrf.encode()
    ):
        raise Refused(
            "access.csrf",
            "the request does not carry this session's CSRF token",
            "send X-CSRF-Token as GET /v1/session gives it",
        )
    return Caller(session.account)


_OBJECT = msgspec.json.Decoder(dict[str, Any])


async def json_body(request: Request) -> dict[str, Any]:
    """The body as a JSON object; anything else is refused by name."""
    raw = await request.body()
    try:
        return _OBJECT.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise Refused(
            "http.malformed", f"the body is not a JSON object in UTF-8: {str(wrong)[:200]}", "send a JSON object"
        ) from wrong
