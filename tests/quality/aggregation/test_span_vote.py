"""Spans of several people: cluster by cluster, and on tweets marked by a crowd against their gold."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.kernel.refused import Refused
from labelproof.quality import Answers, from_columns
from labelproof.quality.aggregation import span_vote
from labelproof.types import TYPES

CONFIG = {"options": [{"value": "per"}, {"value": "loc"}, {"value": "org"}]}
Span = dict[str, Any]


def span(start: int, end: int, label: str = "per") -> Span:
    return {"start": start, "end": end, "label": label}


def votes(*people: list[Span]) -> Answers:
    return from_columns(["i"] * len(people), list(range(len(people))), list(people))


def agreed(*people: list[Span], **options: Any) -> list[Span]:
    result = span_vote(votes(*people), vote="share", **options)
    assert result.value_index[0] >= 0
    return result.values[result.value_index[0]]


drawn = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 5), st.sampled_from(["per", "loc"])).map(
        lambda s: span(s[0], s[0] + s[1], s[2])
    ),
    max_size=4,
).map(lambda spans: TYPES["span"].canonical(spans, CONFIG))


@given(st.lists(drawn, min_size=1, max_size=5), st.sampled_from(["share", "dawid_skene"]))
def test_every_value_is_canonical_and_no_end_is_invented(people: list[list[Span]], vote: str) -> None:
    result = span_vote(votes(*people), vote=vote)
    starts = {each["start"] for spans in people for each in spans}
    ends = {each["end"] for spans in people for each in spans}

    for value in result.values:
        assert TYPES["span"].validate(value, CONFIG) == []
        assert {each["start"] for each in value} <= starts and {each["end"] for each in value} <= ends
    for item in range(1):
        n = len(result.values[int(result.value_index[item])]) if result.value_index[item] >= 0 else None
        assert n is None or len(result.support[item]) == n


@given(drawn, st.integers(1, 5))
def test_people_of_one_mind_stay_so(spans: list[Span], n: int) -> None:
    assert agreed(*[spans] * n) == spans


def test_two_against_one_settle_each_end_and_the_label() -> None:
    assert agreed([span(0, 5)], [span(0, 5)], [span(0, 6, "org")]) == [span(0, 5)]
    assert agreed([span(0, 5)], [span(1, 5)], [span(1, 6)]) == [span(1, 5)]


def test_a_span_that_most_left_out_is_not_there() -> None:
    assert agreed([span(0, 5), span(10, 12)], [span(0, 5)], [span(0, 5)]) == [span(0, 5)]


def test_nested_spans_of_one_person_stay_two() -> None:
    both = [span(0, 8, "org"), span(0, 5, "loc")]

    assert agreed(both, both, [span(0, 8, "org")]) == [span(0, 5, "loc"), span(0, 8, "org")]


def test_what_half_of_the_votes_say_is_tied_between_least_and_most() -> None:
    result = span_vote(votes([span(0, 5)], []), vote="share")

    assert result.value_index.tolist() == [-1]
    assert [result.values[n] for n in result.tied(0)] == [[], [span(0, 5)]]


def test_ends_of_even_votes_are_tied_between_the_narrower_and_the_wider() -> None:
    result = span_vote(votes([span(0, 10)], [span(2, 11)]), vote="share")

    assert [result.values[n] for n in result.tied(0)] == [[span(2, 10)], [span(0, 11)]]


def test_nothing_marked_by_anyone_is_the_empty_list_and_no_answer_is_no_value() -> None:
    one = votes([], [])
    data = Answers(one.item_index, one.annotator_index, one.value_index, 2, 2, one.n_values, one.values)

    assert span_vote(data).value_index.tolist() == [0, -1]
    assert span_vote(data).values == [[]]
    assert span_vote(from_columns([], [], [])).value_index.tolist() == []


def test_weights_count() -> None:
    assert agreed([span(0, 5)], [], [], weights=np.array([3.0, 1.0, 1.0])) == [span(0, 5)]


@pytest.mark.parametrize("bad", ["x", [1], [{"start": 0, "end": 1}], [span(3, 3)], [{**span(0, 1), "start": "0"}]])
def test_what_are_no_spans_are_refused(bad: Any) -> None:
    with pytest.raises(Refused, match=r"answers\.bad"):
        span_vote(votes([span(0, 1)], bad))


@pytest.mark.parametrize("options", [{"tau": 0}, {"tau": 1.5}, {"vote": "x"}, {"weights": np.array([1.0])}])
def test_bad_options_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        span_vote(votes([span(0, 1)], []), **options)


# The Broad Twitter Corpus, segment E. Tokens differ between the jobs and the gold, so places are counted in
# characters without white space, which both have alike.
JOBS = {"loc": "job_629602.loc", "per": "job_630015.per", "org": "job_633475.org"}


def marked(chosen: set[int], ends: list[int], label: str) -> list[Span]:
    spans: list[Span] = []
    for n in sorted(chosen):
        if n - 1 in chosen and spans:
            spans[-1]["end"] = ends[n]
        else:
            spans.append(span(ends[n - 1] if n else 0, ends[n], label))
    return spans


def ends_of(tokens: list[str]) -> list[int]:
    return np.cumsum([len(token) for token in tokens]).tolist()


def crowd(folder: Path, label: str) -> Answers:
    rows: list[tuple[str, str, list[Span]]] = []
    for line in (folder / f"{JOBS[label]}.json").read_text().splitlines():
        unit = json.loads(line)
        tokens = unit["data"]["tokens"]
        for each in unit["results"]["judgments"]:
            chosen = {int(n) for n in each["data"].get("answer", [])}
            rows.append(("".join(tokens), each["worker_id"], marked(chosen, ends_of(tokens), label)))
    return from_columns(*zip(*rows, strict=True), repeats="keep")


def gold(folder: Path, label: str) -> dict[str, set[tuple[int, int]]]:
    found: dict[str, set[tuple[int, int]]] = {}
    for line in (folder / "e.json").read_text().splitlines():
        row = json.loads(line)
        ends, spans = ends_of(row["tokens"]), []
        for n, tag in enumerate(row["entities"]):
            if tag == f"I-{label.upper()}" and spans and spans[-1][1] == ends[n - 1]:
                spans[-1][1] = ends[n]
            elif tag.endswith(label.upper()):
                spans.append([ends[n - 1] if n else 0, ends[n]])
        found["".join(row["tokens"])] = {tuple(each) for each in spans}
    return found


def f1_of(folder: Path, label: str, vote: str) -> float:
    data, truth = crowd(folder, label), gold(folder, label)
    result, hits, total = span_vote(data, vote=vote), 0, 0
    for n, text in enumerate(data.items):
        if text in truth:
            value = result.values[result.value_index[n]] if result.value_index[n] >= 0 else []
            ours = {(each["start"], each["end"]) for each in value}
            hits, total = hits + len(ours & truth[text]), total + len(ours) + len(truth[text])
    return 2 * hits / total


def test_a_crowds_spans_come_nearer_to_gold_by_skill_than_by_a_plain_vote(shared: Path) -> None:
    """People miss names far more often than they invent them, so a plain majority loses what few saw."""
    folder = shared / "data/spans_btc_e"
    plain = {label: f1_of(folder, label, "share") for label in JOBS}
    ours = {label: f1_of(folder, label, "dawid_skene") for label in JOBS}

    assert plain == pytest.approx({"loc": 0.396, "per": 0.541, "org": 0.280}, abs=0.01)
    assert ours == pytest.approx({"loc": 0.498, "per": 0.541, "org": 0.490}, abs=0.01)
