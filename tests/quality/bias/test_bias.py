"""The audit: what it compares, what it withholds, and that it judges nobody."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelproof.kernel.refused import Refused
from labelproof.quality.answers import SHOWN, Answers
from labelproof.quality.bias import Groups, bias, groups
from labelproof.quality.statistics.multiplicity import benjamini_hochberg, holm
from tests.quality.bias.crowds import crowd, found, table, teams

REFUSED = pytest.raises(Refused, match=r"answers\.bad")


def test_a_planted_difference_is_found_with_its_interval_and_who_decides() -> None:
    said = crowd(np.random.default_rng(0), n_items=300, overlap=6, person=0.2, shift=1.5)
    audit = bias(said, teams(8, 8), decides="the board")
    first = audit.findings[0]

    assert found(audit, "rate of yes", "red").difference.interval.low > 0.1
    assert first.where.column == "team"
    assert first.where.segment == "red"
    assert first.action == "the board decides"
    assert all(word in first.what for word in ("difference +", "95 %", " n ", "q ", "comparisons"))
    assert "bias" not in first.what


def test_people_alike_give_no_finding() -> None:
    audit = bias(crowd(np.random.default_rng(1), person=0.2), teams(8, 8))

    assert audit.findings == ()
    assert audit.n_comparisons == 7  # one rate, and error, outvoted and alpha of either team


def test_the_rates_are_those_of_the_items_both_answered() -> None:
    """Red answers all items, of which the first half is always yes, blue the second half alone: naively red says yes more."""
    rng = np.random.default_rng(2)
    said = np.where(np.arange(80)[:, None] < 40, 1, (rng.random((80, 10)) < 0.3).astype(int))
    said[:40, 5:] = -1
    audit = bias(table(said), teams(5, 5))
    naive = said[:, :5].mean() - said[40:, 5:].mean()
    rate = found(audit, "rate of 1", "red")

    assert naive > 0.3
    assert rate.difference.value == pytest.approx(said[40:, :5].mean() - said[40:, 5:].mean())
    assert rate.difference.interval.low < 0 < rate.difference.interval.high


def test_who_got_more_of_an_item_does_not_weigh_it_more() -> None:
    said = np.full((60, 12), -1)
    said[:30, :6], said[:30, 6:7] = 1, 1
    said[30:, :1], said[30:, 6:] = 0, 0
    said[0, 1], said[31, 8] = 0, 1  # some variance
    rates = [each for each in bias(table(said), teams(6, 6)).comparisons if each.measure == "rate of 1"]

    assert abs(rates[0].difference.value) < 0.02


def test_error_is_against_the_consensus_of_the_other_group() -> None:
    rng = np.random.default_rng(3)
    said = np.tile(rng.integers(0, 2, (60, 1)), (1, 12))
    said[:, :6] = np.where(rng.random((60, 6)) < 0.3, 1 - said[:, :6], said[:, :6])
    audit = bias(table(said), teams(6, 6))
    red = found(audit, "error", "red")

    assert red.here.value == pytest.approx(np.mean(said[:, :6] != said[:, 6:7]))
    assert red.there.value == 0.0
    assert red.difference.interval.low > 0


def test_alpha_says_when_a_group_sees_it_alike_among_itself_and_otherwise_than_the_rest() -> None:
    rng = np.random.default_rng(4)
    truth = rng.integers(0, 2, (100, 1))
    said = np.where(rng.random((100, 12)) < 0.9, truth, 1 - truth)
    turned = np.flatnonzero(truth[:, 0] == 1)[:25]
    said[turned, :6] = 1 - said[turned, :6]
    red = found(bias(table(said), teams(6, 6)), "alpha", "red")

    assert red.here.value < red.there.value
    assert red.difference.interval.high < 0


def test_sides_that_are_fully_apart_are_a_finding_without_an_interval() -> None:
    """Nothing varies within either side: the naive Wald test has no standard error, and would be silent."""
    said = np.tile([1] * 5 + [0] * 7, (40, 1))
    rate = found(bias(table(said), teams(5, 7)), "rate of 1", "red")

    assert (rate.difference.value, rate.difference.interval) == (1.0, None)
    assert "separated" in rate.difference.notes
    assert rate.p == pytest.approx(2 / 792)


def test_a_small_group_is_withheld_and_so_is_its_complement() -> None:
    audit = bias(crowd(np.random.default_rng(5), teams=(12, 9), overlap=9), teams(12, 6, 3))
    reasons = {(each.group, each.difference.undefined_reason) for each in audit.comparisons}

    assert {("blue", "withheld_small_group"), ("green", "withheld_small_group")} <= reasons
    assert not any(each.here.value is not None for each in audit.comparisons if each.group != "red")
    assert audit.n_comparisons == 0  # red has nobody left to be compared with
    assert {voice.group for voice in audit.voices if voice.undefined_reason} == {"blue", "green"}


def test_withheld_people_are_on_neither_side() -> None:
    """Among the others they could be had by subtraction."""
    said = crowd(np.random.default_rng(6), teams=(14, 16), overlap=10)
    whole = bias(said, teams(10, 10, 4, 6))
    rows = said.take(said.annotator_index < 20)
    without = bias(rows, Groups("team", "annotator", np.repeat([0, 1, -1], [10, 10, 10]), ("red", "blue")))

    assert [whole_of.difference.value for whole_of in whole.comparisons if whole_of.p is not None] == [
        each.difference.value for each in without.comparisons
    ]


def test_a_comparison_that_fewer_than_five_made_is_withheld_too() -> None:
    said = np.full((50, 12), -1)
    said[:, 6:] = np.arange(50)[:, None] % 2
    said[:, :2] = 1  # of six people two answered what the others did
    extra = np.full((10, 12), -1)
    extra[:, 2:6] = 0
    audit = bias(table(np.vstack([said, extra])), teams(6, 6))

    assert {each.difference.undefined_reason for each in audit.comparisons} == {"withheld_small_group"}


def test_groups_that_share_no_item_cannot_be_compared() -> None:
    said = np.full((40, 12), -1)
    said[:20, :6], said[20:, 6:] = 1, 0
    audit = bias(table(said), teams(6, 6))

    assert found(audit, "rate of 1", "red").difference.undefined_reason == "no_overlap"


def test_all_comparisons_of_all_divisions_are_one_family() -> None:
    said = crowd(np.random.default_rng(7), shift=0.8)
    other = groups("shift", "annotator", ["day", "night"] * 8)
    by_item = groups("dialect", "item", ["a", "b", "c"] * 40)
    audit = bias(said, [teams(8, 8), other, by_item])
    p = np.array([each.p for each in audit.comparisons if each.p is not None])

    assert audit.n_comparisons == len(p) == 7 + 7 + 6
    assert [each.q for each in audit.comparisons if each.p is not None] == benjamini_hochberg(p).tolist()
    assert [each.claimed for each in audit.comparisons if each.p is not None] == holm(p).tolist()
    assert all("among 20 comparisons" in each.what for each in audit.findings)


def test_a_group_of_fewer_than_thirty_is_marked_and_has_no_rank() -> None:
    said = crowd(np.random.default_rng(8), n_items=220)
    audit = bias(said, groups("dialect", "item", ["a"] * 100 + ["b"] * 100 + ["c"] * 20))
    small = found(audit, "dissent", "c")

    assert "small_n" in small.difference.notes
    assert [each.group for each in audit.ranked("dissent")].count("c") == 0
    assert len(audit.ranked("dissent")) == 2


def test_items_are_compared_in_errors_labels_dissent_time_and_what_is_missing() -> None:
    rng = np.random.default_rng(9)
    truth = rng.integers(0, 3, 200)
    hard = np.arange(200) < 100
    said = np.where(
        rng.random((200, 6)) < np.where(hard, 0.6, 0.95)[:, None], truth[:, None], rng.integers(0, 3, (200, 6))
    )
    said[:100][rng.random((100, 6)) < 0.2] = -1
    answers = table(said, 3)
    lasts = np.exp(rng.normal(2, 0.5, len(answers))) * np.where(hard[answers.item_index], 3.0, 1.0)
    audit = bias(
        replace(answers, duration_s=lasts),
        groups("dialect", "item", ["a, hard"] * 100 + ["b, easy"] * 100),
        truth=truth,
        n_asked=np.full(200, 6),
    )
    measures = [each.measure for each in audit.comparisons]

    assert measures == ["rate of 0", "rate of 1", "rate of 2", "error", "dissent", "log time", "missing"]
    assert found(audit, "error", "a, hard").difference.interval.low > 0.1
    assert found(audit, "dissent", "a, hard").difference.interval.low > 0.1
    assert found(audit, "log time", "a, hard").difference.value == pytest.approx(np.log(3), abs=0.15)
    assert found(audit, "missing", "a, hard").difference.value == pytest.approx(np.mean(said[:100] < 0))
    assert all(f"rate of {n}" not in each.what for each in audit.findings for n in range(3))


def test_without_what_was_asked_an_item_that_nobody_answered_is_missing() -> None:
    said = np.ones((100, 6), dtype=int)
    said[::2, 0] = 0
    said[:10] = -1
    missing = found(bias(table(said), groups("dialect", "item", ["a"] * 50 + ["b"] * 50)), "missing", "a")

    assert (missing.here.value, missing.there.value, missing.difference.n_unit) == (0.2, 0.0, "items")


def test_a_log_odds_ratio_is_that_of_the_two_rates() -> None:
    rate = found(bias(crowd(np.random.default_rng(10)), teams(8, 8)), "rate of yes", "red")
    a, b = rate.here.value, rate.there.value

    assert rate.log_odds.value == pytest.approx(np.log(a / (1 - a)) - np.log(b / (1 - b)))
    assert rate.log_odds.interval.kind == "two-way-clusters"


def test_numbers_are_compared_by_their_means() -> None:
    said = crowd(np.random.default_rng(11))
    numbers = replace(said, value_index=None, value=said.codes.astype(np.float64), n_values=0, values=())
    audit = bias(numbers, [teams(8, 8), groups("dialect", "item", ["a", "b"] * 60)])

    assert {each.measure for each in audit.comparisons} == {"mean", "missing"}
    assert (
        found(audit, "mean", "red").difference.value
        == found(bias(said, teams(8, 8)), "rate of yes", "red").difference.value
    )


def test_the_consensus_hides_what_a_minority_says_and_the_audit_shows_it() -> None:
    said = np.tile(np.arange(60)[:, None] % 2, (1, 15))
    said[::4, :6] = 1  # six of fifteen call every fourth item otherwise, and lose each vote
    audit = bias(table(said), teams(6, 9))
    red, blue = audit.voices

    assert [*red.consensus, *red.said] == pytest.approx([0.5, 0.5, 0.25, 0.75])
    assert (red.n_outvoted, red.lost[0].said, red.lost[0].consensus, red.lost[0].n) == (90, 1, 0, 90)
    assert blue.n_outvoted == 0
    assert found(audit, "outvoted", "red").difference.value == pytest.approx(0.25)


def test_a_cell_of_few_people_is_not_told() -> None:
    said = np.tile(np.arange(60)[:, None] % 2, (1, 14))
    said[::4, :2] = 1  # two of six
    red = bias(table(said), teams(6, 8)).voices[0]

    assert (red.lost, red.n_not_shown) == ((), red.n_outvoted)


def test_an_answer_after_a_suggestion_takes_no_part() -> None:
    said = crowd(np.random.default_rng(12))
    shown = np.zeros(len(said), dtype=np.uint8)
    shown[::3] = SHOWN
    kept = said.take(shown != SHOWN)

    assert bias(replace(said, assist=shown), teams(8, 8)).comparisons == bias(kept, teams(8, 8)).comparisons


@pytest.mark.parametrize("n_people", [0, 1])
def test_nothing_to_compare_is_an_empty_audit_and_no_error(n_people: int) -> None:
    empty = Answers(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.int32), 0, n_people, 2)
    audit = bias(empty, [groups("team", "annotator", ["red"] * n_people), groups("dialect", "item", [])])

    assert (audit.n_comparisons, audit.findings) == (0, ())


def test_every_problem_is_named_at_once() -> None:
    said = crowd(np.random.default_rng(13))

    with REFUSED as caught:
        bias(
            said,
            [Groups("a", "annotator", np.zeros(3, int), ("x",)), Groups("b", "item", np.full(120, 4), ("x",))],
            truth=np.full(120, 9),
            n_asked=np.full(120, -1),
        )

    assert {problem.field for problem in caught.value.problems} == {"a", "b", "truth", "n_asked"}


@given(st.integers(0, 1_000), st.randoms(use_true_random=False))
@settings(max_examples=15)
def test_names_of_people_and_items_change_nothing(seed: int, random) -> None:
    said = crowd(np.random.default_rng(seed), n_items=40)
    item, who = list(range(40)), list(range(16))
    random.shuffle(item)
    random.shuffle(who)
    new_item, new_who = np.array(item)[said.item_index], np.array(who)[said.annotator_index]
    order = np.lexsort((new_who, new_item))
    again = replace(
        said,
        item_index=new_item[order].astype(np.int32),
        annotator_index=new_who[order].astype(np.int32),
        value_index=said.codes[order],
    )
    index = np.empty(16, dtype=int)
    index[who] = np.repeat([0, 1], 8)
    one = bias(said, teams(8, 8))
    other = bias(again, Groups("team", "annotator", index, ("red", "blue")))
    for a, b in zip(one.comparisons, other.comparisons, strict=True):
        assert (a.measure, a.group) == (b.measure, b.group)
        assert a.difference.value == pytest.approx(b.difference.value, abs=1e-12)
        assert a.p == pytest.approx(b.p, abs=1e-9)
