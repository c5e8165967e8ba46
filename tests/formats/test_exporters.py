"""Files out: what was written reads back the same, and what was lost is said."""

import json
from pathlib import Path

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from labelproof.formats import EXPORTERS, export_report, rows_jsonl, rows_parquet, votes_parquet

ROWS = [
    {
        "row_id": "r1", "value": "ironic", "status": "released", "n_votes": 2, "share": 1.0, "adjudication": None,
        "votes": [
            {"annotator": "u1", "value": "ironic", "at": 5, "leaf": 3},
            {"annotator": "u2", "value": "ironic", "at": None, "leaf": 4},
        ],
    },
    {
        "row_id": "r2", "value": ["a", "b"], "status": "unresolved", "n_votes": 1, "share": 1, "adjudication": {"by": "u3"},
        "votes": [{"annotator": "u1", "value": ["a"], "at": 9, "leaf": 8}],
    },
    {"row_id": "r3", "value": None, "status": "released", "n_votes": 0, "share": None, "adjudication": None, "votes": []},
]  # fmt: skip


def exported(tmp_path: Path, rows: list[dict[str, object]]) -> tuple[Path, Path]:
    lines, table = tmp_path / "rows.jsonl", tmp_path / "rows.parquet"
    assert rows_jsonl.write(rows, lines) == len(rows)
    assert rows_parquet.write(lines, table) == len(rows)
    return lines, table


def test_lines_are_canonical_and_read_back_the_same(tmp_path: Path) -> None:
    lines, _ = exported(tmp_path, ROWS)
    written = lines.read_bytes().splitlines()

    assert [json.loads(line) for line in written] == ROWS
    assert written[0].startswith(b'{"adjudication":null,"n_votes":2,"row_id":"r1"')


def test_parquet_keeps_order_nesting_and_nulls(tmp_path: Path) -> None:
    _, table = exported(tmp_path, ROWS)
    found = duckdb.execute(
        "SELECT row_id, n_votes, share, votes, adjudication FROM read_parquet(?)", [str(table)]
    ).fetchall()

    assert [row[0] for row in found] == ["r1", "r2", "r3"]
    assert [row[1] for row in found] == [2, 1, 0]
    assert [row[2] for row in found] == [1.0, 1.0, None]
    assert [vote["leaf"] for vote in found[0][3]] == [3, 4]
    assert found[2][3] == []
    assert [row[4] for row in found] == [None, {"by": "u3"}, None]


def test_a_column_of_mixed_kinds_is_kept_as_json_text(tmp_path: Path) -> None:
    _, table = exported(tmp_path, ROWS)
    values = duckdb.execute("SELECT value FROM read_parquet(?)", [str(table)]).fetchall()

    assert [None if value is None else json.loads(value) for (value,) in values] == ["ironic", ["a", "b"], None]


def test_text_that_looks_like_a_date_or_a_number_stays_text(tmp_path: Path) -> None:
    _, table = exported(tmp_path, [{"row_id": "r1", "external_id": "2026-01-02", "code": "007"}])
    [row] = duckdb.execute("SELECT external_id, code FROM read_parquet(?)", [str(table)]).fetchall()

    assert row == ("2026-01-02", "007")


def test_a_set_type_holds_although_nobody_filled_the_column(tmp_path: Path) -> None:
    lines, table = tmp_path / "rows.jsonl", tmp_path / "rows.parquet"
    rows_jsonl.write([{"row_id": "r1", "confidence": None}], lines)
    rows_parquet.write(lines, table, {"confidence": "DOUBLE"})
    described = duckdb.execute("DESCRIBE FROM read_parquet(?)", [str(table)]).fetchall()

    assert {row[0]: row[1] for row in described} == {"row_id": "VARCHAR", "confidence": "DOUBLE"}


def test_votes_come_one_a_row_beside_the_row_they_count_in(tmp_path: Path) -> None:
    _, table = exported(tmp_path, ROWS)
    n_votes = votes_parquet.write(table, tmp_path / "votes.parquet")
    found = duckdb.execute(
        "SELECT row_id, annotator, leaf FROM read_parquet(?)", [str(tmp_path / "votes.parquet")]
    ).fetchall()

    assert n_votes == 3
    assert found == [("r1", "u1", 3), ("r1", "u2", 4), ("r2", "u1", 8)]


def test_a_release_without_rows_or_votes_is_a_file_all_the_same(tmp_path: Path) -> None:
    _, table = exported(tmp_path, [])

    assert votes_parquet.write(table, tmp_path / "votes.parquet") == 0
    assert duckdb.execute("SELECT count(*) FROM read_parquet(?)", [str(table)]).fetchone() == (0,)


def test_a_name_with_a_quote_is_a_name(tmp_path: Path) -> None:
    folder = tmp_path / "o'hara"
    folder.mkdir()
    _, table = exported(folder, [{"row_id": "r1", "a \"b\" 'c'": {'x"y': 1}}])

    assert duckdb.execute("SELECT * FROM read_parquet(?)", [str(table)]).fetchone() == ({'x"y': 1}, "r1")


def test_a_read_back_finds_a_changed_or_missing_row(tmp_path: Path) -> None:
    lines, table = exported(tmp_path, ROWS)
    assert rows_parquet.differences(lines, table) == 0
    rows_jsonl.write([{**ROWS[0], "row_id": "other"}, ROWS[1]], lines)

    assert rows_parquet.differences(lines, table) == 2


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "c d"]), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60)
@given(st.lists(st.dictionaries(st.sampled_from(["x", "y", "z"]), json_values), min_size=1, max_size=4))
def test_any_rows_can_be_written_and_none_is_lost(tmp_path_factory: object, rows: list[dict[str, object]]) -> None:
    folder = tmp_path_factory.getbasetemp()
    numbered = [{"row_id": str(n), **row} for n, row in enumerate(rows)]
    _, table = exported(folder, numbered)
    found = duckdb.execute("SELECT row_id FROM read_parquet(?)", [str(table)]).fetchall()

    assert found == [(row["row_id"],) for row in numbered]


def test_the_loss_report_says_what_the_format_carries_and_what_was_dropped() -> None:
    exporter = EXPORTERS["votes.parquet"]
    report = export_report(
        "votes.parquet",
        f"votes.parquet/{exporter.version}",
        exporter.capabilities,
        release="r",
        rows_in=3,
        rows_out=3,
        dropped=["confidence"],
    )

    assert report["rows"] == {"in": 3, "out": 3, "refused": []}
    assert report["dropped"] == [{"field": "confidence", "rows": 3, "sidecar": False}]
    assert report["readback"] == "not run"
    assert "votes" in report["capabilities"]


def test_every_exporter_says_its_version_and_capabilities() -> None:
    assert all(each.version >= 1 and each.capabilities for each in EXPORTERS.values())
