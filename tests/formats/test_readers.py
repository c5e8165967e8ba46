"""Files in: good records come out, each broken one is named by line and column, and nothing is guessed."""

import gzip
import json
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.formats import READERS, BrokenLine, Row, read
from labelproof.kernel.lines import BadLine, Line, text_lines
from labelproof.kernel.refused import Refused

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return put


def cells(path: Path) -> list[dict[str, object]]:
    return [dict(each.cells) for each in read(path) if isinstance(each, Row)]


def broken(path: Path) -> list[tuple[int, str | int | None, str]]:
    return [(each.line, each.column, each.code) for each in read(path) if isinstance(each, BrokenLine)]


def parquet(path: Path, sql: str) -> Path:
    import duckdb

    duckdb.execute(f"COPY ({sql}) TO '{path}' (FORMAT parquet)")
    return path


def test_every_format_reads_the_same_rows(write: Write, tmp_path: Path) -> None:
    text = "drink: \"tea\",\nthen 'coffee'"
    rows = [{"id": "1", "text": text}, {"id": "2", "text": "zürich ☂"}]
    quoted = text.replace('"', '""')
    files = {
        ".csv": write("a.csv", f'id,text\n1,"{quoted}"\n2,zürich ☂\n'),
        ".tsv": write("a.tsv", f'id\ttext\r\n1\t"{quoted}"\r\n2\tzürich ☂'),
        ".jsonl": write("a.jsonl", "\n".join(json.dumps(row) for row in rows)),
        ".ndjson": write("a.ndjson", "\n\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n"),
        ".parquet": parquet(
            tmp_path / "a.parquet",
            f"FROM read_json('{write('b.jsonl', chr(10).join(map(json.dumps, rows)))}', columns={{id: 'VARCHAR', text: 'VARCHAR'}})",
        ),
    }

    assert files.keys() == READERS.keys()
    assert {kind: cells(path) for kind, path in files.items()} == dict.fromkeys(files, rows)


def test_a_byte_order_mark_is_left_out(write: Write) -> None:
    assert cells(write("a.csv", "\ufeffid,text\n1,x\n")) == [{"id": "1", "text": "x"}]
    assert cells(write("a.jsonl", '\ufeff{"id":"1"}\n')) == [{"id": "1"}]


def test_broken_lines_of_a_csv_are_named_and_the_good_ones_kept(write: Write) -> None:
    lines = [b"id,text", b"1,good", b"2", b"3,too,many", b"4,caf\xe9", b"5,nul \0 here", b'6,"a"b', b"7,good too", b""]
    path = write("a.csv", b"\n".join(lines))

    assert broken(path) == [
        (3, "text", "csv.cells"),
        (4, 3, "csv.cells"),
        (5, 6, "line.encoding"),
        (6, 7, "line.nul"),
        (7, 3, "csv.quote"),
    ]
    assert [row["id"] for row in cells(path)] == ["1", "7"]


def test_a_quote_that_is_never_closed_costs_its_own_line_only(write: Write) -> None:
    path = write("a.csv", 'id,text\n1,good\n2,"open\n3,good\n4,"closed\nover two"\n5,good\n')

    assert broken(path)[0] == (3, 3, "csv.quote")
    assert [row["id"] for row in cells(path)] == ["1", "3", "4", "5"]


def test_a_row_after_a_record_of_many_lines_has_its_own_line(write: Write) -> None:
    path = write("a.csv", 'id,text\n1,"two\nlines"\n2\n')

    assert broken(path) == [(4, "text", "csv.cells")]


def test_broken_lines_of_json_are_named_and_the_good_ones_kept(write: Write) -> None:
    lines = [
        b'{"id": "1"}',
        b'{"id": "2",}',
        b'{"id": "3", "id": "4"}',
        b"[1]",
        b"null",
        b'{"id": NaN}',
        b'{"id": "caf\xe9"}',
        b'{"id": "\\ud83d"}',
        b'{"id": "nul \0"}',
        b"",
        b'{"id": "9"}',
    ]
    path = write("a.jsonl", b"\n".join(lines))

    assert [(line, code) for line, _, code in broken(path)] == [
        (2, "jsonl.json"),
        (3, "jsonl.json"),
        (4, "jsonl.object"),
        (5, "jsonl.object"),
        (6, "jsonl.json"),
        (7, "line.encoding"),
        (8, "jsonl.json"),
        (9, "line.nul"),
    ]
    assert broken(path)[0][1] == 12
    assert [row["id"] for row in cells(path)] == ["1", "9"]


