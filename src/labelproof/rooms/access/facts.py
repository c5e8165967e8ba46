"""What access decisions need to know."""

import unicodedata
from typing import Any, NamedTuple

import sqlalchemy as sa

from labelproof.ports.query import Query, param
from labelproof.ports.room import Asked
from labelproof.ports.store import Reading
from labelproof.rooms.access import commands
from labelproof.rooms.access.tables import accounts, members, roles, tokens

WHO = Query(
    sa.select(
        members.c.member, members.c.grant_id, members.c.state, accounts.c.state.label("account_state"), roles.c.role
    )
    .select_from(
        members.join(accounts, members.c.account == accounts.c.account).outerjoin(
            roles, (members.c.log_id == roles.c.log_id) & (members.c.member == roles.c.member)
        )
    )
    .where(members.c.account == param("account"), members.c.log_id == param("log_id"))
)
ACCOUNT = Query(sa.select(accounts).where(accounts.c.account == param("account")))
BY_LOGIN = Query(sa.select(accounts).where(accounts.c.login == param("login")))
ANY_ACCOUNT = Query(sa.select(accounts.c.account).limit(1))
TOKEN = Query(sa.select(tokens).where(tokens.c.token == param("token")))
MEMBER = Query(sa.select(members).where(members.c.log_id == param("log_id"), members.c.member == param("member")))
OWNERS = Query(sa.select(roles.c.member).where(roles.c.log_id == param("log_id"), roles.c.role == "owner"))


class Who(NamedTuple):
    """An account's standing in one project."""

    member: str
    grant: str
    roles: frozenset[str]


def who(read: Reading, log_id: int, account: str) -> Who | None:
    """The membership under which an account acts in a project; None for a stranger or someone erased."""
    rows = read.all(WHO, log_id=log_id, account=account)
    active = [r for r in rows if r.state == "active" and r.account_state == "active"]
    if not active:
        return None
    return Who(active[0].member, active[0].grant_id, frozenset(r.role for r in active if r.role))


def spelled_login(login: str) -> str:
    """A login's one spelling: DEMO is demo, and no full-width letter makes another account."""
    return unicodedata.normalize("NFKC", login).casefold()


def account_named(read: Reading, login: str) -> Any:
    """The account's row by its login in any spelling, or None."""
    return read.one(BY_LOGIN, login=spelled_login(login))


def account_state(read: Reading, account: str) -> Any:
    """The account's row, or None."""
    return read.one(ACCOUNT, account=account)


class AccountFacts(NamedTuple):
    """Whether a login is free, and whether this is the first account."""

    login_taken: bool
    is_first: bool


def for_open_account(read: Reading, command: commands.OpenAccount, asked: Asked) -> AccountFacts:
    """Is the login free?"""
    return AccountFacts(
        account_named(read, command.login) is not None,
        read.one(ANY_ACCOUNT) is None,
    )


def for_account(read: Reading, command: commands.DisableAccount, asked: Asked) -> Any:
    """The account to disable."""
    return read.one(ACCOUNT, account=command.account)


def for_token(read: Reading, command: commands.RevokeToken, asked: Asked) -> Any:
    """The token to revoke."""
    return read.one(TOKEN, token=command.token)


class MemberFacts(NamedTuple):
    """The member spoken about, and who owns the project."""

    member: Any
    owners: frozenset[str]


def for_member(read: Reading, command: commands.GrantRole | commands.RevokeRole, asked: Asked) -> MemberFacts:
    """The member whose roles change."""
    return MemberFacts(
        read.one(MEMBER, log_id=asked.log_id, member=command.member),
        frozenset(r.member for r in read.all(OWNERS, log_id=asked.log_id)),
    )


def for_join(read: Reading, command: commands.JoinProject, asked: Asked) -> Who | None:
    """Is the account a member already?"""
    return who(read, asked.log_id, command.account)
