"""handle(command, caller): taken before? facts, policies, decide, append, project, react, until nothing follows."""

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from labelproof.engine.catalogue import BY_CLASS, COMMANDS, LISTENERS, REACTED, REACTIONS, Entry
from labelproof.engine.clock_watch import ClockWatch
from labelproof.engine.keyring import KeyRing
from labelproof.engine.ledger import Asking, Ledger
from labelproof.kernel.canonical import b64url
from labelproof.kernel.ids import event_id, format_origin
from labelproof.kernel.refused import Refused
from labelproof.log.leaf import parse_leaf, vkey_digest
from labelproof.policies.actions import not_allowed
from labelproof.ports.authorizer import Authorizer
from labelproof.ports.blob_store import BlobStore
from labelproof.ports.clock import Clock
from labelproof.ports.entropy import Entropy
from labelproof.ports.key_store import KeyStore
from labelproof.ports.query import Ask, Query, param
from labelproof.ports.recorded import Receipt
from labelproof.ports.room import Asked
from labelproof.ports.signer import Signer
from labelproof.ports.store import Foresighted, LogState, Store, Transaction
from labelproof.ports.timestamper import Timestamper
from labelproof.ports.witness import WitnessClient
from labelproof.ports.write import put
from labelproof.rooms.access import commands as access_commands
from labelproof.rooms.access import facts as access
from labelproof.rooms.log import commands as log_commands
from labelproof.rooms.log import queries as log_queries
from labelproof.storage.operational import instance, taken
from labelproof.storage.tables import events, logs

INSTANCE_LOG = 1
MOST_ROUNDS = 8
CLOCK_ACCEPTED = "clock accepted"
NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
KEY = re.compile(r"[0-9A-Za-z_.:-]{1,200}\Z")
OWNERS_ONLY = frozenset(
    ["erase_subject", "grant_token", "open_project", "change_log_keys", "change_instance_log_keys", "set_up_root_log"]
)
SCOPES: Mapping[str, frozenset[str]] = {
    "annotate": frozenset({"work", "submit", "skip_item", "flag_item", "save_draft", "report_candidly"}),
    "lead": frozenset(e.action for e in COMMANDS.values() if e.handler.home == "project") - OWNERS_ONLY
    | {"invite_member", "record_measure"},
}
BY_ID = Query(
    sa.select(events.c.idx, events.c.leaf, events.c.leaf_hash).where(
        events.c.log_id == param("log_id"), events.c.event_id == param("event_id")
    )
)
TAKEN = Query(sa.select(taken.c.digest).where(taken.c.log_id == param("log_id"), taken.c.event_id == param("event_id")))
SETTING = Query(sa.select(instance.c.value).where(instance.c.name == param("name")))
LOG_NUMBER = Query(sa.select(logs.c.log_id).where(logs.c.origin == param("origin")))
SIGNED = Query(sa.select(logs.c.signed_size).where(logs.c.log_id == param("log_id")))
take = put(taken)


class Caller(NamedTuple):
    """Who asks: an account within scopes, or (trusted) the product itself, under the id of what causes it."""

    account: str
    scopes: frozenset[str] = frozenset({"everything"})
    trusted: bool = False


SYSTEM = Caller("system", trusted=True)


def check_scope(caller: Caller, action: str) -> None:
    """A token does what its scopes cover, whatever its holder may do besides."""
    scopes = caller.scopes
    if "everything" not in scopes and not any(action in SCOPES.get(scope, ()) for scope in scopes):
        raise Refused(
            "access.scope",
            f"the token's scopes ({', '.join(sorted(scopes))}) do not cover {action}",
            "use a token that does",
        )


