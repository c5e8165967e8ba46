"""Erasure: openings, then keys, then our copies, then every page that held them.

A saga that can be continued after a kill at any step: what is left to do follows from `erasure.requested` without its
`subject_key.destroyed`, and, for the database's free pages, from a row of `op_instance`.
"""

import time
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from labelproof.engine.bundle import affected, destroy_affected
from labelproof.engine.engine import BY_ID, INSTANCE_LOG, SYSTEM, Caller, Engine
from labelproof.engine.ledger import Asking, Ledger
from labelproof.engine.openings import LOG, TOMBSTONE, event_named, leaves, listed, read_log
from labelproof.engine.rebuild import writes_of
from labelproof.engine.release import supersede_destroyed
from labelproof.engine.vault import label_of, rewrite_vault
from labelproof.engine.working_folder import sweep
from labelproof.events.log import DisclosureErased, SubjectKeyDestroyed
from labelproof.kernel.ids import event_id
from labelproof.kernel.refused import Refused
from labelproof.log.leaf import parse_leaf
from labelproof.ports.query import Query, param
from labelproof.ports.store import LogState, Reading, Transaction
from labelproof.ports.write import drop, put
from labelproof.rooms.access import facts as access
from labelproof.rooms.access import queries as access_queries
from labelproof.rooms.releases import queries as releases
from labelproof.rooms.sources import commands
from labelproof.rooms.sources import queries as sources
from labelproof.rooms.sources.tables import items
from labelproof.storage.operational import drafts, instance, invitations, passwords, sessions, taken
from labelproof.storage.tables import disclosures

TOMBSTONES_A_LEAF = 128
SUBJECTS_AT_ONCE = 100
VACUUM_DUE = "vacuum_due"
_SUBJECTS = [param(f"s{n}") for n in range(SUBJECTS_AT_ONCE)]
SAID = Query(
    sa.select(disclosures.c.idx, disclosures.c.name)
    .where(disclosures.c.log_id == LOG, disclosures.c.subject.in_(_SUBJECTS) | disclosures.c.writer.in_(_SUBJECTS))
    .order_by(disclosures.c.idx, disclosures.c.name)
)
ITEMS_OF = Query(sa.select(items.c.item).where(items.c.log_id == LOG, items.c.subject == param("subject")))
DUE = Query(sa.select(instance.c.value).where(instance.c.name == VACUUM_DUE))
drop_opening = drop(disclosures, by=("log_id", "idx", "name"))
forget_taken = drop(taken, by=("log_id",))
forget_item_drafts = drop(drafts, by=("log_id", "item"))
forget_drafts = drop(drafts, by=("log_id", "account"))
note_due = put(instance)
clear_due = drop(instance, by=("name",))
sign_out = tuple(drop(table, by=("account",)) for table in (passwords, sessions, invitations))


def erase(engine: Engine, log_id: int, subjects: Sequence[str], why: str, caller: Caller, key: str) -> str:
    """Erase what was said about or by these subjects in one log; gives the request's id. Done when it returns."""
    command = commands.RequestErasure(subjects=list(subjects), why=why)
    request = engine.handle(log_id, command, caller, key)[0].event_id
    _finish(engine, log_id, request)
    supersede_destroyed(engine)
    _wipe(engine)
    return request


class Going(NamedTuple):
    """What an erasure takes along in one log: disclosures, and published releases that something else will supersede."""

    log_id: int
    n_disclosures: int
    releases: list[str]


def what_goes(engine: Engine, log_id: int, subjects: Sequence[str]) -> Going:
    """What `erase` would do in this log, without doing it."""
    with engine.store.reading() as read:
        said = read.all(SAID, log_id=log_id, **_named(subjects))
        origin = read_log(read, log_id).origin
    rows = affected(engine, log_id, origin, {(row.idx, row.name) for row in said}) if said else []
    with engine.store.reading() as read:
        found = [read.one(releases.release, log_id=log_id, release=row.release) for row in rows]
    return Going(log_id, len(said), [row.release for row in found if row.state == "published"])


def places_of(engine: Engine, account: str) -> list[tuple[int, str]]:
    """Where a person is, and as whom: every project they take part in, then the instance."""
    with engine.store.reading() as read:
        rows = read.all(access_queries.pseudonyms_of, account=account)
    return [*sorted((row.log_id, row.member) for row in rows), (INSTANCE_LOG, account)]


