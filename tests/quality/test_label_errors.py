"""Label errors: the definition, cleanlab's flags, the planted number, and what is said when there is none."""

import numpy as np
import pytest

from labelproof.kernel.refused import Refused
from labelproof.quality.kernels import available, using
from labelproof.quality.kernels.confident import confident
from labelproof.quality.label_errors import LabelErrors, label_errors
from tools.peers import Peers

PEERS_NAMES = {
    "noise_rate": "prune_by_noise_rate",
    "class": "prune_by_class",
    "both": "both",
    "off_diagonal": "confident_learning",
    "predicted": "predicted_neq_given",
}


def noisy(
    n: int, k: int, seed: int, noise: float = 0.15, sharp: float = 2.5
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Given labels, calibrated probabilities (the posterior of the model that made them), and the truth."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, k, n)
    given = np.where(rng.random(n) < noise, rng.integers(0, k, n), truth)
    features = rng.normal(size=(n, k)) + sharp * np.eye(k)[truth]
    table = np.exp(sharp * features)
    return given, table / table.sum(axis=1, keepdims=True), truth


@pytest.mark.parametrize("kernel", available())
def test_thresholds_and_confident_labels_are_the_definitions(kernel: str) -> None:
    given, table, _ = noisy(300, 4, 0)
    with using(kernel):
        result = confident(given, table)
    thresholds = [table[given == k, k].mean() for k in range(4)]
    for item, row in enumerate(table):
        passing = [k for k in range(4) if row[k] >= thresholds[k]]
        expected = -1 if not passing else passing[0] if len(passing) == 1 else int(row.argmax())

        assert result.confident[item] == expected
        assert result.predicted[item] == row.argmax()
    assert result.thresholds == pytest.approx(thresholds, abs=1e-12)


def test_a_label_nobody_gave_has_no_threshold_and_no_item() -> None:
    given, table, _ = noisy(200, 3, 1)
    result = label_errors(np.where(given == 2, 0, given), table)

    assert np.isnan(result.thresholds[2])
    assert result.confident_joint[:, 2].tolist() == result.confident_joint[2].tolist() == [0, 0, 0]
    assert result.by_label.cells[2].undefined_reason == "no_rows"
    assert result.expected.value is not None


def test_the_joint_keeps_the_counts_of_the_given_labels() -> None:
    for seed in range(30):
        given, table, _ = noisy(50, 6, seed, noise=0.6, sharp=1.0)

        assert label_errors(given, table).joint.sum(axis=1).tolist() == np.bincount(given, minlength=6).tolist()


def _tied(result: LabelErrors) -> bool:
    """Whether a row's last rounded-up remainder equals the first that was not: cleanlab lets its sort decide that."""
    n_given = result.joint.sum(axis=1, keepdims=True)
    row = np.maximum(result.confident_joint.sum(axis=1, keepdims=True), 1)
    rest = result.confident_joint * n_given % row
    up = result.joint > result.confident_joint * n_given // row
    return any(up[k].any() and {*rest[k][up[k]]} & {*rest[k][~up[k]]} for k in range(len(rest)))


@pytest.mark.parametrize("filter_by", PEERS_NAMES)
def test_the_flags_are_cleanlabs(peers: Peers, filter_by: str) -> None:
    compared = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        k = int(rng.integers(2, 9))
        given, table, _ = noisy(
            int(rng.integers(4 * k, 400)), k, seed, float(rng.random() * 0.6), float(rng.random() * 2)
        )
        result = label_errors(given, table, filter_by=filter_by)
        if len(np.unique(given)) < k or _tied(result):
            continue
        compared += 1
        assert (result.joint == peers.ask("checks.confident_joint", given, table, True)).all()
        assert (result.flagged == peers.ask("checks.label_issues", given, table, PEERS_NAMES[filter_by])).all()

    assert compared > 25


@pytest.mark.parametrize("rank", ["self_confidence", "normalized_margin"])
def test_the_order_is_cleanlabs(peers: Peers, rank: str) -> None:
    given, table, _ = noisy(3_000, 5, 7)
    result = label_errors(given, table, filter_by="off_diagonal", rank=rank)

    assert (
        result.order.tolist()
        == peers.ask("checks.label_issues_ranked", given, table, "confident_learning", rank).tolist()
    )
    assert peers.ask("checks.num_label_issues", given, table) == result.flagged.sum()


def test_the_expected_number_is_that_of_the_planted_errors() -> None:
    """With classes well apart, as the theorems of the paper want them."""
    inside = 0
    for seed in range(20):
        given, table, truth = noisy(4_000, 4, seed, noise=0.2, sharp=4.0)
        result = label_errors(given, table, filter_by="off_diagonal")
        n_wrong = int((given != truth).sum())
        assert result.expected.value is not None and result.expected.interval is not None
        inside += result.expected.interval.low <= n_wrong <= result.expected.interval.high

    assert inside >= 18


def test_a_model_that_errs_overstates_the_number_and_the_note_says_on_what_it_depends() -> None:
    given, table, truth = noisy(20_000, 4, 1, noise=0.2, sharp=2.0)
    result = label_errors(given, table)
    n_wrong = int((given != truth).sum())

    assert (table.argmax(axis=1) == truth).mean() == pytest.approx(0.82, abs=0.01)
    assert result.expected.value is not None
    assert 1.3 * n_wrong < result.expected.value < 1.8 * n_wrong
    assert "conditional_on_model" in result.expected.notes


def test_most_flags_are_errors_and_the_worst_come_first() -> None:
    given, table, truth = noisy(4_000, 4, 3, sharp=3.5)
    result = label_errors(given, table)
    wrong = given[result.order] != truth[result.order]

    assert wrong.mean() > 0.8
    assert wrong[:100].mean() > 0.95
    assert sorted(result.score[result.order].tolist()) == result.score[result.order].tolist()


def test_the_order_of_items_changes_no_flag() -> None:
    given, table, _ = noisy(500, 4, 5)
    order = np.random.default_rng(0).permutation(500)
    one, other = label_errors(given, table), label_errors(given[order], table[order])

    assert (other.flagged == one.flagged[order]).all()
    assert other.expected.value == pytest.approx(one.expected.value)


@pytest.mark.parametrize(
    ("given", "table", "reason"),
    [
        (np.empty(0, dtype=int), np.empty((0, 2)), "no_rows"),
        (np.array([1, 1]), np.array([[0.5, 0.5], [0.1, 0.9]]), "one_value_only"),
        (np.array([0]), np.array([[1.0]]), "one_value_only"),
    ],
)
def test_what_cannot_be_computed_says_why(given: np.ndarray, table: np.ndarray, reason: str) -> None:
    result = label_errors(given, table)

    assert (result.expected.value, result.expected.undefined_reason) == (None, reason)


def test_every_problem_is_named_at_once() -> None:
    with pytest.raises(Refused) as refused:
        label_errors(np.array([0, 9]), np.array([[0.5, 0.6], [np.nan, 1.0]]), filter_by="x", rank="y")

    assert [each.field for each in refused.value.problems] == ["filter_by", "rank", "value_index", "out_of_fold"]


@pytest.mark.parametrize(
    ("given", "table", "field"),
    [
        (np.array([0, 1]), np.array([[0.5, 0.5]]), "out_of_fold"),
        (np.array([0.0]), np.array([[0.5, 0.5]]), "value_index"),
        (np.array([0]), np.array([[1.5, -0.5]]), "out_of_fold"),
        (np.array([-1]), np.array([[0.5, 0.5]]), "value_index"),
    ],
)
def test_malformed_input_is_refused(given: np.ndarray, table: np.ndarray, field: str) -> None:
    with pytest.raises(Refused) as refused:
        label_errors(given, table)

    assert [each.field for each in refused.value.problems] == [field]
