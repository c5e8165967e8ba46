"""Executors give the same results in the same order, wherever they run."""

import operator
from functools import partial

import pytest

from labelproof.adapters.executors import KINDS, running_executor
from labelproof.kernel.refused import Refused
from tools.peers import Peers

square = partial(pow, exp=2)


@pytest.mark.parametrize(("kind", "n_workers"), [("here", 1), ("pool", 1), ("pool", 3)])
def test_results_come_in_the_order_of_the_partitions(kind: str, n_workers: int) -> None:
    with running_executor(kind, n_workers) as executor:
        assert list(executor.map(square, range(20))) == [n * n for n in range(20)]


def test_a_ray_cluster_gives_the_same(peers: Peers) -> None:
    assert peers.ask("frames.squares_on_ray", 20) == [n * n for n in range(20)]


@pytest.mark.parametrize("kind", ["here", "pool"])
def test_an_error_comes_where_its_result_would(kind: str) -> None:
    with running_executor(kind) as executor:
        results = executor.map(partial(operator.truediv, 6), [3, 2, 0, 1])

        assert [next(results), next(results)] == [2.0, 3.0]
        with pytest.raises(ZeroDivisionError):
            next(results)


def test_partitions_are_asked_for_as_they_are_needed() -> None:
    """A table larger than memory comes in partition by partition."""
    asked: list[int] = []

    with running_executor("pool", 1) as executor:
        results = executor.map(square, (asked.append(n) or n for n in range(100)))
        next(results)

        assert len(asked) < 10
        list(results)


def test_an_executor_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(Refused, match=r"executor\.unknown.*here, pool, ray"), running_executor("spark"):
        pass
    with pytest.raises(Refused, match=r"executor\.workers"), running_executor("pool", 0):
        pass


def test_without_ray_the_refusal_says_how_to_get_it() -> None:
    with pytest.raises(Refused, match=r"executor\.no_ray"), running_executor("ray"):
        pass
    assert "ray" in KINDS
