"""What a person can take along of their own work, and what must not lead back to them."""

import json

from labelproof.evidence.receipts import check_receipts
from labelproof.log.leaf import parse_leaf
from labelproof.log.note import parse_vkey
from labelproof.worker.rounds import publish_grown
from tests.http.conftest import Place


def test_one_sees_and_takes_along_one_s_own_and_nobody_else_s(place: Place) -> None:
    ben, cy = place.people["ben"], place.people["cy"]
    for login, value in (("ben", "ironic"), ("cy", "literal")):
        for task in place.work(login)["tasks"]:
            assert place.submit(login, task["item"], value).status_code == 200
    publish_grown(place.instance.engine)

    listed = ben.get(place.url("receipts")).json()
    exported = ben.get(place.url("receipts.jsonl")).content
    _, checked = check_receipts(exported, [parse_vkey(listed["vkey"])])

    assert [each.index for each in checked] == [each["index"] for each in listed["receipts"]]
    assert {each.leaf.actor for each in checked} == {listed["member"]}
    assert [each.said["a0"] for each in checked if each.leaf.kind == "annotation.submitted"] == ["ironic"] * 3
    assert cy.get(place.url("receipts")).json()["member"] != listed["member"]
    assert b"literal" not in exported


def test_without_any_act_there_is_nothing_to_take_along(place: Place) -> None:
    eve = place.people["eve"]

    refused = eve.get(place.url("receipts.jsonl"))

    assert refused.json()["code"] == "log.no_receipts"


def test_a_candid_report_names_nobody(place: Place) -> None:
    """Its actor is its own id, it carries no grant, and the receipts of whoever made it do not know it."""
    ben = place.people["ben"]
    done = ben.command("report_candidly", place.project, words="Clause 1 says two things.").json()
    publish_grown(place.instance.engine)
    index = done["receipts"][0]["index"]
    with place.instance.engine.store.reading() as read:
        from labelproof.engine.openings import leaves

        leaf = parse_leaf(next(raw for _, raw in leaves(read, 2, index, index + 1)))

    told = place.people["ana"].get(place.url("reports")).json()["reports"]

    assert (leaf.kind, leaf.actor) == ("guideline.reported", leaf.id)
    assert "grant" not in leaf.refs
    assert [each["words"] for each in told] == ["Clause 1 says two things."]
    assert index not in [each["index"] for each in ben.get(place.url("receipts")).json()["receipts"]]
    assert ben.get(place.url("reports")).json()["code"] == "access.not_allowed"


def test_a_candid_report_has_words(place: Place) -> None:
    ben = place.people["ben"]
    for words in ("", "   ", "x" * 4001):
        assert ben.command("report_candidly", place.project, words=words).json()["code"] == "guideline.report"
    assert json.loads(place.people["ana"].get(place.url("reports")).content) == {"reports": []}
