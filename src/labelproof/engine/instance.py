"""The first leaf of the instance's own log."""

from labelproof.engine.engine import INSTANCE_LOG, Engine
from labelproof.engine.ledger import Asking, Ledger
from labelproof.events.log import LogOpened
from labelproof.kernel.ids import format_origin
from labelproof.log.leaf import vkey_digest
from labelproof.ports.store import Transaction


def open_instance(engine: Engine) -> str:
    """Make the instance log with a key of its own; gives its origin."""

    def job(tx: Transaction) -> str:
        origin = format_origin(engine.host, engine.entropy.bytes(16))
        vkey = engine.signer.create(origin)
        state = tx.open_log(origin, "instance")
        if state.log_id != INSTANCE_LOG:
            raise RuntimeError(f"the instance log has number {state.log_id}: it must be the first")
        asking = Asking(engine.secret, origin, "init", "open", "system", "")
        ledger = Ledger(engine.ring(INSTANCE_LOG), engine.entropy)
        ledger.append(tx, asking, engine.clock.now_ms(), 0, [LogOpened(vkey=vkey_digest(vkey))], {"instance": state, "any": state})
        return origin

    return engine.store.writer(INSTANCE_LOG).run(job)
