"""The witness client: offers the root log's newest checkpoint, and reacts to each answer as C2SP tlog-witness says.

No database transaction is open while a witness is asked. What is known of each witness lies in a setting of its own:
losing it costs one 409.
"""

import hashlib
import logging
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from labelproof.engine.engine import INSTANCE_LOG, Engine
from labelproof.engine.halts import Halt, clear_halt, halt, halts
from labelproof.engine.notes import OF_SIZE, keep_note, newest_note
from labelproof.engine.openings import ROOT, read_log
from labelproof.engine.publish import show
from labelproof.engine.tile_files import published_hashes
from labelproof.engine.witness_policy import Witness, cosigners, pinned_witnesses
from labelproof.kernel.refused import Refused
from labelproof.log.checkpoint import format_witness_request, parse_witness_conflict
from labelproof.log.note import Vkey, check_cosignature, format_note, parse_vkey, split_note
from labelproof.log.tree import prove_consistency
from labelproof.ports.query import Query, param
from labelproof.ports.store import Reading, Transaction
from labelproof.ports.witness import WitnessAnswer
from labelproof.ports.write import put
from labelproof.storage.operational import instance

log = logging.getLogger("labelproof.witness")
MOST_CONFLICTS = 3
FIRST_PAUSE_MS, MOST_PAUSE_MS = 5_000, 3_600_000
OUR_FAULT = {400: "it says the request is malformed", 403: "it does not know our key", 404: "it does not know our log"}
STATE = Query(sa.select(instance.c.value).where(instance.c.name == param("name")))
put_state = put(instance)


class WitnessState(msgspec.Struct, frozen=True):
    """What is known of a witness: the size it cosigned last, its last answer, and when to ask it again after a failure."""

    size: int = 0
    cosigned_at: int = 0
    asked_at: int = 0
    status: int = -1
    said: str = ""
    failures: int = 0
    next_at: int = 0
    is_alarm: bool = False


class _Offer(NamedTuple):
    """The checkpoint that witnesses are asked to cosign."""

    log_id: int
    origin: str
    size: int
    text: bytes
    note: bytes
    own: list[Vkey]
    lacking: list[Witness]


class _Outcome(NamedTuple):
    """What came of asking one witness: its line, if it gave one; a reason to stop; what to keep as evidence."""

    state: WitnessState
    line: bytes = b""
    halt: Halt | None = None
    evidence: tuple[bytes, bytes] = (b"", b"")


def ask_witnesses(engine: Engine, *, at_once: bool = False, again: bool = False) -> int:
    """Ask each pinned witness that has not cosigned the newest checkpoint; gives how many did now.

    A witness that failed is left alone until its pause is over, and one that raised an alarm until somebody asks
    `at_once`. With `again` those are asked too that cosigned it before: at the start that is how an older copy of the
    database is found out before anything is signed.
    """
    with engine.store.reading() as read:
        offer = _offer(engine, read, again=again)
        states = {each.witness: read_state(read, each.witness) for each in offer.lacking} if offer else {}
    if offer is None or engine.witness_client is None:
        return 0
    done = 0
    for witness in offer.lacking:
        state = states[witness.witness]
        if at_once or not (state.is_alarm or engine.clock.now_ms() < state.next_at):
            done += _ask_one(engine, offer, witness, state)
    if done:
        show(engine, offer.log_id)
    return done


def read_state(read: Reading, witness: str) -> WitnessState:
    """What is known of a witness."""
    row = read.one(STATE, name=f"witness:{witness}")
    return WitnessState() if row is None else msgspec.json.decode(row.value, type=WitnessState)


def _offer(engine: Engine, read: Reading, *, again: bool) -> _Offer | None:
    """The newest signed note of the root log without cosignatures, and who has not given theirs; None without either."""
    log_id = engine.log_id(ROOT)
    newest = None if log_id is None else newest_note(read, log_id)
    witnesses = pinned_witnesses(read)
    if log_id is None or newest is None or not witnesses:
        return None
    origin = f"{engine.host}/{ROOT}"
    own = [parse_vkey(vkey) for vkey in engine.signer.vkeys(origin)]
    text, lines = split_note(bytes(newest.note))
    plain = format_note(text, [line for line in lines if line.startswith(f"— {origin} ".encode())])
    there = set[str]() if again else cosigners(bytes(newest.note), own, witnesses)
    lacking = [each for each in witnesses if each.witness not in there]
    return _Offer(log_id, origin, newest.size, text, plain, own, lacking) if lacking else None


def _ask_one(engine: Engine, offer: _Offer, witness: Witness, state: WitnessState) -> bool:
    """Ask, keep what came of it; True when the witness cosigned."""
    outcome = _ask(engine, offer, witness, state)
    if any(outcome.evidence):
        _keep_evidence(engine, witness, outcome.evidence)
    if outcome.halt is not None:
        halt(engine, outcome.halt)
    if outcome.line:
        engine.store.writer(offer.log_id).run(lambda tx: _add_line(tx, offer, witness, outcome.line))
        with engine.store.reading() as read:
            is_halted = any(each.source == witness.witness for each in halts(read))
        if is_halted:
            clear_halt(engine, witness.witness)
    elif outcome.state.is_alarm:
        log.error("witness %s: %s", witness.vkey.name, outcome.state.said)
    name, value = f"witness:{witness.witness}", msgspec.json.encode(outcome.state).decode()
    engine.store.writer(INSTANCE_LOG).run(lambda tx: tx.write([put_state(name=name, value=value)]))
    return bool(outcome.line)


