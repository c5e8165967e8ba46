"""Every leaf against the roles its actor held when it was written: who may plan, import, answer, decide, erase, publish."""

from labelproof.evidence import kinds, rights
from labelproof.evidence.facts import maybe
from labelproof.evidence.history import History
from labelproof.log.faults import Faults
from labelproof.log.leaf import Leaf

_DISHONEST = "do not use this release; show this to whoever published it"
_BY_ANNOTATORS = frozenset({kinds.ANNOTATOR, kinds.ADJUDICATOR})


def check_rights(history: History, faults: Faults) -> None:
    """The whole log, since a right that was usurped before the release may have shaped it anywhere."""
    for index, leaf in enumerate(history.leaves):
        if leaf.kind in rights.ROLE_CHANGES:
            _check_role_change(history, index, leaf, faults)
        elif leaf.kind in rights.BY_SYSTEM or leaf.kind in rights.ROLES:
            _check_actor(history, index, leaf, faults)


def _check_actor(history: History, index: int, leaf: Leaf, faults: Faults) -> None:
    roles = rights.ROLES.get(leaf.kind, frozenset())
    if leaf.actor == kinds.SYSTEM:
        if leaf.kind not in rights.BY_SYSTEM and leaf.kind not in rights.ALSO_BY_SYSTEM:
            faults.add("bundle.right", f"leaf {index} ({leaf.kind}) is the system's, and is a person's act", _DISHONEST)
        return
    if not roles:
        what = f"leaf {index} ({leaf.kind}) is of {leaf.actor}, and only the system writes such"
        faults.add("bundle.right", what, _DISHONEST)
        return
    code = "bundle.grant" if roles <= _BY_ANNOTATORS else "bundle.right"
    if not _has_grant(history, index, leaf):
        what = f"leaf {index} ({leaf.kind}) names no earlier grant of a role to {leaf.actor}"
        faults.add(code, what, _DISHONEST)
    elif not any(history.has_role(leaf.actor, role, index) for role in roles):
        what = f"leaf {index} ({leaf.kind}) is of {leaf.actor}, who was not {' or '.join(sorted(roles))} then"
        faults.add(code, what, _DISHONEST)


def _has_grant(history: History, index: int, leaf: Leaf) -> bool:
    grant = history.grants.get(maybe(leaf, "grant") or "")
    return grant is not None and grant.member == leaf.actor and grant.leaf_index < index


def _check_role_change(history: History, index: int, leaf: Leaf, faults: Faults) -> None:
    granted = leaf.kind == kinds.ROLE_GRANTED
    member, named = maybe(leaf, "member") or "", leaf.refs.get("role", ())
    if history.joined.get(member, index) >= index:
        what = f"leaf {index} changes the roles of {member[:64]}, who never joined and cannot act"
        faults.add("bundle.grant", what, _DISHONEST)
        return
    if granted and _is_founding(history, index, leaf):
        return
    held = frozenset(role for role in (kinds.OWNER, kinds.LEAD) if history.has_role(leaf.actor, role, index))
    roles = frozenset([named] if isinstance(named, str) else named)
    may = rights.may_change_roles(held, roles, granted=granted, to_self=member == leaf.actor)
    if not may or not _has_grant(history, index, leaf):
        said = "grants" if granted else "revokes"
        what = f"leaf {index} {said} {', '.join(sorted(roles))} to {member} by {leaf.actor}, who had no right to"
        faults.add("bundle.grant", what, _DISHONEST)


def _is_founding(history: History, index: int, leaf: Leaf) -> bool:
    """The third leaf of every log: whoever opened the project, and joined with the second, owns it."""
    first = history.leaves[min(index, 1)]
    return index == 2 and first.kind == kinds.MEMBER_JOINED and leaf.actor == first.id == leaf.refs.get("member")
