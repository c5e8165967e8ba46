"""Answers foretold by a model that has not seen them: written out once, and the model that made the answers wins."""

import numpy as np
import pytest

from labelproof.kernel.refused import Refused
from labelproof.quality import Answers, from_columns
from labelproof.quality.aggregation.dawid_skene import dawid_skene
from labelproof.quality.evaluation.left_out import foretold, log_score
from tests.quality.aggregation.crowds import answers, crowd


def test_an_answer_is_foretold_from_the_item_s_posterior_and_its_annotator_s_row() -> None:
    made, _ = crowd(30, 5, 3, 4)
    rng = np.random.default_rng(7)
    dealt = np.random.default_rng(7).permutation(len(made)) % 2
    expected = np.empty(len(made))
    for fold in (0, 1):
        fitted = dawid_skene(made.take(np.flatnonzero(dealt != fold)))
        matrix = {m.annotator_index: m.confusion for m in fitted.annotators}
        for a in np.flatnonzero(dealt == fold):
            seen = fitted.posterior[made.item_index[a]] @ matrix[made.annotator_index[a]]
            expected[a] = np.log(seen[made.codes[a]])

    assert foretold(made, "dawid_skene", folds=2, rng=rng)[0] == pytest.approx(expected, abs=1e-12)


def one_coin_crowd(bias: float) -> Answers:
    """People with one accuracy each; with a bias, whoever errs says the next value and not any."""
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 4, 600)
    item, person = np.repeat(np.arange(600), 6), np.tile(np.arange(6), 600)
    right = rng.random(3_600) < np.array([0.9, 0.8, 0.7, 0.6, 0.55, 0.5])[person]
    off = np.where(rng.random(3_600) < bias, 1, rng.integers(1, 4, 3_600))
    return answers(item, person, np.where(right, truth[item], (truth[item] + off) % 4), 600, 6, 4)


@pytest.mark.parametrize(
    ("bias", "better", "worse"), [(0.0, "one_coin", "dawid_skene"), (1.0, "dawid_skene", "one_coin")]
)
def test_the_model_that_made_the_answers_foretells_them_best(bias: float, better: str, worse: str) -> None:
    made = one_coin_crowd(bias)
    options = {"smoothing": None, "iterations": "converge"}
    scores = {
        name: foretold(made, name, rng=np.random.default_rng(0), **(options if name == "dawid_skene" else {}))[0]
        for name in (better, worse)
    }

    assert scores[better].mean() > scores[worse].mean()


def test_it_is_the_mean_with_an_interval_over_items_and_the_same_each_time() -> None:
    made, _ = crowd(60, 6, 3, 4)
    one, other = log_score(made), log_score(made)
    scores, seed = foretold(made, "dawid_skene")

    assert one == other
    assert one.value == pytest.approx(scores.mean())
    assert one.seed == seed
    assert one.n == 240
    assert one.interval.low < one.value < one.interval.high < 0


def test_someone_who_was_never_seen_is_like_everyone() -> None:
    rows = [(i, w, "xy"[i % 2]) for i in range(8) for w in ("ana", "ben")] + [(0, "once", "x")]
    made = from_columns(*(list(each) for each in zip(*rows, strict=True)))

    assert np.isfinite(foretold(made, "dawid_skene", folds=17, rng=np.random.default_rng(0))[0]).all()


def test_no_answers_have_no_score() -> None:
    assert log_score(from_columns([], [], [])).undefined_reason == "no_answers"


@pytest.mark.parametrize(
    ("name", "folds", "said"), [("majority", 10, "no posterior"), ("dawid_skene", 1, "two or more")]
)
def test_what_foretells_nothing_is_refused(name: str, folds: int, said: str) -> None:
    with pytest.raises(Refused, match=said):
        log_score(crowd(20, 4, 2, 3)[0], name, folds=folds)


def test_fewer_answers_than_folds_are_each_left_out_once() -> None:
    two = from_columns(["i", "i"], ["ana", "ben"], ["x", "y"])

    said = log_score(two)
    one = log_score(two.take(np.array([0])))

    assert said.n == 2
    assert one.undefined_reason == "no_answers"
