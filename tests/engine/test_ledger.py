"""What the ledger keeps when something goes wrong half-way."""

from pathlib import Path

import pytest

from labelproof.adapters.keys_sqlite import SqliteKeys
from labelproof.engine.keyring import KeyRing, Plain
from labelproof.engine.ledger import Asking, Ledger
from labelproof.events.event import Said
from labelproof.events.sources import CollectionSealed, ItemExcluded, ItemsImported
from labelproof.kernel.ids import Own
from labelproof.kernel.refused import Refused
from labelproof.ports.key_store import KeyDestroyed
from labelproof.ports.store import LogState
from labelproof.storage.compile import Compiler, sqlite_dialect
from labelproof.storage.transaction import OpenTransaction
from labelproof.testing.entropy import SeededEntropy
from labelproof.testing.key_store import MemoryKeys

ORIGIN = "log.example/p"
ASKING = Asking(b"secret", ORIGIN, "ana", "key-1", "ana", "grant")


def new_transaction() -> OpenTransaction:
    return OpenTransaction(None, Compiler(sqlite_dialect()))  # type: ignore[arg-type]


def append(ring: KeyRing, state: LogState, *events: object) -> OpenTransaction:
    tx = new_transaction()
    Ledger(ring, SeededEntropy()).append(tx, ASKING, 5, 0, events, {"project": state, "any": state})
    return tx


def test_a_command_refused_at_its_second_event_leaves_the_log_where_it_stood() -> None:
    """The next command of the same transaction would otherwise leave a gap."""
    state = LogState(2, ORIGIN, 0, b"", 0)
    ring = KeyRing(MemoryKeys(), SeededEntropy())
    too_large = ItemsImported("c", tuple(Own(1, n) for n in range(256)), (), tuple(Said("x") for _ in range(256)))
    with pytest.raises(Refused, match=r"log\.leaf"):
        append(ring, state, CollectionSealed("c", 1), too_large)

    assert state == LogState(2, ORIGIN, 0, b"", 0)


def test_events_of_one_command_get_indexes_ids_and_a_clock_that_never_goes_back() -> None:
    state = LogState(2, ORIGIN, 0, b"", 9)
    ring = KeyRing(MemoryKeys(), SeededEntropy())
    tx = append(ring, state, CollectionSealed("c", 1), ItemExcluded("i", Said("blurred", "i", "ana")))

    assert [row.idx for row in tx._events] == [0, 1]
    assert len({row.event_id for row in tx._events}) == 2
    assert (state.size, state.last_ts) == (2, 9)
    assert tx._refs == [(2, "i", 1)]


def test_a_key_that_could_not_be_made_durable_seals_nothing_more(tmp_path: Path) -> None:
    """The commit failed with it; whoever comes next gets a key that is in the store."""
    keys = SqliteKeys(tmp_path / "keys.sqlite")
    ring = KeyRing(keys, SeededEntropy())
    ring.prepare(ORIGIN, ["item"])
    load, keys.load = keys.load, _full  # type: ignore[method-assign]
    with pytest.raises(OSError, match="full"):
        ring.persist()
    keys.load = load  # type: ignore[method-assign]
    ring.prepare(ORIGIN, ["item"])
    box = ring.seal(ORIGIN, "e", [Plain("a0", "said", "item", "")], [b"said"])[0]
    ring.persist()

    assert KeyRing(keys, SeededEntropy()).open(ORIGIN, "e", "a0", "item", "", box) is not None
    keys.close()


def test_somebody_erased_meanwhile_stops_the_commit() -> None:
    keys = MemoryKeys()
    ring = KeyRing(keys, SeededEntropy())
    ring.prepare(ORIGIN, ["item"])
    keys.destroy(ORIGIN, "item")
    with pytest.raises(Refused, match=r"erasure\.subject_gone") as refused:
        ring.persist()

    assert isinstance(refused.value.__cause__, KeyDestroyed)


def test_a_field_of_two_subjects_opens_with_both_keys_only() -> None:
    keys = MemoryKeys()
    ring = KeyRing(keys, SeededEntropy())
    ring.prepare(ORIGIN, ["item", "ana"])
    box = ring.seal(ORIGIN, "e", [Plain("reason", "why", "item", "ana")], [b"why"])[0]
    ring.persist()
    keys.destroy(ORIGIN, "ana")
    ring.refresh()

    assert ring.open(ORIGIN, "e", "reason", "item", "ana", box) is None


def _full(rows: object) -> None:
    raise OSError("disk full")
