"""Which column is what is said by the importer; what does not fit is named."""

from pathlib import Path

import pytest

from labelproof.formats import (
    BrokenLine,
    Item,
    ItemColumns,
    Row,
    Vote,
    VoteColumns,
    import_report,
    read_items,
    read_votes,
)
from labelproof.formats.items import items_from, votes_from


def item(cells: dict[str, object], columns: ItemColumns = ItemColumns()) -> Item | BrokenLine:
    return next(iter(items_from(iter([Row(5, cells)]), columns)))


def vote(cells: dict[str, object], columns: VoteColumns = VoteColumns()) -> Vote | BrokenLine:
    return next(iter(votes_from(iter([Row(5, cells)]), columns)))


def test_every_column_is_content_unless_said_otherwise() -> None:
    made = item({"id": "7", "post": "p", "reply": "r", "who": "s1"}, ItemColumns(external_id="id", subject="who"))

    assert isinstance(made, Item)
    assert made.as_argument() == {"external_id": "7", "content": {"post": "p", "reply": "r"}, "subject": "s1"}


def test_only_named_columns_are_content_when_named() -> None:
    made = item({"id": "7", "text": "t", "email": "a@b"}, ItemColumns(content=("text",)))

    assert isinstance(made, Item) and made.content == {"text": "t"}


def test_nested_objects_become_dotted_fields_and_other_values_their_json() -> None:
    made = item({"text": {"post": "p", "reply": "r"}, "n": 3, "tags": ["a"], "none": None})

    assert isinstance(made, Item)
    assert made.content == {"text.post": "p", "text.reply": "r", "n": "3", "tags": '["a"]'}


@pytest.mark.parametrize(
    ("cells", "columns", "column", "code"),
    [
        ({"text": "t"}, ItemColumns(external_id="id"), "id", "row.column"),
        ({"id": "1"}, ItemColumns(content=("text",)), "text", "row.column"),
        ({"id": "1", "text": " \n"}, ItemColumns(external_id="id"), None, "row.empty"),
        ({"text": "x" * ((1 << 20) + 1)}, ItemColumns(), "text", "row.too_long"),
    ],
)
def test_an_item_that_does_not_fit_is_named(
    cells: dict[str, object], columns: ItemColumns, column: str | None, code: str
) -> None:
    made = item(cells, columns)

    assert isinstance(made, BrokenLine)
    assert (made.line, made.column, made.code) == (5, column, code)


def test_markup_and_sql_in_a_field_are_text_like_any_other() -> None:
    nasty = "<script>alert(1)</script>'; DROP TABLE items; --"
    made = item({"text": nasty})

    assert isinstance(made, Item) and made.content == {"text": nasty}


@pytest.mark.parametrize(
    ("at", "ms"),
    [
        (1_700_000_000_000, 1_700_000_000_000),
        ("1700000000000", 1_700_000_000_000),
        ("2023-11-14T22:13:20Z", 1_700_000_000_000),
        ("2023-11-14T23:13:20+01:00", 1_700_000_000_000),
        ("2023-11-14 22:13:20", 1_700_000_000_000),
        ("", None),
        (None, None),
    ],
)
def test_times_are_milliseconds_or_iso_and_utc_without_an_offset(at: object, ms: int | None) -> None:
    made = vote({"item": "7", "annotator": "ann", "value": "x", "at": at}, VoteColumns(at="at"))

    assert isinstance(made, Vote) and made.at == ms


@pytest.mark.parametrize(
    "at", [-1, "-5", 5_000_000_000_000, "yesterday", True, 1.5, "1700000000000000000", "9999999-01-01"]
)
def test_absurd_times_are_named(at: object) -> None:
    made = vote({"item": "7", "annotator": "ann", "value": "x", "at": at}, VoteColumns(at="at"))

    assert isinstance(made, BrokenLine)
    assert (made.column, made.code) == ("at", "row.time")


def test_a_vote_needs_item_annotator_and_value() -> None:
    full = {"item": "7", "annotator": "ann", "value": "x"}
    for name in full:
        for cells in ({k: v for k, v in full.items() if k != name}, full | {name: ""}, full | {name: None}):
            made = vote(cells)

            assert isinstance(made, BrokenLine) and made.column == name


def test_a_separator_makes_a_set_of_one_cell() -> None:
    made = vote({"item": "7", "annotator": "ann", "value": "b | a||"}, VoteColumns(separator="|"))

    assert isinstance(made, Vote) and made.value == ["b", "a"]


def test_a_crowd_table_is_read_with_its_own_column_names(tmp_path: Path) -> None:
    path = tmp_path / "crowd.csv"
    path.write_text("task,worker,label\n3,w1,0\n3,w2,1\n3,,1\n")
    found = list(read_votes(path, VoteColumns("task", "worker", "label")))

    assert [each.as_argument() for each in found if isinstance(each, Vote)] == [
        {"external_id": "3", "annotator": "w1", "value": "0", "at": None},
        {"external_id": "3", "annotator": "w2", "value": "1", "at": None},
    ]
    assert [str(each) for each in found if isinstance(each, BrokenLine)] == [
        "row.column: line 4, column worker: has no 'worker'; it has label, task, worker"
    ]


def test_an_import_report_counts_and_names_what_did_not_come_in(tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl"
    path.write_text('{"text":"a"}\n{"text":\n{"text":"b"}\n')
    found = list(read_items(path))
    broken = [each for each in found if isinstance(each, BrokenLine)]
    report = import_report("jsonl", "jsonl/1", len(found) - len(broken), broken)

    assert report["rows"]["in"] == 3 and report["rows"]["out"] == 2
    assert report["rows"]["refused"][0]["line"] == 2


def test_a_real_crowd_set_reads_whole(shared: Path) -> None:
    votes = list(read_votes(shared / "data/crowd/bluebird/labels.csv", VoteColumns("task", "worker", "label")))

    assert len(votes) == 4_212
    assert all(isinstance(each, Vote) for each in votes)
