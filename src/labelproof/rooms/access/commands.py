"""What can be asked of access."""

import msgspec


class OpenAccount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Let a person sign in."""

    login: str
    name: str


class DisableAccount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Stop an account from doing anything."""

    account: str


class GrantToken(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Let a program act for the asker."""

    scopes: list[str]


class RevokeToken(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Stop a token."""

    token: str


class OpenProject(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Start a project with a log of its own; the asker owns it. The engine chooses `project` and `vkey`."""

    name: str
    project: str = ""
    vkey: str = ""


class JoinProject(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Take up an invitation: the account becomes a member with these roles, granted by who invited."""

    account: str
    name: str
    roles: list[str]
    invited_by: str
    grant: str


class GrantRole(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Give a member further roles."""

    member: str
    roles: list[str]


class RevokeRole(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Take roles from a member."""

    member: str
    roles: list[str]


class ImportPerson(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Give a pseudonym to each person known only from an import."""

    names: list[str]
