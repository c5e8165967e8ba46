"""An honest bundle verifies; the rows in it say what the story says."""

from typing import Any

import pytest

from labelproof.evidence import kinds
from labelproof.evidence.openings import ERASED
from tests.evidence.build import Bundle, Row, World, codes, found
from tests.log.folder import VKEY


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def bundle(world: World) -> Bundle:
    return Bundle(world, world.request())


def test_an_honest_bundle_verifies(bundle: Bundle) -> None:
    report = bundle.check()

    assert found(report) == ""
    assert {check.state for check in report.checks()} == {"passed"}
    assert report.counts.n_rows == 20


def test_the_rows_say_what_happened_to_each_item(world: World, bundle: Bundle) -> None:
    said = [(bundle.row(item, world.choice)["status"], bundle.row(item, world.choice)["value"]) for item in world.items]

    assert said == [
        ("released", "yes"),
        ("released", "no"),
        ("released", "yes"),
        ("unresolved", None),
        ("excluded", None),
        ("withdrawn", None),
        ("undecidable", None),
        ("released", "no"),
    ]


def test_one_text_is_the_value_and_two_that_differ_give_none(world: World, bundle: Bundle) -> None:
    one, two = (bundle.row(world.items[n], world.text) for n in (0, 1))

    assert (one["status"], one["value"]) == ("released", "because of the wink")
    assert (two["status"], two["value"], two["n_votes"]) == ("unresolved", None, 2)


def test_imported_votes_count_for_their_annotators(world: World, bundle: Bundle) -> None:
    clear, tied = (bundle.row(item, world.choice) for item in world.crowd_items)

    assert (clear["value"], clear["n_votes"]) == ("yes", 3)
    assert [entry["share"] for entry in clear["vote_counts"]] == [0.666667, 0.333333]
    assert (tied["status"], tied["n_votes"]) == ("unresolved", 4)
    assert {vote["guideline"] for vote in tied["votes"]} == {None}


def test_a_row_names_votes_settlement_and_versions_by_leaf(world: World, bundle: Bundle) -> None:
    row = bundle.row(world.items[1], world.choice)

    leaf = world.project.leaves[row["proof"]["settlement"]]
    assert (leaf.kind, leaf.id) == (kinds.SETTLED, row["adjudication"]["event_id"])
    assert row["adjudication"]["adjudicator"] == world.dee
    assert row["adjudication"]["clause"] == "s1"
    assert (row["guideline"]["version"], row["taxonomy"]["version"]) == (1, 1)
    assert [world.project.leaves[at].actor for at in row["proof"]["votes"]] == [world.ana, world.ben, world.cyd]


def test_an_answer_after_the_request_is_reported_and_not_counted(world: World) -> None:
    release = world.request()
    world.answer(world.cyd, world.items[3], "no")
    bundle = Bundle(world, release)

    report = bundle.check()

    assert codes(report) == []
    assert report.n_later_votes == 1
    assert bundle.row(world.items[3], world.choice)["n_votes"] == 2


def test_a_release_that_supersedes_another_verifies(world: World, bundle: Bundle) -> None:
    second = Bundle(world, world.request(supersedes=bundle.release))

    report = second.check(old=(bundle.files["log/checkpoint"],))

    assert codes(report) == []
    assert {row["supersedes"] for row in second.rows} == {bundle.release}
    assert report.log.consistent_with == [len(bundle.entries)]


def erase(world: World, *targets: tuple[int, str], subject: str) -> None:
    request = world.project.add(kinds.ERASURE_REQUESTED, world.lead, {"why": "asked"}, subject=[subject])
    leaves = [world.project.leaves[at] for at, _ in targets]
    world.project.add(
        kinds.DISCLOSURE_ERASED,
        request=request,
        event=[leaf.id for leaf in leaves],
        digest=[leaf.c[name] for leaf, (_, name) in zip(leaves, targets, strict=True)],
        field=[name for _, name in targets],
    )


def index_of(world: World, event: str) -> int:
    return next(i for i, leaf in enumerate(world.project.leaves) if leaf.id == event)


