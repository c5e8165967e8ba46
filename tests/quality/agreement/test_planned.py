"""Which answers count: planned reads without a suggestion, one vote a family; and what goes wrong otherwise."""

from dataclasses import replace

import numpy as np
import pytest

from labelproof.quality import Answers, alpha, from_columns, observed
from labelproof.quality.agreement import gwet, shown_a_suggestion
from labelproof.quality.agreement.planned import one_vote_a_family
from labelproof.quality.answers import GOLD, PROBE, READ, SHOWN, UNKNOWN
from tests.quality.agreement.crowds import coded, numbered


def stopped_early(n: int, accuracy: float, seed: int) -> Answers:
    """Two planned reads of a yes or no; reading goes on while they tie, to five at most."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 2, n)
    said = np.where(rng.random((n, 5)) < accuracy, truth[:, None], 1 - truth[:, None])
    votes = np.cumsum(2 * said - 1, axis=1)
    settled = np.abs(votes) >= 2
    stop = np.where(settled.any(axis=1), settled.argmax(axis=1), 4)
    asked = np.arange(5) <= stop[:, None]
    item, who = np.nonzero(asked)
    return Answers(
        item.astype(np.int32), who.astype(np.int32), said[item, who].astype(np.int32), n, 5, 2, planned=who < 2
    )


def test_reads_that_disagreement_caused_do_not_count_and_would_bias_both_figures() -> None:
    """Planned reads of people who are right in 80 % of cases agree in .68, alpha .36; all reads say otherwise."""
    said = stopped_early(40_000, 0.8, 0)
    all_reads = replace(said, planned=None)

    assert observed(said).value == pytest.approx(0.68, abs=0.01)
    assert alpha(said).value == pytest.approx(0.36, abs=0.015)
    assert observed(all_reads).value > 0.75
    assert abs(alpha(all_reads).value - 0.36) > 0.05


def test_probes_gold_and_answers_after_a_suggestion_do_not_count() -> None:
    rng = np.random.default_rng(1)
    plain = coded(rng.integers(0, 2, (50, 3)), 2)
    kind = np.where(rng.random(150) < 0.2, rng.choice([PROBE, GOLD], 150), READ).astype(np.uint8)
    assist = np.where(rng.random(150) < 0.2, SHOWN, UNKNOWN).astype(np.uint8)
    mixed = replace(plain, kind=kind, assist=assist)

    assert alpha(mixed).value == alpha(plain.take((kind == READ) & (assist != SHOWN))).value
    assert alpha(mixed).params["n_probes"] == int((kind == PROBE).sum())


def test_answers_after_a_suggestion_have_a_figure_of_their_own() -> None:
    """They agree through what they were shown: pooled, they would raise the figure."""
    rng = np.random.default_rng(2)
    blind, suggested = rng.integers(0, 2, (60, 3)), rng.integers(0, 2, (60, 1)).repeat(3, axis=1)
    said = coded(np.vstack([blind, suggested]), 2)
    said = replace(said, assist=np.where(said.item_index < 60, UNKNOWN, SHOWN).astype(np.uint8))
    own = shown_a_suggestion(said)

    assert own.value == 1
    assert own.method == "shown-a-suggestion/alpha/nominal/bootstrap-items@1"
    assert alpha(said).value == alpha(coded(blind, 2)).value
    assert shown_a_suggestion(said, gwet, weights="linear").n == 60


def test_copies_of_one_model_are_one_vote() -> None:
    rng = np.random.default_rng(3)
    said = rng.integers(0, 3, (80, 3))
    copied = np.column_stack([said, said[:, 2], said[:, 2]])
    family = np.tile([0, 1, 2, 2, 2], 80)
    counted = replace(coded(copied, 3), family_index=family)

    assert alpha(counted).value == alpha(coded(said, 3)).value
    assert alpha(coded(copied, 3)).value > alpha(counted).value + 0.1


def test_a_family_of_two_minds_has_no_vote_and_three_of_it_have_a_majority() -> None:
    said = from_columns(["i"] * 3 + ["j"] * 4, ["a", "m", "n", "a", "m", "n", "o"], ["x", "x", "y", "x", "x", "y", "y"])
    one = one_vote_a_family(replace(said, family_index=np.array([0, 1, 1, 0, 1, 1, 1])))

    assert [(int(i), one.values[v]) for i, v in zip(one.item_index, one.codes, strict=True)] == [
        (0, "x"),
        (1, "x"),
        (1, "y"),
    ]


def test_a_family_of_numbers_votes_with_its_mean() -> None:
    said = replace(numbered(np.array([[1.0, 2.0, 4.0]])), family_index=np.array([0, 1, 1]))

    assert one_vote_a_family(said).numbers.tolist() == [1.0, 3.0]


def test_what_was_dropped_before_is_said() -> None:
    said = from_columns(["i", "i", "i", "j", "j"], ["a", "a", "b", "a", "b"], ["x", "x", "x", "y", "x"])

    assert alpha(said).params["n_repeats_dropped"] == 1


def test_weights_of_items_are_not_used_in_silence() -> None:
    said = replace(coded(np.array([[0, 1], [1, 1]]), 2), item_weight=np.array([1.0, 3.0]))

    assert "item_weights_not_used" in alpha(said).notes
