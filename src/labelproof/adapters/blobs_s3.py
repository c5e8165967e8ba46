"""Blobs in a bucket that speaks S3, through obstore: extra `[s3]`.

`put` is create-if-absent by the store itself (`If-None-Match: *`), so two publishers on two machines cannot write one
name twice. An object is durable once the store has answered. Credentials, region and endpoint come from where every S3
program takes them (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`, `AWS_ENDPOINT_URL`, a role), never from
our configuration.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib.util import find_spec
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from labelproof.kernel.refused import Refused
from labelproof.ports.blob_store import BlobConflict, BlobMissing

T = TypeVar("T")
AT_ONCE = 1000
RETRIES = {"max_retries": 4, "retry_timeout": timedelta(seconds=20)}


class S3Blobs:
    """BlobStore over a bucket, under a prefix of its own: `s3://bucket/prefix`."""

    def __init__(self, url: str, **options: Any) -> None:
        parts = urlsplit(url)
        if parts.scheme != "s3" or not parts.netloc or parts.query or parts.fragment:
            raise Refused("blob.url", f"{url[:100]!r} is no place in S3", "give s3://BUCKET/PREFIX")
        if find_spec("obstore") is None:
            raise Refused("blob.extra", "obstore is not installed", "install it: pip install 'labelproof[s3]'")
        from obstore.store import S3Store

        self._url, self._prefix = url, f"{parts.path.strip('/')}/".lstrip("/")
        made: dict[str, Any] = {"retry_config": RETRIES, **options}
        self._store: Any = S3Store(parts.netloc, **made)

    def put(self, name: str, content: bytes) -> None:
        """Create; the same bytes again are fine, other bytes raise BlobConflict."""
        import obstore
        from obstore.exceptions import AlreadyExistsError

        key = self._key(name)
        try:
            self._asked(lambda: obstore.put(self._store, key, content, mode="create", use_multipart=False))
        except AlreadyExistsError:
            if self.get(name) != content:
                raise BlobConflict(f"{name} exists with other bytes") from None

    def replace(self, name: str, content: bytes) -> None:
        """Create or overwrite, atomically."""
        import obstore

        key = self._key(name)
        self._asked(lambda: obstore.put(self._store, key, content, use_multipart=False))

    def get(self, name: str) -> bytes:
        """The bytes; BlobMissing when there are none."""
        import obstore

        key = self._key(name)
        try:
            return self._asked(lambda: bytes(obstore.get(self._store, key).bytes()))
        except FileNotFoundError:
            raise BlobMissing(name) from None

    def delete(self, name: str) -> None:
        """Remove; a missing name is fine."""
        import obstore

        key = self._key(name)
        try:
            self._asked(lambda: obstore.delete(self._store, key))
        except FileNotFoundError:
            return

    def names(self, prefix: str) -> Iterator[str]:
        """All names that start with `prefix`, ascending."""
        found = self._asked(lambda: self._listed(prefix.rpartition("/")[0]))
        yield from sorted(name for name in found if name.startswith(prefix))

    def _listed(self, folder: str) -> list[str]:
        """Names in a folder and below; the store lists by whole folders."""
        import obstore

        pages = cast("Any", obstore).list(self._store, prefix=f"{self._prefix}{folder}", chunk_size=AT_ONCE)
        return [each["path"].removeprefix(self._prefix) for page in pages for each in page]

    def _key(self, name: str) -> str:
        for part in name.split("/"):
            if part in ("", ".", "..") or len(part.encode()) > 255 or "\\" in part or not part.isprintable():
                raise Refused("blob.name", f"{name[:80]!r} is not the name of a blob", "use plain/relative/names")
        return f"{self._prefix}{name}"

    def _asked(self, act: Callable[[], T]) -> T:
        """What the store answers; that it does not, or refuses us, is a refusal with its own words."""
        from obstore.exceptions import AlreadyExistsError, BaseError

        try:
            return act()
        except (BaseError, OSError) as failure:
            is_answer = isinstance(failure, AlreadyExistsError | FileNotFoundError)
            if is_answer and "NoSuchBucket" not in str(failure):  # else a checkpoint that stands would look like none
                raise
            said = " ".join(str(failure).split())[:300]
            what = f"{self._url} does not do what it is asked ({said})"
            raise Refused("blob.store", what, "check bucket, credentials and region; nothing was signed") from None
