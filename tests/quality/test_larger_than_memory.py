"""Tables that DuckDB may not hold in memory: what is counted from partitions and by group-bys is what arrays give."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pytest

from labelproof.adapters.executors import running_executor
from labelproof.formats.tables import RELATION, opened
from labelproof.kernel.refused import Refused
from labelproof.quality.aggregation import majority
from labelproof.quality.agreement import alpha, alpha_of_kinds, alpha_of_parts
from labelproof.quality.answers import Answers
from labelproof.quality.reliability.confusion import confusion_counts
from labelproof.quality.tables import Named, answer_parts, from_relation, item_kinds

NAMED = Named("item", "who", "label")
LABELS = ["negative", "neutral", "positive", "unclear"]
# Three answers of five are the item's own value; the rest spread, so that no figure is a round number.
CODE = "(CASE WHEN i % 5 < 3 THEN (i // 5) * 7919 ELSE i * 104729 + i // 3 END) % 1009 % 4"


def write(path: Path, n: int) -> Path:
    """Five answers an item, in an order that has nothing to do with items."""
    item = "'item-' || lpad((i // 5)::VARCHAR, 9, '0') || '-of-a-collection-with-a-long-name'"
    label = f"{LABELS}[1 + ({CODE})::INTEGER]"
    row = f"SELECT {item} AS item, 'annotator-' || (i * 31 % 5 + i // 5 % 20 * 5)::VARCHAR AS who, {label} AS label"
    with duckdb.connect() as database:
        database.execute(f"COPY ({row} FROM range({n}) AS t(i) ORDER BY i * 7919 % {n}) TO '{path}' (FORMAT parquet)")
    return path


def arrays(n: int) -> Answers:
    """The same answers, made of the same numbers without a table."""
    i = np.arange(n)
    code = np.where(i % 5 < 3, i // 5 * 7919, i * 104729 + i // 3) % 1009 % 4
    who = i * 31 % 5 + i // 5 % 20 * 5
    return Answers((i // 5).astype(np.int32), who.astype(np.int32), code.astype(np.int32), n // 5, 100, 4)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("small") / "votes.parquet", 5_000)


def test_partitions_hold_each_item_whole_and_once(small: Path) -> None:
    with opened(small) as database:
        whole = from_relation(database, RELATION, NAMED)
    with opened(small) as database:
        parts = list(answer_parts(database, RELATION, NAMED, rows_at_once=700))

    assert len(parts) == 8
    assert sorted(name for part in parts for name in part.items) == sorted(whole.items)
    assert all((np.diff(part.item_ptr) == 5).all() for part in parts)
    assert all(
        (list(part.annotators), list(part.values)) == (list(whole.annotators), list(whole.values)) for part in parts
    )


def test_an_item_has_the_answers_it_has_in_the_whole(small: Path) -> None:
    def said(answers: Answers) -> Iterator[tuple[str, str, str]]:
        for item, who, code in zip(answers.item_index, answers.annotator_index, answers.codes, strict=True):
            yield answers.items[item], answers.annotators[who], str(answers.values[code])

    with opened(small) as database:
        whole = from_relation(database, RELATION, NAMED)
    with opened(small) as database:
        parts = answer_parts(database, RELATION, NAMED, rows_at_once=700)

        assert sorted(row for part in parts for row in said(part)) == sorted(said(whole))


@pytest.mark.parametrize("repeats", ["last", "first"])
def test_repeats_and_skips_are_those_of_the_whole(repeats: str) -> None:
    rows = "('i','ana','x',1), ('i','ana','y',2), ('i','ben','y',1), ('j','ana',NULL,1), ('j','ben','x',1)"
    named = Named("item", "who", "label", "given")
    with duckdb.connect() as database:
        database.execute(f"CREATE TABLE votes AS FROM (VALUES {rows}) AS v(item, who, label, given)")
        whole = from_relation(database, "votes", named, repeats=repeats, skip_empty=True)
        parts = list(answer_parts(database, "votes", named, repeats=repeats, skip_empty=True, rows_at_once=1))

    assert sum(part.n_repeats_dropped for part in parts) == whole.n_repeats_dropped == 1
    assert sum(part.n_skipped for part in parts) == whole.n_skipped == 1
    assert alpha_of_parts(parts).undefined_reason == alpha(whole).undefined_reason


def test_numbers_come_in_partitions_too() -> None:
    rows = ", ".join(f"('i{n % 40}', 'w{n // 40}', {n % 40 + n * 37 % 11 / 10})" for n in range(120))
    with duckdb.connect() as database:
        database.execute(f"CREATE TABLE votes AS FROM (VALUES {rows}) AS v(item, who, label)")
        whole = from_relation(database, "votes", NAMED, numeric=True)
        parts = answer_parts(database, "votes", NAMED, numeric=True, rows_at_once=30)

        assert alpha_of_parts(parts, "interval").value == pytest.approx(alpha(whole, "interval").value, abs=1e-12)


def test_no_rows_are_one_empty_part() -> None:
    with duckdb.connect() as database:
        database.execute("CREATE TABLE votes (item VARCHAR, who VARCHAR, label VARCHAR)")
        parts = list(answer_parts(database, "votes", NAMED))
        kinds, values = item_kinds(database, "votes", NAMED)

    assert [len(part) for part in parts] == [0]
    assert alpha_of_parts(parts).undefined_reason == alpha_of_kinds(kinds, values).undefined_reason == "no_answers"


def test_a_group_by_refuses_what_it_cannot_know() -> None:
    with duckdb.connect() as database:
        database.execute("CREATE TABLE votes AS FROM (VALUES ('i','ana','x'), ('i','ana','y')) AS v(item, who, label)")
        database.execute("CREATE TABLE holes AS FROM (VALUES ('i','ana',NULL)) AS v(item, who, label)")

        with pytest.raises(Refused, match="repeats"):
            item_kinds(database, "votes", NAMED)
        with pytest.raises(Refused, match="empty"):
            item_kinds(database, "holes", NAMED)
        with pytest.raises(Refused, match=r"item no column 'nr'; .*repeats is one of"):
            item_kinds(database, "votes", Named("nr", "who", "label"), repeats="some")
        assert item_kinds(database, "votes", NAMED, repeats="keep")[0].n_items == 1


def test_a_group_by_and_partitions_find_the_same_alpha(small: Path) -> None:
    expected = alpha(arrays(5_000))
    with opened(small) as database:
        by_group = alpha_of_kinds(*item_kinds(database, RELATION, NAMED))
    with opened(small) as database:
        by_part = alpha_of_parts(answer_parts(database, RELATION, NAMED, rows_at_once=700))

    assert by_group == by_part
    assert (by_part.value, by_part.interval, by_part.method) == (expected.value, expected.interval, expected.method)


ROWS = 3_000_000


@pytest.mark.slow
def test_more_rows_than_the_memory_limit_are_counted_right(tmp_path: Path) -> None:
    """3M rows of some 100 bytes within 150 MB: the rest lies on disk, and every count is that of the arrays."""
    path, whole = write(tmp_path / "votes.parquet", ROWS), arrays(ROWS)
    truth = majority(whole).value_index
    labels, confusion, spilled = np.zeros(4, dtype=np.int64), np.zeros((100, 4, 4)), 0
    with opened(path, memory="150MB", spill=tmp_path / "spill", threads=2) as database:
        for part in answer_parts(database, RELATION, NAMED, rows_at_once=500_000):
            labels += np.bincount(part.codes, minlength=4)
            counts = confusion_counts(part, majority(part).value_index)
            confusion[[int(name.split("-")[1]) for name in part.annotators]] += counts
            spilled = max(spilled, *(row[1] for row in database.execute("FROM duckdb_temporary_files()").fetchall()))

    assert spilled > 0
    assert labels.tolist() == np.bincount(whole.codes, minlength=4).tolist()
    assert np.array_equal(confusion, confusion_counts(whole, truth))


@pytest.mark.slow
def test_alpha_beyond_the_memory_limit_is_that_of_arrays_for_any_number_of_workers(tmp_path: Path) -> None:
    path, expected = write(tmp_path / "votes.parquet", ROWS), alpha(arrays(ROWS))
    found = []
    for kind, n_workers in (("here", 1), ("pool", 1), ("pool", 2)):
        with (
            opened(path, memory="150MB", spill=tmp_path / "spill", threads=2) as database,
            running_executor(kind, n_workers) as executor,
        ):
            parts = answer_parts(database, RELATION, NAMED, rows_at_once=500_000)
            found.append(alpha_of_parts(parts, executor=executor))
    with opened(path, memory="150MB", spill=tmp_path / "spill", threads=2) as database:
        found.append(alpha_of_kinds(*item_kinds(database, RELATION, NAMED)))

    assert found == [found[0]] * 4
    assert found[0].value == expected.value
    assert (found[0].se, found[0].method) == (pytest.approx(expected.se, rel=1e-9), expected.method)
