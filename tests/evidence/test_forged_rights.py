"""Acts without the right to them, and the table of rights against the policies the product obeys."""

from typing import Any

import pytest

from labelproof.engine.catalogue import ACTIONS
from labelproof.evidence import kinds, rights
from labelproof.policies.cedar import CedarAuthorizer
from tests.evidence.build import Bundle, World, codes, found, sealed

WRITTEN_BY = {
    kinds.CHARTER_DRAFTED: "sign_charter",
    kinds.CHARTER_SIGNED: "sign_charter",
    kinds.GUIDELINE_PUBLISHED: "publish_guideline",
    kinds.TAXONOMY_PUBLISHED: "publish_taxonomy",
    kinds.QUESTION_ASKED: "ask_question",
    kinds.WORKFLOW_PLANNED: "plan_workflow",
    kinds.COLLECTION_OPENED: "open_collection",
    kinds.ITEMS_IMPORTED: "import_items",
    kinds.VOTES_IMPORTED: "import_votes",
    kinds.MEMBER_IMPORTED: "import_person",
    kinds.COLLECTION_SEALED: "seal_collection",
    kinds.COLLECTION_ABANDONED: "abandon_collection",
    kinds.EXCLUDED: "exclude_item",
    kinds.WITHDRAWN: "withdraw_item",
    kinds.RELEASE_REQUESTED: "request_release",
    kinds.RELEASE_ABANDONED: "abandon_release",
    kinds.ERASURE_REQUESTED: "request_erasure",
    kinds.ASSIGNED: "take_work",
    kinds.SUBMITTED: "submit",
    kinds.LATE: "submit",
    kinds.SKIPPED: "skip_item",
    kinds.FLAGGED: "flag_item",
    kinds.SETTLED: "adjudicate",
    kinds.LOG_KEY_ADDED: "rotate_log_key",
    kinds.LOG_KEY_RETIRED: "retire_log_key",
    kinds.FLAG_ANSWERED: "answer_flag",
    kinds.FINDING_OPENED: "open_finding",
    kinds.FINDING_CLOSED: "close_finding",
    kinds.ACTION_PLANNED: "plan_action",
    kinds.ACTION_DONE: "finish_action",
}
"""The command whose event a kind is."""


@pytest.fixture
def world() -> World:
    return World()


def test_every_known_kind_has_its_place_in_the_table() -> None:
    parts = [rights.ROLES.keys(), rights.BY_SYSTEM, rights.ROLE_CHANGES, rights.NO_RIGHT]

    assert frozenset().union(*parts) == kinds.KNOWN
    assert sum(map(len, parts)) == len(kinds.KNOWN)


def test_the_table_says_what_the_policies_say() -> None:
    cedar = CedarAuthorizer()

    permitted = {
        kind: {role for role in ROLES if cedar.allows(ACTIONS.get(command, command), frozenset({role}), {})}
        for kind, command in WRITTEN_BY.items()
    }

    assert permitted == {kind: set(roles) for kind, roles in rights.ROLES.items()}


ROLES = ("owner", "lead", "annotator", "adjudicator", "auditor")


@pytest.mark.parametrize("held", ROLES)
@pytest.mark.parametrize("given", [("annotator",), ("adjudicator",), ("annotator", "lead"), ("owner",)])
@pytest.mark.parametrize(("granted", "to_self"), [(True, True), (True, False), (False, True), (False, False)])
def test_roles_are_given_and_taken_as_the_policies_say(
    held: str, given: tuple[str, ...], granted: bool, to_self: bool
) -> None:
    action = "grant_role" if granted else "revoke_role"
    about = {"only_annotators": set(given) == {"annotator"}, "to_self": to_self}
    permitted = CedarAuthorizer().allows(action, frozenset({held}), about)

    assert rights.may_change_roles(frozenset({held}), frozenset(given), granted=granted, to_self=to_self) == permitted


def lead_only(world: World) -> str:
    return world.join("Moe", "lead")


