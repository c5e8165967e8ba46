"""Answers an honest product would not have taken, in releases signed by its operator."""

from typing import Any

import pytest

from labelproof.evidence import kinds
from tests.evidence.build import Bundle, World, codes, event_id, found, sealed


@pytest.fixture
def world() -> World:
    return World()


def crowd(world: World, *given: tuple[str, str, str], **refs: Any) -> tuple[str, list[str]]:
    """A collection of two items with imported answers (item's place, annotator, value), sealed."""
    p = world.project
    terms = {"name": "More", "source": "elsewhere", "licence": "CC0-1.0", "may_pass_on": True}
    collection = p.add(kinds.COLLECTION_OPENED, world.lead, {"terms": terms}, subject_rule="nobody")
    items = [event_id(70_000 + i) for i in range(2)]
    said = {f"i{i}": {"external_id": None, "content": {"text": f"More {i}"}} for i in range(2)}
    p.add(kinds.ITEMS_IMPORTED, world.lead, said, collection=collection, item=items, subject=["project"])
    votes = [(items[int(place)], who, value) for place, who, value in given]
    import_votes(world, refs.pop("into", collection), votes, **refs)
    p.add(kinds.COLLECTION_SEALED, world.lead, collection=collection, n_items=2)
    return collection, items


def import_votes(world: World, collection: str, votes: list[tuple[str, str, str]], actor: str = "", **refs: Any) -> str:
    said = {f"a{n}": {"value": value, "at": None} for n, (_, _, value) in enumerate(votes)}
    columns = {"item": [item for item, _, _ in votes], "annotator": [who for _, who, _ in votes]}
    named = {"collection": collection, "question": [world.choice] * len(votes), **columns, **refs}
    return world.project.add(kinds.VOTES_IMPORTED, actor or world.lead, said, **named)


def stranger(world: World) -> str:
    return world.project.add(kinds.MEMBER_IMPORTED, world.lead, {"who": {"name": "worker"}})


def test_answers_imported_before_the_seal_by_a_lead_count(world: World) -> None:
    who = stranger(world)

    collection, _ = crowd(world, ("0", who, "yes"), ("1", who, "no"))

    assert codes(Bundle(world, world.request(collection=[collection])).check()) == []


def test_votes_imported_into_a_sealed_collection_are_named(world: World) -> None:
    import_votes(world, world.collection, [(world.items[3], stranger(world), "yes")])

    report = sealed(world).check()

    assert "bundle.imported: leaf" in found(report)
    assert "which was not open then" in found(report)


def test_votes_imported_in_the_name_of_a_member_are_named(world: World) -> None:
    """He has an account: he answers himself, and gets a receipt for it."""
    collection, _ = crowd(world, ("0", world.ana, "no"))

    report = Bundle(world, world.request(collection=[collection])).check()

    assert codes(report) == ["bundle.imported"]
    assert "who is nobody known from an import" in found(report)


def test_two_imported_votes_of_one_person_are_named(world: World) -> None:
    who = stranger(world)
    collection, _ = crowd(world, ("0", who, "no"), ("0", who, "no"))

    assert codes(Bundle(world, world.request(collection=[collection])).check()) == ["bundle.vote_twice"]


def test_votes_imported_by_nobody_are_named(world: World) -> None:
    collection, _ = crowd(world, ("0", stranger(world), "no"), actor="nobody")

    assert codes(Bundle(world, world.request(collection=[collection])).check()) == ["bundle.right"]


def test_votes_imported_for_an_item_of_another_collection_are_named(world: World) -> None:
    terms = {"name": "Open", "source": "a person", "licence": "CC0-1.0", "may_pass_on": True}
    other = world.project.add(kinds.COLLECTION_OPENED, world.lead, {"terms": terms}, subject_rule="each")
    import_votes(world, other, [(world.items[0], stranger(world), "no")])

    report = sealed(world).check()

    assert codes(report) == ["bundle.imported"]
    assert "which was not in collection" in found(report)


def test_votes_imported_for_a_question_that_was_never_asked_are_named(world: World) -> None:
    collection, _ = crowd(world, ("0", stranger(world), "yes"), question=["never"])

    report = Bundle(world, world.request(collection=[collection])).check()

    assert "which was not asked before it" in found(report)


def test_a_vote_under_a_role_that_was_taken_away_is_named(world: World) -> None:
    world.project.add(kinds.ROLE_REVOKED, world.lead, member=world.cyd, role=["annotator"])
    world.answer(world.cyd, world.items[3], "yes")

    report = sealed(world).check()

    assert codes(report) == ["bundle.grant"]
    assert "who was not annotator then" in found(report)


def test_a_vote_by_one_who_only_adjudicates_is_named(world: World) -> None:
    world.answer(world.dee, world.items[3], "yes")

    assert codes(sealed(world).check()) == ["bundle.grant"]


def test_a_vote_after_its_authors_erasure_is_named(world: World) -> None:
    world.project.add(kinds.ERASURE_REQUESTED, world.lead, {"why": "asked"}, subject=[world.cyd])
    world.answer(world.cyd, world.items[3], "yes")

    assert codes(sealed(world).check()) == ["bundle.grant"]


@pytest.mark.parametrize("scope", ["collection", "release"])
def test_a_vote_after_seeing_a_whole_collection_or_release_is_named(world: World, scope: str) -> None:
    if scope == "release":
        refs = {"release": world.request()}
        Bundle(world, refs["release"])
    else:
        refs = {"collection": world.collection}
    world.project.add(kinds.VALUES_SHOWN, world.cyd, **refs)
    world.answer(world.cyd, world.items[3], "yes")

    assert codes(sealed(world).check()) == ["bundle.seen"]