def _ask(engine: Engine, offer: _Offer, witness: Witness, state: WitnessState) -> _Outcome:
    """One offer, with a proof from the size the witness says it knows, at most three times anew."""
    client, now = engine.witness_client, engine.clock.now_ms()
    assert client is not None, "only asked with a client"
    hashes = published_hashes(engine, offer.origin, offer.size)
    old = min(state.size, offer.size)
    n_conflicts = 0
    while True:
        body = format_witness_request(old, prove_consistency(old, offer.size, hashes), offer.note)
        answer = client.add_checkpoint(witness.url, body)
        if answer.status != 409:
            return _taken(offer, witness, state, answer, body, now)
        said = _conflict(answer)
        if said is None or said == old:  # it knows this very size, so what it refuses is the root
            return _contradicted(offer, witness, state, body, answer, now)
        if said > offer.size:
            return _ahead(engine, offer, witness, state, said, now)
        if n_conflicts == MOST_CONFLICTS:
            return _Outcome(_later(state, answer.status, "its size changed each time it was asked", now))
        old, n_conflicts = said, n_conflicts + 1


def _taken(
    offer: _Offer, witness: Witness, state: WitnessState, answer: WitnessAnswer, body: bytes, now: int
) -> _Outcome:
    """What any other answer than a conflict means."""
    if answer.status == 200:
        line = _line_of(offer.text, answer.body, witness.vkey, now // 1000)
        if line:
            return _Outcome(WitnessState(offer.size, now, now, 200, "cosigned"), line)
        return _Outcome(_alarm(state, 200, "its answer has no cosignature that verifies under the pinned key", now))
    if answer.status == 422:
        return _contradicted(offer, witness, state, body, answer, now)
    if answer.status in OUR_FAULT:
        return _Outcome(_alarm(state, answer.status, f"{OUR_FAULT[answer.status]} ({answer.status})", now))
    reason = answer.body.decode("utf-8", "replace")[:200] if answer.status == 0 else f"it answered {answer.status}"
    return _Outcome(_later(state, answer.status, reason, now))


def _conflict(answer: WitnessAnswer) -> int | None:
    """The size in a 409, or None where the answer carries none (tlog-witness: another root at this size)."""
    if answer.content_type.partition(";")[0].strip() != "text/x.tlog.size":
        return None
    try:
        return parse_witness_conflict(answer.body)
    except Refused:
        return None


def _ahead(engine: Engine, offer: _Offer, witness: Witness, state: WitnessState, said: int, now: int) -> _Outcome:
    """It cosigned more than there is: the database is an older copy, and nothing may be signed out of it.

    Unless another process signed, and offered, that size meanwhile: then the next round offers it too.
    """
    with engine.store.reading() as read:
        signed = read_log(read, offer.log_id).signed_size
    if said <= signed:
        return _Outcome(state)
    told = f"cosigned size {said} of the root log, which ends at {signed} here"
    fix = "do not sign: the database is an older copy. Run `labelproof log restore`, or remove the witness if it errs"
    stop = Halt(witness.witness, True, "log.behind", f"witness {witness.vkey.name} {told}", fix, now)
    return _Outcome(_alarm(state, 409, told, now), halt=stop)


def _contradicted(
    offer: _Offer, witness: Witness, state: WitnessState, body: bytes, answer: WitnessAnswer, now: int
) -> _Outcome:
    """It knows another tree than this one: request and answer are evidence, and the root log stops."""
    told = f"says the root log's size {offer.size} does not follow what it cosigned"
    fix = f"keep the folder evidence/witness/{witness.witness[:16]} of the blobs, compare the two trees, then ask again"
    stop = Halt(witness.witness, False, "log.contradicted", f"witness {witness.vkey.name} {told}", fix, now)
    whole = f"status {answer.status}\ncontent-type {answer.content_type}\n\n".encode() + answer.body
    return _Outcome(_alarm(state, answer.status, told, now), halt=stop, evidence=(body, whole))


def _line_of(text: bytes, body: bytes, vkey: Vkey, now_s: int) -> bytes:
    """The first line that verifies under the pinned key; whatever else came along is ignored."""
    for line in body.splitlines(keepends=True):
        try:
            check_cosignature(text, line, vkey, now_s)
        except Refused:
            continue
        return line
    return b""


def _add_line(tx: Transaction, offer: _Offer, witness: Witness, line: bytes) -> None:
    """The stored note with one line more; its text stays. The note may be gone: then so is its use."""
    tx.lock(offer.log_id)
    row: Any = tx.one(OF_SIZE, log_id=offer.log_id, size=offer.size)
    if row is None or witness.witness in cosigners(bytes(row.note), offer.own, [witness]):
        return
    text, lines = split_note(bytes(row.note))
    tx.write([keep_note(log_id=offer.log_id, size=offer.size, note=format_note(text, [*lines, line]), at=row.at)])


def _keep_evidence(engine: Engine, witness: Witness, evidence: tuple[bytes, bytes]) -> None:
    """Request and answer as two files, named by what they hold: the same again is kept once."""
    digest = hashlib.sha256(b"\n".join(evidence)).hexdigest()[:16]
    folder = f"evidence/witness/{witness.witness[:16]}/{digest}"
    engine.blobs.put(f"{folder}/request", evidence[0])
    engine.blobs.put(f"{folder}/answer", evidence[1])


def _alarm(state: WitnessState, status: int, said: str, now: int) -> WitnessState:
    """Not asked again by itself."""
    return msgspec.structs.replace(state, status=status, said=said, asked_at=now, is_alarm=True)


def _later(state: WitnessState, status: int, said: str, now: int) -> WitnessState:
    """Asked again after a pause that doubles, from five seconds to an hour."""
    pause = min(FIRST_PAUSE_MS << min(state.failures, 20), MOST_PAUSE_MS)
    return msgspec.structs.replace(
        state, status=status, said=said, asked_at=now, failures=state.failures + 1, next_at=now + pause
    )
