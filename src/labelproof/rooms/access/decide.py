"""Who may sign in, join and hold which role."""

import re
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
from labelproof.events.event import Said
from labelproof.events.log import LogOpened
from labelproof.kernel.ids import Own
from labelproof.kernel.refused import Refused
from labelproof.ports.room import Asked, By, Decision, Handler, no_facts
from labelproof.rooms.access import commands, facts

ROLES = ("owner", "lead", "annotator", "adjudicator", "auditor")
SCOPES = ("read", "annotate", "lead", "everything")
LOGIN = re.compile(r"[^\s\x00-\x1f<>\"']{1,120}\Z")


def checked_name(name: str, what: str = "name") -> str:
    """A printable line of 1 to 200 characters."""
    name = name.strip()
    if not 1 <= len(name) <= 200 or any(ord(ch) < 32 for ch in name):
        raise Refused(
            "access.name",
            f"the {what} has {len(name)} characters or a control character",
            "use 1 to 200 printable characters",
        )
    return name


def _checked_roles(roles: list[str]) -> tuple[str, ...]:
    unknown = sorted(set(roles) - set(ROLES))
    if unknown or not roles:
        raise Refused(
            "access.role", f"{', '.join(unknown) or 'no role'} is not a role", f"choose from {', '.join(ROLES)}"
        )
    return tuple(sorted(set(roles)))


def open_account(found: facts.AccountFacts, command: commands.OpenAccount, asked: Asked) -> Decision:
    """Anyone invited; the very first account owns the instance."""
    if found.login_taken:
        raise Refused("access.login_taken", f"{command.login} has an account", "choose another login, or sign in")
    if not LOGIN.match(command.login):
        raise Refused(
            "access.login",
            f"{command.login[:40]!r} cannot be a login",
            "use 1 to 120 characters without spaces, quotes or <>",
        )
    who = {"login": facts.spelled_login(command.login), "name": checked_name(command.name)}
    return [By(AccountOpened(who=Said(who, Own(0))), Own(0))]


def disable_account(found: Any, command: commands.DisableAccount, asked: Asked) -> Decision:
    """An open account, not one's own."""
    if found is None or found.state != "active":
        raise Refused("access.no_account", f"{command.account} is not an active account", "see `labelproof user list`")
    if command.account == asked.account:
        raise Refused("access.own_account", "an account cannot disable itself", "ask another owner of the instance")
    return [AccountDisabled(account=command.account)]


def grant_token(found: None, command: commands.GrantToken, asked: Asked) -> Decision:
    """For oneself, within known scopes."""
    unknown = sorted(set(command.scopes) - set(SCOPES))
    if unknown or not command.scopes:
        raise Refused(
            "access.scope", f"{', '.join(unknown) or 'no scope'} is not a scope", f"choose from {', '.join(SCOPES)}"
        )
    return [TokenGranted(account=asked.account, scopes=tuple(sorted(set(command.scopes))))]


def revoke_token(found: Any, command: commands.RevokeToken, asked: Asked) -> Decision:
    """One's own, or anybody's for the owner of the instance."""
    if found is None or found.state != "active":
        raise Refused("access.no_token", f"{command.token} is not an active token", "see `labelproof token list`")
    if found.account != asked.account and "instance_owner" not in asked.roles:
        raise Refused(
            "access.not_yours", "the token belongs to another account", "ask its holder or the owner of the instance"
        )
    return [TokenRevoked(token=command.token)]


def open_project(found: None, command: commands.OpenProject, asked: Asked) -> Decision:
    """Instance log: the project exists. Its own log: opened, and the asker joins as owner, lead and auditor."""
    name = checked_name(command.name, "project's name")
    opened = ProjectOpened(project=command.project, owner=asked.account, name=Said(name, f"project-{command.project}"))
    member = MemberJoined(who=Said({"account": asked.account, "name": ""}, Own(2)))
    return [
        opened,
        By(LogOpened(vkey=command.vkey), "system"),
        By(member, Own(2)),
        By(RoleGranted(member=Own(2), roles=("lead", "owner")), Own(2)),
    ]


def join_project(found: facts.Who | None, command: commands.JoinProject, asked: Asked) -> Decision:
    """A newcomer, or a member who gets further roles."""
    roles = _checked_roles(command.roles)
    if found is not None and found.member == command.invited_by and "owner" not in found.roles:
        raise Refused("access.own_link", "the link was made by yourself", "ask another lead, or an owner, for the role")
    if found is not None:
        missing = tuple(r for r in roles if r not in found.roles)
        return (
            [By(RoleGranted(member=found.member, roles=missing), command.invited_by, command.grant)] if missing else []
        )
    member = MemberJoined(who=Said({"account": command.account, "name": command.name}, Own(0)))
    return [By(member, Own(0)), By(RoleGranted(member=Own(0), roles=roles), command.invited_by, command.grant)]


def grant_role(found: facts.MemberFacts, command: commands.GrantRole, asked: Asked) -> Decision:
    """To an active member; only an owner makes owners."""
    roles = _checked_roles(command.roles)
    _checked_member(found, command.member)
    if "owner" in roles and "owner" not in asked.roles:
        raise Refused("access.owner_only", "only an owner makes an owner", "ask an owner of the project")
    return [RoleGranted(member=command.member, roles=roles)]


def revoke_role(found: facts.MemberFacts, command: commands.RevokeRole, asked: Asked) -> Decision:
    """From an active member; the last owner stays."""
    roles = _checked_roles(command.roles)
    _checked_member(found, command.member)
    if "owner" in roles and found.owners <= {command.member}:
        raise Refused("access.last_owner", "the project would have no owner", "make somebody else an owner first")
    return [RoleRevoked(member=command.member, roles=roles)]


def _checked_member(found: facts.MemberFacts, member: str) -> None:
    if found.member is None or found.member.state != "active":
        raise Refused("access.no_member", f"{member} is not an active member", "see the project's people")


def import_person(found: None, command: commands.ImportPerson, asked: Asked) -> Decision:
    """One event a person: this is where imported answers get their pseudonyms."""
    if not 1 <= len(command.names) <= 256:
        raise Refused("access.too_many", f"{len(command.names)} people in one command", "send 1 to 256 at a time")
    names = [checked_name(name) for name in command.names]
    return [MemberImported(who=Said({"name": name}, Own(n))) for n, name in enumerate(names)]


def _about_roles(
    found: facts.MemberFacts, command: commands.GrantRole | commands.RevokeRole, asked: Asked
) -> dict[str, bool | str]:
    return {"only_annotators": set(command.roles) == {"annotator"}, "to_self": command.member == asked.member}


def _about_token(
    found: Any, command: commands.GrantToken | commands.RevokeToken, asked: Asked
) -> dict[str, bool | str]:
    return {
        "own_token": isinstance(command, commands.GrantToken) or (found is not None and found.account == asked.account)
    }


HANDLERS = {
    commands.OpenAccount: Handler(facts.for_open_account, open_account, "instance"),
    commands.DisableAccount: Handler(facts.for_account, disable_account, "instance"),
    commands.GrantToken: Handler(no_facts, grant_token, "instance", _about_token),
    commands.RevokeToken: Handler(facts.for_token, revoke_token, "instance", _about_token),
    commands.OpenProject: Handler(no_facts, open_project, "instance"),
    commands.JoinProject: Handler(facts.for_join, join_project),
    commands.GrantRole: Handler(facts.for_member, grant_role, attributes=_about_roles),
    commands.RevokeRole: Handler(facts.for_member, revoke_role, attributes=_about_roles),
    commands.ImportPerson: Handler(no_facts, import_person),
}