ACTS: list[tuple[str, str, dict[str, Any]]] = [
    ("excludes", kinds.EXCLUDED, {"item": "items.0"}),
    ("withdraws", kinds.WITHDRAWN, {"item": "items.0"}),
    ("plans", kinds.WORKFLOW_PLANNED, {"question": ["choice"], "overlap": 1}),
    ("opens", kinds.COLLECTION_OPENED, {"subject_rule": "each"}),
    ("seals", kinds.COLLECTION_SEALED, {"collection": "collection", "n_items": 8}),
    ("erases", kinds.ERASURE_REQUESTED, {"subject": ["items.0"]}),
    ("asks", kinds.QUESTION_ASKED, {"type": "choice"}),
    ("abandons", kinds.RELEASE_ABANDONED, {"release": "none"}),
    ("publishes", kinds.RELEASE_PUBLISHED, {"release": "none"}),
    ("disputes", kinds.DISPUTE_OPENED, {"item": "items.0", "question": "choice"}),
    ("destroys", kinds.SUBJECT_KEY_DESTROYED, {"request": "none", "subject": ["items.0"]}),
]


def named(world: World, value: Any) -> Any:
    if isinstance(value, list):
        return [named(world, each) for each in value]
    name, _, place = str(value).partition(".")
    found = getattr(world, name, value)
    return found[int(place)] if place else found


@pytest.mark.parametrize("actor", ["nobody", "zed"])
@pytest.mark.parametrize(("name", "kind", "refs"), ACTS, ids=[name for name, *_ in ACTS])
def test_an_act_by_nobody_or_an_annotator_is_named(
    world: World, name: str, kind: str, refs: dict[str, Any], actor: str
) -> None:
    world.project.add(kind, named(world, actor), **{key: named(world, value) for key, value in refs.items()})

    report = sealed(world).check()

    assert "bundle.right" in codes(report)
    assert f"({kind}) " in found(report)


def test_a_withdrawal_by_nobody_between_request_and_publication_is_named(world: World) -> None:
    release = world.request()
    world.project.add(kinds.WITHDRAWN, "nobody", item=world.items[0])

    assert codes(Bundle(world, release).check()) == ["bundle.right"]


def test_a_release_asked_for_by_an_annotator_is_named(world: World) -> None:
    world.lead = world.zed

    assert codes(sealed(world).check()) == ["bundle.right"]


def test_the_system_does_no_act_of_a_person(world: World) -> None:
    world.project.add(kinds.EXCLUDED, "system", {"reason": "x"}, item=world.items[0])

    report = sealed(world).check()

    assert codes(report) == ["bundle.right"]
    assert "is the system's, and is a person's act" in found(report)


def test_the_system_may_supersede_a_release_and_erase_a_person(world: World) -> None:
    world.project.add(kinds.ERASURE_REQUESTED, "system", {"why": "asked"}, subject=[world.zed])
    world.lead = "system"

    assert codes(sealed(world).check()) == []


@pytest.mark.parametrize("roles", [["adjudicator"], ["owner"], ["annotator", "auditor"]])
def test_a_lead_gives_no_role_but_that_of_annotator(world: World, roles: list[str]) -> None:
    moe = lead_only(world)
    world.project.add(kinds.ROLE_GRANTED, moe, member=world.zed, role=roles)

    assert codes(sealed(world).check()) == ["bundle.grant"]


def test_a_lead_brings_in_annotators_and_not_themselves(world: World) -> None:
    moe = lead_only(world)
    world.project.person("Eva", "annotator", by=moe)
    honest = codes(sealed(world).check())

    world.project.add(kinds.ROLE_GRANTED, moe, member=moe, role=["annotator"])

    assert (honest, codes(sealed(world).check())) == ([], ["bundle.grant"])


def test_a_role_for_somebody_known_only_from_an_import_is_named(world: World) -> None:
    who = world.project.add(kinds.MEMBER_IMPORTED, world.lead, {"who": {"name": "worker"}})
    world.project.add(kinds.ROLE_GRANTED, world.lead, member=who, role=["annotator"])

    assert codes(sealed(world).check()) == ["bundle.grant"]


def test_a_role_under_anothers_grant_is_named(world: World) -> None:
    grant = world.project.grants[world.ana]
    world.project.add(kinds.ROLE_GRANTED, world.lead, member=world.zed, role=["auditor"], grant=grant)

    assert codes(sealed(world).check()) == ["bundle.grant"]
