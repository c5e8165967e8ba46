"""Tables of names become the arrays that columns of names do, whatever holds them."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.formats.tables import RELATION, opened
from labelproof.kernel.refused import Refused
from labelproof.quality import Answers, from_columns
from labelproof.quality.statistics.ordering import stable_order
from labelproof.quality.tables import Named, from_relation, from_table
from tools.peers import Peers

NAMED = Named("item", "who", "label")
COLUMNS = {
    "item": ["j", "i", "j", "k", "i"],
    "who": ["ana", "ben", "ben", "ana", "ana"],
    "label": ["x", "y", "x", "z", "x"],
}

rows = st.lists(
    st.tuples(st.sampled_from("ijkl"), st.sampled_from(["ana", "ben", "'; DROP"]), st.sampled_from("xyz")), max_size=30
)


def by_columns(columns: dict[str, list[str]], repeats: str = "last") -> Answers:
    return from_columns(columns["item"], columns["who"], columns["label"], repeats=repeats)


def same(one: Answers, other: Answers) -> None:
    for name in ("item_index", "annotator_index", "value_index", "item_ptr"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name
    for name in ("items", "annotators", "values"):
        assert list(getattr(one, name)) == list(getattr(other, name)), name


@given(rows)
def test_an_arrow_table_gives_what_columns_give(table: list[tuple[str, str, str]]) -> None:
    columns = {name: [row[n] for row in table] for n, name in enumerate(COLUMNS)}

    result = from_table(pa.table(columns, schema=pa.schema([(n, pa.string()) for n in columns])), NAMED, repeats="keep")

    same(result, by_columns(columns, "keep"))


@pytest.mark.parametrize("kind", ["pandas", "polars"])
def test_a_data_frame_gives_what_columns_give(kind: str, peers: Peers) -> None:
    result = peers.ask("frames.codes", kind, COLUMNS)

    expected = by_columns(COLUMNS)
    assert result["item_index"] == expected.item_index.tolist()
    assert result["value_index"] == expected.value_index.tolist()
    assert result["items"] == list(expected.items)
    assert result["values"] == list(expected.values)


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".jsonl", ".parquet"])
def test_a_file_gives_what_columns_give(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"it's votes{suffix}"
    write(path, COLUMNS)

    with opened(path) as database:
        result = from_relation(database, RELATION, NAMED)

    same(result, by_columns(COLUMNS))


def write(path: Path, columns: dict[str, list[str]]) -> None:
    import duckdb

    form = {".jsonl": "FORMAT json", ".parquet": "FORMAT parquet"}.get(path.suffix)
    form = form or f"FORMAT csv, HEADER, DELIMITER '{',' if path.suffix == '.csv' else chr(9)}'"
    with duckdb.connect() as database:
        database.register("votes", pa.table(columns))
        database.execute(f"COPY votes TO '{str(path).replace(chr(39), chr(39) * 2)}' ({form})")


def test_numbers_in_a_csv_are_their_text_and_on_a_scale_numbers(tmp_path: Path) -> None:
    (tmp_path / "v.csv").write_text("item,who,label\n007,ana,1\n007,ben,1.5\n7,ana,2\n")

    with opened(tmp_path / "v.csv") as database:
        named = from_relation(database, RELATION, NAMED)
    with opened(tmp_path / "v.csv") as database:
        scaled = from_relation(database, RELATION, NAMED, numeric=True)

    assert (list(named.items), list(named.values)) == (["007", "7"], ["1", "1.5", "2"])
    assert scaled.numbers.tolist() == [1.0, 1.5, 2.0]


def test_every_bad_cell_is_named_by_its_column_and_row(tmp_path: Path) -> None:
    (tmp_path / "v.csv").write_text("item,who,label\ni,ana,1\n,ben,2\nj,,x\n")

    with opened(tmp_path / "v.csv") as database, pytest.raises(Refused) as refused:
        from_relation(database, RELATION, NAMED, numeric=True)

    assert {p.field for p in refused.value.problems} == {"item[1]", "who[2]", "label[2]"}


def test_an_absent_column_is_refused_with_those_there_are() -> None:
    with pytest.raises(Refused, match=r"no column 'votes'; there are item, who, label"):
        from_table(pa.table(COLUMNS), Named("item", "who", "votes"))


def test_rows_without_a_value_are_counted_when_they_may_be_left_out() -> None:
    table = pa.table({**COLUMNS, "label": ["x", None, "x", "z", None]})

    result = from_table(table, NAMED, skip_empty=True)

    assert (len(result), result.n_skipped) == (3, 2)
    with pytest.raises(Refused, match="empty"):
        from_table(table, NAMED)


def test_a_repeated_row_is_settled_by_its_time_and_named_by_its_row_without() -> None:
    table = pa.table({"item": ["i"] * 3, "who": ["ana", "ana", "ben"], "label": ["y", "x", "x"], "at": [2, 1, 1]})

    result = from_table(table, Named("item", "who", "label", submitted_at="at"))

    assert ([result.values[v] for v in result.codes], result.n_repeats_dropped) == (["y", "x"], 1)
    with pytest.raises(Refused) as refused:
        from_table(table, NAMED)
    assert refused.value.problems[0].field in ("row 0", "row 1")


def test_times_are_read_from_timestamps_and_from_their_text() -> None:
    text = ["2026-01-02T10:00:00Z", "2026-01-02T09:00:00Z"]
    table = pa.table({"item": ["i", "i"], "who": ["ana", "ana"], "label": ["late", "early"], "at": text})

    result = from_table(table, Named("item", "who", "label", submitted_at="at"))

    assert [result.values[v] for v in result.codes] == ["late"]


def test_a_file_of_another_kind_or_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "v.xlsx").write_bytes(b"PK")
    (tmp_path / "v.parquet").write_bytes(b"not parquet")
    for name, code in (("v.xlsx", "file.format"), ("w.csv", "file.missing"), ("v.parquet", "file.bad")):
        with pytest.raises(Refused, match=code), opened(tmp_path / name):
            pass


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), max_size=60), st.booleans())
def test_sorting_by_two_keys_is_lexsort(keys: list[tuple[int, int]], counting: bool) -> None:
    import labelproof.quality.statistics.ordering as ordering

    first, second = np.array(keys, dtype=np.int32).reshape(-1, 2).T
    few, ordering._FEW = ordering._FEW, 0 if counting else 100
    try:
        result = stable_order(first, 6, stable_order(second, 4))
    finally:
        ordering._FEW = few

    assert np.array_equal(result, np.lexsort((second, first)))
