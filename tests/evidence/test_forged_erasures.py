"""Tombstones that hide what nobody asked to have erased, and openings that are kept back or shown without need."""

from typing import Any

import pytest

from labelproof.evidence import kinds
from labelproof.evidence.report import VERIFIED, describe_bundle, exit_code
from labelproof.log.leaf import Leaf
from tests.evidence.build import Bundle, World, codes, found, sealed


@pytest.fixture
def world() -> World:
    return World()


def entomb(world: World, event: str, name: str, **refs: Any) -> None:
    leaf = next(leaf for leaf in world.project.leaves if leaf.id == event)
    given = {"event": [leaf.id], "digest": [leaf.c[name]], "field": [name], **refs}
    world.project.add(kinds.DISCLOSURE_ERASED, **given)


def request(world: World, *subjects: str, actor: str = "") -> str:
    return world.project.add(kinds.ERASURE_REQUESTED, actor or world.lead, {"why": "asked"}, subject=list(subjects))


def test_a_tombstone_without_a_request_is_named(world: World) -> None:
    entomb(world, world.answers["cyd 0"], "a0", request="none")

    report = sealed(world).check()

    assert codes(report) == ["bundle.tombstone"]
    assert "no erasure was requested before it" in found(report)


def test_a_tombstone_before_its_request_is_named(world: World) -> None:
    from tests.evidence.build import event_id

    entomb(world, world.answers["ana 0"], "a1", request=event_id(world.project.size + 1))
    request(world, world.ana)

    assert codes(sealed(world).check()) == ["bundle.tombstone"]


@pytest.mark.parametrize(
    ("event", "name", "why"),
    [
        ("cyd 0", "a0", "a choice is its item's, not its writer's"),
        ("settled", "decision", "a decision is its item's"),
        ("settled", "clause", "a clause is the project's"),
        ("ana 0", "a1", "words of another"),
    ],
)
def test_a_tombstone_for_what_is_not_theirs_is_named(world: World, event: str, name: str, why: str) -> None:
    entomb(world, world.answers[event], name, request=request(world, world.cyd, "project", world.dee))

    report = sealed(world).check()

    assert "bundle.tombstone" in codes(report), why
    assert "which belongs to nobody whose erasure was requested" in found(report)


@pytest.mark.parametrize(("event", "name"), [("ana 0", "a1"), ("ana 0", "work"), ("late", "work")])
def test_a_persons_words_and_times_are_theirs_to_erase(world: World, event: str, name: str) -> None:
    entomb(world, world.answers[event], name, request=request(world, world.ana, world.zed, actor="system"))

    assert codes(sealed(world).check()) == []


def test_everything_said_about_an_item_is_its_subjects_to_erase(world: World) -> None:
    asked = request(world, world.items[1])
    for at, leaf in list(enumerate(world.project.leaves)):
        if leaf.kind in (kinds.SUBMITTED, kinds.SETTLED) and leaf.refs["item"] == world.items[1]:
            for name in sorted(leaf.c.keys() - {"work", "clause"}):
                entomb(world, leaf.id, name, request=asked)
        elif leaf.kind == kinds.ITEMS_IMPORTED and world.items[1] in leaf.refs["item"]:
            entomb(world, leaf.id, f"i{list(leaf.refs['item']).index(world.items[1])}", request=asked)
        assert at < world.project.size

    assert codes(sealed(world).check()) == []


def test_a_request_by_a_lead_is_named(world: World) -> None:
    request(world, world.items[0], actor=world.join("Moe", "lead"))

    assert codes(sealed(world).check()) == ["bundle.right"]


def test_a_row_with_an_erased_answer_never_counts_as_verified(world: World) -> None:
    """Not even when the overlap was lowered meanwhile, so that what is left would be enough."""
    entomb(world, world.answers["ana 0"], "a1", request=request(world, world.ana))

    report = sealed(world).check()

    assert exit_code(report.log, report.faults, trust_enclosed=False) == VERIFIED
    rows = describe_bundle(report, trust_enclosed=False)["rows"]
    assert (rows["n"], rows["verified"], rows["not_recomputable"]) == (20, 19, 1)
    assert "1 not recomputable, since answers were erased: not verified" in next(
        check.detail for check in report.checks() if check.name == "values"
    )


