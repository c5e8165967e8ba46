"""Typed bodies and answers of the API, for its OpenAPI description and its checks at the edge."""

from typing import Annotated, Any

from fastapi import Path as PathPart
from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

Version = Annotated[int, Query(ge=1, le=1_000_000)]
"""A version's number in an address."""
Page = Annotated[int, Query(ge=1, le=500)]
"""How many rows an answer may hold."""
Index = Annotated[int, PathPart(ge=0, lt=2**53)]
"""A leaf's place in its log, in an address."""


class Body(BaseModel):
    """A request body: nothing undeclared comes in."""

    model_config = ConfigDict(extra="forbid")


class Seen(BaseModel):
    """A log's size and root as a browser or CLI remembers them."""

    size: int = Field(ge=0)
    root: str


class SignIn(Body):
    """Login and password, and what this browser remembers of logs."""

    login: str = Field(max_length=200)
    password: str = Field(max_length=1000)
    remembered: dict[str, Seen] = {}


class Accept(Body):
    """Taking up an invitation."""

    login: str = Field("", max_length=200)
    name: str = Field("", max_length=200)
    password: str = Field("", max_length=1000)


class Command(Body):
    """Any command: a key of the client's own making, the project it is for, and its arguments."""

    key: str = Field(min_length=1, max_length=200)
    project: str | None = None
    args: dict[str, Any] = {}


class Work(Body):
    """How many tasks to hold."""

    n: int = Field(10, ge=1, le=10)


class Draft(Body):
    """Unsent answers, kept for this annotator alone."""

    answers: dict[str, Any]


class ReceiptOut(BaseModel):
    """Where an event stands in its log."""

    log: str
    index: int
    leaf_hash: str
    event_id: str
    kind: str


class CommandOut(BaseModel):
    """What a command did."""

    receipts: list[ReceiptOut]
    result: dict[str, Any]


class ProjectRoles(BaseModel):
    """A project and what one may do in it."""

    project: str
    name: str
    roles: list[str]


class SessionOut(BaseModel):
    """Who is signed in."""

    account: str
    login: str | None
    name: str | None
    csrf: str
    projects: list[ProjectRoles]
    alarms: list[str] = []


class ProblemOut(BaseModel):
    """A refusal: RFC 9457 with the code and the fix."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    fix: str
    problems: list[dict[str, str]]
