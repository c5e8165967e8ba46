"""The wire names evidence knows by heart are those the event classes have."""

from labelproof.events import BY_KIND
from labelproof.evidence import kinds
from labelproof.evidence.history import LISTENS


def test_every_kind_named_here_is_an_event() -> None:
    named = {value for name, value in vars(kinds).items() if name.isupper() and "." in value}

    assert named <= set(BY_KIND)


def test_every_reference_a_listener_reads_is_one_its_event_writes() -> None:
    """By the names in the leaf, as the event's shape gives them; `grant` is the writer's own."""
    read = {
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
        kinds.SUBMITTED: {"item", "question", "guideline", "taxonomy", "supersedes"},
        kinds.VOTES_IMPORTED: {"item", "annotator", "question"},
        kinds.ASSIGNED: {"item"},
        kinds.LEASE_ENDED: {"lease", "item"},
        kinds.SKIPPED: {"item"},
        kinds.VALUES_SHOWN: {"item"},
        kinds.LATE: {"item", "lease", "overlap"},
        kinds.SETTLED: {"item", "question", "guideline", "dispute", "method"},
        kinds.EXCLUDED: {"item"},
        kinds.WITHDRAWN: {"item"},
        kinds.ERASURE_REQUESTED: {"subject"},
        kinds.DISCLOSURE_ERASED: {"event", "digest", "field"},
        kinds.RELEASE_REQUESTED: {"collection", "question", "supersedes"},
        kinds.RELEASE_PUBLISHED: {"release", "position", "n_rows", "rows_root", "files_root", "supersedes"},
        kinds.RELEASE_ABANDONED: {"release"},
    }

    written = {kind: {ref for _, ref, _, _ in BY_KIND[kind].refs} for kind in LISTENS}

    assert set(read) == set(LISTENS)
    assert {kind: refs - written[kind] for kind, refs in read.items()} == {kind: set[str]() for kind in read}


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
