"""Signing in: passwords, sessions, tokens, invitations. Secrets are kept only as hashes, and never in a log."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa

from labelproof.engine.catalogue import parse_command
from labelproof.engine.engine import INSTANCE_LOG, Caller, Engine
from labelproof.kernel.refused import Refused
from labelproof.ports.password_hasher import PasswordHasher
from labelproof.ports.query import Query, param
from labelproof.ports.store import Transaction
from labelproof.ports.write import Write, drop, put
from labelproof.rooms.access import facts as access
from labelproof.rooms.access.decide import LOGIN, checked_name
from labelproof.rooms.access.tables import accounts as account_rows
from labelproof.rooms.access.tables import tokens as granted
from labelproof.storage.operational import invitations, passwords, sessions, tokens

SESSION_MS = 14 * 24 * 3600 * 1000
INVITATION_MS = 14 * 24 * 3600 * 1000
CLAIMED_MS = 60_000
"""While a link is being used its `expires_at` is this far ahead, and negative; a crash gives it back after that."""
SHORTEST_PASSWORD = 10

PASSWORD = Query(sa.select(passwords.c.hash).where(passwords.c.account == param("account")))
SESSION = Query(
    sa.select(sessions.c.account, sessions.c.csrf, sessions.c.expires_at)
    .select_from(sessions.join(account_rows, account_rows.c.account == sessions.c.account))
    .where(sessions.c.session == param("session"), account_rows.c.state == "active")
)
TOKEN = Query(
    sa.select(granted.c.account, granted.c.scopes)
    .select_from(
        tokens.join(granted, granted.c.token == tokens.c.token).join(
            account_rows, account_rows.c.account == granted.c.account
        )
    )
    .where(tokens.c.hash == param("hash"), granted.c.state == "active", account_rows.c.state == "active")
)
SECRET_OF = Query(sa.select(tokens.c.hash).where(tokens.c.token == param("token")))
INVITATION = Query(sa.select(invitations).where(invitations.c.hash == param("hash")))
set_password = put(passwords)
open_session = put(sessions)
close_session = drop(sessions, by=("session",))
close_sessions = drop(sessions, by=("account",))
keep_token = put(tokens)
keep_invitation = put(invitations)
use_invitation = drop(invitations, by=("hash",))


def hashed(secret: str) -> str:
    """How a secret is stored: it has 256 random bits, so one hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Session(NamedTuple):
    """A signed-in browser."""

    account: str
    csrf: str


