"""Frozen data sets."""

from labelproof.events.event import Said, event


@event("release.requested", collections="collection", questions="question")
class ReleaseRequested:
    """Freeze what stands before this leaf; its index is the release's position."""

    collections: tuple[str, ...]
    questions: tuple[str, ...]
    supersedes: str
    note: Said


@event("release.published")
class ReleasePublished:
    """The rows of a release, bound by their root."""

    release: str
    position: int
    n_rows: int
    rows_root: str
    files_root: str
    supersedes: str


@event("release.abandoned")
class ReleaseAbandoned:
    """The release did not happen; its scope is open again."""

    release: str
