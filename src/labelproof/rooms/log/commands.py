"""What can be asked of a log: another key, and, for the root log, who vouches for it."""

import msgspec


class RotateLogKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Let a project's log sign with a further key. The engine makes it and fills in its digest."""

    vkey: str = ""


class RetireLogKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Let a key of a project's log sign no more. The engine fills in where the log stands and what is signed."""

    vkey: str
    size: int = 0
    signed: int = 0


class RotateInstanceLogKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same for the instance log."""

    vkey: str = ""


class RetireInstanceLogKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same for the instance log."""

    vkey: str
    size: int = 0
    signed: int = 0


class AddWitness(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Ask this witness to cosign the root log's checkpoints; `url` is its submission prefix."""

    url: str
    vkey: str


class RemoveWitness(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Ask it no more: by its vkey, or by the digest of that."""

    witness: str


class SetRootPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many witnesses, whether to wait for them, and after how many seconds a log's checkpoint is entered again."""

    quorum: int
    mode: str
    every_s: int = 60


class SetTimestamps(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Have the root log's checkpoint timestamped (RFC 3161) every so many hours; 0 hours stop it."""

    url: str = ""
    every_h: int = 24


Rotating = RotateLogKey | RotateInstanceLogKey
Retiring = RetireLogKey | RetireInstanceLogKey