@dataclass(frozen=True)
class Accounts:
    """Who is who at the door."""

    engine: Engine
    hasher: PasswordHasher

    def sign_in(self, login: str, password: str) -> tuple[str, Session]:
        """A new session's secret; a wrong login takes as long as a wrong password."""
        with self.engine.store.reading() as read:
            row = access.account_named(read, login)
            stored = None if row is None or row.state != "active" else read.one(PASSWORD, account=row.account)
        if stored is None:
            self.hasher.hash(password[:1000])
        if row is None or stored is None or not self.hasher.verify(stored.hash, password[:1000]):
            raise Refused(
                "access.wrong_password", "login and password do not fit", "try again, or ask for a reset link"
            )
        return self.start_session(row.account)

    def start_session(self, account: str) -> tuple[str, Session]:
        """A session's secret for the browser."""
        secret, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
        expires = self.engine.clock.now_ms() + SESSION_MS
        self._write([open_session(session=hashed(secret), account=account, csrf=csrf, expires_at=expires)])
        return secret, Session(account, csrf)

    def session(self, secret: str) -> Session | None:
        """The session a cookie stands for, while it lasts and the account is active."""
        row = self.engine.store.known(SESSION, session=hashed(secret))
        return None if row is None or row.expires_at < self.engine.clock.now_ms() else Session(row.account, row.csrf)

    def sign_out(self, secret: str) -> None:
        """End the session."""
        self._write([close_session(session=hashed(secret))])

    def token(self, secret: str) -> Caller | None:
        """The caller a token stands for, while it is not revoked and the account is active."""
        row = self.engine.store.known(TOKEN, hash=hashed(secret))
        return None if row is None else Caller(row.account, frozenset(row.scopes.split(",")))

    def grant_token(self, caller: Caller, scopes: Sequence[str], key: str) -> tuple[str, str]:
        """(token id, secret); the secret is shown once."""
        receipt = self.engine.handle(INSTANCE_LOG, parse_command("grant_token", {"scopes": list(scopes)}), caller, key)[
            0
        ]
        secret, token = f"lp_{secrets.token_urlsafe(32)}", receipt.event_id

        def keep(tx: Transaction) -> None:
            if tx.one(SECRET_OF, token=token) is not None:
                raise Refused(
                    "access.token_shown",
                    f"token {token} was granted by this key before",
                    "grant another under a new key",
                )
            tx.write([keep_token(hash=hashed(secret), token=token)])

        self.engine.store.writer(INSTANCE_LOG).run(keep)
        return token, secret

    def invite(self, log_id: int, roles: Sequence[str], account: str, inviter: str, grant: str) -> str:
        """A one-time link's secret: joins a project, opens an account, or (account given) sets a new password."""
        secret = secrets.token_urlsafe(24)
        row = keep_invitation(
            hash=hashed(secret),
            invitation=secrets.token_urlsafe(18),
            log_id=log_id,
            roles=",".join(roles),
            account=account,
            invited_by=f"{inviter}|{grant}",
            expires_at=self.engine.clock.now_ms() + INVITATION_MS,
        )
        self._write([row])
        return secret

    def invitation(self, secret: str) -> Any:
        """The invitation a link stands for; refused when used or old."""
        with self.engine.store.reading() as read:
            row = read.one(INVITATION, hash=hashed(secret))
        if row is None or 0 <= row.expires_at < self.engine.clock.now_ms():
            raise _no_invitation()
        return row

    def accept(self, secret: str, login: str, name: str, password: str, joining: str = "") -> str:
        """Take up an invitation; gives the account. `joining`: an account that is signed in already."""
        row = self._claim(secret)
        try:
            account = self._accepted(row, login, name, password, joining)
        except Refused:
            self._write([keep_invitation(**row._asdict())])
            raise
        self._write([use_invitation(hash=hashed(secret))])
        return account

    def _claim(self, secret: str) -> Any:
        """Take the link for a while: of two who open it at once, one is told that it is in use."""
        now = self.engine.clock.now_ms()

        def claim(tx: Transaction) -> Any:
            row = tx.one(INVITATION, hash=hashed(secret))
            if row is None or 0 <= row.expires_at < now:
                raise _no_invitation()
            if row.expires_at < -now:
                raise Refused("access.invitation_in_use", "somebody is using this link now", "try again in a minute")
            tx.write([keep_invitation(**{**row._asdict(), "expires_at": -(now + CLAIMED_MS)})])
            return row

        return self.engine.store.writer(INSTANCE_LOG).run(claim)

    def _accepted(self, row: Any, login: str, name: str, password: str, joining: str) -> str:
        self._check_inviter(row)
        caller = Caller(row.invitation, trusted=True)
        account = joining or row.account
        if not account or row.account:
            check_password(password)
        if not account:
            opened = parse_command("open_account", {"login": login, "name": name})
            account = self.engine.handle(INSTANCE_LOG, opened, caller, "account")[0].event_id
        if not joining:
            self.set_password(account, password)
        if row.log_id:
            inviter, _, grant = row.invited_by.partition("|")
            args = {
                "account": account,
                "name": "",
                "roles": row.roles.split(","),
                "invited_by": inviter,
                "grant": grant,
            }
            self.engine.handle(row.log_id, parse_command("join_project", args), caller, "member")
        return account

    def _check_inviter(self, row: Any) -> None:
        """A link is worth what its maker may still do: a lead who was removed brings nobody in."""
        inviter = row.invited_by.partition("|")[0]
        with self.engine.store.reading() as read:
            if row.log_id:
                member = read.one(access.MEMBER, log_id=row.log_id, member=inviter)
                who = access.who(read, row.log_id, member.account or "") if member is not None else None
                held, action = (who.roles if who is not None else frozenset[str]()), "invite_member"
            else:
                account = access.account_state(read, inviter)
                roles = "" if account is None or account.state != "active" else account.roles
                held = frozenset[str](roles.split(","))
                action = "reset_account" if row.account else "invite_account"
        about = {"only_annotators": row.roles == "annotator"} if row.log_id else {}
        if not self.engine.authorizer.allows(action, held, about):
            raise Refused("access.no_invitation", "whoever made the link may not invite any more", "ask for a new one")

    def set_password(self, account: str, password: str) -> None:
        """A new password ends every session of the account."""
        check_password(password)
        encoded = self.hasher.hash(password)
        self._write([set_password(account=account, hash=encoded), close_sessions(account=account)])

    def open_first_account(self, login: str, name: str, password: str) -> str:
        """The owner of a new instance."""
        if not LOGIN.match(login):
            raise Refused(
                "access.login",
                f"{login[:40]!r} cannot be a login",
                "use 1 to 120 characters without spaces, quotes or <>",
            )
        opened = parse_command("open_account", {"login": login, "name": checked_name(name)})
        account = self.engine.handle(INSTANCE_LOG, opened, Caller("init", trusted=True), "account")[0].event_id
        self.set_password(account, password)
        return account

    def _write(self, writes: list[Write]) -> None:
        self.engine.store.writer(INSTANCE_LOG).run(lambda tx: tx.write(writes))


def _no_invitation() -> Refused:
    return Refused("access.no_invitation", "the link was used, or is too old", "ask for a new one")


def check_password(password: str) -> None:
    """Length is what counts."""
    if not SHORTEST_PASSWORD <= len(password) <= 1000:
        raise Refused(
            "access.password", f"the password has {len(password)} characters", f"use {SHORTEST_PASSWORD} to 1000"
        )
