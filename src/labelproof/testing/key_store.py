"""Keys in memory, and the laws of every KeyStore."""

from collections.abc import Callable, Collection, Iterable, Iterator

from labelproof.ports.key_store import KeyDestroyed, KeyStore, SubjectKey
from labelproof.testing.blob_store import raises
from labelproof.testing.entropy import SeededEntropy


class MemoryKeys:
    """KeyStore over a dictionary; its keys come from a seed."""

    def __init__(self, seed: str = "keys") -> None:
        self._keys: dict[tuple[str, str], bytes] = {}
        self._destroyed: set[tuple[str, str]] = set()
        self._version = 0
        self._entropy = SeededEntropy(seed)

    def create(self, log: str, subjects: Collection[str]) -> dict[str, bytes]:
        """Fresh keys for subjects that have none; KeyDestroyed when one was erased."""
        self._refuse_destroyed((log, subject) for subject in subjects)
        for subject in sorted(subjects):
            if (log, subject) not in self._keys:
                self._keys[log, subject] = self._entropy.bytes(32)
        return self.keys(log, subjects)

    def keys(self, log: str, subjects: Collection[str]) -> dict[str, bytes]:
        """The keys that exist."""
        return {subject: self._keys[log, subject] for subject in subjects if (log, subject) in self._keys}

    def destroy(self, log: str, subject: str) -> None:
        """Drop the key and leave a marker."""
        self._keys.pop((log, subject), None)
        self._destroyed.add((log, subject))
        self._version += 1

    def version(self) -> int:
        """How many keys were destroyed."""
        return self._version

    def dump(self) -> Iterator[SubjectKey]:
        """Every living key, in order of log and subject."""
        yield from ((log, subject, key) for (log, subject), key in sorted(self._keys.items()))

    def destroyed(self) -> Iterator[tuple[str, str]]:
        """Every erased (log, subject)."""
        yield from sorted(self._destroyed)

    def load(self, rows: Iterable[SubjectKey]) -> None:
        """Add keys as given; KeyDestroyed when one was erased, ValueError when one differs."""
        given = {(log, subject): key for log, subject, key in rows}
        self._refuse_destroyed(given)
        if any(self._keys.get(each, key) != key for each, key in given.items()):
            raise ValueError("a subject already has another key than the one given")
        self._keys |= given

    def _refuse_destroyed(self, subjects: Iterable[tuple[str, str]]) -> None:
        for log, subject in subjects:
            if (log, subject) in self._destroyed:
                raise KeyDestroyed(f"{subject} in {log} was erased and never gets a key again")


LOG, OTHER = "log.example/a", "log.example/b"


def a_key_is_32_bytes_and_each_subject_has_its_own(store: KeyStore) -> None:
    """Keys are made for everyone asked about, and are different."""
    keys = store.create(LOG, ["ana", "ben", "cy"])

    assert sorted(keys) == ["ana", "ben", "cy"]
    assert {len(key) for key in keys.values()} == {32}
    assert len(set(keys.values())) == 3


def creating_again_gives_the_first_key(store: KeyStore) -> None:
    """A repeated command seals under the same key."""
    first = store.create(LOG, ["ana"])

    assert store.create(LOG, ["ana", "ben"])["ana"] == first["ana"]


def the_same_subject_in_two_logs_has_two_keys(store: KeyStore) -> None:
    """Erasing somebody from one project leaves another alone."""
    here, there = store.create(LOG, ["ana"]), store.create(OTHER, ["ana"])
    store.destroy(LOG, "ana")

    assert here != there
    assert store.keys(OTHER, ["ana"]) == there


def an_unknown_subject_is_absent(store: KeyStore) -> None:
    """Asking makes no key."""
    store.create(LOG, ["ana"])

    assert list(store.keys(LOG, ["ana", "nobody"])) == ["ana"]
    assert store.keys("log.example/none", ["ana"]) == {}


def a_destroyed_key_is_gone_and_marked(store: KeyStore) -> None:
    """Neither `keys` nor `dump` gives it; `destroyed` names it."""
    store.create(LOG, ["ana", "ben"])
    store.destroy(LOG, "ana")

    assert list(store.keys(LOG, ["ana", "ben"])) == ["ben"]
    assert [subject for _, subject, _ in store.dump()] == ["ben"]
    assert list(store.destroyed()) == [(LOG, "ana")]


def a_destroyed_subject_never_gets_a_key_again(store: KeyStore) -> None:
    """The whole call is refused: the others get no key either."""
    store.destroy(LOG, "never-had-one")
    raises(KeyDestroyed, lambda: store.create(LOG, ["ana", "never-had-one"]))

    assert store.keys(LOG, ["ana"]) == {}


def destroying_moves_the_version_and_creating_does_not(store: KeyStore) -> None:
    """Who caches keys compares one number."""
    before = store.version()
    store.create(LOG, ["ana", "ben"])
    created = store.version()
    store.destroy(LOG, "ana")
    store.destroy(LOG, "ana")

    assert created == before
    assert store.version() > created


def a_dump_loads_into_an_empty_store_and_again(store: KeyStore) -> None:
    """Loading what stands already changes nothing."""
    store.create(LOG, [f"s{n:03}" for n in range(700)])
    store.create(OTHER, ["ana"])
    rows = list(store.dump())
    store.load(iter(rows))

    assert list(store.dump()) == rows == sorted(rows)


def loading_does_not_raise_the_dead(store: KeyStore) -> None:
    """An old key artefact may not undo an erasure, and is refused whole."""
    store.destroy(LOG, "ana")
    raises(KeyDestroyed, lambda: store.load([(LOG, "ana", b"k" * 32), (LOG, "ben", b"k" * 32)]))

    assert list(store.dump()) == []


def loading_another_key_for_a_subject_is_refused(store: KeyStore) -> None:
    """What is sealed already would become unreadable in silence."""
    key = store.create(LOG, ["ana"])
    raises(ValueError, lambda: store.load([(LOG, "ana", b"k" * 32)]))

    assert store.keys(LOG, ["ana"]) == key


KEY_STORE_LAWS: tuple[Callable[[KeyStore], None], ...] = (
    a_key_is_32_bytes_and_each_subject_has_its_own,
    creating_again_gives_the_first_key,
    the_same_subject_in_two_logs_has_two_keys,
    an_unknown_subject_is_absent,
    a_destroyed_key_is_gone_and_marked,
    a_destroyed_subject_never_gets_a_key_again,
    destroying_moves_the_version_and_creating_does_not,
    a_dump_loads_into_an_empty_store_and_again,
    loading_does_not_raise_the_dead,
    loading_another_key_for_a_subject_is_refused,
)
"""Each takes a fresh, empty store. Run them all over your own adapter."""
