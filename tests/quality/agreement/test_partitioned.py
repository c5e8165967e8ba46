"""Alpha of parts is alpha of the whole, whoever counts them and however they are cut."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelproof.adapters.executors import running_executor
from labelproof.kernel.refused import Refused
from labelproof.quality.agreement import alpha, alpha_of_parts
from labelproof.quality.agreement.kinds import Kinds, kinds_of
from labelproof.quality.answers import PROBE, Answers
from labelproof.quality.columns import from_columns
from labelproof.quality.estimate import Estimate

SCALES = ("nominal", "ordinal", "interval")


def crowd(n_items: int, n_values: int = 4, *, floats: bool = False) -> Answers:
    """0 to 5 answers an item by 12 people who are right two times of three."""
    rng = np.random.Generator(np.random.Philox(key=n_items))
    m = rng.integers(0, 6, n_items)
    item = np.repeat(np.arange(n_items, dtype=np.int32), m)
    first = rng.integers(0, 12, n_items)
    who = ((first[item] + np.arange(len(item)) - np.repeat(np.cumsum(m) - m, m)) % 12).astype(np.int32)
    truth = rng.integers(0, n_values, n_items)[item]
    said = np.where(rng.random(len(item)) < 2 / 3, truth, rng.integers(0, n_values, len(item))).astype(np.int32)
    if floats:
        return Answers(item, who, None, n_items, 12, n_values, value=said + rng.normal(0, 0.2, len(said)) + 1e4)
    return Answers(item, who, said, n_items, 12, n_values, values=[1 + 2 * k for k in range(n_values)])


def cut(answers: Answers, n_parts: int) -> Iterator[Answers]:
    edges = np.linspace(0, answers.n_items, n_parts + 1).astype(int)
    for low, high in pairwise(edges):
        rows = answers.take((answers.item_index >= low) & (answers.item_index < high))
        yield replace(rows, item_index=rows.item_index - np.int32(low), n_items=int(high - low))


@pytest.mark.parametrize("distance", [*SCALES, "ratio"])
def test_few_items_have_the_very_estimate_of_the_whole(distance: str) -> None:
    """The kinds are written out, so seed, bootstrap and notes are alpha's own."""
    whole = crowd(300)

    near(alpha_of_parts(cut(whole, 7), distance), alpha(whole, distance))


def test_nominal_alpha_is_the_same_to_the_last_bit() -> None:
    """Whole numbers until the last division."""
    for whole in (crowd(300), crowd(9_000)):
        assert alpha_of_parts(cut(whole, 7)).value == alpha(whole).value


@pytest.mark.parametrize("distance", SCALES)
def test_many_items_have_the_linearised_interval_of_the_whole(distance: str) -> None:
    whole = crowd(9_000)

    near(alpha_of_parts(cut(whole, 5), distance), alpha(whole, distance))


def test_numbers_have_it_too_far_from_zero() -> None:
    whole = crowd(9_000, floats=True)

    near(alpha_of_parts(cut(whole, 5), "interval"), alpha(whole, "interval"))


def near(ours: Estimate, expected: Estimate) -> None:
    assert ours.interval is not None and expected.interval is not None
    assert ours.value == pytest.approx(expected.value, abs=1e-12)
    assert ours.se == pytest.approx(expected.se, rel=1e-7)
    assert (ours.interval.low, ours.interval.high) == pytest.approx(
        (expected.interval.low, expected.interval.high), abs=1e-9
    )
    assert (ours.method, ours.n, ours.n_unit) == (expected.method, expected.n, expected.n_unit)
    assert (set(ours.notes), dict(ours.params)) == (set(expected.notes), dict(expected.params))


@pytest.mark.slow
def test_any_number_of_workers_gives_the_same_bits() -> None:
    for whole, distance in ((crowd(9_000), "ordinal"), (crowd(9_000, floats=True), "interval")):
        alone = alpha_of_parts(cut(whole, 8), distance)

        for n_workers in (1, 2, 3):
            with running_executor("pool", n_workers) as pool:
                assert alpha_of_parts(cut(whole, 8), distance, executor=pool) == alone
        with running_executor("here") as here:
            assert alpha_of_parts(cut(whole, 8), distance, executor=here) == alone


rows = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4), st.sampled_from("xyz")), max_size=30)


@settings(deadline=None)
@given(rows, st.integers(0, 7), st.sampled_from(["nominal", "ordinal"]))
def test_any_cut_gives_the_same_estimate_and_reason(table: list[tuple[int, int, str]], at: int, distance: str) -> None:
    last = {(item, who): value for item, who, value in table}
    whole = from_columns([i for i, _ in last], [w for _, w in last], list(last.values()))
    parts = [whole.take(whole.item_index < at), whole.take(whole.item_index >= at)]
    ours, expected = alpha_of_parts(parts, distance), alpha(whole, distance)

    assert ours.undefined_reason == expected.undefined_reason
    assert ours.notes == expected.notes
    assert ours.value == (None if expected.value is None else pytest.approx(expected.value, abs=1e-12))


def test_merging_is_associative_and_commutative_bit_for_bit() -> None:
    one, two, three = (kinds_of(part) for part in cut(crowd(500), 3))

    for other in (one.merge(two.merge(three)), three.merge(one).merge(two)):
        assert same(one.merge(two).merge(three), other)


def same(one: Kinds, other: Kinds) -> bool:
    return one.by_size.keys() == other.by_size.keys() and all(
        np.array_equal(ours, theirs)
        for m in one.by_size
        for ours, theirs in zip(one.by_size[m], other.by_size[m], strict=True)
    )


def test_values_too_many_to_pack_into_one_number_are_kinds_all_the_same() -> None:
    whole = crowd(400, n_values=5)
    wide = replace(whole, value_index=whole.codes * 100_000, n_values=500_000, values=())

    ours = alpha_of_parts(cut(wide, 3))

    assert ours.value == pytest.approx(alpha(whole).value, abs=1e-12)


def test_rows_that_do_not_count_are_said() -> None:
    whole = crowd(300)
    kind = np.zeros(len(whole), dtype=np.uint8)
    kind[::17] = PROBE
    whole = replace(whole, kind=kind)

    near(alpha_of_parts(cut(whole, 4)), alpha(whole))


def test_what_has_no_alpha_says_why() -> None:
    nothing = from_columns([], [], [])
    alone = from_columns(["i", "j"], ["ana", "ana"], ["x", "y"])
    alike = from_columns(["i", "i"], ["ana", "ben"], ["x", "x"])

    assert alpha_of_parts([]).undefined_reason == "no_answers"
    assert alpha_of_parts([nothing, nothing]).undefined_reason == "no_answers"
    assert alpha_of_parts([alone, alone]).undefined_reason == "fewer_than_two_annotators"
    assert alpha_of_parts([alike] * 3).undefined_reason == "one_value_only"
    numbers = Answers(np.zeros(2, int), np.arange(2), None, 1, 2, 0, value=np.ones(2))
    assert alpha_of_parts([numbers], "interval").undefined_reason == "one_value_only"


def test_parts_that_name_values_differently_are_refused() -> None:
    with pytest.raises(Refused, match="n_values"):
        alpha_of_parts([crowd(20, 3), crowd(20, 4)])
    with pytest.raises(Refused, match="distance"):
        alpha_of_parts([crowd(20, floats=True)], "ordinal")
