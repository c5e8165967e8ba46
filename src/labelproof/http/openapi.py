"""OpenAPI 3.1 for the hot routes too, which FastAPI does not see, and the problem every route may answer."""

from typing import Any

from fastapi import FastAPI

from labelproof.engine.catalogue import COMMANDS
from labelproof.http.models import Draft, ProblemOut, Work

_REFUSED = {
    "description": "Refused",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemOut"}}},
}
_PROJECT = {"name": "project", "in": "path", "required": True, "schema": {"type": "string"}}
_SUBMISSION = {
    "type": "object",
    "additionalProperties": False,
    "required": ["key", "item", "answers"],
    "properties": {
        "key": {"type": "string"},
        "item": {"type": "string"},
        "answers": {"type": "object"},
        "claimed_ms": {"type": "integer", "minimum": 0},
        "input": {"type": "string"},
        "guideline": {"type": "string"},
        "supersedes": {"type": "string"},
    },
}


def _operation(summary: str, parameters: list[Any], body: dict[str, Any] | None, ok: str = "200") -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": summary,
        "parameters": parameters,
        "responses": {
            ok: {
                "description": "Done",
                **({"content": {"application/json": {"schema": {"type": "object"}}}} if ok == "200" else {}),
            }
        },
    }
    if body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return operation


def describe(app: FastAPI) -> None:
    """Complete the generated description."""
    generate = app.openapi

    def complete() -> dict[str, Any]:
        if app.openapi_schema is not None:
            return app.openapi_schema
        api = generate()
        base, item = (
            "/v1/projects/{project}",
            {"name": "item", "in": "path", "required": True, "schema": {"type": "string"}},
        )
        limit = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 200}}
        paths = api["paths"]
        paths[f"{base}/work"] = {"post": _operation("Hold up to n tasks", [_PROJECT], Work.model_json_schema())}
        paths[f"{base}/submissions"] = {"post": _operation("Submit or revise an answer", [_PROJECT], _SUBMISSION)}
        paths[f"{base}/drafts/{{item}}"] = {
            "put": _operation("Keep unsent answers", [_PROJECT, item], Draft.model_json_schema(), "204")
        }
        paths[f"{base}/answers"] = {"get": _operation("One's own newest answers", [_PROJECT, limit], None)}
        api["components"]["schemas"]["ProblemOut"] = ProblemOut.model_json_schema()
        api["x-commands"] = sorted(COMMANDS)
        for operations in paths.values():
            for operation in operations.values():
                operation["responses"]["default"] = _REFUSED
        app.openapi_schema = api
        return api

    app.openapi = complete  # pyright: ignore[reportAttributeAccessIssue]
