"""Which object of one set is which of another: the pairing with the largest total likeness.

In plain Python: it runs where values are judged, before anything numeric is loaded, on sets a person drew.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

Placed: TypeAlias = tuple[Any, ...]
"""An object as a tuple that begins with where it starts and ends on one axis; what does not overlap there is not alike."""


def set_distance(a: Sequence[Placed], b: Sequence[Placed], likeness: Callable[[Placed, Placed], float]) -> float:
    """1 - F1 of two sets, in which a matched pair counts as much as its two objects are alike.

    With likeness 0 or 1 this is 1 - 2 |matched| / (|a| + |b|), and between two single regions it is 1 - IoU. Counting
    a pair whole above a threshold instead would call boxes equal that are not. Two empty sets agree; an empty set and
    another are 1 apart.

    >>> set_distance([(0, 2)], [(0, 1), (5, 6)], lambda p, q: 0.5)
    0.6666666666666666
    """
    one, other = sorted((sorted(a), sorted(b)))  # floats add up alike whichever set is named first
    rows = [_overlapping(each, other, likeness) for each in one]
    missed = [1 - rows[i][j] for i, j in best_matching(rows)]
    alone = len(one) + len(other) - 2 * len(missed)
    return (2 * math.fsum(missed) + alone) / max(len(one) + len(other), 1)


def best_matching(likeness: Sequence[Mapping[int, float]]) -> list[tuple[int, int]]:
    """Pairs (row, column), each row and column once, with the largest sum of likenesses.

    A row names its columns of likeness above 0. Rows that share no column, at any remove, are solved apart: objects
    on a picture overlap few others. The cost is cubic in the largest such group.

    Source: Kuhn, The Hungarian Method for the Assignment Problem (1955), by shortest augmenting paths.

    >>> best_matching([{0: 0.6, 1: 0.5}, {0: 0.5}])
    [(0, 1), (1, 0)]
    """
    pairs: list[tuple[int, int]] = []
    for rows, columns in _groups(likeness):
        flipped = len(rows) > len(columns)
        if flipped:
            table = [[likeness[i].get(j, 0.0) for i in rows] for j in columns]
        else:
            table = [[likeness[i].get(j, 0.0) for j in columns] for i in rows]
        for n, m in enumerate(_assigned(table)):
            i, j = (rows[m], columns[n]) if flipped else (rows[n], columns[m])
            if likeness[i].get(j, 0.0) > 0:
                pairs.append((i, j))
    return sorted(pairs)


def _overlapping(
    each: Placed, other: Sequence[Placed], likeness: Callable[[Placed, Placed], float]
) -> dict[int, float]:
    found: dict[int, float] = {}
    for j, candidate in enumerate(other):
        if candidate[0] >= each[1]:  # sorted by where they start: none from here on overlaps
            break
        alike = likeness(each, candidate) if candidate[1] > each[0] else 0.0
        if alike > 0:
            found[j] = alike
    return found


def _groups(likeness: Sequence[Mapping[int, float]]) -> Iterator[tuple[list[int], list[int]]]:
    """Rows and columns connected by any chain of likenesses."""
    rows_of: dict[int, list[int]] = {}
    for i, row in enumerate(likeness):
        for j in row:
            rows_of.setdefault(j, []).append(i)
    seen: set[int] = set()
    for start, row in enumerate(likeness):
        if start in seen or not row:
            continue
        seen.add(start)
        rows, columns = [start], dict.fromkeys(row)
        for i in rows:  # grows while it is walked
            for j in likeness[i]:
                columns[j] = None
                new = [each for each in rows_of[j] if each not in seen]
                seen.update(new)
                rows += new
        yield rows, list(columns)


def _assigned(gain: list[list[float]]) -> list[int]:
    """For each row its column, of a table with no more rows than columns, so that the sum is largest."""
    n, m = len(gain), len(gain[0])
    if n == 1:
        return [max(range(m), key=gain[0].__getitem__)]
    row_price, column_price = [0.0] * n, [0.0] * m
    row_of = [-1] * m
    for row in range(n):
        _augment(gain, row, row_price, column_price, row_of)
    chosen = [0] * n
    for j, i in enumerate(row_of):
        if i >= 0:
            chosen[i] = j
    return chosen


def _augment(
    gain: list[list[float]], row: int, row_price: list[float], column_price: list[float], row_of: list[int]
) -> None:
    """Give one more row a column, moving others along the cheapest path (Dijkstra on reduced costs)."""
    m = len(column_price)
    cost, came_from = [math.inf] * m, [-1] * m
    done: list[int] = []
    left = set(range(m))
    at, i, base = -1, row, 0.0
    while True:
        for j in left:
            reduced = base - gain[i][j] - row_price[i] - column_price[j]
            if reduced < cost[j]:
                cost[j], came_from[j] = reduced, at
        at = min(left, key=lambda j: (cost[j], j))
        left.discard(at)
        base = cost[at]
        if row_of[at] < 0:
            break
        done.append(at)
        i = row_of[at]
    row_price[row] += base
    for j in done:
        row_price[row_of[j]] += base - cost[j]
        column_price[j] -= base - cost[j]
    while at >= 0:
        before = came_from[at]
        row_of[at] = row if before < 0 else row_of[before]
        at = before
