"""Only reads vote: a probe repeats a vote, gold is given beforehand, and an adjudicator has seen the others."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from labelproof.kernel.canonical import Json
from labelproof.quality.aggregation import AGGREGATORS
from labelproof.quality.answers import ADJUDICATION, GOLD, PROBE, READ
from labelproof.quality.columns import from_columns

BOX: list[Json] = [{"x": 0, "y": 0, "width": 2, "height": 2, "label": "cell"}]
SPAN: list[Json] = [{"start": 0, "end": 4, "label": "place"}]


def apart(a: Json, b: Json) -> float:
    return float(a != b)


@pytest.mark.parametrize(
    ("name", "one", "other", "options"),
    [
        ("majority", "x", "y", {}),
        ("dawid_skene", "x", "y", {}),
        ("borda", [["a"], ["b"]], [["b"], ["a"]], {}),
        ("medoid", "x", "y", {"distance": apart}),
        ("rover", "a b", "a c", {}),
        ("set_votes", ["a"], ["b"], {}),
        ("box_cluster", BOX, [], {}),
        ("span_vote", SPAN, [], {}),
    ],
)
@pytest.mark.parametrize("kind", [PROBE, GOLD, ADJUDICATION])
def test_what_is_no_read_has_no_vote(name: str, one: Json, other: Json, options: dict[str, Any], kind: int) -> None:
    """Two reads against three answers of another kind."""
    people = ["ana", "ben", "cy", "dee", "eve"]
    answers = from_columns(["i"] * 5, people, [one, one, other, other, other])
    kinds = np.array([READ, READ, kind, kind, kind], dtype=np.uint8)
    aggregate: Callable[..., Any] = AGGREGATORS[name]

    result = aggregate(replace(answers, kind=kinds), **options)

    assert result.values[result.value_index[0]] == one
    assert result.n_votes.tolist() == [2]