def test_an_erased_text_leaves_its_row_unresolved_and_not_recomputable(world: World, bundle: Bundle) -> None:
    erase(world, (index_of(world, world.answers["ana 0"]), "a1"), subject=world.ana)
    after = Bundle(world, world.request(supersedes=bundle.release))

    report = after.check()

    assert codes(report) == []
    assert report.counts.n_not_recomputable == 1
    row = after.row(world.items[0], world.text)
    assert (row["status"], row["value"], row["votes"][0]["state"]) == ("unresolved", None, ERASED)
    assert b"because of the wink" not in b"".join(after.files.values())


def test_an_erased_item_is_withdrawn_by_the_request_alone(world: World, bundle: Bundle) -> None:
    erase(world, subject=world.items[0])
    after = Bundle(world, world.request(supersedes=bundle.release))

    report = after.check()

    assert codes(report) == []
    row = after.row(world.items[0], world.choice)
    assert (row["status"], row["votes"], row["vote_counts"]) == ("withdrawn", [], [])


def test_a_lost_opening_is_allowed_only_in_an_unresolved_row_that_names_it(world: World) -> None:
    at = index_of(world, world.answers["ben 0"])
    bundle = Bundle(world, world.request(), hide=lambda i, name, leaf: (i, name) == (at, "a0"), say_lost=True)

    report = bundle.check()

    assert codes(report) == []
    assert report.counts.n_lost == 1
    row = bundle.row(world.items[0], world.choice)
    assert (row["status"], row["value"]) == ("unresolved", None)


def test_items_may_be_left_out_of_the_bundle_with_their_openings(world: World) -> None:
    bundle = Bundle(world, world.request(), hide=lambda i, name, leaf: leaf.kind == kinds.ITEMS_IMPORTED)

    report = bundle.check()

    assert codes(report) == []
    assert report.withheld[kinds.ITEMS_IMPORTED, "i"] == 10
    assert b"Item 0" not in b"".join(bundle.files.values())


def test_what_is_withheld_is_counted_by_kind_and_field(bundle: Bundle) -> None:
    report = bundle.check()

    assert report.withheld[kinds.MEMBER_JOINED, "who"] == 6
    assert report.withheld[kinds.SUBMITTED, "a"] == 7  # excluded 3, withdrawn 3, revised 1


def test_without_a_pin_the_key_is_said_to_be_the_enclosed_one(bundle: Bundle) -> None:
    report = bundle.check(vkeys=())

    assert (codes(report), report.log.key_enclosed) == ([], True)
    assert report.log.vkey == VKEY


def test_a_later_guideline_is_in_the_bundle_only_when_it_came_before_the_request(world: World) -> None:
    release = world.request()
    world.publish_guideline(2, "# Irony\nThink again.\n")

    bundle = Bundle(world, release)

    assert codes(bundle.check()) == []
    assert "guideline/2.md" not in bundle.files


def test_the_same_project_gives_the_same_bundle_byte_for_byte() -> None:
    one, other = (Bundle(world, world.request()) for world in (World(), World()))

    assert one.files == other.files


def unsalted(rows: list[Row]) -> list[Row]:
    return [{**row, "salt": None} for row in rows]


def test_a_row_whose_item_key_is_destroyed_has_no_salt(world: World) -> None:
    erase(world, subject=world.items[0])

    def without_key(rows: list[Row]) -> list[Row]:
        return [{**row, "salt": None} if row["item_id"] == world.items[0] else row for row in rows]

    assert codes(Bundle(world, world.request(), rows=without_key).check()) == []


def test_a_row_whose_items_key_is_there_has_a_salt(world: World) -> None:
    assert "bundle.row" in codes(Bundle(world, world.request(), rows=unsalted).check())


@pytest.mark.parametrize("salt", ["", "short", 7, ["x" * 22], " " * 22, "x" * 22, "A" * 43])
def test_any_other_salt_is_refused(world: World, salt: Any) -> None:
    bundle = Bundle(world, world.request(), rows=lambda rows: [{**row, "salt": salt} for row in rows])

    assert "bundle.row" in codes(bundle.check())
