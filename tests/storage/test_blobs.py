"""Local blobs keep the laws of every store, and those of a disk."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from labelproof.kernel.refused import Refused
from labelproof.ports.blob_store import BlobStore
from labelproof.storage import blobs
from labelproof.storage.blobs import LocalBlobs
from labelproof.testing.blob_store import BLOB_STORE_LAWS, MemoryBlobs


@pytest.mark.parametrize("law", BLOB_STORE_LAWS, ids=lambda law: law.__name__)
@pytest.mark.parametrize("kind", ["local", "memory"])
def test_every_blob_store_keeps(law: Callable[[BlobStore], None], kind: str, tmp_path: Path) -> None:
    law(LocalBlobs(tmp_path / "blobs") if kind == "local" else MemoryBlobs())


def test_file_folder_and_new_parents_are_synced_before_put_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file before it gets its name, then each folder that got a new entry."""
    synced: list[str] = []
    real = os.fsync

    def note(file: int) -> None:
        synced.append(Path(f"/proc/self/fd/{file}").readlink().name)
        real(file)

    store = LocalBlobs(tmp_path / "blobs")
    monkeypatch.setattr(blobs.os, "fsync", note)
    store.put("one/two/leaf", b"x")

    temporary = synced.pop(2)
    assert temporary.startswith(".writing-")
    assert synced == ["blobs", "one", "two"]


def test_a_link_to_a_folder_outside_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    store = LocalBlobs(tmp_path / "blobs")
    (tmp_path / "blobs" / "tile").symlink_to(outside)

    with pytest.raises(Refused, match=r"blob\.blocked"):
        store.put("tile/0", b"x")
    assert list(outside.iterdir()) == []


def test_a_link_in_place_of_a_blob_is_neither_read_nor_listed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    store = LocalBlobs(tmp_path / "blobs")
    (tmp_path / "blobs" / "leaf").symlink_to(tmp_path / "secret")

    with pytest.raises(Refused, match=r"blob\.blocked"):
        store.get("leaf")
    with pytest.raises(Refused, match=r"blob\.blocked"):
        store.put("leaf", b"secret")
    assert list(store.names("")) == []


def test_a_folder_is_no_blob(tmp_path: Path) -> None:
    store = LocalBlobs(tmp_path)
    store.put("a/b", b"")

    with pytest.raises(Refused, match=r"blob\.blocked"):
        store.get("a")


def test_a_half_written_blob_is_not_listed_and_leaves_nothing_when_writing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = LocalBlobs(tmp_path)
    (tmp_path / ".writing-0123").write_bytes(b"of a crashed process")

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(blobs.os, "write", full)
    with pytest.raises(OSError, match="No space"):
        store.put("leaf", b"x")
    assert list(store.names("")) == []
    assert [each.name for each in tmp_path.iterdir()] == [".writing-0123"]


def test_blobs_are_private_to_their_owner(tmp_path: Path) -> None:
    LocalBlobs(tmp_path).put("leaf", b"x")

    assert (tmp_path / "leaf").stat().st_mode & 0o777 == 0o600
