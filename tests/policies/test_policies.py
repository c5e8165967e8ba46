"""The whole matrix of who may do what, and the forbids that no role outweighs."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.policies import CedarAuthorizer
from labelproof.policies.actions import (
    ATTRIBUTES,
    INSTANCE_ACTIONS,
    INSTANCE_ROLES,
    PROJECT_CHANGES,
    PROJECT_READS,
    PROJECT_ROLES,
)

# One line an action; x: this role alone may, -: it may not. L: a lead may where only annotators are concerned.
PROJECT = """
                    owner lead annotator adjudicator auditor
sign_charter        x     -    -         -           -
publish_guideline   x     x    -         -           -
publish_taxonomy    x     x    -         -           -
ask_question        x     x    -         -           -
plan_workflow       x     x    -         -           -
open_collection     x     x    -         -           -
import_items        x     x    -         -           -
seal_collection     x     x    -         -           -
abandon_collection  x     x    -         -           -
import_votes        x     x    -         -           -
import_person       x     x    -         -           -
invite_member       x     L    -         -           -
grant_role          x     L    -         -           -
revoke_role         x     L    -         -           -
request_release     x     x    -         -           -
abandon_release     x     x    -         -           -
exclude_item        x     x    -         -           -
withdraw_item       x     -    -         -           -
erase_subject       x     -    -         -           -
freeze_log          x     -    -         -           -
change_log_keys     x     -    -         -           -
work                -     -    x         -           -
submit              -     -    x         -           -
save_draft          -     -    x         -           -
skip_item           -     -    x         -           -
flag_item           -     -    x         -           -
adjudicate          -     -    -         x           -
report_candidly     x     x    x         x           -
answer_flag         x     x    -         x           -
record_measure      x     x    -         -           -
open_finding        x     x    -         -           -
close_finding       x     x    -         -           -
plan_action         x     x    -         -           -
finish_action       x     x    -         -           -
see_project         x     x    x         x           x
see_own_answers     -     -    x         -           -
see_receipt         x     x    x         x           x
see_agreement       x     x    -         x           x
see_disputes        x     x    -         x           x
see_values          x     x    -         x           x
see_release         x     x    -         x           x
verify_release      x     x    -         x           x
see_explain         x     x    -         x           x
see_people          x     x    -         -           x
see_log             x     x    -         x           x
see_reports         x     x    -         -           x
see_flags           x     x    -         x           x
"""
# O: a member may with their own token.
INSTANCE = """
                    instance_owner member
