"""What can be asked of the charter."""

import msgspec


class SignCharter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Put a version of the charter in force, signed by the asker."""

    owner: str
    goals: str
    scope: str
    min_alpha: float | None = None
    max_error: float | None = None
    meaning: str = "approved"
