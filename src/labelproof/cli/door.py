"""A link that signs one browser in, once: for whoever started this server and reads its terminal."""

import asyncio
import hmac
import secrets
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from labelproof.engine.instance import Instance

COOKIE = "lp_session"


class OneTimeDoor:
    """ASGI: the link starts a session and leads on to a page; used once it is gone. Everything else passes through."""

    def __init__(self, app: Any, instance: "Instance", account: str, page: str) -> None:
        self._app, self._instance, self._account, self._page = app, instance, account, page
        self._secret = secrets.token_urlsafe(24)
        self.path = f"/enter/{self._secret}"

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or not self._opens(scope["path"]):
            await self._app(scope, receive, send)
            return
        self._secret = ""
        cookie, _ = await asyncio.to_thread(self._instance.accounts.start_session, self._account)
        headers = [
            (b"location", self._page.encode()),
            (b"set-cookie", f"{COOKIE}={cookie}; HttpOnly; Max-Age=1209600; Path=/; SameSite=strict".encode()),
            (b"cache-control", b"no-store"),
            (b"referrer-policy", b"no-referrer"),
        ]
        await send({"type": "http.response.start", "status": 303, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    def _opens(self, path: str) -> bool:
        return bool(self._secret) and hmac.compare_digest(path.encode(), self.path.encode())
