"""Alpha of answers that come in parts: a file larger than memory, read a partition at a time."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial, reduce
from itertools import chain
from typing import TypeVar

import numpy as np

from labelproof.kernel.canonical import Json
from labelproof.kernel.refused import Problem, Undefined
from labelproof.ports.executor import Executor
from labelproof.quality.agreement.alpha import Measured, alpha_figure, named
from labelproof.quality.agreement.distances import Distance
from labelproof.quality.agreement.figure import Figure
from labelproof.quality.agreement.interval import KIND, MOST_ITEMS, MOST_VALUES, Asked, estimate
from labelproof.quality.agreement.kind_measures import Measures, equal, numbers, ranks
from labelproof.quality.agreement.kinds import Kinds, kinds_of
from labelproof.quality.agreement.numbers import all_numbers
from labelproof.quality.agreement.pairable import UNIT
from labelproof.quality.agreement.scale import DOMINATES, influence_of
from labelproof.quality.agreement.spread import Spread, spread_of
from labelproof.quality.answers import Answers, refusal
from labelproof.quality.arrays import FloatArray
from labelproof.quality.estimate import Estimate, undefined

State = TypeVar("State")


def alpha_of_parts(
    parts: Iterable[Answers],
    distance: Measured = "nominal",
    *,
    interval: Asked = None,
    executor: Executor | None = None,
    rng: np.random.Generator | None = None,
) -> Estimate:
    """Krippendorff's alpha of the parts together; the number, interval and method id that `alpha` gives of the whole.

    Each part is counted by itself, on the executor's workers, and what is kept is how many items of each kind there
    are (kinds.py); of numbers, their sums around the mean (spread.py). States are merged in the parts' order: the same
    bits for any number of workers.

    Shape:   parts cut at items, of one question, that number annotators and values alike: `tables.answer_parts`.
             distance: as alpha. Nominal, ordinal, and interval between values that are numbers are computed from
             kinds; under any other distance the kinds are written out again, at 12 bytes an answer. Float answers
             have interval alpha, with a linearised interval.
    Unit:    none; 1 perfect, 0 chance.
    Missing: items with fewer than two answers are left out.
    Errors:  as alpha; Refused("answers.bad") for parts that number values differently, and for float answers with
             another distance or a bootstrap.
    Source:  Krippendorff (2011); statistics.md, Speed.

    >>> from labelproof.quality.columns import from_columns
    >>> whole = from_columns(list("iijjkk"), ["ana", "ben"] * 3, list("xxyyxy"))
    >>> round(alpha_of_parts([whole.take(whole.item_index < 1), whole.take(whole.item_index >= 1)]).value, 3)
    0.444
    """
    chosen, parts = named(distance), iter(parts)
    first = next(parts, None)
    if first is None:
        return undefined("no_answers", f"alpha/{chosen.name}@1", 0, UNIT)
    given = chain([first], parts)
    if first.value is None:
        kinds = _together(kinds_of, given, executor, Kinds.merge)
        return alpha_of_kinds(kinds, first.values, distance, interval=interval, rng=rng)
    if chosen.name != "interval" or interval == KIND:
        raise refusal(
            [Problem("distance", f"is {chosen.name}: of numbers in parts there is interval alpha, linearised")]
        )
    measure = partial(spread_of, centre=float(first.value.mean()) if len(first) else 0.0)
    spread = _together(measure, given, executor, Spread.merge)
    return _estimated(spread, chosen.name, lambda: _by_spread(spread), interval, rng)


def alpha_of_kinds(
    kinds: Kinds,
    values: Sequence[Json],
    distance: Measured = "nominal",
    *,
    interval: Asked = None,
    rng: np.random.Generator | None = None,
) -> Estimate:
    """Krippendorff's alpha of items known by their kinds, counted by parts or by a database.

    Shape:   kinds, and the values that their codes mean; otherwise as alpha_of_parts.
    Unit:    none; 1 perfect, 0 chance.
    Missing: as alpha_of_parts.
    Errors:  as alpha.
    Source:  Krippendorff (2011).

    >>> from labelproof.quality.columns import from_columns
    >>> votes = from_columns(list("iijjkk"), ["ana", "ben"] * 3, list("xxyyxy"))
    >>> round(alpha_of_kinds(kinds_of(votes), votes.values).value, 3)
    0.444
    """
    chosen = named(distance)
    return _estimated(
        kinds, chosen.name, lambda: _by_kinds(kinds, chosen.distance, values, interval, rng), interval, rng
    )


def _together(
    measure: Callable[[Answers], State],
    parts: Iterable[Answers],
    executor: Executor | None,
    merge: Callable[[State, State], State],
) -> State:
    """The parts' states, merged in the parts' order. A worker gets numbers alone, without any name."""
    bare = (replace(part, values=part.values if part.value is None else (), items=(), annotators=()) for part in parts)
    return reduce(merge, map(measure, bare) if executor is None else executor.map(measure, bare))


def _estimated(
    state: Kinds | Spread, name: str, figure: Callable[[], Figure], interval: Asked, rng: np.random.Generator | None
) -> Estimate:
    return estimate(
        f"alpha/{name}",
        UNIT,
        figure,
        n=state.n_items,
        interval=interval,
        rng=rng,
        params={"distance": name, **state.reads.left_out},
        notes=state.reads.said(),
    )


def _by_kinds(
    kinds: Kinds,
    distance: str | Distance | FloatArray,
    values: Sequence[Json],
    interval: Asked,
    rng: np.random.Generator | None,
) -> Figure:
    kinds.reads.check_pairable(kinds.n_items)
    measures = None if interval == KIND or _is_small(kinds, distance) else _measured(kinds, distance, values)
    if measures is not None:
        return _figure(kinds, measures)
    return alpha_figure(replace(kinds.written_out(), values=values), distance, rng)


def _by_spread(spread: Spread) -> Figure:
    """The variance is known whole and not item by item, so it is all of it added."""
    value, total = spread.alpha()
    n = spread.n_items
    return Figure(value, n, lambda: np.arange(n), lambda: np.zeros(n), added_variance=total * n / max(n - 1, 1))


def _is_small(kinds: Kinds, distance: object) -> bool:
    """Whether the interval is a bootstrap's, for which the rows of so few items are written out."""
    n_values = kinds.n_values if distance == "nominal" else int(np.count_nonzero(kinds.totals()))
    return kinds.n_items <= MOST_ITEMS and n_values <= MOST_VALUES


