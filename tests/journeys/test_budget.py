"""What the browser loads before the first answer can be given, in KB gzip, from the build's own manifest."""

import gzip
import json
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "src" / "labelproof" / "http" / "static"
LIMITS = {"features/annotation/Workspace": 150, "features/review/Adjudicate": 180, "features/evidence/Explain": 180}


def loaded(manifest: dict[str, dict[str, object]], *entries: str) -> set[str]:
    """Files of these chunks and of all that they import at once, scripts and styles."""
    files: set[str] = set()
    waiting = list(entries)
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        chunk = manifest[name]
        files |= {str(chunk["file"]), *map(str, chunk.get("css", []))}  # type: ignore[call-overload]
        waiting += chunk.get("imports", [])  # type: ignore[operator]
    return files


@pytest.mark.parametrize(("route", "limit"), LIMITS.items())
def test_a_route_stays_within_its_budget(route: str, limit: int) -> None:
    assert STATIC.exists(), "the web app is not built. Fix: make setup"
    manifest = json.loads((STATIC / ".vite" / "manifest.json").read_text())
    editors = [name for name in manifest if name.endswith("/editor.tsx")]
    files = loaded(manifest, "index.html", f"src/{route}.tsx", *editors)
    size = sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in files) / 1000

    print(f"{route}: {size:.0f} KB gzip in {len(files)} files, limit {limit}")
    assert size <= limit
