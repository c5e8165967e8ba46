"""Alpha of units on a continuum: the published example of 1995 and 2004, and brute force over basic units."""

from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from labelproof.kernel.refused import Refused
from labelproof.quality import alpha
from labelproof.quality.agreement import Regions, Unitizing, unitizing_alpha, unitizing_alpha_1995
from tests.quality.agreement.crowds import coded

# Krippendorff (2004), section 3: two observers, a continuum of 300 from 150 on, labels c and k on layers of their own.
C_AND_K = [
    [(75, 145, 0), (220, 250, 0), (30, 90, 1), (150, 200, 1)],
    [(70, 150, 0), (205, 225, 0), (250, 270, 0), (30, 90, 1), (150, 200, 1)],
]

LENGTH, LABELS = 12, 2
line = st.lists(st.integers(0, LABELS), min_size=LENGTH, max_size=LENGTH)
crowd = st.lists(line, min_size=2, max_size=4)


def regions(texts: list[list[list[tuple[int, int, int]]]]) -> Regions:
    """Texts by annotators by units."""
    sheets = [(t, a, sheet) for t, text in enumerate(texts) for a, sheet in enumerate(text)]
    units = [unit for _, _, sheet in sheets for unit in sheet]
    return Regions(
        np.array([t for t, _, _ in sheets]),
        np.array([a for _, a, _ in sheets]),
        np.cumsum([0, *(len(sheet) for _, _, sheet in sheets)]),
        np.array([unit[:2] for unit in units], dtype=float).reshape(-1, 2),
        np.array([unit[2] for unit in units], dtype=int),
    )


def units(said: list[int]) -> list[tuple[int, int, int]]:
    """Runs of equal labels above 0; 0 is a gap."""
    cuts = [0, *(n for n in range(1, len(said)) if said[n] != said[n - 1]), len(said)]
    return [(a, b, said[a] - 1) for a, b in pairwise(cuts) if said[a]]


def of(lines: list[list[int]]) -> Unitizing:
    return unitizing_alpha(regions([[units(said) for said in lines]]), np.array([LENGTH]), LABELS)


def by_basic_units(lines: list[list[int]]) -> tuple[float, float]:
    """A and E of u-alpha: every basic unit with every other, but not two of the same unit, nor one with itself."""
    marked = []
    for a, said in enumerate(lines):
        for start, end, label in units(said):
            marked += [((a, start), label + 1)] * (end - start)
        marked += [((a, n, "gap"), 0) for n, label in enumerate(said) if label == 0]
    pairs = [(one[1], other[1]) for one, other in permutations(marked, 2) if one[0] != other[0]]
    met = [(x[n], y[n]) for x, y in permutations(lines, 2) for n in range(LENGTH)]
    d_o = sum(a != b for a, b in met) / len(met)
    return d_o, sum(a != b for a, b in pairs) / len(pairs)


def test_krippendorffs_example_of_two_layers() -> None:
    """Published with four digits: D_o .0144, D_e .0532 for c, alpha .7286; all labels .8587."""
    result = unitizing_alpha_1995(regions([C_AND_K]), np.array([300]), 2)

    assert result.overall.value == pytest.approx(0.8587, abs=5e-5)
    assert [each.value for each in result.by_label.cells] == pytest.approx([0.7286, 1.0], abs=5e-5)


@given(crowd)
def test_u_alpha_pairs_every_basic_unit_but_none_with_its_own_unit(lines: list[list[int]]) -> None:
    result = of(lines).u
    assume(result.value is not None)
    d_o, d_e = by_basic_units(lines)

    assert result.value == pytest.approx(1 - d_o / d_e, abs=1e-9)


@given(crowd)
def test_cu_alpha_is_nominal_alpha_where_two_or_more_marked(lines: list[list[int]]) -> None:
    said = np.array(lines).T - 1
    result, coding = of(lines).cu, alpha(coded(said, LABELS), interval=False)

    assert result.value == (None if coding.value is None else pytest.approx(coding.value, abs=1e-9))


@given(crowd)
def test_one_label_alone_is_that_label_and_all_else(lines: list[list[int]]) -> None:
    """Only with one label: else the others' units are still whole units among the rest."""
    only = [[min(label, 1) for label in said] for said in lines]
    result = of(only)

    assert result.by_label.cells[0].value == (None if result.u.value is None else pytest.approx(result.u.value))
    assert result.bounds.value == (None if result.u.value is None else pytest.approx(result.u.value))


def test_perfect_agreement_is_one_and_labels_alone_can_part() -> None:
    same = of([[0, 1, 1, 0, 2, 2, 2, 0, 0, 1, 0, 0]] * 2)
    parted = of([[0, 1, 1, 0, 2, 2, 2, 0, 0, 1, 0, 0], [0, 2, 2, 0, 1, 1, 1, 0, 0, 2, 0, 0]])

    assert (same.u.value, same.bounds.value, same.cu.value) == (1, 1, 1)
    assert parted.bounds.value == 1
    assert parted.cu.value is not None
    assert parted.cu.value < 0


def test_twenty_texts_have_an_interval_and_one_has_none() -> None:
    rng = np.random.default_rng(0)
    texts = [[units(rng.integers(0, 3, LENGTH).tolist()) for _ in range(2)] for _ in range(20)]
    many = unitizing_alpha(regions(texts), np.full(20, LENGTH), LABELS).u

    assert many.interval is not None
    assert (many.n, many.n_unit) == (20, "continua two or more marked")
    assert of([[0] * 6 + [1] * 6, [0] * 7 + [1] * 5]).u.interval is None


def test_nothing_marked_is_one_value_and_nothing_asked_no_pair() -> None:
    nothing = of([[0] * LENGTH] * 2)
    alone = unitizing_alpha(regions([[[(0, 3, 0)]]]), np.array([LENGTH]), LABELS)

    assert (nothing.u.undefined_reason, nothing.cu.undefined_reason) == ("one_value_only", "no_overlap")
    assert alone.u.undefined_reason == "no_pairable_item"
    empty = unitizing_alpha_1995(regions([[[], []]]), np.array([LENGTH]), LABELS)
    assert empty.overall.undefined_reason == "zero_expected_disagreement"


def test_units_that_overlap_leave_the_text_or_have_no_such_label_are_refused_at_once() -> None:
    with pytest.raises(Refused) as refused:
        unitizing_alpha(regions([[[(0, 4, 0), (3, 5, 5)], [(9, 13, 0)]]]), np.array([LENGTH]), LABELS)

    assert [problem.field for problem in refused.value.problems] == ["region", "region", "label"]
    with pytest.raises(Refused, match="length"):
        unitizing_alpha(regions([[[(0, 4, 0)]]]), np.array([], dtype=int), LABELS)
