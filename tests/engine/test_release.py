"""A release is what its position says: rows from events before it, bound by their root, published once."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from labelproof.engine.archive import parse_zip
from labelproof.engine.bundle import bundle_bytes
from labelproof.engine.release import advance
from labelproof.rooms.releases import queries
from tests.engine.project import PROJECT, Project, new_project


def released(project: Project, **asked: Any) -> tuple[str, dict[str, bytes]]:
    """Request a release and carry it to its bundle; gives its id and files."""
    release = project.do("ana", "request_release", **asked)[0].event_id
    while advance(project.engine):
        pass
    return release, parse_zip(bundle_bytes(project.engine, PROJECT, release))


def rows_of(files: dict[str, bytes]) -> list[Any]:
    return [json.loads(line) for line in files["data/rows.jsonl"].splitlines()]


def review(project: Project) -> None:
    project.system("review_import", f"review:{project.collection}", collection=project.collection, after="~")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Twelve items: ben and cy agree on all but the second, which eve settles; the last two have one vote and none."""
    project = new_project(tmp_path)
    items = project.bring_in([f"headline {n}" for n in range(12)])
    review(project)
    (question,) = project.questions
    project.label("ben", lambda item: {question: "ironic"} if item != items[11] else None, n=10)
    project.label("ben", lambda item: {question: "ironic"} if item != items[11] else None, n=2)
    project.label("cy", lambda item: {question: "literal" if item == items[1] else "ironic"}, n=10)
    (dispute,) = project.disputes()
    project.do("eve", "adjudicate", dispute=dispute.dispute, value="literal", reason="plain words", clause="1")
    return project


def test_each_item_and_question_has_one_row_whose_status_says_how_it_ended(project: Project) -> None:
    items = project.items()
    project.do("ana", "exclude_item", item=items[0], reason="a duplicate")

    _, files = released(project)

    rows = {row["item_id"]: row for row in rows_of(files)}
    assert set(rows) == set(items)
    assert [rows[i]["status"] for i in items] == ["excluded", *["released"] * 9, *["unresolved"] * 2]
    assert rows[items[1]]["value"] == "literal"
    assert rows[items[2]]["value"] == "ironic"
    assert [rows[i]["n_votes"] for i in items] == [0, *[2] * 9, 1, 0]


def test_rows_are_in_order_of_their_ids_and_publication_commits_to_them(project: Project) -> None:
    release, files = released(project)

    with project.engine.store.reading() as read:
        row = read.one(queries.release, log_id=PROJECT, release=release)
    ids = [r["row_id"] for r in rows_of(files)]
    assert row.state == "published"
    assert row.n_rows == len(ids) == 12
    assert ids == sorted(ids)


def test_a_vote_after_the_position_is_in_no_row(project: Project) -> None:
    items = project.items()
    release = project.do("ana", "request_release")[0].event_id
    project.label("cy", lambda item: {project.questions[0]: "ironic"})

    while advance(project.engine):
        pass

    files = parse_zip(bundle_bytes(project.engine, PROJECT, release))
    assert next(r for r in rows_of(files) if r["item_id"] == items[10])["n_votes"] == 1


def test_what_is_withdrawn_while_rows_are_computed_is_withdrawn_in_them(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from labelproof.engine import release as module

    keep, items = module.keep_computed, project.items()

    def meanwhile(*args: Any) -> bool:
        if not meanwhile.done:
            meanwhile.done = True
            project.do("ana", "withdraw_item", item=items[3])
        return keep(*args)

    meanwhile.done = False
    monkeypatch.setattr(module, "keep_computed", meanwhile)

    _, files = released(project)

    assert next(r for r in rows_of(files) if r["item_id"] == items[3])["status"] == "withdrawn"


def test_imported_votes_count(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    people = [r.event_id for r in project.do("ana", "import_person", names=["u1", "u2", "u3"])]
    (question,) = project.questions
    given = [(n, who, question, "ironic" if k < 2 else "literal") for n in range(40) for k, who in enumerate(people)]
    project.bring_in([f"headline {n}" for n in range(40)], given)
    review(project)

    _, files = released(project)

    assert Counter((r["value"], r["status"], r["n_votes"]) for r in rows_of(files)) == {("ironic", "released", 3): 40}


def test_a_second_release_has_the_same_row_ids_and_other_salts(project: Project) -> None:
    _, first = released(project)

    _, second = released(project)

    old, new = rows_of(first), rows_of(second)
    assert [r["row_id"] for r in old] == [r["row_id"] for r in new]
    assert not {r["salt"] for r in old} & {r["salt"] for r in new}


def test_nothing_is_left_to_do_after_the_bundle_is_sealed(project: Project) -> None:
    released(project)

    assert advance(project.engine) is False
