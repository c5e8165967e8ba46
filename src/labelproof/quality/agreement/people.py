"""Alpha's interval when the annotators are a sample of people too, not only the items of a stock."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from labelproof.quality.agreement.pairable import Pairable
from labelproof.quality.agreement.planned import FEW
from labelproof.quality.agreement.scale import Scale
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.estimate import Estimate, Interval
from labelproof.quality.statistics.certainty import LEVEL
from labelproof.quality.statistics.resampling import RESAMPLES, percentile
from labelproof.quality.statistics.seeded import keyed

SAMPLE = "annotators as a sample"
KIND = "bootstrap-items-and-annotators"
_CELLS = 1 << 21


def over_people(result: Estimate, scale: Scale, pairs: Pairable, rng: np.random.Generator | None) -> Estimate:
    """The estimate with an interval over items and annotators, both drawn again.

    Shape:   an estimate without interval, and what it was made from.
    Unit:    none.
    Missing: as alpha.
    Errors:  none. Below 10 annotators there is no such interval, and a note: it would cover far less than it says.
    Source:  Owen, The pigeonhole bootstrap (2007); statistics.md, Results.
    """
    person = np.unique(_by_name(pairs.answers.annotators, pairs.annotator), return_inverse=True)[1]
    n_people = int(person.max()) + 1
    if n_people < FEW:
        return replace(result, notes=(*result.notes, "too_few_annotators_for_a_sample"))
    order = np.argsort(_by_name(pairs.answers.items, pairs.item), kind="stable")
    seed = None
    if rng is None:
        method = f"{result.method}/{KIND}"
        rng, seed = keyed(method, pairs.n_answers[order], np.bincount(person), np.sort(np.bincount(scale.codes)))
    samples = resampled(scale, pairs, person, n_people, rng, order=order)
    span, said = percentile(samples, pairs.n_items)
    span = None if span is None else Interval(span.low, span.high, span.level, KIND)
    method = result.method.replace("@", f"/{KIND}@")
    params = {**result.params, "level": LEVEL, "resamples": RESAMPLES}
    se = float(np.nanstd(samples, ddof=1))
    return replace(
        result, interval=span, se=se, method=method, seed=seed, params=params, target=SAMPLE, notes=result.notes + said
    )


def _by_name(names: Sequence[Any], index: IntArray) -> IntArray:
    """The index in the order of names, where there are names: then the order of rows moves no draw."""
    if not names:
        return index
    order = sorted(range(len(names)), key=lambda n: str(names[n]))
    rank = np.empty(len(names), dtype=np.int64)
    rank[order] = np.arange(len(names))
    return rank[index]


def resampled(
    scale: Scale,
    pairs: Pairable,
    person: IntArray,
    n_people: int,
    rng: np.random.Generator,
    *,
    items_too: bool = True,
    order: IntArray | None = None,
) -> FloatArray:
    """Alpha (b,) of draws of people and of items, a person never paired with a copy of himself.

    A person drawn twice has weight 2; an item's pairs weigh (sum w)^2 - sum w^2, so that his answer meets those of
    others alone. Resampling rows instead pairs copies, which agree: at 5 annotators alpha .651 became .721.
    """
    n_items = pairs.n_items
    item = np.repeat(np.arange(n_items), pairs.n_answers)
    one, other = _pairs_of(pairs)
    step = max(1, _CELLS // max(len(one), len(item)))
    blocks: list[FloatArray] = []
    for done in range(0, RESAMPLES, step):
        b = min(step, RESAMPLES - done)
        w = rng.multinomial(n_people, np.full(n_people, 1 / n_people), size=b).astype(np.float64)[:, person]
        stock = np.ones((b, n_items))
        if items_too:
            drawn = rng.multinomial(n_items, np.full(n_items, 1 / n_items), size=b)
            stock[:, slice(None) if order is None else order] = drawn
        blocks.append(_weighted(scale, w, stock, item, pairs.ptr, (one, other)))
    return np.concatenate(blocks)


def _pairs_of(pairs: Pairable) -> tuple[IntArray, IntArray]:
    """Rows of every unordered pair of answers to one item, ordered by item."""
    m = pairs.n_answers
    item = np.repeat(np.arange(len(m)), m)
    found = [np.flatnonzero(item[apart:] == item[:-apart]) for apart in range(1, int(m.max()))]
    one = np.concatenate(found)
    other = np.concatenate([first + apart for apart, first in enumerate(found, 1)])
    order = np.argsort(item[one], kind="stable")
    return one[order], other[order]


def _weighted(
    scale: Scale, w: FloatArray, stock: FloatArray, item: IntArray, ptr: IntArray, rows: tuple[IntArray, IntArray]
) -> FloatArray:
    one, other = rows
    own, own_squared = np.add.reduceat(w, ptr[:-1], axis=1), np.add.reduceat(w * w, ptr[:-1], axis=1)
    meet = own * own - own_squared
    stock = np.where(meet > 0, stock, 0)  # an item that one person alone answers in this draw is not pairable
    weight = w * stock[:, item]
    totals = np.zeros((len(w), scale.n_values))
    np.add.at(totals.T, scale.codes, weight.T)
    apart = w[:, one] * w[:, other] * scale.between(scale.codes[one], scale.codes[other], totals)
    first = np.flatnonzero(np.diff(item[one], prepend=-1))
    within = 2 * np.add.reduceat(apart, first, axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = (stock * np.where(meet > 0, own * within / meet, 0)).sum(axis=1)
        n = totals.sum(axis=1)
        expected = scale.expected(totals) / (n * n - (stock * own_squared).sum(axis=1))
        return np.where(expected > 0, 1 - observed / n / expected, np.nan)
