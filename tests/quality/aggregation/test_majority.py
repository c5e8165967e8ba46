"""The vote: ties are reported, never guessed, and nothing depends on the order of rows."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from labelproof.quality import Answers, from_columns, majority

rows = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 4), st.sampled_from("abc")), min_size=1, unique_by=lambda row: row[:2]
)


def answers(table: list[tuple[int, int, str]]) -> Answers:
    return from_columns([i for i, _, _ in table], [a for _, a, _ in table], [v for _, _, v in table])


def votes_of(table: Answers, item: int) -> Counter[int]:
    return Counter(v for i, v in zip(table.item_index.tolist(), table.value_index.tolist(), strict=True) if i == item)


@given(rows)
def test_the_vote_is_what_counting_says(table: list[tuple[int, int, str]]) -> None:
    data = answers(table)
    result = majority(data)

    for item in range(data.n_items):
        counted = votes_of(data, item)
        first = sorted(v for v, n in counted.items() if n == max(counted.values()))
        assert result.value_index[item] == (first[0] if len(first) == 1 else -1)
        assert result.tied(item) == (first if len(first) > 1 else [])
        assert result.n_votes[item] == counted.total()
        assert result.share[item] == max(counted.values()) / counted.total()


@given(rows)
def test_a_strict_majority_is_more_than_half(table: list[tuple[int, int, str]]) -> None:
    data = answers(table)
    result = majority(data, strict=True)

    for item in range(data.n_items):
        counted = votes_of(data, item)
        over_half = [v for v, n in counted.items() if 2 * n > counted.total()]
        assert result.value_index[item] == (over_half[0] if over_half else -1)


@given(rows)
def test_items_of_one_mind_stay_so(table: list[tuple[int, int, str]]) -> None:
    data = answers([(i, a, "a") for i, a, _ in table])

    assert majority(data).value_index.tolist() == [0] * data.n_items
    assert majority(data, strict=True).value_index.tolist() == [0] * data.n_items


def test_an_item_without_an_answer_has_no_value_and_no_tie() -> None:
    answered = answers([(0, 0, "a")])
    data = Answers(answered.item_index, answered.annotator_index, answered.value_index, 3, 1, 1)

    assert majority(data).value_index.tolist() == [0, -1, -1]
    assert majority(data).tied(2) == []


def test_no_answers_at_all_are_no_error() -> None:
    assert majority(from_columns([], [], [])).value_index.tolist() == []


def test_importing_quality_loads_nothing_heavy(tmp_path: object) -> None:
    import subprocess
    import sys

    code = "import sys, labelproof.quality; print(sorted({'scipy', 'pandas', 'numba', 'duckdb', 'pyarrow'} & set(sys.modules)))"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert printed.strip() == "[]"
