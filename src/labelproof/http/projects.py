"""Projects, and what is in force in them."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request

from labelproof.engine.views import agreement, desk, disputes, flags, project
from labelproof.engine.views.visit import Visit, visit
from labelproof.http.identity import caller_of, instance_of
from labelproof.http.models import Page, Version

router = APIRouter(prefix="/v1/projects")


def _visited(request: Request, label: str, action: str, ask: Callable[[Visit], Any]) -> Any:
    engine = instance_of(request).engine
    with engine.store.reading() as read:
        return ask(visit(engine, read, label, caller_of(request), action))


@router.get("")
def my_projects(request: Request) -> dict[str, Any]:
    """The caller's projects."""
    engine = instance_of(request).engine
    with engine.store.reading() as read:
        return {"projects": project.mine(engine, read, caller_of(request))}


@router.get("/{label}")
def overview(label: str, request: Request) -> dict[str, Any]:
    """A project as its lead sees it."""
    return _visited(request, label, "see_project", project.overview)


@router.get("/{label}/agreement")
def measured(label: str, request: Request) -> dict[str, Any]:
    """Agreement for each question and label, with intervals."""
    return _visited(request, label, "see_agreement", agreement.measured)


@router.get("/{label}/guideline")
def guideline(label: str, request: Request, version: Version | None = None) -> dict[str, Any]:
    """A version of the guideline, or the one in force."""
    return _visited(request, label, "see_project", lambda v: desk.guideline(v, version))


@router.get("/{label}/taxonomy")
def taxonomy(label: str, request: Request, version: Version | None = None) -> dict[str, Any]:
    """A version of the labels, or the one in force."""
    return _visited(request, label, "see_project", lambda v: desk.labels(v, version))


@router.get("/{label}/flags")
def listed_flags(label: str, request: Request, state: str = "open") -> dict[str, Any]:
    """Flags in a state (open, answered), oldest first."""
    return {"flags": _visited(request, label, "see_flags", lambda v: flags.listed(v, state))}


@router.get("/{label}/flags/mine")
def own_flags(label: str, request: Request) -> dict[str, Any]:
    """The caller's own flags, with what was answered."""
    return {"flags": _visited(request, label, "see_own_answers", flags.own)}


@router.get("/{label}/reports")
def reports(label: str, request: Request) -> dict[str, Any]:
    """What members reported without a name, newest first."""
    return {"reports": _visited(request, label, "see_reports", project.reports)}


@router.get("/{label}/log")
def log(label: str, request: Request) -> dict[str, Any]:
    """The log's signed checkpoints."""
    return _visited(request, label, "see_log", project.checkpoints)


@router.get("/{label}/disputes")
def listed_disputes(label: str, request: Request, state: str = "open") -> dict[str, Any]:
    """Disputes in a state, oldest first."""
    return _visited(request, label, "see_disputes", lambda v: disputes.listed(v, state))


@router.post("/{label}/disputes/{dispute}/opened")
def open_dispute(label: str, dispute: str, request: Request) -> dict[str, Any]:
    """See a dispute's votes: recorded first, and it ends one's eligibility to annotate the item."""
    from labelproof.engine.views.seeing import show_items

    engine, caller = instance_of(request).engine, caller_of(request)
    with engine.store.reading() as read:
        v: Visit = visit(engine, read, label, caller, "see_values")
        log_id, item = v.log_id, disputes.item_of(v, dispute)
    show_items(engine, log_id, caller, [item])
    return _visited(request, label, "see_values", lambda v: disputes.opened(v, dispute))


@router.get("/{label}/items")
def listed_items(label: str, request: Request, after: str = "", limit: Page = 100, state: str = "") -> dict[str, Any]:
    """Items by id, without their content."""
    return _visited(request, label, "see_people", lambda v: project.items(v, after, limit, state))
