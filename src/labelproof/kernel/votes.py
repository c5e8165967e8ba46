"""Votes on values of any kind: what most of them say, and whether they leave a question to a person."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Any

from labelproof.kernel.canonical import Json, value_json
from labelproof.kernel.refused import Problem


def strict_majority(values: Sequence[Json]) -> Json:
    """The value that more than half of the votes are, compared as canonical bytes; None without one.

    >>> strict_majority(["a", "b", "a"]), strict_majority([[1.0], [1]]), strict_majority(["a", "b"])
    ('a', [1.0], None)
    """
    spelled = [value_json(value) for value in values]
    most = Counter(spelled).most_common(1)
    return values[spelled.index(most[0][0])] if most and 2 * most[0][1] > len(values) else None


def differ(values: Sequence[Json], distance: Callable[[Json, Json], float], within: float) -> bool:
    """Whether no value has a strict majority and the mean distance between two votes is above `within`.

    >>> differ([1, 2, 9], lambda a, b: abs(a - b) / 10, 0.6), differ([1, 2, 9], lambda a, b: abs(a - b) / 10, 0)
    (False, True)
    """
    if len(values) < 2 or strict_majority(values) is not None:
        return False
    if within == 0:  # without a majority some two differ; how far need not be computed
        return True
    apart = [distance(a, b) for a, b in combinations(values, 2)]
    return sum(apart) / len(apart) > within


def within_problems(config: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with `agree_within`, the mean distance up to which votes without a majority need no person.

    >>> [problem.field for problem in within_problems({"agree_within": 2})]
    ['agree_within']
    """
    within = config.get("agree_within", 0)
    if isinstance(within, bool) or not isinstance(within, (int, float)) or not 0 <= within <= 1:
        return [Problem("agree_within", "is a number from 0 to 1")]
    return []
