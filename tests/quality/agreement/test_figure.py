"""A figure of sums: its gradient is the derivative, and an undefined value is a reason."""

import numpy as np
import pytest

from labelproof.kernel.refused import Undefined
from labelproof.quality import AGREEMENT, alpha
from labelproof.quality.agreement.alpha import alpha_figure
from labelproof.quality.agreement.cohen import cohen_figure
from labelproof.quality.agreement.figure import of_sums
from labelproof.quality.agreement.figures import FIGURES
from labelproof.quality.estimate import REASONS
from tests.quality.agreement.crowds import coded


def test_the_complex_step_is_the_derivative() -> None:
    rows = np.random.default_rng(0).random((50, 2))
    influence = of_sums(np.arange(50), rows, lambda s: s[..., 0] / s[..., 1]).influence()
    a, b = rows.sum(axis=0)

    assert influence == pytest.approx(rows[:, 0] / b - a * rows[:, 1] / b**2, abs=1e-15)


def test_no_number_is_a_reason() -> None:
    with pytest.raises(Undefined, match="one_value_only"):
        of_sums(np.arange(1), np.zeros((1, 2)), lambda s: s[..., 0] / s[..., 1])
    assert "one_value_only" in REASONS


@pytest.mark.parametrize("name", [*FIGURES, "ordinal", "cohen"])
def test_an_items_influence_is_what_a_little_more_of_it_does(name: str) -> None:
    """Alpha's is Gwet's, which leaves out terms of order 1 / n; the others are exact."""
    rng = np.random.default_rng(1)
    said = rng.integers(0, 3, (400, 3))
    said[rng.random(said.shape) < 0.2] = -1
    made = coded(said, 3)
    if name == "cohen":
        figure = cohen_figure(made, (0, 1), None)
    elif name == "ordinal":
        figure = alpha_figure(made, "ordinal")
    else:
        figure = FIGURES[name](made)
    assert figure.kinds is not None
    assert figure.at is not None
    rows, kind = figure.kinds()
    times = np.bincount(kind, minlength=len(rows)).astype(float)
    step = 1e-4
    more = times + step * np.eye(len(rows))
    less = times - step * np.eye(len(rows))
    change = (figure.at(more, rows) - figure.at(less, rows)) / (2 * step)
    near = 3e-5 if name in ("alpha", "ordinal") else 1e-8

    assert figure.influence() - figure.influence().mean() == pytest.approx(change[kind] - change[kind].mean(), abs=near)
    assert figure.at(times[None], rows)[0] == pytest.approx(figure.value, abs=1e-12)


def test_one_value_of_two_hundred_items_moves_alpha_by_its_influence() -> None:
    rng = np.random.default_rng(2)
    said = rng.integers(0, 3, (200, 3))
    figure = alpha_figure(coded(said, 3))
    without = alpha(coded(said[1:], 3), interval=False).value
    assert without is not None

    assert figure.value - without == pytest.approx(figure.influence()[0], abs=2e-4)


@pytest.mark.parametrize("name", AGREEMENT)
def test_every_registered_measure_takes_answers_and_says_its_method(name: str) -> None:
    said = np.array([[(item + person) % 3 == 0 for person in range(3)] for item in range(30)], dtype=int)

    assert "@" in AGREEMENT[name](coded(said, 2)).method
