"""`labelproof quality check` and `leakage`: what is planted in a file is found by row, and never quoted."""

import csv
from pathlib import Path

import pytest

from tests.cli.quality.test_files import refused, told
from tests.cli.terminal import Terminal

SECRET = "ana@example.org"
LONG = "the quick brown fox jumps over the lazy dog and runs far away from the hill"


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path / "no-instance")


@pytest.fixture
def items(tmp_path: Path) -> Path:
    rows = [
        (f"{n:03d}", f"words of item {n} about {'xyzuvw'[n % 6]}", "ab"[n % 2], "train", f"p{n}") for n in range(40)
    ]
    rows[3] = ("003", f"write to {SECRET} today", "b", "train", "p3")
    rows[7] = ("007", "", "b", "train", "p7")
    rows[10] = ("010", LONG, "a", "train", "p10")
    rows[11] = ("011", LONG, "b", "test", "p10")
    path = tmp_path / "items.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("id", "post", "label", "split", "author"), *rows])
    return path


def test_what_is_planted_is_found_by_row_and_not_quoted(terminal: Terminal, items: Path) -> None:
    wanted = ("--text", "post", "--label", "label", "--split", "split", "--group", "author", "--require", "post")

    said = terminal("quality", "check", items, *wanted, "--json")

    found = {each["check"]: each["findings"] for each in told(said)["checks"]}
    assert found["missing"][0]["rows"] == [7]
    assert (found["personal"][0]["rows"], found["personal"][0]["spans"]) == ([3], [[3, 9, 24]])
    assert found["exact_duplicates"][0]["rows"] == [10, 11]
    assert {each["column"] for each in found["leakage"]} == {"post", "author"}
    assert SECRET not in said.out


def test_what_could_not_run_has_not_passed(terminal: Terminal, tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_text("id,post\n")

    said = told(terminal("quality", "check", empty, "--text", "post", "--json"))

    assert {each["undefined"] for each in said["checks"]} == {"no_rows"}
    assert terminal("quality", "check", empty, "--text", "post", "--gate").code == 4


@pytest.mark.parametrize("cell", ["-", "+", ".", "e5", "1e999", "007", "1_000"])
def test_what_only_looks_like_a_number_is_text(terminal: Terminal, tmp_path: Path, cell: str) -> None:
    path = tmp_path / "items.csv"
    path.write_text("id,size\n" + "".join(f"{n},{cell}\n" for n in range(20)))

    types = next(
        each for each in told(terminal("quality", "check", path, "--json"))["checks"] if each["check"] == "types"
    )

    assert types["findings"] == []


@pytest.mark.parametrize("command", ["check", "leakage"])
def test_a_gate_ends_with_its_own_code(terminal: Terminal, items: Path, command: str) -> None:
    arguments = ["--text", "post", "--split", "split"] if command == "check" else [items, "--text", "post"]

    ended = [terminal("quality", command, items, *arguments, *gate).code for gate in ((), ("--gate",))]

    assert ended == [0, 4]


def test_leakage_counts_rows_in_each_file(terminal: Terminal, items: Path, tmp_path: Path) -> None:
    other = tmp_path / "test.csv"
    other.write_text(f"id,post,author\nx,nothing like it,q1\ny,{LONG},q2\nz,fresh words here,p5\n")

    said = told(terminal("quality", "leakage", items, other, "--text", "post", "--group", "author", "--json"))

    assert (said["n_exact"], said["n_group"]) == (1, 1)
    exact = next(each for each in said["findings"] if each["what"].startswith("exact"))
    assert (exact["train_rows"], exact["test_rows"]) == ([10, 11], [1])


def test_a_column_that_is_not_there_is_named(terminal: Terminal, items: Path) -> None:
    said = refused(terminal("quality", "leakage", items, items, "--text", "words", "--json"))

    assert said["code"] == "file.column"
    assert "words" in said["what"]


def test_likely_label_errors_are_listed_likeliest_first(terminal: Terminal, tmp_path: Path) -> None:
    lines = ["item,label,p_yes,p_no"]
    lines += [f"i{n},yes,0.9,0.1" for n in range(20)] + [f"j{n},no,0.1,0.9" for n in range(20)]
    lines += ["wrong,yes,0.05,0.95", "worse,no,0.99,0.01"]
    given = tmp_path / "predictions.csv"
    given.write_text("\n".join(lines) + "\n")

    said = told(terminal("quality", "label-errors", given, "--item", "item", "--json"))

    assert [each["item"] for each in said["flagged"]] == ["worse", "wrong"]
    assert said["expected"]["n"] == 42


@pytest.mark.parametrize("alike", ["7", "0", "nan"])
def test_a_likeness_that_nothing_can_have_is_refused(terminal: Terminal, items: Path, alike: str) -> None:
    said = terminal("quality", "leakage", items, items, "--text", "post", "--alike", alike)

    assert (said.code, "--alike" in said.err) == (2, True)