@dataclass(frozen=True)
class Engine:
    """Everything a command needs, handed in. Each log's writer thread has a key ring of its own.

    `entered`: by log, the signed size that this process knows to stand in the root log. `figures`: the newest results
    that were computed at a log's position, by where and what they are.
    """

    store: Store
    keys: KeyStore
    signer: Signer
    blobs: BlobStore
    clock: Clock
    entropy: Entropy
    authorizer: Authorizer
    secret: bytes
    host: str
    witness_client: WitnessClient | None = None
    timestamper: Timestamper | None = None
    entered: dict[int, int] = field(default_factory=dict[int, int])
    figures: dict[tuple[Any, ...], Any] = field(default_factory=dict[tuple[Any, ...], Any])
    _rings: dict[int, KeyRing] = field(default_factory=dict[int, KeyRing])
    _log_ids: dict[str, int] = field(default_factory=dict[str, int])
    _met: dict[tuple[int, str], tuple[str, str]] = field(default_factory=dict[tuple[int, str], tuple[str, str]])

    @cached_property
    def watch(self) -> ClockWatch:
        """This process's view of the clock."""
        return ClockWatch(self.clock)

    def log_id(self, project: str) -> int | None:
        """The number of a project's log, which never changes."""
        known = self._log_ids.get(project)
        if known is None:
            with self.store.reading() as read:
                row = read.one(LOG_NUMBER, origin=f"{self.host}/{project}")
            if row is None:
                return None
            known = self._log_ids[project] = row.log_id
        return known

    def ring(self, log_id: int) -> KeyRing:
        """The key ring of a log's writer; 0 is the readers'."""
        ring = self._rings.get(log_id)
        if ring is None:
            ring = self._rings.setdefault(log_id, KeyRing(self.keys, self.entropy))
        return ring

    def handle(self, log_id: int, command: Any, caller: Caller, key: str) -> list[Receipt]:
        """Do it in the log's writer and wait for the commit."""
        return self.store.writer(log_id).run(self.job(log_id, command, caller, key))

    async def handle_async(self, log_id: int, command: Any, caller: Caller, key: str) -> list[Receipt]:
        """Do it in the log's writer and await the commit."""
        return await self.store.writer(log_id).submit(self.job(log_id, command, caller, key))

    def job(self, log_id: int, command: Any, caller: Caller, key: str) -> Foresighted:
        """The command as a unit of a group commit."""
        if not KEY.match(key):
            raise Refused("command.key", f"the key has {len(key)} characters or strange ones", "use a fresh UUID")
        entry = COMMANDS[BY_CLASS[type(command)]]

        def run(tx: Transaction) -> list[Receipt]:
            return _Run(self, tx, log_id, command, entry, caller, key).receipts()

        return Foresighted(run, lambda: self._foreseen(log_id, command, entry, caller, key))

    def _foreseen(self, log_id: int, command: Any, entry: Entry, caller: Caller, key: str) -> Iterable[Ask]:
        """Was it taken, who asks, and what the command's facts are sure to want of a member seen here before."""
        if caller.trusted or entry.handler.home == "instance":
            return
        met = self._met.get((log_id, caller.account))
        if met is not None:
            origin, member = met
            first = event_id(self.secret, origin, caller.account, key, "0")
            yield Ask(BY_ID, {"log_id": log_id, "event_id": first})
            yield Ask(access.WHO, {"log_id": log_id, "account": caller.account})
            yield from entry.handler.foresees(command, log_id, member)

    def meet(self, home: LogState, account: str, member: str) -> None:
        """Remember under which name an account acts in a project: enough to ask ahead, never to decide by."""
        self._met[home.log_id, account] = (home.origin, member)


