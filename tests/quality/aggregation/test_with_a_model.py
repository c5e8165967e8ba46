"""A model beside the annotators: the average written out in loops, and the product as one more annotator."""

from collections import Counter
from math import sqrt

import numpy as np
import pytest

from labelproof.kernel.refused import Refused
from labelproof.quality import Answers, aggregate
from labelproof.quality.aggregation.dawid_skene import dawid_skene
from labelproof.quality.aggregation.model_as_annotator import model_as_annotator
from labelproof.quality.aggregation.with_model import with_model
from tests.quality.aggregation.crowds import answers, crowd, renamed


def probabilities(truth: np.ndarray, n_values: int, weight: float, seed: int = 0) -> np.ndarray:
    """What a model might say: logits of noise, and so much more on the truth."""
    logit = np.random.default_rng(seed).normal(size=(len(truth), n_values))
    logit[np.arange(len(truth)), truth] += weight
    table = np.exp(logit)
    return table / table.sum(axis=1, keepdims=True)


def written_out(given: Answers, model: np.ndarray) -> np.ndarray:
    """CROWDLAB's average in loops, over items with a unique vote (a tie would share it)."""
    k = given.n_values
    said: dict[int, list[tuple[int, int]]] = {}
    for i, w, v in zip(given.item_index.tolist(), given.annotator_index.tolist(), given.codes.tolist(), strict=True):
        said.setdefault(i, []).append((w, v))
    shared = [i for i, votes in said.items() if len(votes) > 1]
    leaders = {}
    for i, votes in said.items():
        counts = Counter(v for _, v in votes)
        leaders[i] = [v for v, n in counts.items() if n == max(counts.values())]

    def credit(i: int, v: int) -> float:
        return (v in leaders[i]) / len(leaders[i])

    commonest = Counter(given.codes.tolist()).most_common(1)[0][0]
    constant_error = 1 - float(np.mean([credit(i, commonest) for i in shared]))
    likely = float(np.mean([credit(i, v) for i in shared for _, v in said[i]]))
    pairs: dict[int, list[bool]] = {}
    for votes in said.values():
        for at, (w, v) in enumerate(votes):
            pairs.setdefault(w, []).extend(v == other for n, (_, other) in enumerate(votes) if n != at)
    weight = {w: max(1 - (1 - float(np.mean(met))) / constant_error, 1e-4) for w, met in pairs.items()}
    right = float(np.mean([credit(i, int(model[i].argmax())) for i in shared]))
    of_model = max(1 - (1 - right) / constant_error, 1e-4) * sqrt(len(given) / len(said))
    result = np.empty((given.n_items, k))
    for i in range(given.n_items):
        score = of_model * model[i]
        total = of_model
        for w, v in said[i]:
            score = score + weight[w] * np.where(np.arange(k) == v, likely, (1 - likely) / (k - 1))
            total += weight[w]
        result[i] = score / total
    return result


@pytest.mark.parametrize("seed", range(4))
def test_it_is_the_weighted_average_written_out(seed: int) -> None:
    made, truth = crowd(60, 6, 3, 3, seed)
    model = probabilities(truth, 3, 1.5, seed)

    result = with_model(made, out_of_fold=model)

    assert np.abs(result.posterior - written_out(made, model)).max() < 1e-12
    assert np.abs(result.posterior.sum(axis=1) - 1).max() < 1e-12


@pytest.mark.parametrize("name", ["with_model", "model_as_annotator"])
def test_a_good_model_helps_and_a_bad_one_hardly_harms(name: str) -> None:
    made, truth = crowd(800, 12, 3, 2, seed=3)
    good, bad = probabilities(truth, 3, 3.0), probabilities(truth, 3, 0.0)
    alone = (aggregate(made, "dawid_skene").value_index == truth).mean()

    with_good, with_bad = (
        (aggregate(made, name, out_of_fold=each).value_index == truth).mean() for each in (good, bad)
    )

    assert with_good > alone + 0.03
    assert with_bad > (aggregate(made, "majority").value_index == truth).mean() - 0.01


@pytest.mark.parametrize("name", ["with_model", "model_as_annotator"])
def test_new_names_and_another_order_of_rows_change_nothing(name: str) -> None:
    made, truth = crowd(60, 7, 3, 3)
    other, of_item, of_value = renamed(made)
    model = probabilities(truth, 3, 1.0)
    moved = np.empty_like(model)
    moved[np.ix_(of_item, of_value)] = model

    before = aggregate(made, name, out_of_fold=model).posterior
    after = aggregate(other, name, out_of_fold=moved).posterior

    assert np.abs(after[np.ix_(of_item, of_value)] - before).max() < 1e-9


def test_an_item_without_a_vote_has_the_model_s_probabilities_and_no_value() -> None:
    made = answers([0, 0], [0, 1], [0, 0], 2, 2, 2)
    result = with_model(made, out_of_fold=np.array([[0.6, 0.4], [0.3, 0.7]]))

    assert result.value_index.tolist() == [0, -1]
    assert result.posterior[1].tolist() == pytest.approx([0.3, 0.7])


def test_without_a_shared_item_it_says_so() -> None:
    made = answers([0, 1], [0, 1], [0, 1], 2, 2, 2)

    assert "no_shared_item" in with_model(made, out_of_fold=np.full((2, 2), 0.5)).notes


def test_as_an_annotator_the_model_is_dawid_and_skene_with_one_more_column() -> None:
    made, truth = crowd(60, 6, 3, 3)
    model = probabilities(truth, 3, 1.5)
    item = np.append(made.item_index, np.arange(60))
    order = np.argsort(item, kind="stable")
    who = np.append(made.annotator_index, np.full(60, 6))
    value = np.append(made.codes, model.argmax(axis=1))
    together = answers(item[order], who[order], value[order], 60, 7, 3)

    ours, expected = model_as_annotator(made, out_of_fold=model), dawid_skene(together)

    assert ours.posterior.tobytes() == expected.posterior.tobytes()
    assert ours.n_votes.tolist() == [3] * 60
    assert ours.annotators[6].accuracy.value == expected.annotators[6].accuracy.value


def test_a_model_that_cannot_decide_does_not_answer() -> None:
    made, _ = crowd(20, 5, 2, 3)

    result = model_as_annotator(made, out_of_fold=np.full((20, 2), 0.5))

    assert result.posterior.tobytes() == dawid_skene(made).posterior.tobytes()


@pytest.mark.parametrize("name", ["with_model", "model_as_annotator"])
@pytest.mark.parametrize(
    ("table", "said"),
    [
        (np.full((2, 2), 0.5), "items by values"),
        (np.array([[0.5, 0.5], [0.5, 0.5], [0.7, 0.4]]), "sums to 1.100000 on item 2"),
        (np.array([[0.5, 0.5], [0.5, 0.5], [1.2, -0.2]]), "negative or no number"),
        (np.array([[0.5, 0.5], [0.5, 0.5], [np.nan, 1.0]]), "negative or no number"),
    ],
)
def test_probabilities_that_are_none_are_refused(name: str, table: np.ndarray, said: str) -> None:
    with pytest.raises(Refused, match=said):
        aggregate(answers([0, 1, 2], [0, 0, 0], [0, 1, 0], 3, 1, 2), name, out_of_fold=table)
