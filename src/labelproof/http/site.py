"""The web app's files, with every page address answered by the app."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from labelproof.http.problems import problem
from labelproof.kernel.refused import Refused

STATIC = Path(__file__).parent / "static"
FOR_EVER = {"cache-control": "public, max-age=31536000, immutable"}


def _file(path: str) -> Path | None:
    """The file of the build at this address, if there is one; no address reaches outside it."""
    try:
        wanted = (STATIC / path).resolve()
        return wanted if path and wanted.is_relative_to(STATIC) and wanted.is_file() else None
    except (ValueError, OSError):  # a NUL, or a name longer than any file's
        return None


async def site(request: Request) -> Response:
    """A file of the build, or the app itself; unknown API addresses are refused as such."""
    path = request.path_params.get("path", "")
    if path.startswith(("v1/", "log/")) or path in ("v1", "log"):
        return problem(Refused("http.not_found", f"/{path[:80]} is no address of the API", "see /v1/openapi.json"))
    index = STATIC / "index.html"
    if not index.exists():
        return PlainTextResponse(
            "The web app is not built: run `make setup`, or install the package from a wheel.\n", 503
        )
    wanted = _file(path)
    if wanted is not None:
        return FileResponse(wanted, headers=FOR_EVER if path.startswith("assets/") else {})
    return FileResponse(index, headers={"cache-control": "no-cache"})
