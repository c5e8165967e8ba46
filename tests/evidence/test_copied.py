"""Bundles changed by those who copy them: bytes changed, nothing computed anew."""

from collections.abc import Callable

import pytest

from labelproof.evidence.bundle import MANIFEST, OPENINGS, ROWS, WITHHELD
from labelproof.log.note import parse_skey
from tests.evidence.build import World, codes, found, sealed
from tests.log.folder import OTHER_SKEY, Folder


@pytest.fixture
def world() -> World:
    return World()


def edit(files: Folder, path: str, change: Callable[[bytes], bytes]) -> None:
    before = files[path]
    files[path] = change(before)
    assert files[path] != before


def swap_lines(raw: bytes) -> bytes:
    first, second, *rest = raw.splitlines(keepends=True)
    return b"".join([second, first, *rest])


COPIED: list[tuple[str, str, Callable[[bytes], bytes], str]] = [
    (
        "one changed byte in data",
        "data/rows.parquet",
        lambda raw: b"X" + raw[1:],
        "bundle.changed: data/rows.parquet has 4",
    ),
    ("a removed row", ROWS, lambda raw: raw.partition(b"\n")[2], "bundle.n_rows: the bundle has n_rows 19"),
    ("a removed row's item", ROWS, lambda raw: raw.partition(b"\n")[2], "bundle.missing_row: item"),
    (
        "a changed label",
        ROWS,
        lambda raw: raw.replace(b'"value":"no"', b'"value":"yes"', 1),
        "bundle.rows_root: the bundle",
    ),
    ("a changed label's file", ROWS, lambda raw: raw.replace(b'"no"', b'"yes"', 1), "bundle.changed: data/rows.jsonl"),
    ("a swapped row", ROWS, swap_lines, "bundle.row_order: data/rows.jsonl line 2: row"),
    (
        "a changed guideline",
        "guideline/1.md",
        lambda raw: raw + b".",
        "bundle.document: guideline/1.md is not what leaf",
    ),
    ("a changed size", "log/checkpoint", lambda raw: raw.replace(b"\n9", b"\n8", 1), "log.signature: the signature of"),
    ("a checkpoint of nothing", "log/checkpoint", lambda raw: b"", "log.note: a note has no empty line"),
    (
        "a changed leaf",
        "log/tile/entries/000.p/101",
        lambda raw: raw.replace(b'"u', b'"v').replace(b"irony", b"x")[:-1],
        "log.bundle",
    ),
    ("a changed opening", OPENINGS, lambda raw: raw.replace(b"WyJ", b"WyK", 1), "log.altered: openings.jsonl line"),
    (
        "a changed count",
        WITHHELD,
        lambda raw: raw.replace(b'"n":6', b'"n":5', 1),
        "bundle.withheld: withheld.json counts 5",
    ),
    (
        "a changed manifest",
        MANIFEST,
        lambda raw: raw.replace(b'"size":4}', b'"size":5}'),
        "bundle.changed: data/rows.parquet",
    ),
    ("no manifest", MANIFEST, lambda raw: b"{}", "bundle.manifest: MANIFEST.json is not of schema"),
    (
        "another origin",
        MANIFEST,
        lambda raw: raw.replace(b'"origin":"log', b'"origin":"lag'),
        "bundle.origin: MANIFEST.json",
    ),
    (
        "another release",
        MANIFEST,
        lambda raw: raw.replace(b'"release":"', b'"release":"x'),
        "bundle.unpublished: no leaf",
    ),
]


@pytest.mark.parametrize(("name", "path", "change", "message"), COPIED, ids=[name for name, *_ in COPIED])
def test_a_change_without_the_key_is_named(
    world: World, name: str, path: str, change: Callable[[bytes], bytes], message: str
) -> None:
    bundle = sealed(world)
    if "entries" in path:
        path = next(each for each in bundle.files if "tile/entries" in each)
    edit(bundle.files, path, change)

    report = bundle.check()

    assert message in found(report)
    assert not report.ok


@pytest.mark.parametrize("path", [ROWS, OPENINGS, WITHHELD, "README.txt", "log/checkpoint", "guideline/1.md"])
def test_a_removed_file_is_named(world: World, path: str) -> None:
    bundle = sealed(world)
    del bundle.files[path]

    report = bundle.check()

    assert path in found(report)
    assert "is in MANIFEST.json and not there" in found(report)


def test_a_removed_file_and_a_manifest_that_never_names_it_is_named(world: World) -> None:
    bundle = sealed(world)
    del bundle.files[OPENINGS]
    bundle.write_manifest()

    assert f"bundle.missing: {OPENINGS} is not in MANIFEST.json" in found(bundle.check())


def test_an_added_file_is_named(world: World) -> None:
    bundle = sealed(world)
    bundle.files["data/more.csv"] = b"x"

    assert "bundle.manifest: 'data/more.csv' is there and not in MANIFEST.json" in found(bundle.check())


def test_a_file_changed_together_with_the_manifest_is_still_bound_by_the_release(world: World) -> None:
    bundle = sealed(world)
    edit(bundle.files, "data/rows.parquet", lambda raw: raw + b"Trust us.")
    bundle.write_manifest()

    assert codes(bundle.check()) == ["bundle.files_root"]


def test_a_wrong_key_is_named(world: World) -> None:
    report = sealed(world).check(vkeys=(parse_skey(OTHER_SKEY).vkey.text,))

    assert "log.signature: checkpoint of" in found(report)
    assert "is not signed by" in found(report)
    assert [check.state for check in report.checks()][2:] == ["not_checked"] * 7


def test_a_whole_bundle_signed_by_another_key_is_refused_under_the_pinned_one(world: World) -> None:
    report = sealed(world, skey=OTHER_SKEY).check()

    assert "log.signature: checkpoint of" in found(report)