def test_an_overlap_lowered_before_the_release_is_said(world: World) -> None:
    """A lead may plan fewer answers; that answers were given under a plan of more is told with the rows it decides."""
    honest = sealed(world).check()
    world.project.add(kinds.WORKFLOW_PLANNED, world.lead, question=[world.choice], overlap=1)
    bundle = sealed(world)

    report = bundle.check()

    assert (codes(report), honest.counts.n_lowered, report.counts.n_lowered) == ([], 0, 1)
    assert bundle.row(world.items[3], world.choice)["status"] == "released"
    assert describe_bundle(report, trust_enclosed=False)["rows"]["lowered"] == 1
    assert "1 released with fewer answers than were planned" in str(report.checks())


@pytest.mark.parametrize("name", ["question", "terms", "clause"])
def test_what_may_never_be_withheld_is_named(world: World, name: str) -> None:
    report = sealed(world, hide=lambda at, field, leaf: field == name).check()

    assert "bundle.unbacked" in codes(report)
    assert f"{name} of leaf" in found(report)


@pytest.mark.parametrize("name", ["labels", "charter", "markdown"])
def test_documents_may_never_be_withheld(world: World, name: str) -> None:
    report = sealed(world, hide=lambda at, field, leaf: field == name).check()

    assert "bundle.unbacked" in codes(report)


def test_lost_decisions_are_counted_and_no_row_with_one_is_verified(world: World) -> None:
    report = sealed(world, hide=lambda at, field, leaf: field == "decision", say_lost=True).check()

    assert (codes(report), report.counts.n_lost, report.counts.n_verified) == ([], 2, 18)
    assert "2 unresolved, since answers or decisions are said to be lost: not verified" in str(report.checks())


@pytest.mark.parametrize("name", ["decision", "a0", "a1"])
def test_answers_and_decisions_kept_back_without_a_word_are_named(world: World, name: str) -> None:
    """A row that is unresolved for want of them is not enough: who publishes it says, under his name, what he lost."""
    report = sealed(world, hide=lambda at, field, leaf: field == name and leaf.kind != kinds.VOTES_IMPORTED).check()

    assert "bundle.withheld" in codes(report)


def test_an_opening_that_is_there_is_not_said_to_be_lost(world: World) -> None:
    bundle = sealed(world)
    said = bundle.files["disclosures/withheld.json"].replace(b'"lost":[]', b'"lost":[{"index":40,"name":"a0"}]')

    report = sealed(World(), documents={"disclosures/withheld.json": said}).check()

    assert codes(report) == ["bundle.withheld"]


@pytest.mark.parametrize("name", ["who", "work", "reason", "note"])
def test_what_no_row_needs_is_not_opened(world: World, name: str) -> None:
    at = next(at for at, leaf in enumerate(world.project.leaves) if name in leaf.c or name == "note")
    release = world.request()
    at = world.project.size - 1 if name == "note" else at

    report = Bundle(world, release, show={(at, name): world.project.disclosures[at, name]}).check()

    assert codes(report) == ["bundle.exposed"]


def test_content_that_terms_do_not_let_out_is_not_opened(world: World) -> None:
    p = world.project
    terms = {"name": "Letters", "source": "a person", "licence": "none", "may_pass_on": False}
    collection = p.add(kinds.COLLECTION_OPENED, world.lead, {"terms": terms}, subject_rule="each")
    p.add(kinds.ITEMS_IMPORTED, world.lead, {"i0": {"content": {}}}, collection=collection, item=["x" * 24])
    p.add(kinds.COLLECTION_SEALED, world.lead, collection=collection, n_items=1)

    open_all = Bundle(world, world.request(collection=[collection])).check()
    kept = Bundle(world, world.request(collection=[collection]), hide=_is_content).check()

    assert (codes(open_all), codes(kept)) == (["bundle.exposed"], [])


def _is_content(at: int, name: str, leaf: Leaf) -> bool:
    return leaf.kind == kinds.ITEMS_IMPORTED
