"""The wire names evidence knows by heart are those the event classes have."""

from labelproof.events import BY_KIND
from labelproof.evidence import kinds
from labelproof.evidence.fold import LISTENS
from labelproof.rooms.review.decide import METHOD


def test_the_known_kinds_are_the_events_of_a_projects_log() -> None:
    """And the two about keys, which `labelproof.log.verify` obeys."""
    written = {kind for kind, shape in BY_KIND.items() if shape.build.HOME in ("project", "any")}

    assert kinds.KNOWN - {kinds.LOG_KEY_ADDED, kinds.LOG_KEY_RETIRED} == written - {
        kinds.LOG_KEY_ADDED,
        kinds.LOG_KEY_RETIRED,
    }


def test_the_way_a_person_decides_is_the_one_the_product_writes() -> None:
    assert kinds.ADJUDICATION == METHOD


def test_every_reference_a_listener_reads_is_one_its_event_writes() -> None:
    """By the names in the leaf, as the event's shape gives them; `grant` is the writer's own."""
    read = {
        kinds.MEMBER_JOINED: set[str](),
        kinds.MEMBER_IMPORTED: set[str](),
        kinds.COLLECTION_OPENED: {"subject_rule"},
        kinds.ITEMS_IMPORTED: {"collection", "item", "subject"},
        kinds.COLLECTION_SEALED: {"collection", "n_items"},
        kinds.COLLECTION_ABANDONED: {"collection"},
        kinds.QUESTION_ASKED: {"type"},
        kinds.WORKFLOW_PLANNED: {"question", "overlap"},
        kinds.GUIDELINE_PUBLISHED: {"version", "digest"},
        kinds.TAXONOMY_PUBLISHED: {"version", "digest"},
        kinds.CHARTER_DRAFTED: set[str](),
        kinds.CHARTER_SIGNED: {"charter"},
        kinds.ROLE_GRANTED: {"member", "role"},
        kinds.ROLE_REVOKED: {"member", "role"},
        kinds.SUBMITTED: {"item", "question", "guideline", "taxonomy", "supersedes", "lease"},
        kinds.VOTES_IMPORTED: {"item", "annotator", "question"},
        kinds.VALUES_SHOWN: {"item", "collection", "release"},
        kinds.LATE: {"item"},
        kinds.DISPUTE_OPENED: {"item", "question", "vote", "place"},
        kinds.DISPUTE_WITHDRAWN: {"dispute"},
        kinds.SETTLED: {"item", "question", "guideline", "dispute", "method", "vote", "place"},
        kinds.EXCLUDED: {"item"},
        kinds.WITHDRAWN: {"item"},
        kinds.ERASURE_REQUESTED: {"subject"},
        kinds.DISCLOSURE_ERASED: {"event", "digest", "field"},
        kinds.RELEASE_REQUESTED: {"collection", "question", "supersedes"},
        kinds.RELEASE_PUBLISHED: {"release", "position", "n_rows", "rows_root", "files_root", "supersedes"},
        kinds.RELEASE_ABANDONED: {"release"},
    }

    checked = {  # by the checks that read leaves themselves
        kinds.ASSIGNED: {"item"},
        kinds.LEASE_ENDED: {"lease", "item"},
        kinds.SKIPPED: {"item"},
        kinds.LATE: {"item", "question", "lease", "overlap"},
        kinds.VOTES_IMPORTED: {"collection", "item", "annotator", "question"},
        kinds.CHARTER_DRAFTED: {"version"},
        kinds.DISCLOSURE_ERASED: {"request"},
        kinds.FLAGGED: {"item"},
        kinds.EXCLUDED: {"item"},
    }
    written = {kind: {ref for _, ref, _, _ in BY_KIND[kind].refs} for kind in LISTENS.keys() | checked.keys()}

    assert set(read) == set(LISTENS)
    assert [
        (kind, refs - written[kind]) for kind, refs in [*read.items(), *checked.items()] if refs - written[kind]
    ] == []


def test_every_opening_evidence_reads_is_one_its_event_commits_to() -> None:
    said = {
        kind: {name for _, name in BY_KIND[kind].said} | {prefix for _, prefix in BY_KIND[kind].each}
        for kind in BY_KIND
    }

    read = {
        kinds.ITEMS_IMPORTED: "i",
        kinds.SUBMITTED: "a",
        kinds.VOTES_IMPORTED: "a",
        kinds.SETTLED: "decision",
        kinds.COLLECTION_OPENED: "terms",
        kinds.GUIDELINE_PUBLISHED: "markdown",
        kinds.TAXONOMY_PUBLISHED: "labels",
        kinds.CHARTER_DRAFTED: "charter",
        kinds.QUESTION_ASKED: "question",
    }

    assert all(name in said[kind] for kind, name in read.items())
    assert "clause" in said[kinds.SETTLED]
