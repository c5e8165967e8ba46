"""Every way a bundle can lie, by those who copy it and by those who sign it, and the words that name it."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelproof.evidence import kinds
from labelproof.evidence.bundle import MANIFEST, OPENINGS, ROWS, WITHHELD, digest_of, format_manifest, parse_manifest
from labelproof.evidence.report import describe_bundle
from labelproof.kernel.canonical import value_json
from labelproof.log.leaf import make_disclosure
from labelproof.log.note import parse_skey
from tests.evidence.build import Bundle, Hook, Row, World, codes, event_id, found
from tests.log.folder import ORIGIN, OTHER_SKEY, Folder, signed


@pytest.fixture
def world() -> World:
    return World()


def sealed(world: World, **hooks: Any) -> Bundle:
    return Bundle(world, world.request(), **hooks)


# -- by those who copy it: bytes changed, nothing computed anew -------------------------------------------------------


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
    ("a changed size", "log/checkpoint", lambda raw: raw.replace(b"\n8", b"\n7", 1), "log.signature: the signature of"),
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
    edit(bundle.files, "README.txt", lambda raw: raw + b"Trust us.\n")
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


# -- by those who sign it: all hashes computed anew, release.published and checkpoint signed, earlier leaves unchanged --


def change_row(
    world_item: Callable[[World], tuple[str, str]], change: Callable[[Row], None]
) -> Callable[[World], Hook]:
    def hook_of(world: World) -> Hook:
        item, question = world_item(world)

        def hook(rows: list[Row]) -> list[Row]:
            changed = copy.deepcopy(rows)
            change(next(row for row in changed if (row["item_id"], row["question_id"]) == (item, question)))
            return changed

        return hook

    return hook_of


def majority_row(world: World) -> tuple[str, str]:
    return world.items[0], world.choice


def settled_row(world: World) -> tuple[str, str]:
    return world.items[1], world.choice


def short_row(world: World) -> tuple[str, str]:
    return world.items[3], world.choice


def drop_vote(row: Row) -> None:
    """Leave out the one dissenting vote and make everything else fit."""
    dropped = next(vote for vote in row["votes"] if vote["value"] == "no")
    row["votes"].remove(dropped)
    row["proof"]["votes"].remove(dropped["leaf_index"])
    row["n_votes"], row["vote_counts"] = 2, [{"value": "yes", "n": 2, "share": 1.0}]


def put(path: str, value: Any) -> Callable[[Row], None]:
    def change(row: Row) -> None:
        *way, last = path.split(".")
        at: Any = row
        for step in way:
            at = at[int(step)] if step.isdigit() else at[step]
        at[last] = value

    return change


def also(*changes: Callable[[Row], None]) -> Callable[[Row], None]:
    def change(row: Row) -> None:
        for each in changes:
            each(row)

    return change


def repeat_vote(row: Row) -> None:
    row["votes"].append(dict(row["votes"][0]))


def invent_vote(row: Row) -> None:
    row["votes"].append({**row["votes"][0], "leaf_index": 3})


DISHONEST: list[tuple[str, Callable[[World], Hook], str]] = [
    ("a vote left out", change_row(majority_row, drop_vote), "bundle.vote_missing: row"),
    ("a vote counted twice", change_row(majority_row, repeat_vote), "bundle.vote_twice: row"),
    ("a vote invented", change_row(majority_row, invent_vote), "bundle.vote_extra: row"),
    ("a vote changed", change_row(majority_row, put("votes.2.value", "yes")), 'prints "yes" for leaf'),
    ("an annotator changed", change_row(majority_row, put("votes.0.annotator", "x" * 24)), "bundle.annotator: row"),
    ("a guideline changed", change_row(majority_row, put("votes.0.guideline", "x" * 24)), "bundle.guideline: row"),
    ("another place", change_row(majority_row, put("votes.0.event_id", "x" * 24)), "has other fields than leaf"),
    ("a value against its votes", change_row(majority_row, put("value", "no")), "bundle.value: row"),
    ("a settled value that does not follow", change_row(settled_row, put("value", "yes")), "bundle.settlement: row"),
    (
        "a settlement rewritten",
        change_row(settled_row, also(put("value", "yes"), put("adjudication.value", "yes"))),
        "bundle.settlement: row",
    ),
    ("another adjudicator", change_row(settled_row, put("adjudication.adjudicator", "x" * 24)), "bundle.settlement: row"),
    ("a decision invented", change_row(majority_row, put("adjudication", {"value": "no"})), "names a decision that no leaf"),
    ("a status made up", change_row(short_row, also(put("status", "released"), put("value", "yes"))), "bundle.status: row"),
    ("a row called undecidable", change_row(majority_row, also(put("status", "undecidable"), put("value", None))), "bundle.status"),
    ("shares made up", change_row(majority_row, put("vote_counts.0.n", 3)), "bundle.field: row"),
    ("other terms", change_row(majority_row, put("terms.licence", "MIT")), "bundle.unbacked: row"),
    ("true for one", change_row(majority_row, put("vote_counts.1.n", True)), "bundle.field: row"),
    ("a field more", change_row(majority_row, put("note", "good")), "says note is"),
    ("another row_id", change_row(majority_row, put("row_id", "zzzz")), "bundle.missing_row: item"),
    ("a row left out", lambda world: lambda rows: rows[1:], "bundle.missing_row: item"),
    ("all rows left out", lambda world: lambda rows: [], "bundle.missing_row: item"),
    ("a row twice", lambda world: lambda rows: [rows[0], *rows], "bundle.row_order: data/rows.jsonl line 2"),
    ("rows in another order", lambda world: lambda rows: rows[::-1], "bundle.row_order"),
    (
        "a row of no item",
        lambda world: lambda rows: [*rows, {**rows[-1], "row_id": "~", "item_id": "x"}],
        "bundle.extra_row: row '~' is of no item",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "hook", "message"), DISHONEST, ids=[name for name, *_ in DISHONEST])
def test_a_dishonest_release_signed_anew_is_named(
    world: World, name: str, hook: Callable[[World], Hook], message: str
) -> None:
    report = sealed(world, rows=hook(world)).check()

    assert message in found(report)
    assert not any(
        code.startswith(("log.", "bundle.rows_root", "bundle.n_rows", "bundle.changed")) for code in codes(report)
    )


def hide_dissent(world: World, event: str, name: str) -> dict[str, Any]:
    leaf_id = world.answers[event]
    return {"hide": lambda at, field, leaf: (leaf.id, field) == (leaf_id, name)}


def test_an_opening_withheld_because_it_contradicts_is_unbacked(world: World) -> None:
    """Cyd's `no` is printed as `yes`, and the opening that would show it is kept back."""

    def change(row: Row) -> None:
        row["votes"][2].update(value="yes", state="opened")
        row.update(status="released", value="yes", vote_counts=[{"value": "yes", "n": 3, "share": 1.0}])

    hook = change_row(majority_row, change)(world)

    report = sealed(world, rows=hook, **hide_dissent(world, "cyd 0", "a0")).check()

    assert "bundle.unbacked: row" in found(report)
    assert "without the opening that would show it" in found(report)


