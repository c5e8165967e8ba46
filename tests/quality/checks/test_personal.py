"""Personal data, as counts and places: what stands there never leaves the item."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.kernel.refused import Refused
from labelproof.quality.checks import Columns
from labelproof.quality.checks.personal import personal
from tests.quality.checks.tables import reason
from tests.quality.detection.test_personal_data import EXAMPLES, synthetic

TEXTS = ["call +49 30 901820 or write to ana@example.org", None, "nothing here", "ben@example.org and cy@example.org"]


def test_hits_are_located_by_column_and_kind() -> None:
    said = personal(Columns({"text": TEXTS}))

    assert [(each.where.rows, each.where.spans, each.n, each.severity) for each in said.findings] == [
        ((0, 3), ((0, 31, 46), (3, 0, 15), (3, 20, 34)), 3, "act"),
        ((0,), ((0, 5, 18),), 1, "act"),
    ]
    assert (said.summary.value, said.summary.n) == (2 / 3, 3)


def test_the_contents_are_nowhere_in_the_result() -> None:
    for kind, examples in EXAMPLES.items():
        for example in examples:
            said = repr(personal(Columns({"text": [f"see {example} please"]})))

            assert kind in said
            assert example not in said


def test_only_the_kinds_and_columns_asked_for_are_looked_at() -> None:
    table = Columns({"text": TEXTS, "note": ["ana@example.org"] * 4, "n": np.arange(4)})
    said = personal(table, columns=("note",), kinds=("phone",))

    assert (said.findings, said.summary.value, said.summary.n) == ((), 0.0, 4)


def test_prose_is_silent() -> None:
    prose = [
        "On 2024-03-15 we sold 1,250 units at 3.75 each, up 12 % on 2023.",
        "Chapter 12, pages 100-250; see § 4.1.2.",
    ]

    assert personal(Columns({"text": prose})).findings == ()


@pytest.mark.slow
def test_recall_on_synthetic_text_is_what_is_stated() -> None:
    """Mail, phone, card, IBAN and IP in their usual spellings, one in each of 2,000 texts among 4,000."""
    rng = np.random.default_rng(0)
    made = [synthetic(rng) for _ in range(2_000)]
    clean = ["we met at noon and it was a good day, all in all, number " + str(n) for n in range(2_000)]
    said = personal(Columns({"text": [text for _, text in made] + clean}))
    hit = {row for each in said.findings for row in each.where.rows}

    assert len([row for row in hit if row < 2_000]) / 2_000 >= 0.98
    assert not [row for row in hit if row >= 2_000]


@pytest.mark.parametrize(
    ("columns", "options", "expected"),
    [
        ({"text": []}, {}, "no_rows"),
        ({"n": np.arange(3)}, {}, "no_column"),
        ({"text": [None, None]}, {}, "no_column"),
        ({"text": [None, None]}, {"columns": ("text",)}, "no_rows"),
        ({"text": ["a"]}, {"columns": ("note",)}, "no_column"),
    ],
)
def test_what_cannot_run_says_why(columns, options, expected: str) -> None:
    assert reason("personal", columns, **options) == expected


def test_a_kind_without_a_rule_is_refused() -> None:
    with pytest.raises(Refused, match="shoe size"):
        personal(Columns({"text": ["a"]}), kinds=("shoe size",))


@given(st.lists(st.text(max_size=20), min_size=1, max_size=5))
def test_spans_lie_within_their_texts_and_do_not_overlap(frames: list[str]) -> None:
    texts = [f"{frame} ana@example.org {frame} 192.168.0.254" for frame in frames]
    spans = sorted(span for each in personal(Columns({"text": texts})).findings for span in each.where.spans)

    assert all(0 <= start < end <= len(texts[row]) for row, start, end in spans)
    assert all(a[0] < b[0] or a[2] <= b[1] for a, b in pairwise(spans))
