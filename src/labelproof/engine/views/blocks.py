"""Agreement over time: items in the order in which they were completed, cut into blocks of equal size.

Equal numbers of items make intervals of like width; a week with three items would make a point that says nothing.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from labelproof.engine.measures.figures import Figure
from labelproof.engine.measures.inputs import Cast
from labelproof.engine.measures.votes import Counted
from labelproof.engine.openings import leaves
from labelproof.log.leaf import parse_leaf
from labelproof.ports.store import Reading

LEAST_ITEMS = 30
"""Below it every figure is marked small."""
MOST_BLOCKS = 12


def in_blocks(
    read: Reading, log_id: int, rows: list[Counted], measure: Callable[[list[Cast]], Figure]
) -> list[dict[str, Any]]:
    """Each block's figure with the times at which its first and last item were completed; one block while items are few."""
    votes: dict[str, list[Cast]] = {}
    done: dict[str, int] = {}
    for row in rows:
        votes.setdefault(row.vote.item, []).append(row.vote)
        done[row.vote.item] = max(row.leaf_index, done.get(row.vote.item, 0))
    items = sorted((item for item in votes if len(votes[item]) > 1), key=lambda item: (done[item], item))
    found: list[dict[str, Any]] = []
    for first, last in _cuts(len(items)):
        block = sorted(items[first:last])
        ends = done[items[first]], done[items[last - 1]]
        figure = measure([vote for item in block for vote in votes[item]])
        starts, until = (_time_of(read, log_id, index) for index in ends)
        found.append({"from": starts, "until": until, "n_items": last - first, "alpha": figure})
    return found


def _cuts(n: int) -> list[tuple[int, int]]:
    """Ranges of n items that differ in size by one at most.

    >>> _cuts(61), _cuts(5), _cuts(0)
    ([(0, 30), (30, 61)], [(0, 5)], [])
    """
    n_blocks = max(1, min(MOST_BLOCKS, n // LEAST_ITEMS))
    ends = [n * k // n_blocks for k in range(n_blocks + 1)]
    return [(first, last) for first, last in pairwise(ends) if last > first]


def _time_of(read: Reading, log_id: int, index: int) -> int:
    _, leaf = next(leaves(read, log_id, index, index + 1))
    return parse_leaf(leaf).ts
