"""Fleiss, Gwet, observed and specific agreement: published examples, peers, missing answers."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given

from labelproof.kernel.refused import Refused
from labelproof.quality import from_columns, kernels, observed
from labelproof.quality.agreement import fleiss, fleiss_of_table, gwet, specific
from tests.quality.agreement.crowds import (
    SUBJECTS,
    Row,
    answers,
    coded,
    observers,
    random_rows,
    ratings,
    rows,
    subjects,
)
from tools.peers import Peers


@pytest.mark.parametrize("kernel", kernels.available())
def test_ac1_ac2_and_fleiss_on_krippendorffs_example(kernel: str) -> None:
    said = from_columns(*zip(*observers(), strict=True))
    with kernels.using(kernel):
        values = [gwet(said).value, gwet(said, "quadratic").value, fleiss(said).value]

    assert values == pytest.approx([0.775444068, 0.914000724, 0.761169275], abs=1e-9)


def test_fleiss_own_example_from_answers_and_from_its_table() -> None:
    assert fleiss(subjects()).value == pytest.approx(0.209930704, abs=1e-9)
    assert fleiss_of_table(SUBJECTS).value == pytest.approx(0.209930704, abs=1e-9)


def test_a_table_gives_the_very_estimate_that_its_answers_give() -> None:
    table, said = fleiss_of_table(SUBJECTS), fleiss(subjects())

    assert (table.value, table.interval, table.seed) == (said.value, said.interval, said.seed)
    assert table.se == pytest.approx(said.se, abs=1e-12)


def test_a_table_of_anything_else_is_refused() -> None:
    for table in (SUBJECTS * 1.0, SUBJECTS[0], -SUBJECTS):
        with pytest.raises(Refused, match="whole numbers"):
            fleiss_of_table(table)


def test_the_declared_number_of_values_matters_to_ac1_and_not_to_fleiss() -> None:
    said = np.array([[0, 0], [1, 1], [0, 1], [0, 0]])

    assert fleiss(coded(said, 2)).value == fleiss(coded(said, 5)).value
    assert gwet(coded(said, 2)).value != gwet(coded(said, 5)).value


def test_single_answers_say_how_often_values_occur_and_nothing_about_agreement() -> None:
    """As irrCAC counts; krippendorff's alpha leaves them out altogether."""
    table = np.array([[2, 0], [0, 2], [1, 1], [2, 0]])
    alone = np.array([[0, 1], [0, 1]])
    shares = np.vstack([table, alone]) / np.vstack([table, alone]).sum(axis=1, keepdims=True)
    p_e = float((shares.mean(axis=0) ** 2).sum())

    assert fleiss_of_table(np.vstack([table, alone])).value == pytest.approx((0.75 - p_e) / (1 - p_e))


def test_gwet_stays_up_where_one_value_dominates_and_fleiss_falls() -> None:
    said = np.array([[0, 0]] * 95 + [[0, 1], [1, 0], [0, 1], [1, 0], [1, 1]])

    assert gwet(coded(said, 2)).value > 0.9
    assert fleiss(coded(said, 2)).value < 0.4


@given(rows)
def test_observed_agreement_is_the_mean_share_of_agreeing_pairs(table: list[Row]) -> None:
    by_item: dict[int, list[str]] = {}
    for item, _, value in table:
        by_item.setdefault(item, []).append(value)
    shares = [
        sum(a == b for a, b in permutations(values, 2)) / (len(values) * (len(values) - 1))
        for values in by_item.values()
        if len(values) > 1
    ]
    result = observed(answers(table))

    assert result.value == (pytest.approx(np.mean(shares)) if result.value is not None else None)


@given(rows)
def test_specific_agreement_is_the_chance_that_the_other_of_a_pair_says_so_too(table: list[Row]) -> None:
    said = answers(table)
    for label, result in specific(said).rows():
        pairs = [
            (a, b)
            for item in {row[0] for row in table}
            for a, b in permutations([row[2] for row in table if row[0] == item], 2)
            if a == label
        ]
        if result.value is None:
            assert not pairs or result.undefined_reason == "fewer_than_two_annotators"
        else:
            assert result.value == pytest.approx(sum(a == b for a, b in pairs) / len(pairs))


def test_on_one_value_chance_has_nothing_to_correct() -> None:
    """Not even AC1, which would say 1: perfect agreement on a single value is undefined."""
    table = answers([(i, a, "a") for i in range(40) for a in range(3)])

    assert [measure(table).undefined_reason for measure in (fleiss, gwet)] == ["one_value_only"] * 2


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ([], "no_answers"),
        ([(0, 0, "a"), (1, 0, "b")], "fewer_than_two_annotators"),
        ([(0, 0, "a"), (1, 1, "b")], "no_pairable_item"),
    ],
)
def test_what_cannot_be_computed_says_why(table: list[Row], reason: str) -> None:
    assert [measure(answers(table)).undefined_reason for measure in (fleiss, gwet, observed)] == [reason] * 3


def test_weights_of_another_name_or_shape_are_refused() -> None:
    for weights in ("cubic", np.eye(2), np.zeros((3, 3))):
        with pytest.raises(Refused, match="weights"):
            fleiss(answers(random_rows(10, 3, 0.5)), weights)


@pytest.mark.parametrize("weights", ["identity", "linear", "quadratic"])
def test_irrcac_gives_the_same(weights: str, peers: Peers) -> None:
    said = from_columns(*zip(*observers(), strict=True))
    own = None if weights == "identity" else weights

    for ours, theirs in ((gwet(said, own), "gwet"), (fleiss(said, own), "fleiss")):
        assert ours.value == pytest.approx(peers.ask("agreement.irrcac", ratings(), theirs, weights)[0], abs=1e-9)


def test_irrcac_gives_the_same_standard_errors_where_nothing_is_missing(peers: Peers) -> None:
    """With single answers it centres them on all items' agreement; ours is the linearised ratio of two means."""
    rng = np.random.default_rng(2)
    table = np.where(rng.random((80, 4)) < 0.3, rng.integers(1, 4, (80, 4)), rng.integers(1, 4, (80, 1)))

    for ours, theirs in ((gwet, "gwet"), (fleiss, "fleiss")):
        assert ours(coded(table - 1, 3)).se == pytest.approx(
            peers.ask("agreement.irrcac", table.astype(float), theirs)[1], abs=1e-9
        )


def test_statsmodels_gives_the_same_kappa(peers: Peers) -> None:
    assert fleiss(subjects()).value == pytest.approx(
        peers.ask("agreement.fleiss_of_table", {"counts": SUBJECTS}), abs=1e-9
    )
