"""The fast spelling of a line is the canonical one."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from labelproof.engine.lines import opening_line, row_line
from labelproof.evidence.openings import format_opening
from labelproof.evidence.rows import count_values, format_row
from labelproof.kernel.canonical import b64url

numbers = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
texts = st.text(st.characters(exclude_categories=["Cs"]))
values: Any = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
    max_leaves=12,
)


@given(st.lists(values, max_size=5), values, st.none() | values, st.dictionaries(texts, values))
def test_a_row_is_spelled_as_the_auditor_spells_it(
    votes: list[Any], value: Any, decided: Any, terms: dict[str, Any]
) -> None:
    row = {
        "row_id": "r",
        "value": value,
        "votes": [{"value": vote, "leaf_index": n} for n, vote in enumerate(votes)],
        "vote_counts": count_values(votes),
        "adjudication": None if decided is None else {"value": decided, "leaf_index": 7},
        "terms": terms,
        "salt": None,
    }

    assert row_line(row) == format_row(row)


def test_a_small_share_is_spelled_as_the_auditor_spells_it() -> None:
    row = {
        "value": "a",
        "votes": [],
        "vote_counts": [{"value": "a", "n": 1, "share": 0.000011}],
        "adjudication": None,
        "terms": {},
    }

    assert row_line(row) == format_row(row)


@given(st.integers(0, 2**40), st.from_regex(r"[a-z][a-z0-9_]{0,31}", fullmatch=True), st.binary(max_size=200))
def test_an_opening_is_spelled_as_the_auditor_spells_it(index: int, name: str, raw: bytes) -> None:
    assert opening_line(index, name, raw) == format_opening(index, name, b64url(raw))