class _Run:
    """One command inside one transaction."""

    def __init__(
        self, engine: Engine, tx: Transaction, log_id: int, command: Any, entry: Entry, caller: Caller, key: str
    ) -> None:
        self._engine, self._tx, self._command, self._entry, self._caller, self._key = (
            engine,
            tx,
            command,
            entry,
            caller,
            key,
        )
        self._log_id = INSTANCE_LOG if entry.handler.home == "instance" else log_id
        self._name = BY_CLASS[type(command)]
        self._ring = engine.ring(self._log_id)

    def receipts(self) -> list[Receipt]:
        """The first receipts if the command was taken before, else new ones."""
        tx = self._tx
        if f"keys {self._log_id}" not in tx.memory:  # on SQLite one transaction may serve many logs, each with its ring
            tx.memory[f"keys {self._log_id}"] = True
            self._ring.discard()
            self._ring.refresh()
            tx.before_commit(self._ring.persist)
        home = tx.lock(self._log_id)
        first = self._id(home, 0)
        digest = self._digest()
        earlier = self._earlier(home, first, digest)
        if earlier is not None:
            return self._told(earlier)
        now = self._now(home)
        asked = self._asked(home, now)
        logs = {self._entry.handler.home: home, "any": home}
        if isinstance(self._command, access_commands.OpenProject):
            logs["project"] = logs["any"] = self._new_project()
        facts = self._entry.handler.facts(tx, self._command, asked)
        if not self._caller.trusted:
            self._authorize(asked, self._entry.handler.attributes(facts, self._command, asked))
        self._fill_in_key(home)
        done = self._record(self._entry.handler.decide(facts, self._command, asked), asked, home, logs, now)
        if done:
            tx.write([take(log_id=home.log_id, event_id=first, digest=digest)])
            tx.memory[f"{home.log_id} {first}"] = (digest, done)
        return self._told(done)

    def _told(self, receipts: list[Receipt]) -> list[Receipt]:
        """Without what reactions recorded: that an answer opened a dispute tells what others answered."""
        return receipts if self._caller.trusted else [each for each in receipts if each.kind not in REACTED]

    def _record(self, decided: Any, asked: Asked, home: LogState, logs: dict[str, LogState], now: int) -> list[Receipt]:
        engine, tx = self._engine, self._tx
        asking = Asking(engine.secret, home.origin, self._caller.account, self._key, asked.member, asked.grant)
        ledger = Ledger(self._ring, engine.entropy)
        receipts: list[Receipt] = []
        for _ in range(MOST_ROUNDS):
            if not decided:
                return receipts
            fresh = ledger.append(tx, asking, now, len(receipts), decided, logs)
            receipts.extend(receipt for _, receipt in fresh)
            for recorded, _ in fresh:
                for project in LISTENERS.get(recorded.body.__class__, ()):
                    tx.write(project(recorded))
            decided = [
                event
                for recorded, _ in fresh
                for reaction in REACTIONS.get(recorded.body.__class__, ())
                for event in reaction.decide(reaction.facts(tx, recorded), recorded)
            ]
        raise RuntimeError(f"{self._name} still reacts after {MOST_ROUNDS} rounds: reactions must end")

    def _id(self, home: LogState, n: int) -> str:
        return event_id(self._engine.secret, home.origin, self._caller.account, self._key, str(n))

    def _digest(self) -> str:
        text = self._name.encode() + b"\n" + msgspec.json.encode(self._command, order="sorted")
        if b"\\u0000" in text and NUL.search(text):
            raise Refused("command.nul", "a text holds the character NUL, which PostgreSQL cannot keep", "leave it out")
        return b64url(hmac.digest(self._engine.secret, text, hashlib.sha256)[:18])

    def _earlier(self, home: LogState, first: str, digest: str) -> list[Receipt] | None:
        tx = self._tx
        remembered = tx.memory.get(f"{home.log_id} {first}")
        if remembered is not None:
            known, receipts = remembered
        else:
            row = tx.one(BY_ID, log_id=home.log_id, event_id=first)
            if row is None:
                return None
            stored = tx.one(TAKEN, log_id=home.log_id, event_id=first)
            known = digest if stored is None else stored.digest
            receipts = [_receipt(row)]
            while (row := tx.one(BY_ID, log_id=home.log_id, event_id=self._id(home, len(receipts)))) is not None:
                receipts.append(_receipt(row))
        if known != digest:
            raise Refused(
                "command.key_reused", "this key was used for another command", "make a fresh key for each command"
            )
        return receipts

    def _now(self, home: LogState) -> int:
        try:
            return self._engine.watch.now(home.last_ts, 0)
        except Refused:
            accepted = self._tx.one(SETTING, name=CLOCK_ACCEPTED)
            return self._engine.watch.now(home.last_ts, 0 if accepted is None else int(accepted.value))

    def _asked(self, home: LogState, now: int) -> Asked:
        caller, tx = self._caller, self._tx
        if caller.trusted:
            return Asked(home.log_id, now, caller.account, "system", "", frozenset())
        if home.log_id == INSTANCE_LOG:
            account = access.account_state(tx, caller.account)
            if account is None or account.state != "active":
                raise Refused("access.signed_out", "the account is not active", "sign in with another")
            return Asked(home.log_id, now, caller.account, caller.account, "", frozenset(account.roles.split(",")))
        who = access.who(tx, home.log_id, caller.account)
        if who is None:
            raise Refused(
                "access.not_here", "no such project, or you are no member of it", "ask its lead for an invitation"
            )
        self._engine.meet(home, caller.account, who.member)
        return Asked(home.log_id, now, caller.account, who.member, who.grant, who.roles)

    def _authorize(self, asked: Asked, attributes: Mapping[str, bool | str]) -> None:
        action = self._entry.action
        if self._entry.system_only:
            raise Refused("access.system_only", f"{self._name} is the product's own", "there is nothing to ask for")
        check_scope(self._caller, action)
        if not self._engine.authorizer.allows(action, asked.roles, attributes):
            raise not_allowed(asked.roles, action)

    def _fill_in_key(self, home: LogState) -> None:
        """What only the engine knows of a log's keys: the next one, made or left over from a kill; what is signed."""
        command, tx = self._command, self._tx
        if isinstance(command, log_commands.Rotating):
            announced = {key.vkey for key in tx.all(log_queries.keys_of, log_id=home.log_id)}
            held = [vkey_digest(vkey) for vkey in self._engine.signer.vkeys(home.origin)]
            waiting = [digest for digest in held if digest not in announced]
            fresh = waiting[0] if waiting else vkey_digest(self._engine.signer.add(home.origin))
            self._command = msgspec.structs.replace(command, vkey=fresh)
        elif isinstance(command, log_commands.Retiring):
            signed = tx.one(SIGNED, log_id=home.log_id).signed_size
            self._command = msgspec.structs.replace(command, size=home.size, signed=signed)

    def _new_project(self) -> LogState:
        engine = self._engine
        origin = format_origin(engine.host, engine.entropy.bytes(16))
        vkey = engine.signer.create(origin)
        self._command = msgspec.structs.replace(
            self._command, project=origin.rpartition("/")[2], vkey=vkey_digest(vkey)
        )
        return self._tx.open_log(origin, "project")


def _receipt(row: Any) -> Receipt:
    leaf = parse_leaf(bytes(row.leaf))
    return Receipt(leaf.log, row.idx, b64url(bytes(row.leaf_hash)), leaf.id, leaf.kind)
