"""Decisions an honest product would not have taken, in releases signed by its operator."""

from typing import Any

import pytest

from labelproof.evidence import kinds
from tests.evidence.build import Bundle, World, codes, event_id, found, sealed


@pytest.fixture
def world() -> World:
    """Item 3 has two answers each way: a person has to decide."""
    world = World()
    for who in (world.cyd, world.zed):
        world.answer(who, world.items[3], "no")
    return world


def test_a_decision_on_an_open_dispute_counts(world: World) -> None:
    world.settle(world.items[3], "value", "no")

    assert codes(sealed(world).check()) == []


def judge(world: World, who: str) -> None:
    world.project.add(kinds.ROLE_GRANTED, world.lead, member=who, role=["adjudicator"])


def test_whoever_answered_late_may_not_decide(world: World) -> None:
    world.answer(world.join("Eva", "annotator"), world.items[3], "yes", kind=kinds.LATE, overlap=3)
    late = world.project.leaves[-1].actor
    judge(world, late)
    world.settle(world.items[3], "value", "yes", who=late)

    assert codes(sealed(world).check()) == ["bundle.own_work"]


def test_whoever_answered_another_question_of_the_item_may_not_decide(world: World) -> None:
    refs = {"question": [world.text], "lease": world.lease(world.ana, world.items[6])}
    refs |= {"guideline": world.guideline, "taxonomy": world.taxonomy}
    eva = world.join("Eva", "annotator")
    refs["lease"] = world.lease(eva, world.items[3])
    world.project.add(kinds.SUBMITTED, eva, {"a0": "a word"}, item=world.items[3], **refs)
    judge(world, eva)
    world.settle(world.items[3], "value", "yes", who=eva)

    report = Bundle(world, world.request(question=[world.choice])).check()

    assert codes(report) == ["bundle.own_work"]


def test_whose_answer_was_imported_may_not_decide(world: World) -> None:
    """Under the pseudonym that is his; that the import could not name him is a fault of its own."""
    terms = {"name": "More", "source": "elsewhere", "licence": "CC0-1.0", "may_pass_on": True}
    p, item = world.project, event_id(70_000)
    collection = p.add(kinds.COLLECTION_OPENED, world.lead, {"terms": terms}, subject_rule="each")
    p.add(kinds.ITEMS_IMPORTED, world.lead, {"i0": {"content": {"text": "?"}}}, collection=collection, item=[item])
    people = [p.add(kinds.MEMBER_IMPORTED, world.lead, {"who": {"name": str(n)}}) for n in range(2)] + [world.dee]
    said = {f"a{n}": {"value": value, "at": None} for n, value in enumerate(("yes", "no", "cant_tell"))}
    columns = {"item": [item] * 3, "annotator": people, "question": [world.choice] * 3}
    p.add(kinds.VOTES_IMPORTED, world.lead, said, collection=collection, **columns)
    p.add(kinds.COLLECTION_SEALED, world.lead, collection=collection, n_items=1)
    world.settle(item, "value", "yes")

    report = Bundle(world, world.request(collection=[collection])).check()

    assert codes(report) == ["bundle.imported", "bundle.own_work"]


def test_a_role_somebody_gave_themselves_is_none(world: World) -> None:
    eva = world.join("Eva", "annotator")
    world.project.add(kinds.ROLE_GRANTED, eva, member=eva, role=["adjudicator"])
    world.settle(world.items[3], "value", "no", who=eva)

    report = sealed(world).check()

    assert codes(report) == ["bundle.grant"]
    assert "grants adjudicator to" in found(report)


@pytest.mark.parametrize(
    "dispute", ["", "nosuch", "of another item", "that was withdrawn", "settled before", "to come"]
)
def test_a_decision_without_an_open_dispute_of_its_own_is_named(world: World, dispute: str) -> None:
    if dispute == "of another item":
        dispute = world.dispute(world.items[6])
    elif dispute == "that was withdrawn":
        dispute = world.dispute(world.items[3])
        world.project.add(kinds.DISPUTE_WITHDRAWN, dispute=dispute)
    elif dispute == "settled before":
        dispute = world.dispute(world.items[3])
        world.settle(world.items[3], "value", "yes", dispute=dispute)
    elif dispute == "to come":
        dispute = event_id(world.project.size + 1)
    world.settle(world.items[3], "value", "no", dispute=dispute)
    if dispute == event_id(world.project.size):
        world.dispute(world.items[3])

    assert codes(sealed(world).check()) == ["bundle.dispute"]


