"""What can be asked of review."""

from typing import Any

import msgspec


class Adjudicate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Settle a dispute by a value, or find that it cannot be decided."""

    dispute: str
    reason: str
    clause: str
    outcome: str = "value"
    value: Any = None


class ReviewImport(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The system's: look through the next items of a sealed collection for disputes over imported votes."""

    collection: str
    after: str = ""
