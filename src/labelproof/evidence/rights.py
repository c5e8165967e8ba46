"""Which role may write which kind of leaf. A test holds this table against the policies the product itself obeys."""

from collections.abc import Mapping

from labelproof.evidence import kinds

_LEADS = frozenset({kinds.OWNER, kinds.LEAD})
_OWNER = frozenset({kinds.OWNER})
_ANNOTATOR = frozenset({kinds.ANNOTATOR})

ROLES: Mapping[str, frozenset[str]] = {
    kinds.CHARTER_DRAFTED: _OWNER,
    kinds.CHARTER_SIGNED: _OWNER,
    kinds.GUIDELINE_PUBLISHED: _LEADS,
    kinds.TAXONOMY_PUBLISHED: _LEADS,
    kinds.QUESTION_ASKED: _LEADS,
    kinds.WORKFLOW_PLANNED: _LEADS,
    kinds.COLLECTION_OPENED: _LEADS,
    kinds.ITEMS_IMPORTED: _LEADS,
    kinds.VOTES_IMPORTED: _LEADS,
    kinds.MEMBER_IMPORTED: _LEADS,
    kinds.COLLECTION_SEALED: _LEADS,
    kinds.COLLECTION_ABANDONED: _LEADS,
    kinds.EXCLUDED: _LEADS,
    kinds.WITHDRAWN: _OWNER,
    kinds.RELEASE_REQUESTED: _LEADS,
    kinds.RELEASE_ABANDONED: _LEADS,
    kinds.FINDING_OPENED: _LEADS,
    kinds.FINDING_CLOSED: _LEADS,
    kinds.ACTION_PLANNED: _LEADS,
    kinds.ACTION_DONE: _LEADS,
    kinds.ERASURE_REQUESTED: _OWNER,
    kinds.LOG_KEY_ADDED: _OWNER,
    kinds.LOG_KEY_RETIRED: _OWNER,
    kinds.FLAG_ANSWERED: _LEADS | {kinds.ADJUDICATOR},
    kinds.ASSIGNED: _ANNOTATOR,
    kinds.SUBMITTED: _ANNOTATOR,
    kinds.LATE: _ANNOTATOR,
    kinds.SKIPPED: _ANNOTATOR,
    kinds.FLAGGED: _ANNOTATOR,
    kinds.SETTLED: frozenset({kinds.ADJUDICATOR}),
}
"""One of these roles is held by the actor when the leaf is written."""

BY_SYSTEM = frozenset(
    {
        kinds.LOG_OPENED,
        kinds.LEASE_ENDED,
        kinds.COLLECTION_REVIEWED,
        kinds.DISPUTE_OPENED,
        kinds.DISPUTE_WITHDRAWN,
        kinds.RELEASE_PUBLISHED,
        kinds.MEASURE_RECORDED,
        kinds.DISCLOSURE_ERASED,
        kinds.SUBJECT_KEY_DESTROYED,
    }
)
"""Follows from other leaves, and is nobody's act."""

ALSO_BY_SYSTEM = frozenset({kinds.RELEASE_REQUESTED, kinds.ERASURE_REQUESTED})
"""A release that supersedes one an erasure destroyed; the erasure of a person in every project of an instance."""

ROLE_CHANGES = frozenset({kinds.ROLE_GRANTED, kinds.ROLE_REVOKED})
"""Owners give and take any role; leads only that of annotator, and never to themselves."""

NO_RIGHT = frozenset({kinds.MEMBER_JOINED, kinds.GUIDELINE_REPORTED, kinds.VALUES_SHOWN})
"""Gives its actor nothing: to join without a role, to report without a name, to see (which only ends rights)."""


def may_change_roles(held: frozenset[str], roles: frozenset[str], *, granted: bool, to_self: bool) -> bool:
    """Whether someone who holds `held` may give or take `roles`."""
    if kinds.OWNER in held:
        return True
    return kinds.LEAD in held and roles == _ANNOTATOR and not (granted and to_self)
