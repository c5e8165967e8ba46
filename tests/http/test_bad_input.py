"""Bad input is refused by name; nothing is written, nothing is lost."""

import json
import uuid
from typing import Any

import pytest

from tests.http.conftest import Place


def size(place: Place) -> int:
    return place.people["ana"].get(place.url("log")).json()["size"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"answers": "ironic"}, "command.malformed"),
        ({"answers": {"nothing": "ironic"}}, "annotation.value"),
        ({"item": 7}, "command.malformed"),
        ({"item": "../../etc/passwd"}, "annotation.no_task"),
        ({"claimed_ms": -5}, "annotation.time"),
        ({"claimed_ms": 10**15}, "annotation.time"),
        ({"claimed_ms": "soon"}, "command.malformed"),
        ({"input": "telepathy"}, "annotation.input"),
        ({"author": "cy"}, "command.malformed"),
        ({"key": ""}, "command.key"),
        ({"key": "x" * 500}, "command.key"),
        ({"supersedes": "nothing"}, "annotation.not_yours"),
    ],
)
def test_a_bad_submission_is_refused_by_name(place: Place, change: dict[str, Any], code: str) -> None:
    item = place.work("ben")["tasks"][0]["item"]
    before = size(place)
    body = {"key": str(uuid.uuid4()), "item": item, "answers": {place.question: "ironic"}, "claimed_ms": 1, **change}

    response = place.people["ben"].post(place.url("submissions"), body)

    assert (response.json()["code"], size(place)) == (code, before)
    assert response.json()["fix"]


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"null", b"\xff\xfe{}", b'{"n": 1e400}', b"[" * 100_000, '{"key": "é"'.encode("latin-1")]
)
def test_a_body_that_is_not_an_object_is_refused(place: Place, raw: bytes) -> None:
    ben = place.people["ben"]

    for path in ("submissions", "work"):
        headers = {"X-CSRF-Token": ben.csrf, "content-type": "application/json"}
        response = ben.client.post(place.url(path), content=raw, headers=headers)
        assert 400 <= response.status_code < 500
        assert response.json()["code"] in ("command.malformed", "http.malformed")


def test_a_body_of_a_hundred_megabytes_is_refused_while_it_arrives(place: Place) -> None:
    ben = place.people["ben"]

    def parts() -> Any:
        for _ in range(100):
            yield b"x" * 1024 * 1024

    headers = {"X-CSRF-Token": ben.csrf}
    declared = ben.client.post(place.url("work"), content=b"", headers={**headers, "content-length": str(10**8)})
    streamed = ben.client.post(place.url("work"), content=parts(), headers=headers)

    command = ben.client.post("/v1/commands/take_work", content=parts(), headers=headers)
    assert (declared.status_code, streamed.status_code, command.status_code) == (413, 413, 413)


@pytest.mark.parametrize("name", ["drop_tables", "__class__", "../session", "publish_release"])
def test_a_command_that_is_nobodys_is_refused(place: Place, name: str) -> None:
    response = place.people["ana"].command(name, place.project)

    assert response.status_code in (403, 404, 422)
    assert response.json()["code"]


def test_wrong_types_are_named_with_their_place(place: Place) -> None:
    labels = [{"code": 7, "name": "Seven"}]

    body = place.people["ana"].command("publish_taxonomy", place.project, labels=labels).json()

    assert (body["code"], body["problems"][0]["field"]) == ("command.malformed", "labels[0].code")


@pytest.mark.parametrize(
    "rest",
    [
        "guideline?version=99999999999999999999",
        "taxonomy?version=-1",
        "items?limit=0",
        "items?limit=abc",
        "receipts/-1",
        "receipts/99999999999999999999",
    ],
)
def test_a_number_out_of_range_in_an_address_is_refused(place: Place, rest: str) -> None:
    response = place.people["ana"].get(place.url(rest))

    assert (response.status_code, response.json()["code"]) == (422, "http.malformed")


def test_a_question_configured_as_its_type_does_not_allow_is_refused(place: Place) -> None:
    config = {"min_length": -5, "max_length": "x"}

    body = place.people["ana"].command("ask_question", place.project, type="text", title="Why?", config=config).json()

    assert (body["code"], len(body["problems"])) == ("workflow.config", 2)


def test_a_cookie_without_its_csrf_token_changes_nothing(place: Place) -> None:
    ben = place.people["ben"]

    response = ben.client.post(place.url("work"), json={"n": 1})

    assert response.json()["code"] == "access.csrf"


