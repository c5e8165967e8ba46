"""The building blocks that sealing and checking share."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.evidence.rows import count_values, files_root, format_row, is_bound, majority, row_id, rows_root
from labelproof.kernel.canonical import b64url, value_json
from labelproof.log.tree import leaf_hash, node_hash

VALUES = st.lists(st.sampled_from(["a", "b", "c", ["a"], ["a", "b"], 1.5, 1, True]), max_size=9)


@given(VALUES)
def test_a_majority_is_more_than_half_of_all_votes(values: list[object]) -> None:
    spelled = [value_json(value) for value in values]
    wanted = [one for one in set(spelled) if spelled.count(one) * 2 > len(spelled)]

    found = majority(values)  # type: ignore[arg-type]

    assert ([] if found is None else [value_json(found)]) == wanted


@given(VALUES, st.randoms())
def test_a_majority_does_not_depend_on_the_order_of_votes(values: list[object], random: object) -> None:
    shuffled = list(values)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert majority(shuffled) == majority(values)  # type: ignore[arg-type]


@given(VALUES, st.integers(0, 5))
def test_votes_whose_value_is_gone_count_against_a_majority(values: list[object], n_gone: int) -> None:
    found = majority(values, len(values) + n_gone)  # type: ignore[arg-type]

    if found is not None:
        same = sum(value_json(value) == value_json(found) for value in values)
        assert same * 2 > len(values) + n_gone


@given(VALUES.filter(bool))
def test_shares_are_of_the_opened_votes_and_most_come_first(values: list[object]) -> None:
    counted = count_values(values)  # type: ignore[arg-type]

    assert sum(entry["n"] for entry in counted) == len(values)
    assert [entry["n"] for entry in counted] == sorted((entry["n"] for entry in counted), reverse=True)
    assert all(entry["share"] == round(entry["n"] / len(values), 6) for entry in counted)


def test_the_golden_row_id_root_and_files_root() -> None:
    """Bytes that releases already rest on."""
    lines = [format_row({"row_id": "a", "value": 1.0}), format_row({"row_id": "b", "value": "ü"})]
    digests = {
        "README.txt": "00",
        "data/rows.jsonl": "11",
        "log/checkpoint": "22",
        "MANIFEST.json": "33",
        "b.txt": "44",
    }

    roots = row_id("log.example/p", "item", "question"), rows_root(lines), files_root(digests)

    assert lines == [b'{"row_id":"a","value":1}', '{"row_id":"b","value":"ü"}'.encode()]
    assert roots[0] == b64url(hashlib.sha256(b"log.example/p\nitem\nquestion").digest())[:24]
    assert roots[1] == b64url(node_hash(leaf_hash(lines[0]), leaf_hash(lines[1])))
    assert roots[2] == b64url(node_hash(leaf_hash(b"README.txt\n00"), leaf_hash(b"b.txt\n44")))


def test_no_rows_have_the_root_of_the_empty_tree() -> None:
    assert rows_root([]) == b64url(hashlib.sha256(b"").digest())


@pytest.mark.parametrize(
    ("path", "bound"),
    [
        ("README.txt", True),
        ("data/rows.parquet", True),
        ("data/rows.jsonl", False),
        ("log/x", False),
        ("MANIFEST.dsse.json", False),
    ],
)
def test_files_root_covers_what_nothing_else_covers(path: str, bound: bool) -> None:
    assert is_bound(path) is bound
