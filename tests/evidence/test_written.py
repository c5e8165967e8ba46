"""Logs that an honest product would not write, and releases over them."""

import pytest

from labelproof.evidence import kinds
from tests.evidence.build import Bundle, World, codes, event_id, found, sealed
from tests.log.folder import signed


@pytest.fixture
def world() -> World:
    return World()


def differing_answers(world: World) -> None:
    """Item 3 has two answers alike; two more leave it to a person."""
    world.answer(world.cyd, world.items[3], "no")
    world.answer(world.zed, world.items[3], "no")


def test_a_decision_by_someone_who_answered_the_item_is_named(world: World) -> None:
    world.project.add(kinds.ROLE_GRANTED, world.lead, member=world.ana, role=["adjudicator"])
    world.settle(world.items[3], "value", "yes", who=world.ana)

    assert "bundle.own_work: " in found(sealed(world).check())


@pytest.mark.parametrize("grant", ["none", "of another", "revoked"])
def test_a_decision_without_the_role_is_named(world: World, grant: str) -> None:
    refs: dict[str, str] = {}
    if grant == "none":
        refs["grant"] = event_id(123456)
    elif grant == "of another":
        refs["grant"] = world.project.grants[world.ana]
    else:
        world.project.add(kinds.ROLE_REVOKED, world.lead, member=world.dee, role=["adjudicator"])
    differing_answers(world)
    world.settle(world.items[3], "value", "yes", **refs)

    report = sealed(world).check()

    assert codes(report) == ["bundle.grant"]
    assert ("who was not adjudicator then" if grant == "revoked" else "names no earlier grant") in found(report)


def test_an_answer_under_somebody_elses_grant_is_named(world: World) -> None:
    world.answer(world.cyd, world.items[3], "yes", grant=world.project.grants[world.ana])

    assert "names no earlier grant of a role to" in found(sealed(world).check())


def test_an_answer_after_seeing_those_of_others_is_named(world: World) -> None:
    world.project.add(kinds.VALUES_SHOWN, world.cyd, item=[world.items[3]])
    world.answer(world.cyd, world.items[3], "yes")

    assert codes(sealed(world).check()) == ["bundle.seen"]


def test_an_adjudicator_is_shown_answers_before_deciding(world: World) -> None:
    differing_answers(world)
    world.project.add(kinds.VALUES_SHOWN, world.dee, item=[world.items[3]])
    world.settle(world.items[3], "value", "yes")

    assert codes(sealed(world).check()) == []


def test_two_answers_of_one_person_are_named(world: World) -> None:
    world.answer(world.ana, world.items[3], "yes")

    assert "has two answers to one question" in found(sealed(world).check())


def test_a_revision_after_a_decision_is_named_and_not_counted(world: World) -> None:
    world.project.add(kinds.FLAGGED, world.ana, {"reason": "x"}, item=world.items[1])
    first = next(
        leaf.id for leaf in world.project.leaves if leaf.kind == kinds.SUBMITTED and leaf.refs["item"] == world.items[1]
    )
    world.answer(world.ana, world.items[1], "no", supersedes=first)
    bundle = sealed(world)

    report = bundle.check()

    assert "bundle.revision: leaf" in found(report)
    assert bundle.row(world.items[1], world.choice)["n_votes"] == 3


def test_an_answer_called_late_while_places_were_free_is_named(world: World) -> None:
    world.answer(world.zed, world.items[3], "no", kind=kinds.LATE, overlap=3)

    report = sealed(world).check()

    assert "is called late, but 2 answers and 0 open leases had not filled the 3 places" in found(report)


def test_an_open_lease_of_another_fills_a_place(world: World) -> None:
    world.lease(world.cyd, world.items[3])
    world.answer(world.zed, world.items[3], "no", kind=kinds.LATE, overlap=3)

    assert codes(sealed(world).check()) == []


@pytest.mark.parametrize("ending", ["ended", "skipped"])
def test_a_lease_that_ended_fills_no_place(world: World, ending: str) -> None:
    lease = world.lease(world.cyd, world.items[3])
    if ending == "ended":
        world.project.add(kinds.LEASE_ENDED, lease=lease, item=[world.items[3]])
    else:
        world.project.add(kinds.SKIPPED, world.cyd, {"reason": "?"}, item=world.items[3], lease=lease)
    world.answer(world.zed, world.items[3], "no", kind=kinds.LATE, overlap=3)

    assert codes(sealed(world).check()) == ["bundle.late"]


def test_a_late_answer_may_not_name_an_overlap_nobody_planned(world: World) -> None:
    world.answer(world.zed, world.items[3], "no", kind=kinds.LATE, overlap=2)

    assert codes(sealed(world).check()) == ["bundle.late"]


def test_a_late_answer_needs_a_lease(world: World) -> None:
    world.answer(world.zed, world.items[7], "no", kind=kinds.LATE, overlap=3, lease="none")

    assert "names no lease of its item" in found(sealed(world).check())


def test_a_collection_with_fewer_items_than_its_seal_says_is_named(world: World) -> None:
    p = world.project
    collection = p.add(kinds.COLLECTION_OPENED, world.lead, {"terms": {}}, subject_rule="each")
    p.add(kinds.ITEMS_IMPORTED, world.lead, {"i0": {"content": {}}}, collection=collection, item=[event_id(77_777)])
    p.add(kinds.COLLECTION_SEALED, world.lead, collection=collection, n_items=2)
    release = world.request(collection=[collection])

    assert "was sealed with 2 items; the log imports 1" in found(Bundle(world, release).check())


def test_a_scope_over_a_collection_that_is_not_sealed_is_named(world: World) -> None:
    collection = world.project.add(kinds.COLLECTION_OPENED, world.lead, {"terms": {}}, subject_rule="each")

    report = Bundle(world, world.request(collection=[world.collection, collection])).check()

    assert "which was not sealed before it" in found(report)


@pytest.mark.parametrize(
    ("published", "code"),
    [
        ({"position": "3"}, "bundle.position"),
        ({"n_rows": "21"}, "bundle.n_rows"),
        ({"rows_root": "x" * 43}, "bundle.rows_root"),
        ({"files_root": "x" * 43}, "bundle.files_root"),
        ({"supersedes": "x"}, "bundle.supersedes"),
        ({"release": "x"}, "bundle.unpublished"),
    ],
)
def test_a_publication_that_does_not_fit_is_named(world: World, published: dict[str, str], code: str) -> None:
    assert codes(sealed(world, published=published).check()) == [code]


def test_a_release_published_twice_or_abandoned_is_named(world: World) -> None:
    release = world.request()
    Bundle(world, release)
    world.project.add(kinds.RELEASE_ABANDONED, world.lead, release=release)

    report = Bundle(world, release).check()

    assert {"bundle.published_twice", "bundle.abandoned"} <= set(codes(report))


def test_leaves_that_lack_what_their_kind_needs_are_named(world: World) -> None:
    for kind in [value for name, value in vars(kinds).items() if name.isupper() and "." in value]:
        world.project.add(kind, world.lead)

    report = sealed(world).check()

    assert "bundle.event: leaf" in found(report)


def test_a_forked_log_is_caught_by_a_kept_checkpoint(world: World) -> None:
    bundle = sealed(world)
    other = signed([entry.replace(b'"ts":17', b'"ts":16') for entry in bundle.entries[:50]])

    assert "log.forked: size 50 has root" in found(bundle.check(old=(other,)))
