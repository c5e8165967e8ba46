"""An annotator against themselves: probes only, a day apart."""

import numpy as np
import pytest

from labelproof.quality import Answers
from labelproof.quality.agreement import intra
from labelproof.quality.agreement.intra import A_DAY_S
from labelproof.quality.answers import PROBE, READ


def probed(
    first: list[int], again: list[int], days: float = 2.0, *, times: bool = True, numbers: bool = False
) -> Answers:
    """One annotator's answers to items, and to each of them again."""
    n = len(first)
    item = np.repeat(np.arange(n, dtype=np.int32), 2)
    said = np.column_stack([first, again]).ravel()
    return Answers(
        item,
        np.zeros(2 * n, dtype=np.int32),
        None if numbers else said.astype(np.int32),
        n,
        1,
        0 if numbers else 3,
        value=said.astype(np.float64) if numbers else None,
        kind=np.tile(np.array([READ, PROBE], dtype=np.uint8), n),
        submitted_at=np.tile([0.0, days * A_DAY_S], n) if times else None,
        annotators=["ana"],
    )


def test_somebody_who_says_the_same_twice_agrees_with_themselves() -> None:
    ((who, result),) = intra(probed([0, 1, 2, 0], [0, 1, 2, 0])).rows()

    assert who == "ana"
    assert (result.alpha.value, result.observed.value, result.alpha.n) == (1, 1, 4)
    assert result.alpha.method == "intra/alpha/nominal/bootstrap-items@1"
    assert "few_annotators" not in result.alpha.notes


def test_a_change_of_mind_costs() -> None:
    (result,) = intra(probed([0, 1, 2, 0], [0, 1, 2, 1])).cells

    assert result.observed.value == 0.75
    assert result.alpha.value == pytest.approx(1 - 2 * 7 / (64 - 9 - 9 - 4))


def test_a_probe_on_the_same_day_measures_memory_and_is_left_out() -> None:
    soon = probed([0, 1], [0, 1], days=0.5)

    assert intra(soon).cells[0].alpha.undefined_reason == "fewer_than_two_annotators"
    assert intra(soon, min_gap_s=3600).cells[0].alpha.value == 1


def test_without_times_nothing_is_known_to_be_a_day_apart() -> None:
    untimed = probed([0, 1], [0, 1], times=False)

    assert intra(untimed).cells[0].alpha.value is None
    assert intra(untimed, min_gap_s=0).cells[0].alpha.value == 1


def test_numbers_have_distances_and_are_equal_or_not() -> None:
    (result,) = intra(probed([1, 5, 9], [1, 5, 8], numbers=True), "interval").cells

    assert result.alpha.value is not None
    assert result.alpha.value > 0.9
    assert result.observed.value == pytest.approx(2 / 3)


def test_nobody_with_a_probe_is_no_cell() -> None:
    said = probed([0, 1], [0, 1])

    assert len(intra(said.take(said.kind == READ))) == 0
