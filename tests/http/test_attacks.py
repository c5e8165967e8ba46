"""What somebody who means harm tried once, and must not manage again."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.http.conftest import PASSWORD, Place


def token_of(place: Place, login: str, *scopes: str) -> TestClient:
    """A program under a token of this person."""
    secret = place.people[login].command("grant_token", None, scopes=list(scopes)).json()["result"]["secret"]
    return TestClient(place.app, headers={"Authorization": f"Bearer {secret}"})


def test_a_reading_token_writes_no_drafts(place: Place) -> None:
    item = place.work("ben")["tasks"][0]["item"]

    refused = token_of(place, "ben", "read").put(place.url(f"drafts/{item}"), json={"answers": {}})

    assert refused.json()["code"] == "access.scope"


@pytest.mark.parametrize("item", ["nosuch", "ext-1", "../x"])
def test_a_draft_is_kept_only_for_what_one_was_handed(place: Place, item: str) -> None:
    refused = place.people["ben"].put(place.url(f"drafts/{item}"), {"answers": {"q": "secret words"}})

    assert refused.status_code in (404, 405)


def test_what_was_erased_gets_no_draft_any_more(place: Place) -> None:
    """A browser that saves by itself would write the words back."""
    item = place.work("ben")["tasks"][0]["item"]
    place.people["ana"].command("erase_subject", place.project, subjects=[item], why="asked for")

    refused = place.people["ben"].put(place.url(f"drafts/{item}"), {"answers": {"q": "secret words"}})

    assert refused.json()["code"] == "annotation.no_lease"


def test_a_lead_token_of_the_instance_owner_disables_nobody(place: Place) -> None:
    program = token_of(place, "ana", "lead")
    body = {"key": str(uuid.uuid4()), "project": None, "args": {"account": place.people["ben"].account}}

    assert program.post("/v1/commands/disable_account", json=body).json()["code"] == "access.scope"


def test_an_annotating_token_lists_neither_accounts_nor_tokens(place: Place) -> None:
    program = token_of(place, "ana", "annotate")

    assert [program.get(f"/v1/{path}").json()["code"] for path in ("accounts", "tokens")] == ["access.scope"] * 2


def test_one_grant_makes_one_secret(place: Place) -> None:
    body = {"key": str(uuid.uuid4()), "project": None, "args": {"scopes": ["read"]}}
    first = place.people["ben"].post("/v1/commands/grant_token", body).json()

    again = place.people["ben"].post("/v1/commands/grant_token", body).json()

    assert first["result"]["secret"]
    assert again["code"] == "access.token_shown"


def test_of_many_who_use_a_link_at_once_one_gets_in(place: Place) -> None:
    invited = place.people["ana"].command("invite_member", place.project, roles=["annotator"]).json()
    path = invited["result"]["path"].replace("/join/", "/v1/invitations/")

    def accept(n: int) -> Any:
        said = {"login": "gus", "name": "Gus", "password": f"{PASSWORD} {n}"}
        return TestClient(place.app).post(path, json=said)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(accept, range(4)))

    accepted = [n for n, answer in enumerate(answers) if answer.status_code == 200]
    assert len(accepted) == 1
    signed_in = [
        TestClient(place.app).post("/v1/session", json={"login": "gus", "password": f"{PASSWORD} {n}"}).status_code
        for n in range(4)
    ]
    assert [n for n, status in enumerate(signed_in) if status == 200] == accepted


def test_a_link_that_was_refused_once_still_works(place: Place) -> None:
    invited = place.people["ana"].command("invite_member", place.project, roles=["annotator"]).json()
    path = invited["result"]["path"].replace("/join/", "/v1/invitations/")
    said = {"login": "gus", "name": "Gus", "password": "short"}
    assert TestClient(place.app).post(path, json=said).json()["code"] == "access.password"

    assert TestClient(place.app).post(path, json={**said, "password": PASSWORD}).status_code == 200


def test_a_login_has_one_spelling(place: Place) -> None:
    for login in ("BEN", "ｂｅｎ"):
        signed_in = TestClient(place.app).post("/v1/session", json={"login": login, "password": PASSWORD})
        assert signed_in.json()["login"] == "ben"


@pytest.mark.parametrize("path", ["/%00", "/" + "a" * 5000, "/assets/%00.js", "/..%2f..%2fetc/passwd"])
def test_no_address_makes_the_server_fail(place: Place, path: str) -> None:
    assert place.people["ben"].get(path).status_code < 500


@pytest.mark.parametrize("limit", ["²", "9" * 5000, "-1", "1e3", ""])
def test_a_limit_that_is_no_number_is_refused(place: Place, limit: str) -> None:
    assert place.people["ben"].get(place.url(f"answers?limit={limit}")).json()["code"] == "http.malformed"


def test_a_csrf_token_outside_ascii_is_only_wrong(place: Place) -> None:
    ben = place.people["ben"]
    body = {"key": "k", "project": None, "args": {"scopes": ["read"]}}

    answer = ben.client.post("/v1/commands/grant_token", json=body, headers={"X-CSRF-Token": "é".encode("latin-1")})

    assert answer.json()["code"] == "access.csrf"


def test_looking_at_what_is_not_there_is_not_recorded(place: Place) -> None:
    ana = place.people["ana"]
    size = ana.get(place.url("log")).json()["size"]

    proof = ana.get(place.url("releases/nosuch/rows/x/proof"))
    shown = [
        ana.command("show_values", place.project, **scope).json()["code"]
        for scope in ({"items": ["nosuch"]}, {"collection": "nosuch"}, {"release": "nosuch"})
    ]

    assert proof.status_code == 404
    assert shown == ["annotation.no_task"] * 3
    assert ana.get(place.url("log")).json()["size"] == size


def test_a_stranger_s_memory_of_a_log_is_not_answered(place: Place) -> None:
    """Else anybody could ask how large the log of a project is."""
    ana = place.people["ana"]
    ana.command("open_project", None, name="Other")
    other = next(p["project"] for p in ana.get("/v1/projects").json()["projects"] if p["project"] != place.project)
    origin = f"{place.instance.engine.host}/{other}"
    said = {"login": "ben", "password": PASSWORD, "remembered": {origin: {"size": 10**6, "root": "x"}}}

    assert TestClient(place.app).post("/v1/session", json=said).json()["alarms"] == []


def test_answers_are_imported_for_people_who_answered_elsewhere_once_each(place: Place) -> None:
    """A lead could otherwise vote in an annotator's name, and as often as they like."""
    ana = place.people["ana"]
    terms = {"name": "a", "source": "b", "licence": "CC0", "consent": "none", "purpose": "test", "jurisdiction": "none"}
    collection = ana.command("open_collection", place.project, terms=terms).json()["receipts"][0]["event_id"]
    items = [{"content": {"text": "one"}}]
    made = ana.command("import_items", place.project, collection=collection, items=items).json()["result"]["items"]
    ben = next(p["member"] for p in ana.get(place.url("people")).json()["people"] if p["name"] == "Ben")
    person = ana.command("import_person", place.project, names=["crowd 1"]).json()["receipts"][0]["event_id"]

    def votes(*people: str) -> Any:
        given = [{"item": made[0], "annotator": p, "question": place.question, "value": "ironic"} for p in people]
        return ana.command("import_votes", place.project, collection=collection, votes=given).json()

    assert [votes(ben)["code"], votes("nosuch")["code"], votes(person, person)["code"]] == ["annotation.votes"] * 3
    assert votes(person)["receipts"]
    assert votes(person)["code"] == "annotation.votes"


def test_a_chunked_body_without_end_is_too_large_by_name(place: Place) -> None:
    def chunks() -> Any:
        for _ in range(20):
            yield b" " * 1_000_000

    answer = TestClient(place.app).post("/v1/session", content=chunks(), headers={"content-type": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (413, "http.too_large")