def test_a_value_beside_a_vote_that_is_called_lost_is_unbacked(world: World) -> None:
    hook = change_row(majority_row, also(put("status", "released"), put("value", "yes")))(world)

    report = sealed(world, rows=hook, **hide_dissent(world, "cyd 0", "a0")).check()

    assert "while the opening of its vote in leaf" in found(report)


def test_a_decision_whose_opening_is_withheld_is_unbacked(world: World) -> None:
    hook = change_row(
        settled_row, also(put("status", "released"), put("value", "yes"), put("adjudication.value", "yes"))
    )(world)

    report = sealed(world, rows=hook, **hide_dissent(world, "settled", "decision")).check()

    assert "bundle.unbacked: row" in found(report)
    assert "rests on the decision in leaf" in found(report)


def test_a_guideline_whose_opening_is_withheld_is_unbacked(world: World) -> None:
    documents = {"guideline/1.md": b"# Irony\nSay what you read.\n"}

    report = sealed(world, hide=lambda at, name, leaf: name == "markdown", documents=documents).check()

    assert "bundle.unbacked: guideline/1.md is printed without the opening" in found(report)


def test_a_swapped_guideline_is_named(world: World) -> None:
    report = sealed(world, documents={"guideline/1.md": b"# Irony\nSay the opposite.\n"}).check()

    assert codes(report) == ["bundle.document"]


@pytest.mark.parametrize("path", ["guideline/1.md", "taxonomy/1.json", "plan/charter.json"])
def test_a_document_left_out_is_named(world: World, path: str) -> None:
    report = sealed(world, documents={path: None}).check()

    assert f"bundle.document_missing: {path} is not there" in found(report)


def test_an_item_printed_otherwise_than_it_came_is_named(world: World) -> None:
    raw = value_json(
        {"item_id": world.items[0], "external_id": "x0", "content": {"text": "Other"}, "leaf_index": 1, "place": 0}
    )

    report = sealed(world, documents={"data/items.jsonl": raw + b"\n"}).check()

    assert "bundle.item: data/items.jsonl line 1: item" in found(report)


def test_an_erased_vote_that_is_supplied_all_the_same_is_resurrected(world: World) -> None:
    at = next(i for i, leaf in enumerate(world.project.leaves) if leaf.id == world.answers["ana 0"])
    leaf = world.project.leaves[at]
    world.project.add(kinds.DISCLOSURE_ERASED, request="r", event=[leaf.id], digest=[leaf.c["a1"]], field=["a1"])

    report = sealed(world, show={(at, "a1"): world.project.disclosures[at, "a1"]}).check()

    assert "bundle.resurrected: openings.jsonl line" in found(report)