def check_may_erase_people(engine: Engine, caller: Caller) -> None:
    """Refused to everybody but the owner of the instance."""
    with engine.store.reading() as read:
        asking = access.account_state(read, caller.account)
    roles = frozenset(asking.roles.split(",")) if asking is not None and asking.state == "active" else frozenset[str]()
    if not caller.trusted and not engine.authorizer.allows("disable_account", roles, {}):
        raise Refused("access.not_allowed", "only the owner of the instance erases a person", "ask them")


def erase_person(engine: Engine, account: str, why: str, caller: Caller, key: str) -> list[str]:
    """Erase a person in every project and at the door; gives the requests' ids. Recorded as the product's act.

    The instance log's request comes first and is finished last: as long as it is open, a kill leaves it to be carried
    on, in whichever project it came.
    """
    check_may_erase_people(engine, caller)
    command = commands.RequestErasure(subjects=[account], why=why)
    system = Caller(caller.account, trusted=True)
    request = engine.handle(INSTANCE_LOG, command, system, f"{key}:{INSTANCE_LOG}")[0].event_id
    requests = _finish_everywhere(engine, request)
    supersede_destroyed(engine)
    _wipe(engine)
    return requests


def continue_erasures(engine: Engine) -> int:
    """Carry on with whatever a kill interrupted; gives the number of erasures finished."""
    with engine.store.reading() as read:
        waiting = dict.fromkeys((row.log_id, row.request) for row in read.all(sources.erasures_open))
    for log_id, request in waiting:
        if log_id == INSTANCE_LOG:
            _finish_everywhere(engine, request)
        else:
            _finish(engine, log_id, request)
    _wipe(engine)
    return len(waiting)


def _finish_everywhere(engine: Engine, request: str) -> list[str]:
    """An account's erasure: in each project where its person is still known, then in the instance's log."""
    with engine.store.reading() as read:
        accounts = _subjects_of(read, INSTANCE_LOG, request)
        asked = event_named(engine, read, INSTANCE_LOG, request)
    assert asked is not None, "an erasure is requested by an event"
    why = asked.recorded.body.why.value
    done: list[str] = []
    for log_id, member in (place for account in accounts for place in places_of(engine, account)[:-1]):
        with engine.store.reading() as read:
            rows = read.all(sources.erasures_open)
        begun = [row.request for row in rows if (row.log_id, row.subject) == (log_id, member)]
        if not begun:
            command = commands.RequestErasure(subjects=[member], why=why if isinstance(why, str) else "")
            begun = [engine.handle(log_id, command, SYSTEM, f"{request}:{log_id}")[0].event_id]
        _finish(engine, log_id, begun[0])
        done.append(begun[0])
    _finish(engine, INSTANCE_LOG, request)
    return [*done, request]


def _finish(engine: Engine, log_id: int, request: str) -> None:
    with engine.store.reading() as read:
        subjects = _subjects_of(read, log_id, request)
        origin = read_log(read, log_id).origin
    if not subjects:
        return
    writer = engine.store.writer(log_id)
    writer.run(lambda tx: _forget(engine, tx, log_id, request, subjects))
    writer.run(lambda tx: _destroy_keys(engine, tx, log_id, request, subjects))
    with engine.store.reading() as read:
        erased = set(_erased_by(engine, read, log_id, request))
    destroy_affected(engine, log_id, origin, erased)
    rewrite_vault(engine, log_id, label_of(origin), {index for index, _ in erased})
    writer.run(lambda tx: _say_destroyed(engine, tx, log_id, request, subjects))


def _subjects_of(read: Reading, log_id: int, request: str) -> list[str]:
    """The subjects of a request that is not finished."""
    rows = read.all(sources.erasures_open)
    return sorted(row.subject for row in rows if (row.log_id, row.request) == (log_id, request))


def _forget(engine: Engine, tx: Transaction, log_id: int, request: str, subjects: list[str]) -> None:
    """One transaction: openings go, tombstones come, and with them drafts and digests of what was sent."""
    state = tx.lock(log_id)
    tx.write([note_due(name=VACUUM_DUE, value=request), forget_taken(log_id=log_id)])
    _forget_drafts(tx, log_id, subjects)
    said = tx.all(SAID, log_id=log_id, **_named(subjects))
    if not said:
        return
    found = list(_committed(tx, log_id, said))
    tombs = [
        DisclosureErased(request, *(tuple(column) for column in zip(*found[n : n + TOMBSTONES_A_LEAF], strict=True)))
        for n in range(0, len(found), TOMBSTONES_A_LEAF)
    ]
    _record(engine, tx, state, f"erased:{request}:{state.size}", tombs)
    tx.write([drop_opening(log_id=log_id, idx=row.idx, name=row.name) for row in said])


