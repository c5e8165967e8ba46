"""An instance of the product: its engine and accounts over one data folder, and the first leaf of its own log."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from labelproof.engine.accounts import Accounts
from labelproof.engine.engine import INSTANCE_LOG, Engine
from labelproof.engine.ledger import Asking, Ledger
from labelproof.engine.rebuild import writes_of
from labelproof.events.log import LogOpened
from labelproof.kernel.ids import format_origin
from labelproof.log.leaf import vkey_digest
from labelproof.ports.store import Transaction


@dataclass(frozen=True)
class Instance:
    """What the HTTP server, the CLI and the worker are given by the composition root."""

    folder: Path
    database: str
    engine: Engine
    accounts: Accounts
    say_address: Callable[[str], None]
    close: Callable[[], None]


def open_instance_log(engine: Engine) -> str:
    """Make the instance log with a key of its own; gives its origin."""

    def job(tx: Transaction) -> str:
        origin = format_origin(engine.host, engine.entropy.bytes(16))
        vkey = engine.signer.create(origin)
        state = tx.open_log(origin, "instance")
        if state.log_id != INSTANCE_LOG:
            raise RuntimeError(f"the instance log has number {state.log_id}: it must be the first")
        asking = Asking(engine.secret, origin, "init", "open", "system", "")
        ledger = Ledger(engine.ring(INSTANCE_LOG), engine.entropy)
        opened = [LogOpened(vkey=vkey_digest(vkey))]
        done = ledger.append(tx, asking, engine.clock.now_ms(), 0, opened, {"instance": state, "any": state})
        tx.write([write for event, _ in done for write in writes_of(event)])
        return origin

    return engine.store.writer(INSTANCE_LOG).run(job)
