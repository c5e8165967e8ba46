"""Quality of a project's answers, recorded measures, findings."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request

from labelproof.engine.views import findings, quality
from labelproof.engine.views.visit import Visit, visit
from labelproof.http.identity import caller_of, instance_of
from labelproof.http.models import Page

router = APIRouter(prefix="/v1/projects/{label}")


def _visited(request: Request, label: str, action: str, ask: Callable[[Visit], Any]) -> Any:
    engine = instance_of(request).engine
    with engine.store.reading() as read:
        return ask(visit(engine, read, label, caller_of(request), action))


@router.get("/quality")
def quality_page(label: str, request: Request) -> dict[str, Any]:
    """Agreement over time and by label, collection and guideline version; where votes go; people; disputes; findings."""
    return _visited(request, label, "see_agreement", quality.quality)


@router.get("/quality/annotators/{member}")
def annotator(label: str, member: str, request: Request) -> dict[str, Any]:
    """Where one annotator's votes go, on what most others said."""
    return _visited(request, label, "see_people", lambda v: quality.person(v, member))


@router.get("/measures")
def measures(label: str, request: Request, limit: Page = 100) -> dict[str, Any]:
    """Recorded measures, newest first."""
    return {"measures": _visited(request, label, "see_agreement", lambda v: findings.measures(v, limit))}


@router.get("/measures/{measure}")
def measure(label: str, measure: str, request: Request) -> dict[str, Any]:
    """A recorded measure, computed again where its votes are still those that count."""
    return _visited(request, label, "see_agreement", lambda v: findings.measure(v, measure))


@router.get("/findings")
def listed_findings(label: str, request: Request, state: str = "open") -> dict[str, Any]:
    """Findings in a state (open, closed), newest first, with what is done about them."""
    return {"findings": _visited(request, label, "see_agreement", lambda v: findings.listed(v, state))}
