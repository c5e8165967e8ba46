"""Signing in and out, invitations, people."""

from typing import Any

from fastapi import APIRouter, Request, Response

from labelproof.engine.views import project as project_views
from labelproof.engine.views.memory import compare
from labelproof.engine.views.visit import BY_NUMBER, check_reads, visit
from labelproof.http.identity import COOKIE, caller_of, instance_of
from labelproof.http.models import Accept, SessionOut, SignIn
from labelproof.kernel.refused import Refused
from labelproof.rooms.access import facts as access
from labelproof.rooms.access import queries

router = APIRouter(prefix="/v1")


def _session(request: Request, account: str, csrf: str, alarms: list[str] | None = None) -> SessionOut:
    engine = instance_of(request).engine
    with engine.store.reading() as read:
        row = access.account_state(read, account)
        roles: dict[int, list[str]] = {}
        for held in read.all(queries.memberships, account=account):
            roles.setdefault(held.log_id, []).append(held.role)
        names = {p.project: p.name for p in read.all(queries.all_projects)}
        projects: list[Any] = []
        for log_id, held in sorted(roles.items()):
            label = read.one(BY_NUMBER, log_id=log_id).origin.rpartition("/")[2]
            projects.append({"project": label, "name": names.get(label) or "", "roles": held})
    return SessionOut(
        account=account, login=row.login, name=row.name, csrf=csrf, projects=projects, alarms=alarms or []
    )


def _with_cookie(response: Response, request: Request, secret: str) -> None:
    secure = request.url.scheme == "https"
    response.set_cookie(
        COOKIE, secret, max_age=14 * 24 * 3600, httponly=True, samesite="strict", secure=secure, path="/"
    )


@router.post("/session")
def sign_in(body: SignIn, request: Request, response: Response) -> SessionOut:
    """Sign in; a server that finds itself behind what the browser remembers says so."""
    instance = instance_of(request)
    secret, session = instance.accounts.sign_in(body.login, body.password)
    _with_cookie(response, request, secret)
    remembered = {log: (seen.size, seen.root) for log, seen in body.remembered.items()}
    alarms = compare(instance.engine, session.account, remembered)
    return _session(request, session.account, session.csrf, alarms)


@router.get("/session")
def current_session(request: Request) -> SessionOut:
    """Who is signed in."""
    session = instance_of(request).accounts.session(request.cookies.get(COOKIE, ""))
    if session is None:
        raise Refused("access.signed_out", "nobody is signed in", "sign in first")
    return _session(request, session.account, session.csrf)


@router.delete("/session", status_code=204)
def sign_out(request: Request, response: Response) -> None:
    """End the session."""
    caller_of(request)
    instance_of(request).accounts.sign_out(request.cookies.get(COOKIE, ""))
    response.delete_cookie(COOKIE, path="/")


@router.get("/invitations/{secret}")
def read_invitation(secret: str, request: Request) -> dict[str, Any]:
    """What a link is for."""
    instance = instance_of(request)
    row = instance.accounts.invitation(secret)
    with instance.engine.store.reading() as read:
        name, login = None, None
        if row.log_id:
            label = read.one(BY_NUMBER, log_id=row.log_id).origin.rpartition("/")[2]
            name = read.one(queries.project_named, project=label).name
        if row.account:
            login = access.account_state(read, row.account).login
    return {"project_name": name, "roles": [r for r in row.roles.split(",") if r], "login": login}


@router.post("/invitations/{secret}")
def accept_invitation(secret: str, body: Accept, request: Request, response: Response) -> SessionOut:
    """Take up an invitation, or set a new password; signs in."""
    accounts = instance_of(request).accounts
    signed_in = accounts.session(request.cookies.get(COOKIE, ""))
    joining = signed_in.account if signed_in is not None and not body.password else ""
    account = accounts.accept(secret, body.login, body.name, body.password, joining)
    cookie, session = accounts.start_session(account)
    _with_cookie(response, request, cookie)
    return _session(request, account, session.csrf)


@router.get("/projects/{project}/people")
def people(project: str, request: Request) -> dict[str, Any]:
    """Members of a project."""
    engine = instance_of(request).engine
    with engine.store.reading() as read:
        return {"people": project_views.people(visit(engine, read, project, caller_of(request), "see_people"))}


@router.get("/accounts")
def all_accounts(request: Request) -> dict[str, Any]:
    """Accounts of the instance, for its owner."""
    engine = instance_of(request).engine
    caller = caller_of(request)
    check_reads(caller, "see_accounts")
    with engine.store.reading() as read:
        account = access.account_state(read, caller.account)
        if not engine.authorizer.allows("see_accounts", frozenset(account.roles.split(",")), {}):
            raise Refused("access.not_allowed", "only an owner of the instance sees its accounts", "ask one")
        rows = read.all(queries.all_accounts)
    return {"accounts": [{"account": r.account, "login": r.login, "name": r.name, "state": r.state} for r in rows]}


@router.get("/tokens")
def my_tokens(request: Request) -> dict[str, Any]:
    """The caller's tokens, without their secrets."""
    engine, caller = instance_of(request).engine, caller_of(request)
    check_reads(caller, "see_tokens")
    with engine.store.reading() as read:
        rows = read.all(queries.tokens_of, account=caller.account)
    return {"tokens": [{"token": r.token, "scopes": r.scopes.split(","), "state": r.state} for r in rows]}
