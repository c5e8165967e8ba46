"""A browser remembers a log's size and root; a server that stands behind or beside them says so."""

from typing import Any

import pytest

from labelproof.worker.rounds import run_once
from tests.http.conftest import PASSWORD, Place


def alarms(place: Place, size: int, root: str) -> list[str]:
    origin = place.people["ana"].get(place.url("log")).json()["origin"]
    said = {"login": "ana", "password": PASSWORD, "remembered": {origin: {"size": size, "root": root}}}
    answer: Any = place.people["ana"].client.post("/v1/session", json=said).json()
    return answer["alarms"]


@pytest.fixture
def signed(place: Place) -> Place:
    run_once(place.instance.engine)
    return place


def newest(place: Place) -> tuple[int, str]:
    found = place.people["ana"].get(place.url("log")).json()["checkpoints"][0]
    return found["size"], found["root"]


def test_a_log_that_grew_raises_no_alarm(signed: Place) -> None:
    assert alarms(signed, *newest(signed)) == []


def test_a_log_that_is_shorter_than_remembered_was_rolled_back(signed: Place) -> None:
    size, root = newest(signed)

    assert alarms(signed, size + 100, root)[0].startswith("log.rolled_back")


def test_another_root_at_a_remembered_size_is_a_fork(signed: Place) -> None:
    size, _root = newest(signed)

    assert alarms(signed, size, "A" * 43 + "=")[0].startswith("log.forked")