def _named(subjects: Sequence[str]) -> dict[str, str | None]:
    return {f"s{n}": subjects[n] if n < len(subjects) else None for n in range(SUBJECTS_AT_ONCE)}


def _committed(read: Reading, log_id: int, said: list[Any]) -> Iterator[tuple[str, str, str]]:
    """Event, digest and field of each opening."""
    index, leaf = -1, None
    for row in said:
        if row.idx != index:
            index = row.idx
            leaf = parse_leaf(next(raw for _, raw in leaves(read, log_id, index, index + 1)))
        assert leaf is not None, "an opening lies beside a leaf"
        yield leaf.id, leaf.c[row.name], row.name


def _forget_drafts(tx: Transaction, log_id: int, subjects: list[str]) -> None:
    """Before the tombstones: they empty the row that says whose account a pseudonym is."""
    for subject in subjects:
        member = tx.one(access.MEMBER, log_id=log_id, member=subject)
        if member is not None and member.account is not None:
            tx.write([forget_drafts(log_id=log_id, account=member.account)])
        if log_id == INSTANCE_LOG:
            tx.write([statement(account=subject) for statement in sign_out])
        about = {subject, *(row.item for row in tx.all(ITEMS_OF, log_id=log_id, subject=subject))}
        tx.write([forget_item_drafts(log_id=log_id, item=item) for item in sorted(about)])


def _destroy_keys(engine: Engine, tx: Transaction, log_id: int, request: str, subjects: list[str]) -> None:
    """In the writer, so that no batch is under way that sealed something with a key that is going."""
    _forget(engine, tx, log_id, request, subjects)
    origin = tx.lock(log_id).origin
    for subject in subjects:
        engine.keys.destroy(origin, subject)


def _erased_by(engine: Engine, read: Reading, log_id: int, request: str) -> Iterator[tuple[int, str]]:
    """(index, field) of everything this request erased, out of its tombstones."""
    asked = event_named(engine, read, log_id, request)
    assert asked is not None, "an erasure is requested by an event"
    for _, leaf in leaves(read, log_id, asked.recorded.index, read_log(read, log_id).size):
        if TOMBSTONE not in leaf:
            continue
        refs = parse_leaf(leaf).refs
        if refs.get("request") == request:
            at = {e: read.one(BY_ID, log_id=log_id, event_id=e).idx for e in dict.fromkeys(listed(refs.get("event")))}
            yield from ((at[e], n) for e, n in zip(listed(refs.get("event")), listed(refs.get("field")), strict=True))


def _say_destroyed(engine: Engine, tx: Transaction, log_id: int, request: str, subjects: list[str]) -> None:
    """Last of the facts: with it the erasure is finished."""
    state, key = tx.lock(log_id), f"destroyed:{request}"
    if tx.one(BY_ID, log_id=log_id, event_id=event_id(engine.secret, state.origin, "system", key, "0")) is None:
        _record(engine, tx, state, key, [SubjectKeyDestroyed(request, tuple(subjects))])


def _record(engine: Engine, tx: Transaction, state: LogState, key: str, events: Sequence[Any]) -> None:
    """Append as the system, and project."""
    asking = Asking(engine.secret, state.origin, "system", key, "system", "")
    ledger = Ledger(engine.ring(state.log_id), engine.entropy)
    for recorded, _ in ledger.append(tx, asking, engine.clock.now_ms(), 0, events, {"any": state, "project": state}):
        tx.write(writes_of(recorded))


def _wipe(engine: Engine) -> None:
    """SQLite: no page keeps what was erased, in the file or in its WAL, which held text after two VACUUMs when tried."""
    with engine.store.reading() as read:
        due = read.one(DUE)
    if due is None:
        return
    sweep()
    if engine.store.kind == "sqlite":
        engine.store.admin(lambda raw: raw.execute("VACUUM"))
        for _ in range(100):
            busy, _, _ = engine.store.admin(lambda raw: raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone())
            if not busy:
                break
            time.sleep(0.05)
        else:
            raise Refused(
                "erasure.pages_held",
                "what was erased still stands in old pages, which a reader holds",
                "nothing: the worker goes on as soon as the reader is done",
            )
    engine.store.writer(INSTANCE_LOG).run(lambda tx: tx.write([clear_due(name=VACUUM_DUE)]))
