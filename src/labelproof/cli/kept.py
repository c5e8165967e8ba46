"""What this user of the command line keeps: receipts of what they did, by log."""

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

CANDID = "guideline.reported"


def state_folder() -> Path:
    """Where programs keep what should outlive them (XDG Base Directory: `state`)."""
    root = os.environ.get("XDG_STATE_HOME", "")
    base = Path(root) if root.startswith("/") else Path.home() / ".local" / "state"
    return base / "labelproof"


def keep_receipts(receipts: Iterable[dict[str, Any]]) -> None:
    """Append them to the file of their log, named by nothing the server chose. A candid report leaves no trace here.

    A home that cannot be written to is no reason to call a command failed: it was done.
    """
    for each in receipts:
        if each["kind"] == CANDID:
            continue
        try:
            path = _path(each["log"])
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a") as file:
                file.write(json.dumps(each, separators=(",", ":")) + "\n")
        except OSError:
            return


def kept_receipts(log: str) -> list[dict[str, Any]]:
    """Those of a log, in the order they came; each once."""
    try:
        lines = _path(log).read_text().splitlines()
    except FileNotFoundError:
        return []
    found = {line: json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")}
    return list(found.values())


def _path(log: str) -> Path:
    return state_folder() / "receipts" / f"{hashlib.sha256(log.encode()).hexdigest()[:32]}.jsonl"
