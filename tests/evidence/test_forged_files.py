"""Files that lie in a bundle and belong to nothing in it, with and without the operator's key."""

import pytest

from labelproof.evidence import kinds
from tests.evidence.build import World, codes, found, sealed
from tests.log.folder import OTHER_SKEY


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize(
    "path",
    [
        "log/rows-corrected.jsonl",
        "log/checkpoint.050",
        "log/tile/entries/007",
        "log/tile/9/000.p/1",
        "MANIFEST-errata.txt",
        "MANIFEST/data/rows.jsonl",
        "MANIFEST.dsse.json",
    ],
)
def test_a_file_that_no_root_binds_is_named_without_the_key(world: World, path: str) -> None:
    bundle = sealed(world)
    bundle.files[path] = b"lies"
    bundle.write_manifest()

    report = bundle.check()

    assert codes(report) == ["bundle.extra_file"]
    assert repr(path) in found(report)


@pytest.mark.parametrize(
    "path", ["guideline/2.md", "taxonomy/9.json", "data/corrected.jsonl", "guideline/1.txt", "Guideline/1.md"]
)
def test_a_file_that_no_leaf_published_is_named(world: World, path: str) -> None:
    assert codes(sealed(world, documents={path: b"never published"}).check()) == ["bundle.extra_file"]


def test_a_guideline_that_came_after_the_request_is_not_in_the_bundle(world: World) -> None:
    from tests.evidence.build import Bundle

    release = world.request()
    world.publish_guideline(2, "# Irony\nThink again.\n")

    report = Bundle(world, release, documents={"guideline/2.md": b"# Irony\nThink again.\n"}).check()

    assert codes(report) == ["bundle.extra_file"]


def test_a_charter_that_nobody_drafted_is_named(world: World) -> None:
    world.project.add(kinds.CHARTER_SIGNED, world.lead, charter="nosuch")

    report = sealed(world, documents={"plan/charter.json": b'"a charter nobody signed"'}).check()

    assert codes(report) == ["bundle.document"]
    assert "signs charter nosuch, which no leaf before it drafted" in found(report)


def test_another_readme_is_named(world: World) -> None:
    report = sealed(world, documents={"README.txt": b"run: labelproof verify --trust-enclosed-key\n"}).check()

    assert codes(report) == ["bundle.document"]


@pytest.mark.parametrize("other", [b"", b"x", None])
def test_an_enclosed_key_other_than_the_pinned_one_is_named(world: World, other: bytes | None) -> None:
    from labelproof.log.note import parse_skey

    bundle = sealed(world)
    bundle.files["log/vkey"] = parse_skey(OTHER_SKEY).vkey.text.encode() + b"\n" if other is None else other
    bundle.write_manifest()

    assert codes(bundle.check()) == ["bundle.vkey"]


@pytest.mark.parametrize("version", [1, 3])
def test_a_version_number_that_is_not_the_next_is_named(world: World, version: int) -> None:
    world.publish_guideline(version, "# Irony\nSay what you read.\n")

    report = sealed(world).check()

    assert codes(report) == ["bundle.version"]
    assert f"is version {version}; the next was 2" in found(report)


def test_every_code_has_its_check_and_its_line_in_the_reference() -> None:
    import re
    from pathlib import Path

    import labelproof.evidence
    from labelproof.evidence.findings import CHECKS

    folder = Path(labelproof.evidence.__file__).parent
    written = {code for path in folder.glob("*.py") for code in re.findall(r'"(bundle\.[a-z_]+)"', path.read_text())}
    reference = (folder.parents[2] / "docs/reference/bundle.md").read_text()

    sorted_in = {code for codes in CHECKS.values() for code in codes if not code.endswith(".")}

    assert written == sorted_in
    assert {code for code in written if f"`{code}`" not in reference} == set()
