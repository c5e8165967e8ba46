"""Small files that people write: texts and JSON, in UTF-8."""

import json
from pathlib import Path
from typing import Any

from labelproof.kernel.refused import Refused

MOST = 8 * 1024 * 1024


def read_bytes(path: Path) -> bytes:
    """The file's bytes."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        why = error.strerror or str(error)
        raise Refused("file.missing", f"{path} cannot be read ({why})", "check the path and its permissions") from None
    if len(raw) > MOST:
        raise Refused("file.too_large", f"{path} has {len(raw)} bytes", f"keep it under {MOST}")
    return raw


def read_text(path: Path) -> str:
    """The file's text; a wrong encoding is refused with its place."""
    raw = read_bytes(path)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        what = f"{path}, line {line}, is not UTF-8 (byte {error.start})"
        raise Refused("file.encoding", what, "save it as UTF-8; encodings are not guessed") from None


def read_json(path: Path) -> Any:
    """The file's JSON value."""
    try:
        return json.loads(read_text(path))
    except json.JSONDecodeError as error:
        what = f"{path}, line {error.lineno}, column {error.colno}: {error.msg}"
        raise Refused("file.json", what, "mend it there") from None
    except RecursionError:
        raise Refused("file.json", f"{path} is nested too deeply", "make it flatter") from None


def said_json(text: str) -> Any:
    """A value given on the command line: JSON, else the text itself."""
    try:
        return json.loads(text)
    except ValueError:
        return text
