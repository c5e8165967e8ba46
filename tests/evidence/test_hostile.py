"""Bytes that were made to break the one who reads them."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelproof.evidence import kinds
from labelproof.evidence.bundle import MANIFEST, OPENINGS, ROWS, WITHHELD, digest_of, format_manifest, parse_manifest
from labelproof.evidence.report import describe_bundle
from labelproof.kernel.canonical import value_json
from tests.evidence.build import Bundle, Row, World, change_row, codes, event_id, sealed, settled_row
from tests.log.folder import ORIGIN, Folder


@pytest.fixture
def world() -> World:
    return World()


@settings(max_examples=150)
@given(st.data())
def test_no_change_to_any_file_goes_unnoticed_or_makes_a_traceback(data: st.DataObject) -> None:
    bundle = HONEST
    files = Folder(bundle.files)
    path = data.draw(st.sampled_from(sorted(files)))
    raw = files[path]
    at = data.draw(st.integers(0, len(raw)))
    files[path] = raw[:at] + data.draw(st.binary(max_size=4)) + raw[at + data.draw(st.integers(0, 4)) :]
    if data.draw(st.booleans()) and path != MANIFEST:
        listed = {each: (len(blob), digest_of(blob)) for each, blob in files.items() if each != MANIFEST}
        files[MANIFEST] = format_manifest(bundle.release, ORIGIN, listed)
    changed = Bundle.__new__(Bundle)
    changed.files = files

    report = changed.check()

    assert report.ok == (files[path] == raw)
    assert json.loads(value_json(describe_bundle(report, trust_enclosed=False)))["ok"] == report.ok


@settings(max_examples=60)
@given(st.data())
def test_rows_of_any_json_are_judged_without_a_traceback(data: st.DataObject) -> None:
    """A dishonest signer may print anything at all."""
    junk = st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-5, 5)
        | st.text(max_size=3)
        | st.floats(allow_nan=False, allow_infinity=False),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
        max_leaves=5,
    )
    path = data.draw(
        st.sampled_from(["votes", "votes.0", "adjudication", "proof", "terms", "value", "status", "salt", "n_votes"])
    )
    value = data.draw(junk)

    def change(row: Row) -> None:
        if path == "votes.0":
            row["votes"] = [value, *row["votes"][1:]]
        else:
            row[path] = value

    world = World()
    bundle = Bundle(world, world.request(), rows=change_row(settled_row, change)(world))
    honest = value_json(bundle.rows) == value_json(HONEST.rows)

    report = bundle.check()

    assert report.ok == honest or path == "salt"
    assert describe_bundle(report, trust_enclosed=True)["ok"] == report.ok


NAMES = (
    *("item", "question", "collection", "annotator", "member", "role", "grant", "lease", "guideline", "taxonomy"),
    *("supersedes", "dispute", "vote", "place", "request", "event", "digest", "field", "release", "charter", "type"),
    *("overlap", "version", "n_items", "position", "subject", "subject_rule", "method"),
)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_leaves_that_no_product_wrote_are_judged_without_a_traceback(data: st.DataObject) -> None:
    """Known kinds with any references at all, to things there are, things to come and things that never were."""
    world = World()
    ids = [leaf.id for leaf in world.project.leaves] + [*world.items, "none", "0", "1", "3", "a0", "yes", "annotator"]
    one = st.sampled_from(ids + [event_id(world.project.size + n) for n in range(4)])
    refs = st.dictionaries(st.sampled_from(NAMES), one | st.lists(one, min_size=1, max_size=3), max_size=8)
    for _ in range(data.draw(st.integers(1, 6))):
        kind = data.draw(st.sampled_from(sorted(kinds.KNOWN)))
        actor = data.draw(st.sampled_from(["system", world.lead, world.ana, world.dee, "nobody"]))
        said = data.draw(st.sampled_from([{}, {"a0": "yes"}, {"decision": 1, "clause": None}, {"i0": {}}]))
        world.project.add(kind, actor, said, **data.draw(refs))

    report = sealed(world).check()

    assert describe_bundle(report, trust_enclosed=False)["ok"] == report.ok


@pytest.mark.parametrize("kind", sorted(kinds.KNOWN))
@pytest.mark.parametrize("n", [0, 1, 2])
def test_a_log_of_hardly_anything_is_judged_without_a_traceback(kind: str, n: int) -> None:
    """The release of nothing, in a log that begins as no log does."""
    world = World()
    world.project.leaves[n:] = []
    world.project.add(kind, "somebody")
    release = world.project.add(kinds.RELEASE_REQUESTED, "somebody", {"note": ""}, collection=["none"])

    report = Bundle(world, release, documents={"plan/charter.json": b""}).check()

    assert {"bundle.scope", "log.key"} & set(codes(report))


def test_a_deeply_nested_opening_is_refused_and_not_a_traceback(world: World) -> None:
    bundle = sealed(world)
    bundle.files[ROWS] = b"[" * 50_000 + b"\n"
    bundle.files[WITHHELD] = b"[" * 50_000
    bundle.files[OPENINGS] = b"[" * 50_000 + b"\n"

    assert "json.bad" in codes(bundle.check())


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b'{"schema":"labelproof-bundle/1"}',
        b'{"schema":"labelproof-bundle/1","release":"r","origin":"o","files":[1]}',
        b'{"schema":"labelproof-bundle/1","release":"r","origin":"o","files":[{"path":1,"size":1,"sha256":""}]}',
        b'{"schema":"labelproof-bundle/1","release":"r","origin":"o","files":[{"path":"../x","size":1,"sha256":"x"}]}',
    ],
)
def test_a_hostile_manifest_is_named(world: World, raw: bytes) -> None:
    bundle = sealed(world)
    bundle.files[MANIFEST] = raw

    assert {"bundle.manifest", "bundle.missing"} & set(codes(bundle.check()))


def test_a_manifest_reads_back(world: World) -> None:
    bundle = sealed(world)

    manifest = parse_manifest(bundle.files[MANIFEST])

    assert (manifest.release, manifest.origin) == (bundle.release, ORIGIN)
    assert set(manifest.files) == set(bundle.files) - {MANIFEST}


def _honest() -> Bundle:
    world = World()
    return Bundle(world, world.request())


HONEST = _honest()