def _measured(kinds: Kinds, distance: object, values: Sequence[Json]) -> Measures | None:
    """What the distance adds up to, if it has a form by kinds; numbers and places as `scales` takes them."""
    if distance == "nominal":
        return equal(kinds)
    of_numbers = all_numbers(values)
    number = np.array(values, dtype=np.float64) if of_numbers else np.arange(kinds.n_values, dtype=np.float64)
    if distance == "interval" and of_numbers:
        return numbers(kinds, number)
    return ranks(kinds, number) if distance == "ordinal" else None


def _figure(kinds: Kinds, measures: Measures) -> Figure:
    totals = kinds.totals()
    n, n_items = int(totals.sum()), kinds.n_items
    sizes = np.array(sorted(kinds.by_size))
    times = [kinds.by_size[m][1] for m in sizes]
    # Sums and no products of BLAS, whose last bit may hang on where in memory an array begins.
    apart_by_size = np.array([(t * a).sum() for t, a in zip(times, measures.apart, strict=True)])
    disagreement = float((apart_by_size / (sizes - 1)).sum())
    expected = measures.expected
    if expected <= 0:
        raise Undefined("one_value_only" if np.count_nonzero(totals) == 1 else "zero_expected_disagreement")

    def influence() -> FloatArray:
        each: list[FloatArray] = []
        for m, count, apart in zip(sizes.tolist(), times, measures.apart, strict=True):
            codes = kinds.by_size[m][0]
            own = apart / (m - 1) + (0 if measures.of_within is None else measures.of_within[codes].sum(axis=1))
            met = measures.of_expected[codes].sum(axis=1)
            each.append(np.repeat(influence_of(m, n_items, own, met, n, disagreement, expected), count))
        return np.concatenate(each)

    return Figure(
        1 - disagreement * (n - 1) / expected,
        n_items,
        lambda: np.arange(n_items),
        influence,
        n_values=lambda: int(np.count_nonzero(totals)),
        notes=("one_value_dominates",) if measures.has_names and totals.max() > DOMINATES * n else (),
    )
