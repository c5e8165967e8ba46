"""What can be asked of releases."""

import msgspec


class RequestRelease(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Freeze everything sealed, at this leaf; `collections` narrows the scope."""

    note: str = ""
    collections: list[str] = []
    supersedes: str = ""


class PublishRelease(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The system's: bind the computed rows. `as_of` is the log size the rows were computed at."""

    release: str
    n_rows: int
    rows_root: str
    files_root: str
    as_of: int


class AbandonRelease(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Give a requested release up."""

    release: str
