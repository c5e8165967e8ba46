"""Accounts and tokens (instance log); members and their roles (a project's log)."""

from labelproof.events.event import Id, Said, event


@event("account.opened", home="instance")
class AccountOpened:
    """A person can sign in; this event's id is the account."""

    who: Said


@event("account.disabled", home="instance")
class AccountDisabled:
    """The account may do nothing any more."""

    account: str


@event("token.granted", home="instance", scopes="scope")
class TokenGranted:
    """A program acts for an account, within scopes; the secret is kept only as a hash, outside the log."""

    account: Id
    scopes: tuple[str, ...]


@event("token.revoked", home="instance")
class TokenRevoked:
    """The token opens nothing any more."""

    token: str


@event("project.opened", home="instance")
class ProjectOpened:
    """A project exists; `project` is the last label of its log's origin."""

    project: str
    owner: Id
    name: Said


@event("member.joined")
class MemberJoined:
    """A person takes part; this event's id is their pseudonym in this project."""

    who: Said


@event("member.imported")
class MemberImported:
    """A person known only from an import: has answers, never signs in. This event's id is their pseudonym."""

    who: Said


@event("role.granted", roles="role")
class RoleGranted:
    """A member holds these roles from now on."""

    member: Id
    roles: tuple[str, ...]


@event("role.revoked", roles="role")
class RoleRevoked:
    """A member no longer holds these roles."""

    member: str
    roles: tuple[str, ...]
