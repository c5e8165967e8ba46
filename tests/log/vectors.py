"""Where the vectors of others lie, and our own golden log."""

import hashlib
import json
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from labelproof.kernel.canonical import b64url
from labelproof.kernel.refused import Refused
from labelproof.log.leaf import Leaf, format_leaf
from labelproof.log.note import LOG_KEY, format_skey

ROOT = Path(__file__).parents[2]
ORIGIN = "log.example/acme/project-1"


def shared(name: str) -> Path:
    """A file of the shared vectors; the test is skipped by name where they are absent."""
    folder = Path(os.environ.get("LABELPROOF_SHARED", ROOT.parent / "shared")) / "vectors" / "log"
    if not folder.is_dir():
        pytest.skip(f"needs vectors/log/{name} of ../shared (or LABELPROOF_SHARED), which is not here")
    return folder / name


def shared_json(name: str) -> Any:
    return json.loads(shared(name).read_bytes())


@cache
def golden() -> Any:
    return json.loads((ROOT / "tests/golden/log/golden.json").read_bytes())


def golden_leaf(i: int) -> Leaf:
    digest = b64url(hashlib.sha256(b"salt%d" % i).digest())
    return Leaf(
        1, ORIGIN, f"{i:032x}", 1_700_000_000_000 + i, "annotation.submitted", f"u{i % 7}",
        {"item": f"i{i // 3}"}, {"label": digest},
    )  # fmt: skip


@cache
def golden_leaves(n: int) -> list[bytes]:
    return [format_leaf(golden_leaf(i)) for i in range(n)]


def golden_skey(seed: str = "log seed", name: str = ORIGIN, key_type: int = LOG_KEY) -> str:
    return format_skey(name, hashlib.sha256(seed.encode()).digest(), key_type)


def refusal(act: Callable[[], object]) -> str | None:
    """The code with which an act is refused, or None; anything else it raises is a fault of the act."""
    try:
        act()
    except Refused as error:
        return error.code
    return None
