"""The application: routes, refusals as problems, limits, and the worker beside them."""

import asyncio
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from labelproof.engine.collector import look_seldom
from labelproof.engine.engine import Engine
from labelproof.engine.instance import Instance
from labelproof.http import access, commands, explain, log, measurement, projects, receipts, releases
from labelproof.http.limits import Limits
from labelproof.http.openapi import describe
from labelproof.http.problems import on_fault, on_refused, problem
from labelproof.http.site import site
from labelproof.http.work import ROUTES, LabellingLoop
from labelproof.kernel.refused import Problem, Refused


async def on_invalid(request: Request, wrong: Exception) -> Response:
    """A body that does not fit its type: every wrong field, named."""
    assert isinstance(wrong, RequestValidationError)
    problems = tuple(Problem(".".join(str(p) for p in e["loc"]), e["msg"]) for e in wrong.errors()[:100])
    what = f"{problems[0].field}: {problems[0].what}" if problems else "the request does not fit"
    return problem(Refused("http.malformed", what, "send what the API's reference names", problems))


async def on_http(request: Request, wrong: Exception) -> Response:
    """Addresses and methods that are not there."""
    assert isinstance(wrong, HTTPException)
    code = (
        "http.not_found"
        if wrong.status_code == 404
        else "http.method"
        if wrong.status_code == 405
        else "http.malformed"
    )
    what = f"{request.method} {request.url.path[:80]}: {wrong.detail}"
    return problem(Refused(code, what, "see /v1/openapi.json"), wrong.status_code)


Work = Callable[[asyncio.Event, Engine], Awaitable[None]]


def create_app(instance: Instance, work: Work | None = None) -> Any:
    """The ASGI application over one instance, with a worker beside it when one is handed in."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        sys.setswitchinterval(0.001)  # the writer thread waits at most this long for the event loop's thread
        look_seldom()
        stop = asyncio.Event()
        task = None if work is None else asyncio.ensure_future(work(stop, instance.engine))
        yield
        stop.set()
        if task is not None:
            with suppress(asyncio.CancelledError):
                await task

    app = FastAPI(
        title="Labelproof",
        version="1",
        lifespan=lifespan,
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.instance = instance
    app.add_exception_handler(Refused, on_refused)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(Exception, on_fault)
    app.router.routes.extend(ROUTES)
    for room in (access, commands, projects, measurement, releases, receipts, explain, log):
        app.include_router(room.router)

    @app.get("/v1/health")
    async def health() -> JSONResponse:
        """Whether this server answers."""
        return JSONResponse({"ok": True})

    describe(app)
    app.router.routes.append(Route("/{path:path}", site, methods=["GET", "HEAD"]))
    return Limits(LabellingLoop(app))
