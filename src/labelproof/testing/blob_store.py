"""Blobs in memory, and the laws of every BlobStore."""

from collections.abc import Callable, Iterator
from threading import Lock, Thread
from typing import TypeVar

from labelproof.kernel.refused import Refused
from labelproof.ports.blob_store import BlobConflict, BlobMissing, BlobStore

_E = TypeVar("_E", bound=Exception)


class MemoryBlobs:
    """BlobStore over a dictionary."""

    def __init__(self) -> None:
        self._blobs: dict[str, bytes] = {}
        self._lock = Lock()

    def put(self, name: str, content: bytes) -> None:
        """Create; the same bytes again are fine, other bytes raise BlobConflict."""
        with self._lock:
            if self._blobs.setdefault(_checked(name), content) != content:
                raise BlobConflict(f"{name} exists with other bytes")

    def replace(self, name: str, content: bytes) -> None:
        """Create or overwrite."""
        with self._lock:
            self._blobs[_checked(name)] = content

    def get(self, name: str) -> bytes:
        """The bytes; BlobMissing when there are none."""
        try:
            return self._blobs[_checked(name)]
        except KeyError:
            raise BlobMissing(name) from None

    def delete(self, name: str) -> None:
        """Remove; a missing name is fine."""
        with self._lock:
            self._blobs.pop(_checked(name), None)

    def names(self, prefix: str) -> Iterator[str]:
        """All names that start with `prefix`, ascending."""
        with self._lock:
            yield from sorted(name for name in self._blobs if name.startswith(prefix))


def _checked(name: str) -> str:
    if any(part in ("", ".", "..") for part in name.split("/")) or not name.isprintable() or "\\" in name:
        raise Refused("blob.name", f"{name[:80]!r} is not the name of a blob", "use plain/relative/names")
    return name


def what_was_put_is_what_one_gets(store: BlobStore) -> None:
    """Bytes come back as they went in, in folders of any depth."""
    store.put("a/b/c.bin", b"\x00\xff")

    assert store.get("a/b/c.bin") == b"\x00\xff"


def an_empty_blob_is_a_blob(store: BlobStore) -> None:
    """No bytes are not the same as no blob."""
    store.put("empty", b"")

    assert store.get("empty") == b""


def the_same_bytes_again_are_fine(store: BlobStore) -> None:
    """A crashed writer repeats itself without harm."""
    store.put("tile/0/000", b"x" * 8192)
    store.put("tile/0/000", b"x" * 8192)

    assert list(store.names("")) == ["tile/0/000"]


def other_bytes_are_a_conflict(store: BlobStore) -> None:
    """An immutable name keeps its first bytes."""
    store.put("tile/0/000", b"first")
    raises(BlobConflict, lambda: store.put("tile/0/000", b"other"))

    assert store.get("tile/0/000") == b"first"


def replace_overwrites(store: BlobStore) -> None:
    """The one name that changes, `checkpoint`, changes as a whole."""
    store.replace("checkpoint", b"longer than the next")
    store.replace("checkpoint", b"2")

    assert store.get("checkpoint") == b"2"


def a_missing_blob_is_named(store: BlobStore) -> None:
    """Neither a name nor its folder need exist for the answer."""
    assert "no/such/blob" in str(raises(BlobMissing, lambda: store.get("no/such/blob")))


def deleting_twice_is_fine(store: BlobStore) -> None:
    """A deleted blob is gone and stays gone."""
    store.put("a/b", b"1")
    store.delete("a/b")
    store.delete("a/b")

    raises(BlobMissing, lambda: store.get("a/b"))


def names_come_sorted_and_by_prefix(store: BlobStore) -> None:
    """A prefix may end inside a folder's or a file's name."""
    for name in ("vault/b", "vault/a", "vault-old/a", "tile/0/001", "tile/0/000.p/3"):
        store.put(name, b"")

    assert list(store.names("vault")) == ["vault-old/a", "vault/a", "vault/b"]
    assert list(store.names("vault/")) == ["vault/a", "vault/b"]
    assert list(store.names("tile/0/00")) == ["tile/0/000.p/3", "tile/0/001"]
    assert list(store.names("none/at/all")) == []


def a_name_never_leads_out(store: BlobStore) -> None:
    """Traversal, absolute names and control characters are refused by every verb that takes a name."""
    for name in ("../up", "a/../../up", "/etc/passwd", "a//b", "", ".", "a/./b", "nul\0", "line\nfeed", "a\\b"):
        raises(Refused, lambda name=name: store.put(name, b""))
        raises(Refused, lambda name=name: store.get(name))
        raises(Refused, lambda name=name: store.delete(name))

    assert list(store.names("")) == []


def of_two_writers_one_wins(store: BlobStore) -> None:
    """Eight threads put eight different contents under one name: one stands, seven are told."""
    conflicts: list[str] = []

    def put(content: bytes) -> None:
        try:
            store.put("raced", content)
        except BlobConflict as error:
            conflicts.append(str(error))

    threads = [Thread(target=put, args=(bytes([n]) * 1000,)) for n in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert len(conflicts) == 7
    assert len(set(store.get("raced"))) == 1


def raises(kind: type[_E], act: Callable[[], object]) -> _E:
    """The exception that `act` raises; an AssertionError when it raises none of this kind."""
    try:
        act()
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} was expected")


BLOB_STORE_LAWS: tuple[Callable[[BlobStore], None], ...] = (
    what_was_put_is_what_one_gets,
    an_empty_blob_is_a_blob,
    the_same_bytes_again_are_fine,
    other_bytes_are_a_conflict,
    replace_overwrites,
    a_missing_blob_is_named,
    deleting_twice_is_fine,
    names_come_sorted_and_by_prefix,
    a_name_never_leads_out,
    of_two_writers_one_wins,
)
"""Each takes a fresh, empty store. Run them all over your own adapter."""