def test_a_dispute_over_what_was_settled_is_named(world: World) -> None:
    world.settle(world.items[1], "value", "yes")

    report = sealed(world).check()

    assert codes(report) == ["bundle.dispute"]
    assert "is about what an earlier leaf had settled" in found(report)


def test_a_dispute_over_answers_that_agree_is_named(world: World) -> None:
    world.settle(world.items[7], "value", "yes")

    report = sealed(world).check()

    assert codes(report) == ["bundle.dispute"]
    assert "is over answers that do not differ" in found(report)


def test_a_decision_on_an_item_nobody_answered_is_named(world: World) -> None:
    collection, items = world.import_items(1)
    world.settle(items[0], "value", "yes")

    report = Bundle(world, world.request(collection=[collection])).check()

    assert codes(report) == ["bundle.dispute"]
    assert "which nobody had answered" in found(report)


def test_a_dispute_before_the_planned_answers_are_there_is_named(world: World) -> None:
    collection, (item,) = world.import_items(1)
    world.project.add(kinds.WORKFLOW_PLANNED, world.lead, question=[world.choice], overlap=3)
    for who, value in ((world.ana, "yes"), (world.ben, "no")):
        world.answer(who, item, value)
    world.settle(item, "value", "yes")

    report = Bundle(world, world.request(collection=[collection])).check()

    assert codes(report) == ["bundle.dispute"]
    assert "there were 2, and 3 were planned" in found(report)


@pytest.mark.parametrize("refs", [{"vote": [], "place": []}, {"vote": ["x", "y"], "place": ["0", "0"]}])
def test_a_decision_that_names_other_answers_than_there_were_is_named(world: World, refs: dict[str, Any]) -> None:
    world.settle(world.items[3], "value", "no", **refs)

    assert codes(sealed(world).check()) == ["bundle.dispute"]


@pytest.mark.parametrize("guideline", ["nosuch", "the first, after a second"])
def test_a_decision_under_another_guideline_than_that_in_force_is_named(world: World, guideline: str) -> None:
    first = world.guideline
    if guideline != "nosuch":
        guideline = first
        world.publish_guideline(2, "# Irony\nThink again.\n")
    world.settle(world.items[3], "value", "no", guideline=guideline)

    assert codes(sealed(world).check()) == ["bundle.guideline"]


@pytest.mark.parametrize("method", ["strict_majority", "dawid-skene", ""])
def test_a_decision_that_claims_another_method_is_named(world: World, method: str) -> None:
    world.settle(world.items[3], "value", "no", method=method)

    assert codes(sealed(world).check()) == ["bundle.method"]


@pytest.mark.parametrize(
    ("outcome", "value"),
    [("value", "maybe"), ("value", None), ("value", ["yes"]), ("undecidable", "yes"), ("as I like", None)],
)
def test_a_decision_for_what_the_item_cannot_be_is_named(world: World, outcome: str, value: Any) -> None:
    world.settle(world.items[3], outcome, value)

    assert codes(sealed(world).check()) == ["bundle.misfit"]


def test_a_decision_that_commits_to_no_clause_is_named(world: World) -> None:
    refs = world.project.leaves[next(at for at, leaf in world.project.history().of_kind(kinds.SETTLED))].refs
    votes = world.project.standing(world.items[3], world.choice)
    said = {"decision": {"outcome": "value", "value": "no"}, "reason": "so"}
    named = {"vote": [event for event, _ in votes], "place": [place for _, place in votes]}
    named |= {"item": world.items[3], "dispute": world.dispute(world.items[3])}
    world.project.add(kinds.SETTLED, world.dee, said, **{**refs, **named})

    report = sealed(world).check()

    assert codes(report) == ["bundle.event"]
    assert "commits to no clause" in found(report)
