"""Tables of access, from its events."""

from collections.abc import Sequence
from typing import Any

from labelproof.events.access import (
    AccountDisabled,
    AccountOpened,
    MemberImported,
    MemberJoined,
    ProjectOpened,
    RoleGranted,
    RoleRevoked,
    TokenGranted,
    TokenRevoked,
)
from labelproof.events.event import Gone
from labelproof.events.log import DisclosureErased, ErasureRequested
from labelproof.ports.recorded import Recorded
from labelproof.ports.write import Write, change, drop, put
from labelproof.rooms.access.tables import accounts, members, projects, roles, tokens

open_account = put(accounts)
close_account = change(accounts, by=("account",), sets=("state",))
empty_account = change(accounts, by=("account",), sets=("login", "name"))
keep_token = put(tokens)
stop_token = change(tokens, by=("token",), sets=("state",))
list_project = put(projects)
empty_project = change(projects, by=("event_id",), sets=("name",))
join = put(members)
act_under = change(members, by=("log_id", "member"), sets=("grant_id",))
leave = change(members, by=("log_id", "member"), sets=("state",))
empty_member = change(members, by=("log_id", "member"), sets=("account", "name"))
hold_role = put(roles)
lose_role = drop(roles, by=("log_id", "member", "role"))


def _part(value: Any, name: str) -> Any:
    return None if isinstance(value, Gone) else value.get(name)


def account_opened(e: Recorded[AccountOpened]) -> Sequence[Write]:
    """The first leaf after log.opened is the owner of the instance."""
    who = e.body.who.value
    held = "instance_owner,member" if e.index == 1 else "member"
    return [
        open_account(account=e.event_id, login=_part(who, "login"), name=_part(who, "name"), roles=held, state="active")
    ]


def account_disabled(e: Recorded[AccountDisabled]) -> Sequence[Write]:
    return [close_account(account=e.body.account, state="disabled")]


def token_granted(e: Recorded[TokenGranted]) -> Sequence[Write]:
    return [keep_token(token=e.event_id, account=str(e.body.account), scopes=",".join(e.body.scopes), state="active")]


def token_revoked(e: Recorded[TokenRevoked]) -> Sequence[Write]:
    return [stop_token(token=e.body.token, state="revoked")]


def project_opened(e: Recorded[ProjectOpened]) -> Sequence[Write]:
    name = e.body.name.value
    return [
        list_project(
            project=e.body.project, event_id=e.event_id, name=None if isinstance(name, Gone) else name, opened_at=e.ts
        )
    ]


def member_joined(e: Recorded[MemberJoined]) -> Sequence[Write]:
    who = e.body.who.value
    return [
        join(
            log_id=e.log_id,
            member=e.event_id,
            account=_part(who, "account"),
            name=_part(who, "name"),
            grant_id="",
            state="active",
        )
    ]


def member_imported(e: Recorded[MemberImported]) -> Sequence[Write]:
    name = _part(e.body.who.value, "name")
    return [join(log_id=e.log_id, member=e.event_id, account=None, name=name, grant_id="", state="imported")]


def role_granted(e: Recorded[RoleGranted]) -> Sequence[Write]:
    member = str(e.body.member)
    held = [hold_role(log_id=e.log_id, member=member, role=role, grant_id=e.event_id) for role in e.body.roles]
    return [*held, act_under(log_id=e.log_id, member=member, grant_id=e.event_id)]


def role_revoked(e: Recorded[RoleRevoked]) -> Sequence[Write]:
    return [lose_role(log_id=e.log_id, member=e.body.member, role=role) for role in e.body.roles]


def erasure_requested(e: Recorded[ErasureRequested]) -> Sequence[Write]:
    """Whoever is to be erased acts no more, in this log."""
    return [
        write
        for subject in e.body.subjects
        for write in (
            leave(log_id=e.log_id, member=subject, state="erased"),
            close_account(account=subject, state="erased"),
        )
    ]


def disclosure_erased(e: Recorded[DisclosureErased]) -> Sequence[Write]:
    writes: list[Write] = []
    for event_id, name in zip(e.body.events, e.body.names, strict=True):
        if name == "who":
            writes.append(empty_member(log_id=e.log_id, member=event_id, account=None, name=None))
            writes.append(empty_account(account=event_id, login=None, name=None))
        elif name == "name":
            writes.append(empty_project(event_id=event_id, name=None))
    return writes


LISTENS = {
    AccountOpened: account_opened,
    AccountDisabled: account_disabled,
    TokenGranted: token_granted,
    TokenRevoked: token_revoked,
    ProjectOpened: project_opened,
    MemberJoined: member_joined,
    MemberImported: member_imported,
    RoleGranted: role_granted,
    RoleRevoked: role_revoked,
    ErasureRequested: erasure_requested,
    DisclosureErased: disclosure_erased,
}