def test_an_erased_vote_printed_in_a_row_is_resurrected(world: World) -> None:
    at = next(i for i, leaf in enumerate(world.project.leaves) if leaf.id == world.answers["ana 0"])
    leaf = world.project.leaves[at]
    world.project.add(kinds.DISCLOSURE_ERASED, request="r", event=[leaf.id], digest=[leaf.c["a1"]], field=["a1"])
    hook = change_row(lambda w: (w.items[0], w.text), put("votes.0.value", "because of the wink"))(world)

    assert "prints the vote in leaf" in found(sealed(world, rows=hook).check())


def test_a_tombstone_for_another_digest_hides_nothing(world: World) -> None:
    at = next(i for i, leaf in enumerate(world.project.leaves) if leaf.id == world.answers["cyd 0"])
    world.project.add(
        kinds.DISCLOSURE_ERASED, request="r", event=[world.project.leaves[at].id], digest=["x" * 43], field=["a0"]
    )

    report = sealed(world).check()

    assert codes(report) == []
    assert report.counts.n_not_recomputable == 0


def test_an_opening_of_no_commitment_is_stray(world: World) -> None:
    made = make_disclosure(bytes(16), "a9", "x")

    report = sealed(world, show={(0, "a9"): made, (99_999, "a0"): made}).check()

    assert "bundle.stray: openings.jsonl line" in found(report)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"{}\n", "bundle.opening"),
        (b"nonsense\n", "json.bad"),
        (b'{"index":true,"name":"a0","disclosure":""}\n', "bundle.opening"),
        (b'{"index":-1,"name":"a0","disclosure":""}\n', "bundle.stray"),
        (b"x", "bundle.opening"),
    ],
)
def test_a_malformed_opening_is_named(world: World, line: bytes, code: str) -> None:
    bundle = sealed(world)
    bundle.files[OPENINGS] += line

    assert code in codes(bundle.check())


def test_an_opening_given_twice_is_named(world: World) -> None:
    bundle = sealed(world)
    bundle.files[OPENINGS] += bundle.files[OPENINGS].splitlines(keepends=True)[0]

    assert "a second time" in found(bundle.check())


# -- the leaves themselves: a log that an honest product would not write ---------------------------------------------


def test_a_decision_by_someone_who_answered_the_item_is_named(world: World) -> None:
    world.project.add(kinds.ROLE_GRANTED, world.lead, member=world.ana, role=["adjudicator"])
    world.settle(world.items[3], "value", "yes", who=world.ana)

    assert "bundle.own_work: " in found(sealed(world).check())


@pytest.mark.parametrize("grant", ["none", "of another", "revoked"])
def test_a_decision_without_the_role_is_named(world: World, grant: str) -> None:
    refs: dict[str, str] = {}
    if grant == "none":
        refs["grant"] = event_id(123456)
    elif grant == "of another":
        refs["grant"] = world.project.grants[world.ana]
    else:
        world.project.add(kinds.ROLE_REVOKED, world.lead, member=world.dee, role=["adjudicator"])
    world.settle(world.items[3], "value", "yes", **refs)

    assert "without being adjudicator then" in found(sealed(world).check())


def test_an_answer_under_somebody_elses_grant_is_named(world: World) -> None:
    world.answer(world.cyd, world.items[3], "yes", grant=world.project.grants[world.ana])

    assert "names no earlier grant of a role to" in found(sealed(world).check())


def test_an_answer_after_seeing_those_of_others_is_named(world: World) -> None:
    world.project.add(kinds.VALUES_SHOWN, world.cyd, item=[world.items[3]])
    world.answer(world.cyd, world.items[3], "yes")

    assert codes(sealed(world).check()) == ["bundle.seen"]


def test_an_adjudicator_is_shown_answers_before_deciding(world: World) -> None:
    world.project.add(kinds.VALUES_SHOWN, world.dee, item=[world.items[3]])
    world.settle(world.items[3], "value", "yes")

    assert codes(sealed(world).check()) == []


def test_two_answers_of_one_person_are_named(world: World) -> None:
    world.answer(world.ana, world.items[3], "yes")

    assert "has two answers to one question" in found(sealed(world).check())


def test_a_revision_after_a_decision_is_named_and_not_counted(world: World) -> None:
    world.project.add(kinds.FLAGGED, world.ana, {"reason": "x"}, item=world.items[1])
    first = next(
        leaf.id for leaf in world.project.leaves if leaf.kind == kinds.SUBMITTED and leaf.refs["item"] == world.items[1]
    )
    world.answer(world.ana, world.items[1], "no", supersedes=first)
    bundle = sealed(world)

    report = bundle.check()

    assert "bundle.revision: leaf" in found(report)
    assert bundle.row(world.items[1], world.choice)["n_votes"] == 3


