"""How the logs of an instance stand, what witnesses and the timestamp authority last said, and what needs a person."""

from typing import Any

from labelproof.engine.engine import INSTANCE_LOG, Caller, Engine
from labelproof.engine.halts import halts
from labelproof.engine.log_keys import log_keys, parsed
from labelproof.engine.notes import newest_note
from labelproof.engine.openings import ROOT, all_logs, read_log
from labelproof.engine.promises import check_promises, shown_note
from labelproof.engine.root_entries import entered_size, newest_entry, shown_root
from labelproof.engine.timestamped import read_stamped
from labelproof.engine.vault import label_of
from labelproof.engine.views.visit import READ_SCOPES
from labelproof.engine.witness_policy import cosigners, pinned_witnesses, policy_of
from labelproof.engine.witnessing import read_state
from labelproof.kernel.refused import Refused
from labelproof.ports.store import Reading
from labelproof.rooms.access import facts as access
from labelproof.rooms.log import queries


def check_sees_logs(engine: Engine, read: Reading, caller: Caller) -> None:
    """Refused unless the caller may see how the instance's logs stand, and the instance log itself."""
    account = access.account_state(read, caller.account)
    roles = (
        frozenset(account.roles.split(",")) if account is not None and account.state == "active" else frozenset[str]()
    )
    if not caller.scopes & READ_SCOPES:
        raise Refused("access.scope", "the token's scopes do not cover see_log_health", "use a token that does")
    if not engine.authorizer.allows("see_log_health", roles, {}):
        raise Refused("access.not_allowed", "only an owner of the instance sees how its logs stand", "ask one")


def log_health(engine: Engine, caller: Caller) -> dict[str, Any]:
    """The whole picture; `alarms` is empty when nothing needs a person."""
    with engine.store.reading() as read:
        check_sees_logs(engine, read, caller)
        stands = {row.log_id: shown_note(engine, row.log_id) for row in all_logs(read)}
    with engine.store.reading() as read:
        logs = [_log(engine, read, row, stands.get(row.log_id)) for row in all_logs(read)]
        witnesses = [_witness(read, row) for row in read.all(queries.all_witnesses)]
        root, timestamps = _root(engine, read), _timestamps(read)
        stops = halts(read)
    alarms, stopping = [stop.what for stop in stops], {stop.source for stop in stops}
    alarms += [f"{log['origin']}: {log['alarm']}" for log in logs if log["alarm"]]
    alarms += [
        f"witness {each['name']}: {each['said']}"
        for each in witnesses
        if each["alarm"] and each["witness"] not in stopping
    ]
    if root["n_cosigned"] < root["quorum"]:
        alarms.append(f"the root log's checkpoint has {root['n_cosigned']} of {root['quorum']} witnesses")
    if timestamps["n_failures"]:
        alarms.append(f"no timestamp: {timestamps['said']}")
    return {
        "logs": logs,
        "root": root,
        "witnesses": witnesses,
        "timestamps": timestamps,
        "alarms": list(dict.fromkeys(alarms)),
    }


def is_instance_log(read: Reading, label: str) -> bool:
    """Whether a label is that of the instance log."""
    return label_of(read_log(read, INSTANCE_LOG).origin) == label


def _log(engine: Engine, read: Reading, row: Any, stands: bytes | None) -> dict[str, Any]:
    newest, alarm = newest_note(read, row.log_id), None
    root = engine.log_id(ROOT)
    try:
        check_promises(engine, read, row, newest, stands)
    except Refused as refused:
        alarm = f"{refused.code}: {refused.what}"
    return {
        "origin": row.origin,
        "kind": row.kind,
        "size": row.size,
        "signed_size": row.signed_size,
        "signed_at": None if newest is None else newest.at,
        "entered_size": 0 if root is None else entered_size(newest_entry(read, root, row.origin)),
        "keys": [{"vkey": key.vkey, "last_size": key.last_size} for key in log_keys(engine, read, row.log_id)],
        "alarm": alarm,
    }


def _root(engine: Engine, read: Reading) -> dict[str, Any]:
    policy, shown = policy_of(read), shown_root(engine)
    own = parsed(engine.signer.vkeys(f"{engine.host}/{ROOT}"))
    return {
        "shown_size": None if shown is None else shown[1],
        "n_cosigned": 0 if shown is None else len(cosigners(shown[0], own, pinned_witnesses(read))),
        **policy._asdict(),
    }


def _witness(read: Reading, row: Any) -> dict[str, Any]:
    state = read_state(read, row.witness)
    return {
        "witness": row.witness,
        "name": "(erased)" if row.vkey is None else row.vkey.partition("+")[0],
        "vkey": row.vkey,
        "url": row.url,
        "size": state.size,
        "cosigned_at": state.cosigned_at or None,
        "asked_at": state.asked_at or None,
        "status": state.status if state.asked_at else None,
        "said": state.said,
        "next_at": state.next_at if state.failures else None,
        "alarm": state.is_alarm,
    }


def _timestamps(read: Reading) -> dict[str, Any]:
    setting, stamped = read.one(queries.timestamping), read_stamped(read)
    return {
        "url": None if setting is None else setting.url,
        "every_h": 0 if setting is None else setting.every_h,
        "sizes": stamped.sizes[-100:],
        "at": stamped.at or None,
        "n_failures": stamped.failures,
        "said": stamped.said,
    }
