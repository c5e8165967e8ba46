"""What can be asked of sources."""

from typing import Any

import msgspec


class OpenCollection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Begin an import under stated terms. `subject_rule`: each (its own), column, or nobody."""

    terms: dict[str, Any]
    subject_rule: str = "each"


class NewItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One item as it came in."""

    content: dict[str, str]
    external_id: str | None = None
    subject: str | None = None


class ImportItems(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Up to 1,000 items of an open collection."""

    collection: str
    items: list[NewItem]


class SealCollection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The import is whole."""

    collection: str


class AbandonCollection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Give the import up."""

    collection: str


class ExcludeItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Leave an item out of work and releases."""

    item: str
    reason: str


class WithdrawItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Consent or terms for an item have ended."""

    item: str


class RequestErasure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Erase what was said about or by these subjects in this log."""

    subjects: list[str]
    why: str
