"""A bucket keeps the laws of every blob store; create-if-absent is the store's own."""

import logging
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from labelproof.adapters.blobs_s3 import S3Blobs
from labelproof.kernel.refused import Refused
from labelproof.ports.blob_store import BlobConflict, BlobStore
from labelproof.testing.blob_store import BLOB_STORE_LAWS
from tests.cli.terminal import PASSWORD, Terminal

pytest.importorskip("obstore")
moto = pytest.importorskip("moto.server")
_prefixes = count(1)
BUCKET = "labelproof-test"


@pytest.fixture(scope="module")
def options() -> Iterator[dict[str, Any]]:
    """A server of this machine that speaks S3, with one bucket."""
    import boto3

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    said = {"endpoint": f"http://{host}:{port}", "region": "us-east-1"}
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    boto3.client("s3", endpoint_url=said["endpoint"], region_name=said["region"], **keys).create_bucket(Bucket=BUCKET)
    yield said | {"access_key_id": "test", "secret_access_key": "test", "client_options": {"allow_http": True}}
    server.stop()


@pytest.fixture
def store(options: dict[str, Any]) -> S3Blobs:
    """An empty place of this test's own in the bucket."""
    return S3Blobs(f"s3://{BUCKET}/test/{next(_prefixes)}", **options)


@pytest.mark.parametrize("law", BLOB_STORE_LAWS, ids=lambda law: law.__name__)
def test_a_bucket_keeps(law: Callable[[BlobStore], None], store: S3Blobs) -> None:
    law(store)


def test_a_prefix_sees_nothing_of_its_neighbour(options: dict[str, Any]) -> None:
    """Not even of one whose name begins alike."""
    one, two = (S3Blobs(f"s3://{BUCKET}/alike{end}", **options) for end in ("", "-not"))
    one.put("log/a", b"1")
    two.put("log/b", b"2")

    assert list(one.names("")) == ["log/a"]
    assert list(two.names("")) == ["log/b"]


def test_a_whole_bucket_is_a_place_too(options: dict[str, Any]) -> None:
    store = S3Blobs(f"s3://{BUCKET}", **options)
    store.put("whole/x", b"1")

    assert store.get("whole/x") == b"1"
    assert "whole/x" in list(store.names("whole/"))


def test_two_stores_over_one_place_conflict_like_one(options: dict[str, Any]) -> None:
    url = f"s3://{BUCKET}/shared"
    S3Blobs(url, **options).put("tile/0/000", b"first")

    with pytest.raises(BlobConflict):
        S3Blobs(url, **options).put("tile/0/000", b"other")


def test_more_names_than_one_page_are_all_listed(store: S3Blobs) -> None:
    for n in range(1005):
        store.put(f"many/{n:04}", b"")

    assert list(store.names("many/")) == [f"many/{n:04}" for n in range(1005)]


@pytest.mark.parametrize("url", ["", "bucket", "http://bucket/x", "s3://", "s3:///x", "s3://b/x?y"])
def test_a_place_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(Refused, match=r"blob\.url"):
        S3Blobs(url)


def test_a_bucket_that_is_not_there_is_refused_in_its_own_words(options: dict[str, Any]) -> None:
    store = S3Blobs("s3://no-such-bucket-anywhere/x", **options)

    with pytest.raises(Refused, match=r"blob\.store"):
        store.put("a", b"")
    with pytest.raises(Refused, match=r"blob\.store"):
        list(store.names(""))


def test_an_endpoint_that_does_not_answer_is_refused() -> None:
    quick = {"retry_config": {"max_retries": 0}}
    options = {"endpoint": "http://127.0.0.1:9", "region": "us-east-1", "access_key_id": "x", "secret_access_key": "x"}
    store = S3Blobs("s3://bucket/x", **options, client_options={"allow_http": True, "timeout": "2s"}, **quick)

    with pytest.raises(Refused, match=r"blob\.store"):
        store.get("a")


def test_a_project_is_published_into_a_bucket_and_verifies(
    options: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From `init --blobs` to a bundle: tiles, checkpoints and the sealed bundle lie in the bucket, nothing in the folder."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", options["endpoint"])
    monkeypatch.setenv("AWS_REGION", options["region"])
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    place = f"s3://{BUCKET}/instance"
    owner = Terminal(tmp_path / "data")
    who = ("--login", "ana", "--name", "Ana", "--password", PASSWORD)

    owner.ok("init", *who, "--blobs", place)
    owner.ok("project", "open", "Irony")
    owner.ok("log", "export", "--tiles", tmp_path / "kept")
    vkey = owner.json("log", "show")["vkey"]

    assert "VERIFIED" in owner.ok("verify", tmp_path / "kept", "--vkey", vkey)
    names = list(S3Blobs(place, **options).names("log/"))
    assert "log/root/checkpoint" in names
    assert not (tmp_path / "data" / "blobs").exists()
    assert Terminal(tmp_path / "other").refused("init", *who, "--blobs", place) == "blob.taken"
    assert Terminal(tmp_path / "third").refused("init", *who, "--blobs", "bucket") == "blob.url"
    assert not (tmp_path / "third").exists()
