"""Both key stores keep the laws of the port, and what each promises of its own files."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest

from labelproof.adapters.keys_sqlite import SqliteKeys
from labelproof.ports.key_store import KeyStore
from labelproof.testing.key_store import KEY_STORE_LAWS, LOG, MemoryKeys


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteKeys]:
    keys = SqliteKeys(tmp_path / "keys.sqlite")
    yield keys
    keys.close()


@pytest.mark.parametrize("law", KEY_STORE_LAWS, ids=lambda law: law.__name__)
def test_sqlite_keeps(law: Callable[[KeyStore], None], store: SqliteKeys) -> None:
    law(store)


@pytest.mark.parametrize("law", KEY_STORE_LAWS, ids=lambda law: law.__name__)
def test_memory_keeps(law: Callable[[KeyStore], None]) -> None:
    law(MemoryKeys())


@pytest.mark.parametrize("law", KEY_STORE_LAWS, ids=lambda law: law.__name__)
def test_postgres_keeps(law: Callable[[KeyStore], None], fresh_postgres: str, tmp_path: Path) -> None:
    from labelproof.adapters.keys_postgres import PostgresKeys

    keys = PostgresKeys(fresh_postgres, tmp_path / "roots")
    try:
        law(keys)
    finally:
        keys.close()


def test_a_destroyed_key_leaves_no_byte_in_any_file_of_the_folder(store: SqliteKeys, tmp_path: Path) -> None:
    subjects = [f"item-{n}" for n in range(2_000)]
    keys = store.create(LOG, subjects)
    for subject in subjects[::97]:
        store.destroy(LOG, subject)

    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert [subject for subject in subjects[::97] if keys[subject] in stored] == []
    assert keys["item-1"] in stored


def test_keys_survive_a_second_opening(tmp_path: Path) -> None:
    first = SqliteKeys(tmp_path / "keys.sqlite")
    keys = first.create(LOG, ["ana"])
    first.close()
    second = SqliteKeys(tmp_path / "keys.sqlite")

    assert second.keys(LOG, ["ana"]) == keys
    second.close()


def test_only_the_owner_may_read_the_keys(tmp_path: Path) -> None:
    """Whatever the umask, and also when somebody opened the mode up before."""
    path = tmp_path / "keys.sqlite"
    path.touch(0o644)
    path.chmod(0o644)
    SqliteKeys(path).create(LOG, ["ana"])

    assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o600}


def test_a_key_destroyed_by_another_process_is_forgotten(tmp_path: Path) -> None:
    one, two = SqliteKeys(tmp_path / "keys.sqlite"), SqliteKeys(tmp_path / "keys.sqlite")
    one.create(LOG, ["ana", "ben"])
    two.destroy(LOG, "ana")

    assert list(one.keys(LOG, ["ana", "ben"])) == ["ben"]
    assert one.version() == two.version()


def test_threads_that_create_the_same_subjects_get_the_same_keys(store: SqliteKeys) -> None:
    results: list[dict[str, bytes]] = []
    threads = [Thread(target=lambda: results.append(store.create(LOG, ["ana", "ben"]))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(results) == 8
    assert all(each == results[0] for each in results)


def test_a_refused_batch_stores_nothing(store: SqliteKeys) -> None:
    with pytest.raises(ValueError, match="31 bytes"):
        store.load([(LOG, "ana", bytes(32)), (LOG, "ben", bytes(31))])

    assert list(store.dump()) == []


def test_a_postgres_erasure_destroys_the_old_root_and_wraps_the_rest_again(fresh_postgres: str, tmp_path: Path) -> None:
    from labelproof.adapters.keys_postgres import PostgresKeys

    store = PostgresKeys(fresh_postgres, tmp_path)
    keys = store.create(LOG, [f"item-{n}" for n in range(300)])
    [old] = tmp_path.glob("*.root")
    secret = old.read_bytes()
    store.destroy(LOG, "item-7")

    [new] = tmp_path.glob("*.root")
    assert new.read_bytes() != secret
    assert new.stat().st_mode & 0o777 == 0o600
    again = PostgresKeys(fresh_postgres, tmp_path)
    assert again.keys(LOG, list(keys)) == {subject: key for subject, key in keys.items() if subject != "item-7"}
    store.close()
    again.close()


def test_two_postgres_processes_follow_each_other_through_an_erasure(fresh_postgres: str, tmp_path: Path) -> None:
    from labelproof.adapters.keys_postgres import PostgresKeys

    one, two = PostgresKeys(fresh_postgres, tmp_path), PostgresKeys(fresh_postgres, tmp_path)
    keys = one.create(LOG, ["ana", "ben"])
    two.destroy(LOG, "ana")
    two.create(LOG, ["cy"])

    assert one.keys(LOG, ["ana", "ben"]) == {"ben": keys["ben"]}
    assert one.create(LOG, ["cy"]) == two.keys(LOG, ["cy"])
    one.close()
    two.close()


def test_a_root_left_by_a_crash_is_removed_at_the_next_opening(fresh_postgres: str, tmp_path: Path) -> None:
    from labelproof.adapters.keys_postgres import PostgresKeys

    PostgresKeys(fresh_postgres, tmp_path).close()
    (tmp_path / "00aa.root").write_bytes(os.urandom(32))
    PostgresKeys(fresh_postgres, tmp_path).close()

    assert len(list(tmp_path.glob("*.root"))) == 1