def test_a_row_of_parquet_without_json_form_is_named_by_column(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet", "SELECT 1 AS id, 'x'::BLOB AS raw UNION ALL SELECT 2, NULL ORDER BY id")

    assert broken(path) == [(1, "raw", "parquet.value")]
    assert cells(path) == [{"id": 2, "raw": None}]


def test_times_numbers_and_nested_values_of_parquet_keep_their_meaning(tmp_path: Path) -> None:
    path = parquet(
        tmp_path / "a.parquet",
        "SELECT TIMESTAMP '2026-01-02 03:04:05' AS at, 1.5::DECIMAL(4,2) AS price, 0.25::DOUBLE AS p,"
        " [1, 2] AS list, {'post': 'p', 'reply': 'r'} AS text, true AS yes",
    )

    [row] = cells(path)
    assert row == {
        "at": "2026-01-02T03:04:05",
        "price": "1.50",
        "p": 0.25,
        "list": [1, 2],
        "text": {"post": "p", "reply": "r"},
        "yes": True,
    }


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_another_encoding_is_refused_by_name_and_not_guessed(write: Write, name: str, encoding: str) -> None:
    with pytest.raises(Refused, match=r"file\.encoding"):
        list(read(write(name, 'id,text\n1,"some words"\n'.encode(encoding))))


def test_a_header_in_another_encoding_is_refused(write: Write) -> None:
    with pytest.raises(Refused, match=r"line\.encoding: line 1 of a\.csv, the header"):
        read(write("a.csv", "größe,text\n1,x\n".encode("latin-1")))


def test_archives_are_refused_unopened(write: Write, tmp_path: Path) -> None:
    """So nothing in them can lead out of a folder, or blow up."""
    evil = tmp_path / "a.csv"
    with zipfile.ZipFile(evil, "w") as archive:
        archive.writestr("../../etc/cron.d/evil", "id,text\n")

    with pytest.raises(Refused, match=r"file\.kind: a\.csv is a zip archive"):
        read(evil)
    with pytest.raises(Refused, match=r"file\.kind: b\.jsonl is gzip"):
        read(write("b.jsonl", gzip.compress(b"{}")))
    with pytest.raises(Refused, match=r"file\.format: c\.zip is in no format"):
        read(write("c.zip", evil.read_bytes()))


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", "", "csv.empty"),
        ("a.csv", "id;text\n1;x\n", "csv.delimiter"),
        ("a.csv", "id,text,id\n", "csv.header"),
        ("a.csv", "id,,text\n", "csv.header"),
        ("a.csv", 'id,"text\n', "csv.header"),
        ("a.jsonl", '[{"id": 1}]', "jsonl.array"),
        ("a.parquet", "PAR1 not really", "parquet.bad"),
        ("a.xlsx", "", "file.format"),
    ],
)
def test_a_file_that_cannot_be_read_as_a_whole_is_refused(write: Write, name: str, content: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        list(read(write(name, content)))

    assert refused.value.code == code


def test_a_missing_file_and_a_pattern_of_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"file\.missing"):
        read(tmp_path / "none.csv")
    parquet(tmp_path / "[a].parquet", "SELECT 1 AS id")
    with pytest.raises(Refused, match=r"file\.name"):
        list(read(tmp_path / "[a].parquet"))


def test_a_line_of_a_hundred_megabytes_is_named_without_holding_it(write: Write, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        file.write(b'{"id": "1"}\n{"id": "')
        for _ in range(100):
            file.write(b"x" * (1 << 20))
        file.write(b'"}\n{"id": "3"}\n')
    tracemalloc.start()
    found = list(read(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert [each.line for each in found] == [1, 2, 3]
    assert isinstance(found[1], BrokenLine) and found[1].code == "line.too_long"
    assert peak < 20 << 20


def test_a_cell_of_more_than_a_megabyte_is_named(write: Write) -> None:
    path = write("a.csv", f"id,text\n1,{'x' * (1 << 20)}y\n2,good\n")

    assert broken(path) == [(2, None, "csv.too_long")]
    assert [row["id"] for row in cells(path)] == ["2"]


@given(st.binary(max_size=200), st.integers(1, 7))
def test_lines_are_those_of_the_whole_however_the_bytes_are_cut(raw: bytes, size: int) -> None:
    whole = list(text_lines([raw]))

    assert list(text_lines(raw[n : n + size] for n in range(0, len(raw), size))) == whole


@given(st.lists(st.text(st.characters(exclude_characters="\n\r\0", exclude_categories=["Cs"]), min_size=1)))
def test_good_lines_come_back_as_written(lines: list[str]) -> None:
    raw = "\r\n".join(lines).encode()

    if not raw.startswith(b"\xef\xbb\xbf"):
        assert [each.text for each in text_lines([raw]) if isinstance(each, Line)] == lines


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    assert all(isinstance(each, (Line, BadLine)) for each in text_lines([raw]))


@given(st.text(alphabet='a,"\n\r;x', max_size=60))
def test_no_csv_breaks_the_reader_and_every_line_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_text(f"id,text\n{text}", newline="")

    for each in read(path):
        assert each.line >= 2
