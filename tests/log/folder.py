"""A small log in memory as it would lie in a folder, and the hands of those who tamper with it."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from labelproof.log.checkpoint import format_checkpoint
from labelproof.log.leaf import Leaf, format_leaf, vkey_digest
from labelproof.log.note import format_skey, parse_skey, sign_note
from labelproof.log.tiles import grow_tiles
from labelproof.log.tree import leaf_hash, merkle_root
from labelproof.log.verify import Missing, Pins, Report, verify

ORIGIN = "log.example/" + "p" * 26
SKEY = format_skey(ORIGIN, bytes(32))
VKEY = parse_skey(SKEY).vkey.text
OTHER_SKEY = format_skey(ORIGIN, b"\x01" * 32)


class Folder(dict[str, bytes]):
    """Path -> bytes; reads like a directory."""

    def read(self, path: str) -> bytes:
        if path not in self:
            raise Missing(path)
        return self[path]

    def names(self) -> Iterator[str]:
        return iter(self)


def leaf(i: int, **changes: Any) -> bytes:
    base = Leaf(1, ORIGIN, f"event-{i:018}", 1_700_000_000_000 + i, "item.flagged", "u1", {"item": f"i{i}"}, {})
    return format_leaf(base._replace(**changes))


def opened(skey: str = SKEY) -> bytes:
    return leaf(0, kind="log.opened", actor="system", refs={"vkey": vkey_digest(parse_skey(skey).vkey.text)})


def leaves(n: int) -> list[bytes]:
    return [opened(), *(leaf(i) for i in range(1, n))][:n]


def signed(entries: Sequence[bytes], *skeys: str, origin: str = ORIGIN) -> bytes:
    root = merkle_root(leaf_hash(entry) for entry in entries)
    return sign_note(format_checkpoint(origin, len(entries), root), *(skeys or (SKEY,)))


def folder(entries: Sequence[bytes], *skeys: str) -> Folder:
    return Folder({**grow_tiles(0, [], entries), "checkpoint": signed(entries, *skeys), "vkey": VKEY.encode() + b"\n"})


def check(files: Folder, **pins: Any) -> Report:
    return verify(files, Pins(**{"vkeys": (VKEY,), **pins}))


def codes(report: Report) -> list[str]:
    return [fault.code for fault in report.faults]


def messages(report: Report) -> str:
    return "\n".join(str(fault) for fault in report.faults)


def text(root: bytes) -> str:
    return b64encode(root).decode()


Tamper = Callable[[Folder], object]
