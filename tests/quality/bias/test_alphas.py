"""Alpha within and between groups: the definitions, and influences that are derivatives."""

import numpy as np
import pytest

from labelproof.kernel.refused import Undefined
from labelproof.quality.agreement import alpha
from labelproof.quality.bias.alphas import alpha_between, alpha_within, comparable
from tests.quality.bias.crowds import table


def some(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows of items with two answers of the group at least, and one of the rest."""
    rng = np.random.default_rng(seed)
    item, here = np.repeat(np.arange(14), 5), np.tile([True, True, True, False, False], 14)
    kept = (rng.random(len(item)) < 0.8) | np.tile([True, True, False, True, False], 14)
    return item[kept], rng.integers(0, 3, kept.sum()), here[kept]


def weighted_within(item: np.ndarray, code: np.ndarray, w: np.ndarray) -> float:
    """Alpha of weighted rows, where a row is never paired with itself; all loops."""
    observed = 0.0
    for each in np.unique(item):
        v, c = w[item == each], code[item == each]
        pairs = np.outer(v, v) * (1 - np.eye(len(v)))
        observed += v.sum() * (pairs * (c[:, None] != c)).sum() / pairs.sum()
    pairs = np.outer(w, w) * (1 - np.eye(len(w)))
    return 1 - (observed / w.sum()) / ((pairs * (code[:, None] != code)).sum() / pairs.sum())


def weighted_between(item: np.ndarray, code: np.ndarray, here: np.ndarray, w: np.ndarray) -> float:
    observed = 0.0
    for each in np.unique(item):
        a, b = (item == each) & here, (item == each) & ~here
        pairs = np.outer(w[a], w[b])
        apart = (pairs * (code[a][:, None] != code[b])).sum() / pairs.sum()
        observed += (w[a].sum() + w[b].sum()) * apart
    pairs = np.outer(w[here], w[~here])
    return 1 - (observed / w.sum()) / ((pairs * (code[here][:, None] != code[~here])).sum() / pairs.sum())


@pytest.mark.parametrize("seed", range(5))
def test_within_is_alpha_of_the_group(seed: int) -> None:
    said = np.random.default_rng(seed).integers(-1, 3, (30, 6))
    whole = table(said, 3)
    pairable = (np.diff(whole.item_ptr) >= 2)[whole.item_index]
    result = alpha_within(whole.item_index, whole.codes, pairable)

    assert result.value == pytest.approx(alpha(whole).value, abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_between_is_its_definition(seed: int) -> None:
    item, code, here = some(seed)

    assert alpha_between(item, code, here).value == pytest.approx(
        weighted_between(item, code, here, np.ones(len(item))), abs=1e-12
    )


@pytest.mark.parametrize("seed", range(3))
def test_an_influence_is_the_derivative_by_the_rows_weight(seed: int) -> None:
    item, code, here = some(seed)
    between, within = alpha_between(item, code, here), alpha_within(item, code, here)
    for row in range(len(item)):
        steps = np.zeros(len(item))
        steps[row] = 1e-6
        up, down = 1 + steps, 1 - steps
        slope = (weighted_between(item, code, here, up) - weighted_between(item, code, here, down)) / 2e-6

        assert between.influence[row] == pytest.approx(slope, abs=1e-7)
        if here[row]:
            slope = (
                weighted_within(item[here], code[here], up[here]) - weighted_within(item[here], code[here], down[here])
            ) / 2e-6
        assert within.influence[row] == pytest.approx(slope if here[row] else 0.0, abs=1e-7)


def test_between_is_symmetric() -> None:
    item, code, here = some(7)

    assert alpha_between(item, code, here).value == pytest.approx(alpha_between(item, code, ~here).value)


def test_only_items_that_allow_both_are_comparable() -> None:
    item = np.array([0, 0, 0, 1, 1, 2, 2, 2])
    here = np.array([True, True, False, True, True, True, False, False])

    assert comparable(item, here).tolist() == [True] * 3 + [False] * 5


def test_one_value_defines_neither() -> None:
    item, code, here = some(1)

    with pytest.raises(Undefined, match="one_value_only"):
        alpha_within(item, code * 0, here)
    with pytest.raises(Undefined, match="zero_expected_disagreement"):
        alpha_between(item, code * 0, here)