def test_items_that_came_after_a_release_was_seen_may_be_answered(world: World) -> None:
    release = world.request()
    Bundle(world, release)
    world.project.add(kinds.VALUES_SHOWN, world.cyd, release=release)
    collection, items = world.import_items(1)
    world.answer(world.cyd, items[0], "yes")

    assert codes(Bundle(world, world.request(collection=[world.collection, collection])).check()) == []


def test_a_vote_without_a_lease_of_its_own_is_named(world: World) -> None:
    world.answer(world.cyd, world.items[3], "yes", lease=world.lease(world.zed, world.items[3]))

    assert codes(sealed(world).check()) == ["bundle.lease"]


@pytest.mark.parametrize(("name", "code"), [("guideline", "bundle.guideline"), ("taxonomy", "bundle.taxonomy")])
def test_a_vote_under_what_never_was_is_named(world: World, name: str, code: str) -> None:
    world.answer(world.cyd, world.items[3], "yes", **{name: "nosuch"})

    assert codes(sealed(world).check()) == [code]


def test_a_vote_under_a_guideline_already_replaced_is_named(world: World) -> None:
    first = world.guideline
    world.publish_guideline(2, "# Irony\nThink again.\n")
    world.answer(world.cyd, world.items[3], "yes", guideline=first)

    report = sealed(world).check()

    assert codes(report) == ["bundle.guideline"]
    assert f"in force was {world.guideline}" in found(report)


def test_a_vote_under_a_guideline_yet_to_come_is_named(world: World) -> None:
    coming = event_id(world.project.size + 3)  # lease, answer, request, and then it
    world.answer(world.cyd, world.items[3], "yes", guideline=coming)
    release = world.request()

    assert world.publish_guideline(2, "# Irony\nAs it suits.\n") == coming
    assert codes(Bundle(world, release).check()) == ["bundle.guideline"]


@pytest.mark.parametrize("value", ["maybe", {"any": ["thing", 1]}, ["yes"], None, True])
def test_a_value_its_question_cannot_have_is_named(world: World, value: Any) -> None:
    world.answer(world.cyd, world.items[3], value)

    assert codes(sealed(world).check()) == ["bundle.misfit"]


def test_a_label_that_came_with_a_later_taxonomy_is_named(world: World) -> None:
    world.answer(world.cyd, world.items[3], "late_label")
    labels = [{"code": code, "name": code} for code in ("yes", "no", "late_label")]
    world.publish_taxonomy(2, labels)

    assert codes(sealed(world).check()) == ["bundle.misfit"]


def test_an_answer_that_commits_to_no_value_is_named(world: World) -> None:
    world.project.add(
        kinds.SUBMITTED,
        world.cyd,
        item=world.items[3],
        question=[world.choice],
        guideline=world.guideline,
        taxonomy=world.taxonomy,
        lease=world.lease(world.cyd, world.items[3]),
    )

    assert "bundle.event" in codes(sealed(world).check())


def supersede(world: World, name: str) -> None:
    """A dissenting answer of Cyd's that is to vanish, by a revision that is none."""
    here, item = world.project.size, world.items[3]
    if name == "itself":
        world.answer(world.cyd, item, "no", supersedes=event_id(here + 1))
    elif name == "each other":
        world.answer(world.cyd, item, "no", supersedes=event_id(here + 3))
        world.answer(world.cyd, item, "no", supersedes=event_id(here + 1))
    elif name == "a later one":
        world.answer(world.cyd, item, "no", supersedes=event_id(here + 3))
        world.answer(world.cyd, item, "no")
    elif name == "another's":
        world.answer(world.cyd, item, "no", supersedes=vote_of(world, world.ana, item))
    elif name == "of another item":
        world.answer(world.cyd, item, "no", supersedes=vote_of(world, world.cyd, world.items[0]))
    else:
        world.answer(world.cyd, item, "no", supersedes="nosuch")


def vote_of(world: World, who: str, item: str) -> str:
    leaves = world.project.leaves
    return next(
        leaf.id for leaf in leaves if (leaf.kind, leaf.actor, leaf.refs.get("item")) == (kinds.SUBMITTED, who, item)
    )


@pytest.mark.parametrize("name", ["itself", "each other", "a later one", "another's", "of another item", "unknown"])
def test_a_revision_of_what_is_not_ones_own_earlier_answer_is_named_and_drops_nothing(world: World, name: str) -> None:
    supersede(world, name)
    bundle = sealed(world)

    report = bundle.check()

    assert "bundle.revision" in codes(report)
    row = bundle.row(world.items[3], world.choice)
    assert "no" in [vote["value"] for vote in row["votes"]]
    assert {world.ana, world.ben} <= {vote["annotator"] for vote in row["votes"]}


def test_a_revision_of_an_answer_that_a_release_froze_is_named(world: World) -> None:
    Bundle(world, world.request())
    world.answer(world.ben, world.items[0], "no", supersedes=world.answers["ben 0"])

    report = sealed(world).check()

    assert codes(report) == ["bundle.revision"]
    assert "froze" in found(report)


@pytest.mark.parametrize("kind", ["annotation.submitted@2", "item.withdrawn@2", "annotation.sent"])
def test_a_kind_this_verifier_does_not_know_is_named(world: World, kind: str) -> None:
    world.answer(world.cyd, world.items[3], "no", kind=kind)

    report = sealed(world).check()

    assert codes(report) == ["bundle.kind"]
    assert f"is of kind {kind}, which this verifier does not know" in found(report)
