"""Reads a log's static files from a server: one host, no longer than it may take, no more than there can be."""

import http.client
import time
import urllib.error
import urllib.request
from typing import IO, Any
from urllib.parse import urlsplit

from labelproof.cli.bundle_files import is_plain
from labelproof.kernel.refused import Refused
from labelproof.log.note import MAX_NOTE
from labelproof.log.reader import Missing, Unreadable

TIMEOUT_S = 20.0  # without a byte
WHOLE_S = 120.0  # for one file
MOST_BUNDLE = 256 * (2 + 0xFFFF)
MOST_TILE = 2 * 256 * 32  # one that is too long is seen to be


class UrlReader:
    """The files below an address. A token goes to its host alone, and only where it was given for it."""

    def __init__(self, url: str, token: str = "") -> None:
        self.url = checked_url(url)
        self._headers = {"User-Agent": "labelproof-verify"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._opener = urllib.request.build_opener(_SameHost())

    def read(self, path: str) -> bytes:
        """The bytes at a path: Missing on 404 and 410, Unreadable on any other failure."""
        if not is_plain(path):
            raise Missing(path)
        request = urllib.request.Request(self.url + path, headers=self._headers)  # noqa: S310 - http(s), checked above
        try:
            with self._opener.open(request, timeout=TIMEOUT_S) as answer:
                return _read_within(answer, _most(path), path)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code in (404, 410):
                raise Missing(path) from None
            hint = ": put a token that may read it into LABELPROOF_TOKEN" if error.code in (401, 403) else ""
            raise Unreadable(path, f"was answered with status {error.code}{hint}") from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            why = getattr(error, "reason", None) or error
            raise Unreadable(path, f"cannot be fetched ({str(why) or type(error).__name__})") from None


def is_url(path: str) -> bool:
    """Whether this names a server and no file."""
    return path.startswith(("http://", "https://"))


def checked_url(url: str) -> str:
    """The address of a log's folder, with its final slash; anything but scheme, host and path is refused."""
    try:
        parts = urlsplit(url)
        plain = is_url(url) and bool(parts.hostname) and parts.username is None and parts.port != 0
    except ValueError:
        plain, parts = False, urlsplit("")
    if not plain or parts.query or parts.fragment or not url.isprintable() or " " in url:
        fix = "give http(s)://host/log/<origin>/, without a name, a query or a fragment"
        raise Refused("verify.url", f"{url[:200]!r} is no address of a log", fix)
    return url.rstrip("/") + "/"


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows a redirect only to where the request went in the first place: the token goes with it."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        """The request that follows, or Unreadable."""
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        if (old.scheme, old.netloc) != (new.scheme, new.netloc):
            raise Unreadable(old.path, f"was answered with a redirect to another host, {new.netloc[:100]!r}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _most(path: str) -> int:
    if path.startswith("tile/"):
        return MOST_BUNDLE if path.startswith("tile/entries/") else MOST_TILE
    return MAX_NOTE


def _read_within(answer: Any, most: int, path: str) -> bytes:
    """The body, unless it is too long or drips for too long."""
    until = time.monotonic() + WHOLE_S
    parts: list[bytes] = []
    size = 0
    while part := answer.read1(1 << 16):
        parts.append(part)
        size += len(part)
        if size > most:
            raise Unreadable(path, f"has more than {most} bytes")
        if time.monotonic() > until:
            raise Unreadable(path, f"did not come within {WHOLE_S:.0f} s")
    expected = answer.headers.get("Content-Length")
    if expected is not None and expected != str(size):
        raise Unreadable(path, f"ended after {size} of {expected} bytes")
    return b"".join(parts)
