"""A person erased everywhere: their account, their name, their words, on disk as well."""

from tests.http.conftest import Place


def member_named(place: Place, name: str) -> str:
    people = place.people["ana"].get(place.url("people")).json()["people"]
    return next(p["member"] for p in people if p["name"] == name)


def test_a_person_erased_everywhere_is_in_no_file_and_signs_in_no_more(place: Place) -> None:
    place.person("zebulon", "annotator")
    member = member_named(place, "Zebulon")

    done = place.people["ana"].command("erase_person", place.project, member=member, why="asked")

    files = [p for p in place.instance.folder.rglob("*") if p.is_file()]
    assert done.status_code == 200
    assert [p.name for p in files if b"ebulon" in p.read_bytes()] == []
    assert place.people["zebulon"].get(place.url("")).status_code in (401, 404)


def test_only_the_owner_of_the_instance_erases_a_person(place: Place) -> None:
    member = member_named(place, "Cy")

    refused = place.people["ben"].command("erase_person", place.project, member=member, why="spite")

    assert refused.json()["code"] == "access.not_allowed"


def test_an_item_that_is_nobodys_is_not_erased_and_the_reason_is_said(place: Place) -> None:
    ana = place.people["ana"]
    terms = {"name": "n", "source": "s", "licence": "CC0", "consent": "none", "purpose": "p", "jurisdiction": "j"}
    opened = ana.command("open_collection", place.project, terms=terms, subject_rule="nobody").json()
    collection = opened["receipts"][0]["event_id"]
    items = [{"content": {"text": "nobody's"}, "external_id": "n-1"}]
    ana.command("import_items", place.project, collection=collection, items=items)

    refused = ana.command("erase_subject", place.project, subjects=["n-1"], why="asked")

    assert refused.json()["code"] == "erasure.nobodys"