def test_an_answer_called_late_while_places_were_free_is_named(world: World) -> None:
    world.answer(world.zed, world.items[3], "no", kind=kinds.LATE, overlap=3)

    report = sealed(world).check()

    assert "is called late, but 2 answers and 0 open leases had not filled the 3 places" in found(report)


def test_an_open_lease_of_another_fills_a_place(world: World) -> None:
    world.lease(world.cyd, world.items[3])
    world.answer(world.zed, world.items[3], "no", kind=kinds.LATE, overlap=3)

    assert codes(sealed(world).check()) == []


@pytest.mark.parametrize("ending", ["ended", "skipped"])
def test_a_lease_that_ended_fills_no_place(world: World, ending: str) -> None:
    lease = world.lease(world.cyd, world.items[3])
    if ending == "ended":
        world.project.add(kinds.LEASE_ENDED, lease=lease, item=[world.items[3]])
    else:
        world.project.add(kinds.SKIPPED, world.cyd, {"reason": "?"}, item=world.items[3], lease=lease)
    world.answer(world.zed, world.items[3], "no", kind=kinds.LATE, overlap=3)

    assert codes(sealed(world).check()) == ["bundle.late"]


def test_a_late_answer_may_not_name_an_overlap_nobody_planned(world: World) -> None:
    world.answer(world.zed, world.items[3], "no", kind=kinds.LATE, overlap=2)

    assert codes(sealed(world).check()) == ["bundle.late"]


def test_a_late_answer_needs_a_lease(world: World) -> None:
    world.answer(world.zed, world.items[7], "no", kind=kinds.LATE, overlap=3, lease="none")

    assert "names no lease of its item" in found(sealed(world).check())


def test_a_collection_with_fewer_items_than_its_seal_says_is_named(world: World) -> None:
    p = world.project
    collection = p.add(kinds.COLLECTION_OPENED, world.lead, {"terms": {}}, subject_rule="each")
    p.add(kinds.ITEMS_IMPORTED, world.lead, {"i0": {"content": {}}}, collection=collection, item=[event_id(77_777)])
    p.add(kinds.COLLECTION_SEALED, world.lead, collection=collection, n_items=2)
    release = world.request(collection=[collection])

    assert "was sealed with 2 items; the log imports 1" in found(Bundle(world, release).check())


def test_a_scope_over_a_collection_that_is_not_sealed_is_named(world: World) -> None:
    collection = world.project.add(kinds.COLLECTION_OPENED, world.lead, {"terms": {}}, subject_rule="each")

    report = Bundle(world, world.request(collection=[world.collection, collection])).check()

    assert "which was not sealed before it" in found(report)


@pytest.mark.parametrize(
    ("published", "code"),
    [
        ({"position": "3"}, "bundle.position"),
        ({"n_rows": "21"}, "bundle.n_rows"),
        ({"rows_root": "x" * 43}, "bundle.rows_root"),
        ({"files_root": "x" * 43}, "bundle.files_root"),
        ({"supersedes": "x"}, "bundle.supersedes"),
        ({"release": "x"}, "bundle.unpublished"),
    ],
)
def test_a_publication_that_does_not_fit_is_named(world: World, published: dict[str, str], code: str) -> None:
    assert codes(sealed(world, published=published).check()) == [code]


def test_a_release_published_twice_or_abandoned_is_named(world: World) -> None:
    release = world.request()
    Bundle(world, release)
    world.project.add(kinds.RELEASE_ABANDONED, world.lead, release=release)

    report = Bundle(world, release).check()

    assert {"bundle.published_twice", "bundle.abandoned"} <= set(codes(report))


def test_leaves_that_lack_what_their_kind_needs_are_named(world: World) -> None:
    for kind in [value for name, value in vars(kinds).items() if name.isupper() and "." in value]:
        world.project.add(kind, world.lead)

    report = sealed(world).check()

    assert "bundle.event: leaf" in found(report)


def test_a_forked_log_is_caught_by_a_kept_checkpoint(world: World) -> None:
    bundle = sealed(world)
    other = signed([entry.replace(b'"ts":17', b'"ts":16') for entry in bundle.entries[:50]])

    assert "log.forked: size 50 has root" in found(bundle.check(old=(other,)))


# -- hostile bytes ---------------------------------------------------------------------------------------------------


@settings(max_examples=150)
@given(st.data())
def test_no_change_to_any_file_goes_unnoticed_or_makes_a_traceback(data: st.DataObject) -> None:
    bundle = HONEST
    files = Folder(bundle.files)
    path = data.draw(st.sampled_from([name for name in files if name != "log/vkey"]))
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
