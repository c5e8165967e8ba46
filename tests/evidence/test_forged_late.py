"""Dissent called late, so that it need not be counted."""

import pytest

from labelproof.evidence import kinds
from tests.evidence.build import Bundle, World, codes, event_id, found, sealed


@pytest.fixture
def world() -> World:
    return World()


def test_an_overlap_that_was_planned_for_another_question_makes_nothing_late(world: World) -> None:
    world.answer(world.zed, world.items[3], "no", kind=kinds.LATE, overlap=1)

    report = sealed(world).check()

    assert codes(report) == ["bundle.late"]
    assert "for an overlap of 1, which was not planned then" in found(report)


def test_an_overlap_that_is_not_in_force_any_more_makes_nothing_late(world: World) -> None:
    world.project.add(kinds.WORKFLOW_PLANNED, world.lead, question=[world.choice], overlap=2)
    world.project.add(kinds.WORKFLOW_PLANNED, world.lead, question=[world.choice], overlap=3)
    world.answer(world.zed, world.items[3], "no", kind=kinds.LATE, overlap=2)

    assert codes(sealed(world).check()) == ["bundle.late"]


def test_a_settlement_of_another_question_makes_nothing_late(world: World) -> None:
    said = {"decision": {"outcome": "value", "value": "words"}, "reason": "so", "clause": "s1"}
    world.project.add(kinds.SETTLED, world.dee, said, item=world.items[3], question=world.text, method="adjudication-1")
    world.answer(world.zed, world.items[3], "no", kind=kinds.LATE, overlap=3)

    assert "bundle.late" in codes(sealed(world).check())


def test_a_settlement_by_nobody_makes_nothing_late(world: World) -> None:
    world.settle(world.items[3], "value", "no", who="nobody")
    world.answer(world.zed, world.items[3], "no", kind=kinds.LATE, overlap=3)

    assert "bundle.late" in codes(sealed(world).check())


def test_an_answer_after_a_decision_is_late(world: World) -> None:
    world.answer(world.zed, world.items[1], "yes", kind=kinds.LATE, overlap=3)

    assert codes(sealed(world).check()) == []


def test_a_lease_of_somebody_without_the_role_takes_no_place(world: World) -> None:
    world.lease("ghost", world.items[3])
    world.answer(world.zed, world.items[3], "no", kind=kinds.LATE, overlap=3)

    assert {"bundle.late", "bundle.grant"} == set(codes(sealed(world).check()))


def test_one_person_who_holds_an_item_three_times_is_one_place(world: World) -> None:
    collection, (item,) = world.import_items(1)
    for _ in range(3):
        world.lease(world.zed, item)
    world.answer(world.cyd, item, "no", kind=kinds.LATE, overlap=3)

    report = Bundle(world, world.request(collection=[collection])).check()

    assert "but 0 answers and 1 open leases had not filled the 3 places" in found(report)


def test_one_person_who_answered_and_holds_the_item_again_is_one_place(world: World) -> None:
    world.lease(world.ana, world.items[3])
    world.answer(world.zed, world.items[3], "no", kind=kinds.LATE, overlap=3)

    assert codes(sealed(world).check()) == ["bundle.late"]


def test_a_lease_given_up_by_looking_takes_no_place(world: World) -> None:
    world.lease(world.cyd, world.items[3])
    world.project.add(kinds.VALUES_SHOWN, world.lead, item=[world.items[3]])
    world.project.add(kinds.VALUES_SHOWN, world.cyd, item=[world.items[3]])
    world.answer(world.zed, world.items[3], "no", kind=kinds.LATE, overlap=3)

    assert codes(sealed(world).check()) == ["bundle.late"]


def test_a_lease_that_comes_after_the_answer_is_none(world: World) -> None:
    lease = event_id(world.project.size + 1)
    world.answer(world.zed, world.items[7], "no", kind=kinds.LATE, overlap=3, lease=lease)
    world.lease(world.zed, world.items[7])

    assert "names no lease of its item" in found(sealed(world).check())


def test_an_erased_answer_gives_its_place_back(world: World) -> None:
    """Its author's words are gone, and with them the place: a fourth answer is not late any more."""
    p, item = world.project, world.items[7]
    at = next(i for i, leaf in enumerate(p.leaves) if leaf.kind == kinds.SUBMITTED and leaf.refs["item"] == item)
    request = p.add(kinds.ERASURE_REQUESTED, world.lead, {"why": "asked"}, subject=[item])
    digest = p.leaves[at].c["a0"]
    p.add(kinds.DISCLOSURE_ERASED, request=request, event=[p.leaves[at].id], digest=[digest], field=["a0"])
    world.answer(world.zed, item, "yes", kind=kinds.LATE, overlap=3)

    assert codes(sealed(world).check()) == ["bundle.late"]
