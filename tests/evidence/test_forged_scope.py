"""Scopes, collections and items an honest product would not have written."""

from typing import Any

import pytest

from labelproof.evidence import kinds
from labelproof.evidence.bundle import ITEMS
from labelproof.evidence.check_documents import format_item
from labelproof.log.leaf import Leaf, check_disclosure
from tests.evidence.build import Bundle, Hook, Row, World, codes, event_id, found, sealed
from tests.log.folder import ORIGIN


@pytest.fixture
def world() -> World:
    return World()


def each_once(rows: list[Row]) -> list[Row]:
    return list({row["row_id"]: row for row in rows}.values())


def import_again(world: World, collection: str, *items: str, text: str = "Another text") -> None:
    said = {f"i{n}": {"external_id": None, "content": {"text": text}} for n in range(len(items))}
    world.project.add(kinds.ITEMS_IMPORTED, world.lead, said, collection=collection, item=list(items))


def open_collection(world: World) -> str:
    terms = {"name": "More", "source": "a person", "licence": "CC0-1.0", "may_pass_on": True}
    return world.project.add(kinds.COLLECTION_OPENED, world.lead, {"terms": terms}, subject_rule="each")


def seal(world: World, collection: str, n: int) -> None:
    world.project.add(kinds.COLLECTION_SEALED, world.lead, collection=collection, n_items=n)


def test_an_item_that_came_in_before_gives_its_votes_to_no_other_text(world: World) -> None:
    collection = open_collection(world)
    import_again(world, collection, world.items[0])
    seal(world, collection, 1)

    report = Bundle(world, world.request(collection=[collection]), rows=each_once).check()

    assert "bundle.item_twice" in codes(report)
    assert f"imports item {world.items[0]} again" in found(report)


def test_an_item_twice_in_one_collection_is_named(world: World) -> None:
    collection, item = open_collection(world), event_id(555_555)
    import_again(world, collection, item)
    import_again(world, collection, item, text="B")
    seal(world, collection, 1)

    report = Bundle(world, world.request(collection=[collection]), rows=each_once).check()

    assert "bundle.item_twice" in codes(report)


def test_an_item_that_comes_after_the_seal_is_named(world: World) -> None:
    import_again(world, world.collection, event_id(424_242))
    for who in (world.ana, world.ben, world.cyd):
        world.answer(who, event_id(424_242), "no")

    report = sealed(world).check()

    assert codes(report) == ["bundle.collection"]
    assert "imports items into collection" in found(report)


def test_an_abandoned_collection_is_not_released(world: World) -> None:
    world.project.add(kinds.COLLECTION_ABANDONED, world.lead, collection=world.collection)

    assert codes(sealed(world).check()) == ["bundle.collection"]


@pytest.mark.parametrize("scope", ["a collection twice", "a question twice", "no question", "a question never asked"])
def test_a_scope_that_could_not_be_asked_for_is_named(world: World, scope: str) -> None:
    refs: dict[str, Any] = {
        "a collection twice": {"collection": [world.collection] * 2},
        "a question twice": {"question": [world.choice] * 2},
        "no question": {"question": []},
        "a question never asked": {"question": [world.choice, "nosuch"]},
    }[scope]

    report = Bundle(world, world.request(**refs), rows=each_once).check()

    assert codes(report) == ["bundle.scope"]


def test_a_question_asked_after_the_request_is_not_released(world: World) -> None:
    coming = event_id(world.project.size + 1)
    release = world.request(question=[coming])

    assert world.ask("more", "text") == coming
    assert "bundle.scope" in codes(Bundle(world, release).check())


def test_a_scope_of_more_rows_than_anybody_can_count_is_refused_at_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("labelproof.evidence.check_rows.MOST_MISSING", 10)
    few: Hook = lambda rows: rows[:2]  # noqa: E731

    report = sealed(world, rows=few).check()

    assert "the release's scope has 20 items and questions, and the bundle 2 rows" in found(report)
    assert report.counts.n_rows == 0


def test_an_overlap_of_nothing_is_named(world: World) -> None:
    world.project.add(kinds.WORKFLOW_PLANNED, world.lead, question=[world.choice], overlap="0")

    assert codes(sealed(world).check()) == ["bundle.plan"]


def test_a_log_that_does_not_begin_with_its_key_is_named(world: World) -> None:
    first = world.project.leaves[0]
    world.project.leaves[0] = Leaf(1, ORIGIN, first.id, first.ts, kinds.COLLECTION_REVIEWED, "system", {}, {})

    report = sealed(world).check()

    assert codes(report) == ["bundle.opened"]


def test_a_log_that_is_opened_twice_is_named(world: World) -> None:
    world.project.add(kinds.LOG_OPENED, vkey=world.project.leaves[0].refs["vkey"])

    assert codes(sealed(world).check()) == ["bundle.opened"]


def printed(world: World, item: str) -> tuple[tuple[int, str], bytes]:
    leaves = world.project.leaves
    at = next(i for i, leaf in enumerate(leaves) if leaf.kind == kinds.ITEMS_IMPORTED and item in leaf.refs["item"])
    place = list(leaves[at].refs["item"]).index(item)
    value = check_disclosure(world.project.disclosures[at, f"i{place}"], f"i{place}", leaves[at].c[f"i{place}"])
    return (at, f"i{place}"), format_item(item, at, place, value)


@pytest.mark.parametrize("n", [4, 5])
def test_content_of_an_item_that_was_taken_out_is_not_printed(world: World, n: int) -> None:
    key, line = printed(world, world.items[n])

    report = sealed(world, show={key: world.project.disclosures[key]}, documents={ITEMS: line}).check()

    assert codes(report) == ["bundle.exposed", "bundle.item"]
    assert "which leaf" in found(report)


def test_an_item_printed_twice_is_named(world: World) -> None:
    _, line = printed(world, world.items[0])

    report = sealed(world, documents={ITEMS: line + line}).check()

    assert codes(report) == ["bundle.item"]
