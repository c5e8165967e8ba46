"""Terms before items, whole imports, and bad input refused by name."""

from pathlib import Path
from typing import Any

import pytest

from labelproof.kernel.refused import Refused
from tests.engine.project import TERMS, Project, new_project


@pytest.fixture
def project(tmp_path: Path) -> Any:
    made = new_project(tmp_path)
    made.collection = made.do("ana", "open_collection", terms=TERMS)[0].event_id
    yield made
    made.engine.store.close()


def refused(project: Project, command: str, **args: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        project.do("ana", command, **args)
    return caught.value


@pytest.mark.parametrize("missing", sorted(TERMS))
def test_a_collection_without_one_of_its_terms_is_refused(project: Project, missing: str) -> None:
    terms = {name: said for name, said in TERMS.items() if name != missing}

    found = refused(project, "open_collection", terms=terms)

    assert (found.code, found.problems[0].field) == ("sources.terms", f"terms.{missing}")


@pytest.mark.parametrize(
    "item",
    [
        {"content": {}},
        {"content": {"text": "   "}},
        {"content": {"text": "x" * 200_001}},
        {"content": {"": "no name"}},
        {"content": {"text": "fine"}, "external_id": ""},
        {"content": {"text": "fine"}, "subject": "somebody"},
    ],
)
def test_a_bad_item_refuses_the_whole_chunk(project: Project, item: dict[str, Any]) -> None:
    items = [{"content": {"text": "good"}}, item]

    found = refused(project, "import_items", collection=project.collection, items=items)

    assert (found.code, found.problems[0].field.split(".")[0]) == ("sources.items", "items[1]")
    assert project.items() == []


def test_an_external_id_comes_in_once(project: Project) -> None:
    item = {"content": {"text": "one"}, "external_id": "a-1"}
    project.do("ana", "import_items", collection=project.collection, items=[item])

    found = refused(project, "import_items", collection=project.collection, items=[item])

    assert "a-1" in found.problems[0].what


def test_items_of_an_open_collection_are_handed_to_nobody(project: Project) -> None:
    project.do("ana", "import_items", collection=project.collection, items=[{"content": {"text": "one"}}])

    assert project.do("ben", "take_work") == []


def test_a_sealed_collection_takes_no_more(project: Project) -> None:
    items = [{"content": {"text": "one"}}]
    project.do("ana", "import_items", collection=project.collection, items=items)
    project.do("ana", "seal_collection", collection=project.collection)

    found = refused(project, "import_items", collection=project.collection, items=items)

    assert found.code == "sources.collection_closed"


def test_an_empty_collection_is_not_sealed(project: Project) -> None:
    assert refused(project, "seal_collection", collection=project.collection).code == "sources.empty"


def test_a_command_with_an_unknown_field_is_refused(project: Project) -> None:
    found = refused(project, "import_items", collection=project.collection, items=[], author="somebody else")

    assert found.code == "command.malformed"


SQL_AND_HTML = ["'; DROP TABLE events; --", '"><script>alert(1)</script>', "Robert'); --", "\u202eevil", "😀" * 50]


@pytest.mark.parametrize("text", SQL_AND_HTML)
def test_hostile_text_is_stored_as_it_is(project: Project, text: str) -> None:
    item = {"content": {"text": text}, "external_id": text[:40]}
    project.do("ana", "import_items", collection=project.collection, items=[item])

    from labelproof.rooms.sources import queries
    from tests.engine.project import PROJECT

    with project.engine.store.reading() as read:
        row = read.one(queries.item_by_external_id, log_id=PROJECT, external_id=text[:40])
    assert row is not None
    assert text[:5] in row.content or "\\u" in row.content


@pytest.mark.parametrize("subject", ["nonsense-1", "project", "r04"])
def test_an_erasure_of_nobody_is_refused(project: Project, subject: str) -> None:
    found = refused(project, "request_erasure", subjects=[subject], why="a typing error")

    assert found.code in ("erasure.no_subject", "erasure.subjects")


def test_a_text_with_nul_is_refused_before_anything_is_asked(project: Project) -> None:
    found = refused(project, "import_items", collection=project.collection, items=[{"content": {"text": "a\x00b"}}])

    assert found.code == "command.nul"
    assert project.items() == []


@pytest.mark.parametrize("subject", ["project", "a b", "", "x" * 65, "é"])
def test_a_column_names_subjects_of_its_own(project: Project, subject: str) -> None:
    opened = project.do("ana", "open_collection", terms=TERMS, subject_rule="column")[0].event_id
    items = [{"content": {"text": "one"}, "subject": subject}]

    found = refused(project, "import_items", collection=opened, items=items)

    assert (found.code, found.problems[0].field) == ("sources.items", "items[0].subject")