def test_nobody_signs_in_with_a_wrong_password(place: Place) -> None:
    response = place.people["ben"].client.post("/v1/session", json={"login": "ben", "password": "wrong password"})

    assert (response.status_code, response.json()["code"]) == (401, "access.wrong_password")


def test_an_invitation_is_used_once(place: Place) -> None:
    path = place.people["ana"].command("invite_member", place.project, roles=["annotator"]).json()["result"]["path"]
    url = path.replace("/join/", "/v1/invitations/")
    client = place.people["ben"].client
    first = client.post(url, json={"login": "dee", "name": "Dee", "password": "a long password"})

    again = client.post(url, json={"login": "dan", "name": "Dan", "password": "a long password"})

    assert (first.status_code, again.json()["code"]) == (200, "access.no_invitation")


def test_a_link_is_worth_what_its_maker_may_still_do(place: Place) -> None:
    lead = place.person("lea", "lead")
    path = lead.command("invite_member", place.project, roles=["annotator"]).json()["result"]["path"]
    people = place.people["ana"].get(place.url("people")).json()["people"]
    member = next(p["member"] for p in people if p["name"] == "Lea")
    place.people["ana"].command("revoke_role", place.project, member=member, roles=["lead"])

    url = path.replace("/join/", "/v1/invitations/")
    response = lead.client.post(url, json={"login": "dee", "name": "Dee", "password": "a long password"})

    assert response.json()["code"] == "access.no_invitation"
    accounts = place.people["ana"].get("/v1/accounts").json()["accounts"]
    assert "dee" not in [a["login"] for a in accounts]


def test_a_token_does_only_what_its_scopes_cover(place: Place) -> None:
    made = place.people["ben"].command("grant_token", None, scopes=["read"]).json()["result"]
    headers = {"Authorization": f"Bearer {made['secret']}"}
    client = place.people["cy"].client

    read = client.get(place.url("guideline"), headers=headers)
    write = client.post(place.url("work"), json={"n": 1}, headers=headers)

    assert (read.status_code, write.json()["code"]) == (200, "access.scope")


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("invite_member", {"roles": ["owner"]}),
        ("invite_account", {}),
        ("reset_account", {"login": "ben"}),
        ("grant_token", {"scopes": ["everything"]}),
        ("erase_subject", {"subjects": ["x"], "why": "y"}),
        ("erase_person", {"member": "x", "why": "y"}),
        ("accept_clock", {}),
    ],
)
def test_an_owners_token_for_annotating_gives_nobody_more(place: Place, name: str, args: dict[str, Any]) -> None:
    made = place.people["ana"].command("grant_token", None, scopes=["annotate"]).json()["result"]
    body = {"key": str(uuid.uuid4()), "project": place.project, "args": args}
    headers = {"Authorization": f"Bearer {made['secret']}"}

    response = place.people["cy"].client.post(f"/v1/commands/{name}", json=body, headers=headers)

    assert response.json()["code"] == "access.scope"


def test_a_revoked_token_opens_nothing(place: Place) -> None:
    ben = place.people["ben"]
    made = ben.command("grant_token", None, scopes=["everything"]).json()["result"]
    ben.command("revoke_token", None, token=made["token"])

    response = ben.client.get("/v1/projects", headers={"Authorization": f"Bearer {made['secret']}"})

    assert response.json()["code"] == "access.signed_out"


@pytest.mark.parametrize("path", ["/v1/nothing", "/v1/projects/%00", "/log/x/y/tile/0/000", "/v1/projects/a/b/c/d"])
def test_an_address_that_is_not_there_is_a_problem_not_a_page(place: Place, path: str) -> None:
    response = place.people["ana"].client.get(path)

    assert 400 <= response.status_code < 500
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/../../etc/passwd", "/assets/../../problems.py", "/%2e%2e/%2e%2e/server.py"])
def test_no_file_outside_the_build_is_served(place: Place, path: str) -> None:
    response = place.people["ana"].client.get(path)

    assert "import" not in response.text
    assert "root:" not in response.text


def test_every_answer_carries_the_security_headers(place: Place) -> None:
    headers = place.people["ana"].client.get("/v1/health").headers

    assert "script-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_the_description_names_every_route_and_the_problem(place: Place) -> None:
    api = place.people["ana"].client.get("/v1/openapi.json").json()

    assert api["openapi"].startswith("3.1")
    assert {"/v1/commands/{name}", "/v1/projects/{project}/submissions", "/v1/projects/{project}/work"} <= set(
        api["paths"]
    )
    assert json.dumps(api).count("ProblemOut") > 10
