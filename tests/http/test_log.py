"""Published logs as files: the root log is everyone's, a project's its members', and caches are told what they may keep."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from labelproof.testing.witness import Witness
from labelproof.worker.rounds import run_once
from tests.http.conftest import Place

ROOT = "/log/log.example/root"


@pytest.fixture
def published(place: Place) -> Place:
    run_once(place.instance.engine)
    return place


@pytest.fixture
def stranger(published: Place) -> TestClient:
    return TestClient(published.app)


def project(place: Place) -> str:
    return "/log/" + place.people["ana"].get(place.url("log")).json()["origin"]


def test_the_root_log_is_read_without_a_token(stranger: TestClient) -> None:
    checkpoint = stranger.get(f"{ROOT}/checkpoint")
    size = int(checkpoint.text.split("\n")[1])

    tile = stranger.get(f"{ROOT}/tile/0/000.p/{size}")

    assert checkpoint.headers["content-type"] == "text/plain; charset=utf-8"
    assert tile.headers["content-type"] == "application/octet-stream"
    assert len(tile.content) == 32 * size
    assert stranger.get(f"{ROOT}/vkey").text.startswith("log.example/root+")


def test_a_tile_is_kept_for_ever_and_a_checkpoint_for_a_second(stranger: TestClient) -> None:
    checkpoint = stranger.get(f"{ROOT}/checkpoint")
    size = int(checkpoint.text.split("\n")[1])

    tile = stranger.get(f"{ROOT}/tile/entries/000.p/{size}")

    assert tile.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert checkpoint.headers["cache-control"] == "public, max-age=1"
    assert tile.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", ["checkpoint", "vkey", "tile/0/000.p/2"])
def test_who_has_a_file_is_not_sent_it_again(stranger: TestClient, path: str) -> None:
    first = stranger.get(f"{ROOT}/{path}")
    tag = first.headers["etag"]
    assert re.fullmatch(r'"[\w-]{22}"', tag)

    for known in (tag, f'"other", W/{tag}', "*"):
        again = stranger.get(f"{ROOT}/{path}", headers={"if-none-match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
        assert again.headers["cache-control"] == first.headers["cache-control"]
    assert stranger.get(f"{ROOT}/{path}", headers={"if-none-match": '"other"'}).status_code == 200


def test_a_project_s_files_want_a_member_and_no_shared_cache(published: Place, stranger: TestClient) -> None:
    base = project(published)

    assert stranger.get(f"{base}/checkpoint").status_code == 401
    for path in ("checkpoint", "vkey"):
        assert published.people["ben"].get(f"{base}/{path}").status_code == 403
        mine = published.people["ana"].get(f"{base}/{path}")
        assert mine.status_code == 200
        assert mine.headers["cache-control"].startswith("private")
        assert "access-control-allow-origin" not in mine.headers


def test_the_instance_log_is_its_owner_s(published: Place) -> None:
    logs = published.people["ana"].get("/v1/instance/log-health").json()["logs"]
    base = "/log/" + next(log["origin"] for log in logs if log["kind"] == "instance")

    assert published.people["ana"].get(f"{base}/checkpoint").status_code == 200
    assert published.people["ana"].get(f"{base}/vkey").text.count("\n") == 1
    assert published.people["ben"].get(f"{base}/checkpoint").status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/999",
        "tile/9/000",
        "4711.tsr",
        "tile/0/0",
        "tile/0/000.p/0",
        "tile/..%2fcheckpoint",
        "evidence/x",
        "x.tsr",
    ],
)
def test_what_is_not_published_is_not_there(stranger: TestClient, path: str) -> None:
    assert stranger.get(f"{ROOT}/{path}").status_code in (404, 409, 422)


def test_another_host_s_root_log_is_not_there(stranger: TestClient) -> None:
    assert stranger.get("/log/other.example/root/checkpoint").status_code == 404


def test_a_timestamp_is_served_beside_the_tiles(published: Place, stranger: TestClient) -> None:
    published.instance.engine.blobs.put("log/root/2.tsr", b"\x30\x00")

    answer = stranger.get(f"{ROOT}/2.tsr")

    assert answer.content == b"\x30\x00"
    assert answer.headers["content-type"] == "application/timestamp-reply"
    assert "immutable" in answer.headers["cache-control"]


def test_log_health_says_how_every_log_stands(published: Place) -> None:
    found = published.people["ana"].get("/v1/instance/log-health").json()

    assert {log["kind"]: log["size"] == log["signed_size"] for log in found["logs"]} == {
        "instance": True,
        "project": True,
        "root": True,
    }
    assert all(log["entered_size"] == log["size"] for log in found["logs"] if log["kind"] != "root")
    assert found["root"]["shown_size"] == 2
    assert found["alarms"] == []


def test_log_health_is_the_instance_owner_s(published: Place, stranger: TestClient) -> None:
    assert stranger.get("/v1/instance/log-health").status_code == 401
    assert published.people["ben"].get("/v1/instance/log-health").status_code == 403


def test_a_quorum_that_is_not_there_is_an_alarm(published: Place) -> None:
    ana: Any = published.people["ana"]
    witness = Witness()
    assert ana.command("add_witness", None, url="https://w.example", vkey=witness.vkey).status_code == 200
    assert ana.command("set_root_policy", None, quorum=1, mode="publish").status_code == 200

    alarms = ana.get("/v1/instance/log-health").json()["alarms"]

    assert alarms == ["the root log's checkpoint has 0 of 1 witnesses"]


def test_nobody_else_sets_witnesses_up(published: Place) -> None:
    ben = published.people["ben"]

    for name, args in (
        ("add_witness", {"url": "https://w.example", "vkey": Witness().vkey}),
        ("set_root_policy", {"quorum": 0, "mode": "publish"}),
        ("set_timestamps", {"url": "https://tsa.example"}),
        ("ask_witnesses", {}),
        ("stamp_root", {}),
        ("rotate_instance_log_key", {}),
    ):
        assert ben.command(name, None, **args).status_code == 403, name


def test_the_root_log_is_no_project(published: Place) -> None:
    ana = published.people["ana"]

    assert ana.get("/v1/projects/root/log").status_code == 404
    assert ana.command("open_collection", "root", terms={}).status_code in (404, 422)
    assert ana.command("rotate_log_key", "root").status_code == 404
