"""The value of another answer: by enumeration, in its ties, and in how many errors a budget finds."""

import numpy as np
import pytest

from labelproof.kernel.refused import Refused
from labelproof.quality.sampling import relabel_value

CONFUSION = np.array([[0.8, 0.1, 0.1], [0.2, 0.7, 0.1], [0.1, 0.1, 0.8]])


def by_enumeration(prior: np.ndarray) -> float:
    """E[max posterior] - max prior, answer by answer with Bayes' rule."""
    expected = 0.0
    for answer in range(3):
        chance = prior @ CONFUSION[:, answer]
        expected += chance * (prior * CONFUSION[:, answer] / chance).max()
    return expected - prior.max()


def test_the_gain_is_that_of_bayes_rule() -> None:
    posterior = np.random.default_rng(1).dirichlet([1] * 3, size=50)
    found = relabel_value(posterior, CONFUSION)

    assert found.gain == pytest.approx([by_enumeration(posterior[n]) for n in found.item_index], abs=1e-9)
    assert (np.diff(found.gain) <= 0).all()


def test_where_one_answer_cannot_change_the_first_place_entropy_decides() -> None:
    """Above the annotator's accuracy the gain is 0; the less certain item still comes first."""
    posterior = np.array([[0.99, 0.01], [0.95, 0.05], [0.97, 0.03]])
    found = relabel_value(posterior, np.array([[0.9, 0.1], [0.1, 0.9]]))

    assert found.gain.tolist() == [0, 0, 0]
    assert found.item_index.tolist() == [1, 2, 0]


def test_weight_over_price_orders_items_of_equal_doubt() -> None:
    posterior = np.tile([0.6, 0.3, 0.1], (4, 1))
    found = relabel_value(posterior, CONFUSION, weight=np.array([1.0, 1, 3, 1]), price=np.array([1.0, 2, 1, 0.5]))

    assert found.item_index.tolist() == [2, 3, 0, 1]


def test_the_expected_number_of_errors_found_is_what_is_found() -> None:
    rng = np.random.default_rng(2)
    posterior = rng.dirichlet([2, 1, 0.5], size=4000)
    found = relabel_value(posterior, CONFUSION)
    truth = (posterior.cumsum(axis=1) < rng.random((4000, 1))).sum(axis=1)
    answer = (CONFUSION[truth].cumsum(axis=1) < rng.random((4000, 1))).sum(axis=1)
    current = posterior.argmax(axis=1)
    wrong_and_contradicted = (current != truth) & (answer != current)

    for budget in (300, 1500):
        bought = found.item_index[: found.within(budget)]
        assert found.expected_found(budget) == pytest.approx(wrong_and_contradicted[bought].sum(), rel=0.1)


def test_the_list_finds_more_errors_than_chance() -> None:
    posterior = np.random.default_rng(3).dirichlet([3, 0.3, 0.3], size=2000)
    found = relabel_value(posterior, CONFUSION)

    assert found.expected_found(200) > 2.5 * found.p_found.sum() / 10


def test_a_budget_pays_for_whole_answers() -> None:
    found = relabel_value(np.tile([0.6, 0.3, 0.1], (3, 1)), CONFUSION, price=np.array([2.0, 2.0, 2.0]))

    assert [found.within(budget) for budget in (1.9, 2, 5, 99)] == [0, 1, 2, 3]


def test_what_is_no_distribution_is_refused_with_everything_else_that_is_wrong() -> None:
    with pytest.raises(Refused, match=r"relabel\.bad") as refused:
        relabel_value(np.array([[0.5, 0.4]]), np.eye(3), price=np.array([0.0]))

    assert [each.field for each in refused.value.problems] == ["posterior", "confusion", "price"]
