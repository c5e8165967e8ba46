"""Dishonest releases: all hashes computed anew, publication and checkpoint signed, earlier leaves unchanged."""

from collections.abc import Callable
from typing import Any

import pytest

from labelproof.evidence import kinds
from labelproof.evidence.bundle import OPENINGS
from labelproof.kernel.canonical import value_json
from labelproof.log.leaf import make_disclosure
from tests.evidence.build import (
    Hook,
    Row,
    World,
    also,
    change_row,
    codes,
    found,
    majority_row,
    put,
    sealed,
    settled_row,
    short_row,
)


@pytest.fixture
def world() -> World:
    return World()


def drop_vote(row: Row) -> None:
    """Leave out the one dissenting vote and make everything else fit."""
    dropped = next(vote for vote in row["votes"] if vote["value"] == "no")
    row["votes"].remove(dropped)
    row["proof"]["votes"].remove(dropped["leaf_index"])
    row["n_votes"], row["vote_counts"] = 2, [{"value": "yes", "n": 2, "share": 1.0}]


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
    request = world.project.add(kinds.ERASURE_REQUESTED, world.lead, {"why": "asked"}, subject=[world.ana])
    world.project.add(kinds.DISCLOSURE_ERASED, request=request, event=[leaf.id], digest=[leaf.c["a1"]], field=["a1"])

    report = sealed(world, show={(at, "a1"): world.project.disclosures[at, "a1"]}).check()

    assert "bundle.resurrected: openings.jsonl line" in found(report)


def test_an_erased_vote_printed_in_a_row_is_resurrected(world: World) -> None:
    at = next(i for i, leaf in enumerate(world.project.leaves) if leaf.id == world.answers["ana 0"])
    leaf = world.project.leaves[at]
    request = world.project.add(kinds.ERASURE_REQUESTED, world.lead, {"why": "asked"}, subject=[world.ana])
    world.project.add(kinds.DISCLOSURE_ERASED, request=request, event=[leaf.id], digest=[leaf.c["a1"]], field=["a1"])
    hook = change_row(lambda w: (w.items[0], w.text), put("votes.0.value", "because of the wink"))(world)

    assert "prints the vote in leaf" in found(sealed(world, rows=hook).check())


def test_a_tombstone_for_another_digest_hides_nothing(world: World) -> None:
    at = next(i for i, leaf in enumerate(world.project.leaves) if leaf.id == world.answers["cyd 0"])
    request = world.project.add(kinds.ERASURE_REQUESTED, world.lead, {"why": "?"}, subject=[world.cyd])
    world.project.add(
        kinds.DISCLOSURE_ERASED, request=request, event=[world.project.leaves[at].id], digest=["x" * 43], field=["a0"]
    )

    report = sealed(world).check()

    assert codes(report) == ["bundle.tombstone"]
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
