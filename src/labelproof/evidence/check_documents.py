"""Guideline, taxonomy, charter and items as printed, against the openings that back them."""

import hashlib
from collections.abc import Callable, Iterable

from labelproof.evidence.bundle import CHARTER, ITEMS, guideline_path, taxonomy_path
from labelproof.evidence.facts import Item, Release, Version
from labelproof.evidence.openings import OPENED, Openings
from labelproof.evidence.rows import scope_items
from labelproof.kernel.canonical import Json, b64url, parse_json, value_json
from labelproof.kernel.refused import Refused
from labelproof.log.faults import Faults
from labelproof.log.verify import Missing, Reader

_DISHONEST = "do not use this release; show this to whoever published it"


def check_documents(reader: Reader, openings: Openings, release: Release, published: int, faults: Faults) -> None:
    """Every version published before the release is there, and is what its leaf committed to."""
    history = openings.history
    _check_versions(reader, openings, _before(history.guidelines.values(), release), guideline_path, "markdown", faults)
    _check_versions(reader, openings, _before(history.taxonomies.values(), release), taxonomy_path, "labels", faults)
    _check_charter(reader, openings, release, faults)
    _check_items(reader, openings, release, published, faults)


def _check_charter(reader: Reader, openings: Openings, release: Release, faults: Faults) -> None:
    history = openings.history
    signed = [(at, charter) for at, charter in history.signed_charters if at < release.position]
    if not signed:
        return
    at, charter = signed[-1]
    drafted_at = history.charters.get(charter, at)
    if drafted_at >= at:
        faults.add("bundle.document", f"leaf {at} signs charter {charter}, which no leaf before it drafted", _DISHONEST)
        return
    _check_file(reader, openings, CHARTER, (drafted_at, "charter"), faults)


def document_bytes(value: Json) -> bytes:
    """How an opened document lies in a file: text as it is, anything else as canonical JSON."""
    return value.encode() if isinstance(value, str) else value_json(value)


def format_item(item_id: str, leaf_index: int, place: int, opened: Json) -> bytes:
    """A line of `data/items.jsonl`, with its LF: the item's opening and where it is from."""
    said = opened if isinstance(opened, dict) else {}
    row: dict[str, Json] = {
        "item_id": item_id,
        "external_id": said.get("external_id"),
        "content": said.get("content"),
        "leaf_index": leaf_index,
        "place": place,
    }
    return value_json(row) + b"\n"


def _before(versions: Iterable[Version], release: Release) -> list[Version]:
    return [version for version in versions if version.leaf_index < release.position]


def _check_versions(
    reader: Reader,
    openings: Openings,
    versions: list[Version],
    path_of: Callable[[int], str],
    name: str,
    faults: Faults,
) -> None:
    for version in versions:
        path = path_of(version.version)
        raw = _check_file(reader, openings, path, (version.leaf_index, name), faults)
        if raw is not None and b64url(hashlib.sha256(raw).digest()) != version.digest:
            what = f"{path} does not have the digest that leaf {version.leaf_index} published"
            faults.add("bundle.document", what, _DISHONEST)


def _check_file(
    reader: Reader, openings: Openings, path: str, backing: tuple[int, str], faults: Faults
) -> bytes | None:
    at, name = backing
    try:
        raw = reader.read(path)
    except Missing:
        faults.add("bundle.document_missing", f"{path} is not there, and leaf {at} published it", _DISHONEST)
        return None
    opening = openings.get(at, name)
    if opening.state != OPENED:
        what = f"{path} is printed without the opening of {name} in leaf {at} that would show it"
        faults.add("bundle.unbacked", what, _DISHONEST)
    elif document_bytes(opening.value) != raw:
        faults.add("bundle.document", f"{path} is not what leaf {at} published", _DISHONEST)
    return raw


def _check_items(reader: Reader, openings: Openings, release: Release, published: int, faults: Faults) -> None:
    """`data/items.jsonl` may leave items out; it prints each once, as its opening says it, and none that was removed."""
    try:
        lines = reader.read(ITEMS).splitlines(keepends=True)
    except Missing:
        return
    items = {item.item_id: item for item in scope_items(openings.history, release)}
    printed: set[str] = set()
    for n, line in enumerate(lines, 1):
        try:
            row = parse_json(line.removesuffix(b"\n"))
        except Refused as error:
            faults.take(error, f"{ITEMS} line {n}: ")
            continue
        item = items.get(str(row.get("item_id"))) if isinstance(row, dict) else None
        if item is None or item.item_id in printed:
            faults.add(
                "bundle.item", f"{ITEMS} line {n} is of no item in the release's scope, or repeats it", _DISHONEST
            )
            continue
        printed.add(item.item_id)
        _check_item(openings, item, line, f"{ITEMS} line {n}", faults)
        removal = openings.history.removal(item, release.position, published)
        if removal:
            what = f"{ITEMS} line {n} prints item {item.item_id}, which leaf {removal.leaf_index} took out"
            faults.add("bundle.item", what, "destroy this copy, and ask how the item came to be in it")


def _check_item(openings: Openings, item: Item, line: bytes, where: str, faults: Faults) -> None:
    opening = openings.get(item.leaf_index, f"i{item.place}")
    if opening.state != OPENED:
        what = f"{where} prints item {item.item_id} without the opening that would show it"
        faults.add("bundle.unbacked", what, _DISHONEST)
    elif format_item(item.item_id, item.leaf_index, item.place, opening.value) != line:
        faults.add("bundle.item", f"{where}: item {item.item_id} is not what its opening says", _DISHONEST)
