"""What no request may exceed, and the headers every answer carries."""

from typing import Any

from labelproof.http.problems import problem
from labelproof.kernel.refused import Refused

LONGEST_BODY = 16 * 1024 * 1024
CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'; "
    "require-trusted-types-for 'script'; trusted-types labelproof"
)
HEADERS = (
    (b"content-security-policy", CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)


class Limits:
    """ASGI: refuses bodies over the limit while they arrive, and adds security headers."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        length = dict(scope["headers"]).get(b"content-length", b"0")
        if not length.isdigit() or int(length) > LONGEST_BODY:
            await _too_large()(scope, receive, send)
            return
        taken, is_cut = 0, False

        async def counted() -> Any:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > LONGEST_BODY:
                raise Refused("http.too_large", f"the body has more than {LONGEST_BODY} bytes", "send it in parts")
            return message

        async def with_headers(message: Any) -> None:
            nonlocal is_cut
            if is_cut:
                return
            if taken > LONGEST_BODY and message["type"] == "http.response.start":
                is_cut = True  # whatever the application made of the body's end
                await _too_large()(scope, receive, send)
                return
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", []), *HEADERS]}
            await send(message)

        await self._app(scope, counted, with_headers)


def _too_large() -> Any:
    return problem(Refused("http.too_large", f"the body has more than {LONGEST_BODY} bytes", "send it in parts"))
