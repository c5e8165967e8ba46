"""`labelproof quality` on files alone: no project, no server; the figures, the formats written, and what is refused."""

import csv
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from labelproof.quality import AGGREGATORS, alpha, fleiss, from_columns
from tests.cli.terminal import Said, Terminal

NAMES = ("--item", "post", "--annotator", "who", "--value", "label")
ROWS = [
    ("007", "ana", "yes", "news"),
    ("007", "ben", "yes", "news"),
    ("007", "cy", "no", "news"),
    ("008", "ana", "no", "mail"),
    ("008", "ben", "no", "mail"),
    ("009", "ana", "maybe", "mail"),
    ("009", "cy", "no", "mail"),
    ("010", "ben", "yes", "news"),
    ("010", "cy", "yes", "news"),
]


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path / "no-instance")


def votes(folder: Path, rows: list[tuple[str, ...]] = ROWS, name: str = "votes.csv") -> Path:
    path = folder / name
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("post", "who", "label", "kind"), *rows])
    return path


def told(said: Said) -> dict[str, Any]:
    assert said.code == 0, said.err
    return json.loads(said.out)


def refused(said: Said) -> dict[str, Any]:
    assert (said.code in (1, 3), said.out) == (True, ""), said
    return json.loads(said.err)


def test_agreement_is_what_the_library_says(terminal: Terminal, tmp_path: Path) -> None:
    columns = [list(column) for column in zip(*ROWS, strict=True)]
    answers = from_columns(*columns[:3])

    said = told(terminal("quality", "agreement", votes(tmp_path), *NAMES, "--segment", "kind", "--json"))

    assert said["alpha"]["value"] == alpha(answers).value
    assert said["fleiss"]["value"] == fleiss(answers).value
    assert set(said["alpha"]) >= {"value", "interval", "n", "method"}
    assert (said["n_answers"], said["n_items"], said["n_annotators"]) == (9, 4, 3)
    assert set(said["by_segment"]) == {"news", "mail"}
    assert set(said["by_label"]) == {"yes", "no", "maybe"}
    assert not (tmp_path / "no-instance").exists()


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([("i", "ana", "yes", "")], "fewer_than_two_annotators"),
        ([("i", "ana", "yes", ""), ("j", "ben", "no", "")], "no_pairable_item"),
        ([("i", "ana", "yes", ""), ("i", "ben", "yes", "")], "one_value_only"),
        ([], "no_answers"),
    ],
)
def test_what_cannot_be_said_has_a_reason(
    terminal: Terminal, tmp_path: Path, rows: list[tuple[str, ...]], reason: str
) -> None:
    said = told(terminal("quality", "agreement", votes(tmp_path, rows), *NAMES, "--json"))

    assert said["alpha"]["undefined"] == reason
    assert "value" not in said["alpha"]


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_a_consensus_goes_out_in_each_format(terminal: Terminal, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"labels.{suffix}"

    said = told(
        terminal("quality", "consensus", votes(tmp_path), *NAMES, "--method", "majority", "--out", out, "--json")
    )

    source = f"read_csv('{out}', all_varchar = true)" if suffix == "csv" else f"'{out}'"
    told_tied = "to_json(tied)" if suffix == "jsonl" else "tied"
    rows = duckdb.sql(f"SELECT item, value, posterior::DOUBLE, n_votes::INT, {told_tied} FROM {source}").fetchall()
    assert said["n_tied"] == 1
    assert [(str(row[0]).zfill(3), row[1], row[3]) for row in rows] == [
        ("007", "yes", 3),
        ("008", "no", 2),
        ("009", None, 2),
        ("010", "yes", 2),
    ]
    assert rows[0][2] == pytest.approx(2 / 3)
    assert json.loads(rows[2][4]) == ["maybe", "no"]


@pytest.mark.parametrize("name", [name for name in AGGREGATORS if name not in ("borda", "box_cluster", "span_vote")])
def test_each_aggregator_runs_by_its_name_or_says_what_it_wants(terminal: Terminal, tmp_path: Path, name: str) -> None:
    numbers = [(item, who, str(n % 3), kind) for n, (item, who, _, kind) in enumerate(ROWS)]
    out = tmp_path / "labels.csv"

    said = terminal(
        "quality",
        "consensus",
        votes(tmp_path, numbers),
        *NAMES,
        "--out",
        out,
        "--method",
        name.replace("_", "-"),
        "--json",
    )

    if said.code:
        assert json.loads(said.err)["code"] in ("quality.method", "answers.bad")
        assert not out.exists()
    else:
        assert told(said)["method"].partition("/")[0].partition("@")[0] == name
        assert len(out.read_text().splitlines()) == 5


def test_values_with_parts_come_from_jsonl_and_go_back_as_json(terminal: Terminal, tmp_path: Path) -> None:
    given, out = tmp_path / "spans.jsonl", tmp_path / "merged.jsonl"
    spans = [[{"start": 0, "end": 4, "label": "org"}], [{"start": 0, "end": 4, "label": "org"}], []]
    lines = [{"post": "a", "who": who, "label": value} for who, value in zip("xyz", spans, strict=True)]
    given.write_text("".join(json.dumps(line) + "\n" for line in lines))

    told(terminal("quality", "consensus", given, *NAMES, "--method", "span-vote", "--out", out, "--json"))

    assert json.loads(out.read_text())["value"] == spans[0]


@pytest.mark.parametrize(
    ("text", "n_answers"),
    [
        ("item;annotator;value\ni;a;x\ni;b;y\n", 2),
        ("\ufeffitem,annotator,value\r\ni,a,x\r\ni,b,x\r\n", 2),
        ('item,annotator,value\n"i\n1",a,"x, or y"\n"i\n1",b,"say ""x"""\n', 2),
        ("item|annotator|value\n#i|a|x\n#i|b|x\n", 2),
    ],
)
def test_a_csv_is_read_as_its_header_says(terminal: Terminal, tmp_path: Path, text: str, n_answers: int) -> None:
    path = tmp_path / "votes.csv"
    path.write_text(text, newline="")

    assert told(terminal("quality", "agreement", path, "--json"))["n_answers"] == n_answers


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b"item,annotator,value\ni,a,x\ni,b,x,more\n", "file.bad"),
        (b"item,annotator,value\n" + b"i,a,x\n" * 50 + b"i,b\n", "file.bad"),
        (b"item,annotator,value,value\ni,a,x,y\n", "file.column"),
        (b"item,annotator,value\ni,a,\xe9\n", "file.bad"),
        (b"item,annotator,value\ni,a,x\ni,b,NaN\n", "answers.bad"),
    ],
)
def test_no_row_is_left_out_and_no_cell_guessed(terminal: Terminal, tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "votes.csv"
    path.write_bytes(content)

    assert refused(terminal("quality", "agreement", path, "--json"))["code"] == code


def test_no_number_is_no_answer_also_where_values_are_names(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "votes.parquet"
    duckdb.sql(f"""COPY (FROM (VALUES ('i', 'a', 1.0::DOUBLE), ('i', 'b', 'nan'::DOUBLE), ('j', 'a', 2.0::DOUBLE))
                   AS v(item, annotator, value)) TO '{path}' (FORMAT parquet)""")

    said = refused(terminal("quality", "agreement", path, "--json"))
    left = told(terminal("quality", "agreement", path, "--skip-empty", "--json"))

    assert "value[1]" in said["what"]
    assert (left["n_answers"], left["n_skipped"]) == (2, 1)


@pytest.mark.parametrize("method", ["dawid_skene", "majority", "set_votes", "ordinal", "median"])
def test_a_file_without_answers_gives_a_file_without_items(terminal: Terminal, tmp_path: Path, method: str) -> None:
    out = tmp_path / "labels.csv"

    said = told(
        terminal("quality", "consensus", votes(tmp_path, []), *NAMES, "--method", method, "--out", out, "--json")
    )

    assert said["n_items"] == 0
    assert len(out.read_text().splitlines()) == 1


def test_a_label_in_json_lines_is_the_label_that_was_written(terminal: Terminal, tmp_path: Path) -> None:
    given, out = tmp_path / "votes.jsonl", tmp_path / "labels.jsonl"
    labels = [
        "2024-01-01",
        "12:30:00",
        "550e8400-e29b-41d4-a716-446655440000",
        1,
        "1",
        {"a": "2024-01-01", "b": 1},
        [1, "x"],
    ]
    lines = [{"item": f"i{n}", "annotator": who, "value": label} for n, label in enumerate(labels) for who in "ab"]
    lines[-4]["value"] = {"b": 1, "a": "2024-01-01"}  # the same object, written otherwise
    given.write_text("".join(json.dumps(line) + "\n" for line in lines))

    told(terminal("quality", "consensus", given, "--method", "majority", "--out", out, "--json"))

    assert [json.loads(line)["value"] for line in out.read_text().splitlines()] == labels


@pytest.mark.parametrize("label", ["2024-01-01", "12:30:00", "550e8400-e29b-41d4-a716-446655440000", "1e5", "true"])
def test_no_text_of_json_lines_is_taken_for_something_else(terminal: Terminal, tmp_path: Path, label: str) -> None:
    given, out = tmp_path / "votes.jsonl", tmp_path / "labels.jsonl"
    given.write_text("".join(json.dumps({"item": label, "annotator": who, "value": label}) + "\n" for who in "ab"))

    told(terminal("quality", "consensus", given, "--method", "majority", "--out", out, "--json"))

    row = json.loads(out.read_text())
    assert (row["item"], row["value"]) == (label, label)


def test_words_of_a_scale_are_read_in_the_order_given(terminal: Terminal, tmp_path: Path) -> None:
    order = ("--level", "ordinal", "--order", "no,maybe,yes")

    said = told(terminal("quality", "agreement", votes(tmp_path), *NAMES, *order, "--json"))

    rank = {"no": 0.0, "maybe": 1.0, "yes": 2.0}
    items, people, values = ([row[n] for row in ROWS] for n in range(3))
    expected = alpha(from_columns(items, people, [rank[value] for value in values]), "ordinal")
    assert said["alpha"]["value"] == pytest.approx(expected.value)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("agreement", "{votes}", "--item", "nope", "--annotator", "who", "--value", "label"), "answers.bad"),
        (("agreement", "{votes}", *NAMES, "--level", "interval"), "answers.bad"),
        (("agreement", "{votes}", *NAMES, "--level", "ordinal", "--order", "no,yes"), "quality.order"),
        (("agreement", "{votes}", *NAMES, "--level", "ordinal", "--order", "no,no,maybe,yes"), "quality.order"),
        (("agreement", "{folder}/absent.csv", *NAMES), "file.missing"),
        (("agreement", "{folder}/votes.xlsx", *NAMES), "file.format"),
        (("agreement", "{broken}", *NAMES), "file.bad"),
        (("consensus", "{votes}", *NAMES, "--method", "oracle", "--out", "{folder}/o.csv"), "quality.method"),
        (("consensus", "{votes}", *NAMES, "--method", "medoid", "--out", "{folder}/o.csv"), "quality.method"),
        (("consensus", "{votes}", *NAMES, "--out", "{folder}/o.pdf"), "file.format"),
        (("consensus", "{votes}", *NAMES, "--out", "{folder}/nowhere/o.csv"), "file.missing"),
        (("consensus", "{votes}", *NAMES, "--method", "median", "--out", "{folder}/o.csv"), "answers.bad"),
        (("report", "{folder}/absent.csv", *NAMES, "--out", "{folder}/r.html"), "file.missing"),
        (("report", "{votes}", *NAMES, "--out", "{folder}/nowhere/r.html"), "file.missing"),
        (("report", "{votes}", *NAMES, "--out", "{folder}/r.pdf"), "file.format"),
        (("leakage", "{votes}", "{votes}"), "file.column"),
        (("label-errors", "{votes}", "--label", "label"), "quality.probabilities"),
        (("label-errors", "{unlabelled}"), "quality.labels"),
        (("check", "{lists}", "--label", "label"), "columns.bad"),
    ],
)
def test_what_cannot_be_done_is_refused_by_name_and_nothing_is_written(
    terminal: Terminal, tmp_path: Path, arguments: tuple[str, ...], code: str
) -> None:
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 no")
    (tmp_path / "votes.xlsx").write_bytes(b"PK")
    (tmp_path / "unlabelled.csv").write_text("label,p_a,p_b\na,.9,.1\n,.2,.8\n")
    (tmp_path / "lists.jsonl").write_text('{"label": ["a"]}\n{"label": ["a", "b"]}\n')
    places = {"votes": votes(tmp_path), "folder": tmp_path, "broken": tmp_path / "broken.parquet"}
    places |= {"unlabelled": tmp_path / "unlabelled.csv", "lists": tmp_path / "lists.jsonl"}
    before = sorted(each.name for each in tmp_path.iterdir())

    said = refused(terminal("quality", *[each.format(**places) for each in arguments], "--json"))

    assert said["code"] == code
    assert sorted(each.name for each in tmp_path.iterdir()) == before


def test_differing_answers_of_one_person_are_refused_until_something_settles_them(
    terminal: Terminal, tmp_path: Path
) -> None:
    twice = votes(tmp_path, [*ROWS, ("007", "ana", "no", "news")])

    said = refused(terminal("quality", "agreement", twice, *NAMES, "--json"))
    kept = told(terminal("quality", "agreement", twice, *NAMES, "--repeats", "keep", "--json"))

    assert said["code"] == "answers.bad"
    assert kept["n_answers"] == 10


def test_the_same_file_gives_the_same_figures_on_both_kernels(terminal: Terminal, tmp_path: Path) -> None:
    pytest.importorskip("numba")
    both = [
        told(terminal("quality", "agreement", votes(tmp_path), *NAMES, "--kernels", name, "--json"))
        for name in ("compiled", "plain")
    ]

    assert [each.pop("kernels") for each in both] == ["compiled", "plain"]
    for name in ("alpha", "fleiss", "gwet_ac1", "cohen", "observed"):
        assert both[0][name]["value"] == pytest.approx(both[1][name]["value"], abs=1e-12)
