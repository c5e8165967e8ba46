"""A consensus on values that are made and not chosen: what an item's answers come to, in one reading or in several."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from labelproof.kernel.canonical import Json, value_json
from labelproof.quality.arrays import IntArray
from labelproof.quality.consensus import Consensus


def consensus_of(method: str, n_votes: IntArray, readings: Sequence[Sequence[Json]], **rest: Any) -> Consensus:
    """One reading of an item is its value; readings that differ are tied; none is no value.

    Shape:   n_votes (items,); readings, one list an item; `rest` are further fields of the consensus.
    Unit:    none.
    Missing: an item without a reading has -1 and no tie.
    Errors:  none.
    Source:  statistics.md, Aggregation: ties are reported, never guessed.

    >>> result = consensus_of("m@1", np.array([1, 2, 0]), [["x"], ["x", "y"], []])
    >>> result.value_index.tolist(), result.tied(1), result.values
    ([0, -1, -1], [0, 1], ['x', 'y'])
    """
    spelled: dict[bytes, Json] = {}
    named: list[dict[bytes, Json]] = []
    for each in readings:
        named.append({value_json(value): value for value in each})
        spelled.update(named[-1])
    place = {key: n for n, key in enumerate(sorted(spelled))}
    tied = [sorted(place[key] for key in keys) if len(keys) > 1 else [] for keys in named]
    return Consensus(
        method,
        n_votes,
        value_index=np.array([place[next(iter(keys))] if len(keys) == 1 else -1 for keys in named], dtype=np.int32),
        values=[spelled[key] for key in place],
        tied_ptr=np.concatenate([[0], np.cumsum([len(each) for each in tied], dtype=np.int64)]),
        tied_values=np.array([n for each in tied for n in each], dtype=np.int32),
        **rest,
    )