open_project        x              -
invite_account      x              -
reset_account       x              -
disable_account     x              -
grant_token         x              O
revoke_token        x              O
back_up             x              -
restore             x              -
accept_clock        x              -
change_instance_log_keys x         -
set_up_root_log     x              -
see_log_health      x              -
see_accounts        x              -
see_instance        x              x
"""


def cells(table: str) -> dict[tuple[str, str], str]:
    head, *lines = [line.split() for line in table.strip().splitlines()]
    return {(line[0], role): mark for line in lines for role, mark in zip(head, line[1:], strict=True)}


CELLS = cells(PROJECT) | cells(INSTANCE)


@pytest.fixture(scope="module")
def cedar() -> CedarAuthorizer:
    return CedarAuthorizer()


def test_the_table_of_this_test_is_complete() -> None:
    actions = PROJECT_CHANGES | PROJECT_READS

    assert set(cells(PROJECT)) == {(action, role) for action in actions for role in PROJECT_ROLES}
    assert set(cells(INSTANCE)) == {(action, role) for action in INSTANCE_ACTIONS for role in INSTANCE_ROLES}


@pytest.mark.parametrize(("action", "role"), sorted(CELLS), ids=lambda x: x)
def test_a_role_alone_may_do_what_the_table_says(cedar: CedarAuthorizer, action: str, role: str) -> None:
    mark = CELLS[action, role]

    assert cedar.allows(action, frozenset({role}), {}) == (mark == "x")
    assert cedar.allows(action, frozenset({role}), {"only_annotators": True}) == (mark in "xL")
    assert cedar.allows(action, frozenset({role}), {"own_token": True}) == (mark in "xO")


@pytest.mark.parametrize("action", sorted(PROJECT_CHANGES | PROJECT_READS))
def test_two_roles_may_do_what_either_may(cedar: CedarAuthorizer, action: str) -> None:
    for one, other in combinations(sorted(PROJECT_ROLES), 2):
        either = CELLS[action, one] == "x" or CELLS[action, other] == "x"

        assert cedar.allows(action, frozenset({one, other}), {}) == either


@pytest.mark.parametrize("action", sorted(PROJECT_CHANGES | PROJECT_READS | INSTANCE_ACTIONS))
def test_without_a_role_of_this_place_nothing_is_permitted(cedar: CedarAuthorizer, action: str) -> None:
    elsewhere = INSTANCE_ROLES if action not in INSTANCE_ACTIONS else PROJECT_ROLES

    assert not cedar.allows(action, frozenset(), {})
    assert not cedar.allows(action, frozenset({"root", "OWNER", "admin"}), {})
    assert not cedar.allows(action, elsewhere, {})


@pytest.mark.parametrize(
    ("action", "attribute", "policy"),
    [
        ("adjudicate", "own_work", "nobody_judges_their_own_work"),
        ("submit", "saw_values", "nobody_labels_what_they_saw_others_say"),
        ("save_draft", "saw_values", "nobody_labels_what_they_saw_others_say"),
        ("revoke_role", "last_owner", "a_project_keeps_an_owner"),
        *((action, "frozen", "a_frozen_log_takes_nothing") for action in sorted(PROJECT_CHANGES)),
        *((action, "disabled", "a_disabled_account_does_nothing") for action in sorted({a for a, _ in CELLS})),
    ],
)
def test_no_role_outweighs_a_forbid(cedar: CedarAuthorizer, action: str, attribute: str, policy: str) -> None:
    everyone = PROJECT_ROLES | INSTANCE_ROLES

    assert cedar.allows(action, everyone, {attribute: False})
    assert not cedar.allows(action, everyone, {attribute: True})
    assert policy in cedar.reasons(action, everyone, {attribute: True})


def test_only_an_owner_may_give_themselves_a_role(cedar: CedarAuthorizer) -> None:
    to_self = {"to_self": True, "only_annotators": True}

    assert not cedar.allows("grant_role", frozenset({"lead"}), to_self)
    assert cedar.allows("grant_role", frozenset({"lead", "owner"}), to_self)


def test_reading_a_frozen_log_goes_on(cedar: CedarAuthorizer) -> None:
    assert cedar.allows("see_log", frozenset({"auditor"}), {"frozen": True})


def test_an_unknown_action_or_attribute_is_a_mistake_of_ours_and_raises(cedar: CedarAuthorizer) -> None:
    with pytest.raises(ValueError, match="knows the action 'adjudicat'"):
        cedar.allows("adjudicat", frozenset({"adjudicator"}), {})
    with pytest.raises(ValueError, match="looks at own_wrok"):
        cedar.allows("adjudicate", frozenset({"adjudicator"}), {"own_wrok": True})


def test_an_attribute_of_the_wrong_type_raises_instead_of_being_left_out(cedar: CedarAuthorizer) -> None:
    with pytest.raises(ValueError, match="cannot decide adjudicate"):
        cedar.allows("adjudicate", frozenset({"adjudicator"}), {"own_work": "yes"})


roles = st.frozensets(st.sampled_from(sorted(PROJECT_ROLES)))
attributes = st.dictionaries(st.sampled_from(sorted(ATTRIBUTES)), st.booleans())


@given(st.sampled_from(sorted(PROJECT_CHANGES | PROJECT_READS)), roles, roles, attributes)
def test_a_further_role_never_takes_a_right_away(
    action: str, some: frozenset[str], more: frozenset[str], known: dict[str, bool]
) -> None:
    authorizer = SHARED

    assert authorizer.allows(action, some | more, known) >= authorizer.allows(action, some, known)


SHARED = CedarAuthorizer()
