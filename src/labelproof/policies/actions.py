"""Everything a policy is asked about. The names are those of the commands, and `see_…` for reading."""

from collections.abc import Iterable

from labelproof.kernel.refused import Refused

PROJECT_CHANGES = frozenset(
    [
        "sign_charter",
        "publish_guideline",
        "publish_taxonomy",
        "ask_question",
        "plan_workflow",
        "open_collection",
        "import_items",
        "seal_collection",
        "abandon_collection",
        "import_votes",
        "import_person",
        "invite_member",
        "grant_role",
        "revoke_role",
        "request_release",
        "abandon_release",
        "exclude_item",
        "withdraw_item",
        "erase_subject",
        "freeze_log",
        "change_log_keys",
        "work",
        "submit",
        "save_draft",
        "skip_item",
        "flag_item",
        "adjudicate",
        "report_candidly",
        "answer_flag",
        "record_measure",
        "open_finding",
        "close_finding",
        "plan_action",
        "finish_action",
    ]
)
PROJECT_READS = frozenset(
    [
        "see_project",
        "see_own_answers",
        "see_receipt",
        "see_agreement",
        "see_disputes",
        "see_values",
        "see_release",
        "verify_release",
        "see_explain",
        "see_people",
        "see_log",
        "see_reports",
        "see_flags",
    ]
)
INSTANCE_ACTIONS = frozenset(
    [
        "open_project",
        "invite_account",
        "reset_account",
        "disable_account",
        "grant_token",
        "revoke_token",
        "back_up",
        "restore",
        "accept_clock",
        "change_instance_log_keys",
        "set_up_root_log",
        "see_accounts",
        "see_instance",
        "see_log_health",
    ]
)
WORDS = {
    "work": "take items to label",
    "submit": "answer items",
    "see_explain": "see how a label came about",
    "see_people": "see people and lists of items",
    "see_own_answers": "label here",
    "see_values": "see others' answers",
    "see_log": "see the whole log",
    "save_draft": "keep drafts of answers",
}
"""How a refusal says what is not allowed, where the action's name alone would read like code."""
PROJECT_ROLES = frozenset({"owner", "lead", "annotator", "adjudicator", "auditor"})
INSTANCE_ROLES = frozenset({"instance_owner", "member"})
ATTRIBUTES = frozenset(
    ["own_work", "saw_values", "only_annotators", "to_self", "last_owner", "own_token", "frozen", "disabled"]
)


def not_allowed(roles: Iterable[str], action: str) -> Refused:
    """The refusal of an action that none of somebody's roles covers."""
    held = " and ".join(sorted(roles))
    words = WORDS.get(action, action.replace("_", " "))
    who = f"as {held} you may not {words}" if held else f"you have no role that lets you {words}"
    return Refused("access.not_allowed", who, "ask an owner or lead of the project to do it, or for the role")
