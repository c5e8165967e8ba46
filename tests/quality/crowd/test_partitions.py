"""Parts of the votes, wherever they are read, add up to the same bits."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from labelproof.adapters.executors import running_executor
from labelproof.quality import Answers, aggregate, kernels
from labelproof.quality.crowd import coded as room
from labelproof.quality.crowd.coded import coded
from labelproof.quality.kernels.em import Sums
from tests.quality.aggregation.crowds import answers, crowd
from tools.peers import PeerFailed, Peers

both = pytest.mark.parametrize("kernel", kernels.available())
NONE = np.empty(0, dtype=np.int32)


@pytest.mark.parametrize("chunk", [1, 7, 64, 1_000])
def test_parts_are_cut_at_items_and_miss_nothing(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "CHUNK", chunk)
    made, _ = crowd(100, 3, 2, 3)
    some = made.take(np.flatnonzero((made.item_index % 4 > 0) & (made.item_index != 99)))
    votes = coded(some)
    table = np.arange(len(votes.answered) * 2.0).reshape(-1, 2)
    parts = list(votes.parts(table, np.arange(len(votes.answered), dtype=np.int32)))

    assert np.concatenate([each.row for each in parts]).tolist() == votes.row.tolist()
    assert np.concatenate([each.posterior for each in parts]).tolist() == table.tolist()
    assert np.concatenate([each.gold for each in parts]).tolist() == list(range(len(votes.answered)))
    assert all(each.ptr[0] == 0 and each.ptr[-1] == len(each.row) for each in parts)
    assert len(parts) > 1 or chunk > 100


def test_no_row_is_kept_for_what_nobody_said() -> None:
    votes = coded(answers([0, 0, 3], [1, 4, 1], [2, 0, 2], 5, 6, 300))

    assert list(zip(votes.row_annotator, votes.row_value, votes.row_count, strict=True)) == [(1, 2, 2), (4, 0, 1)]
    assert votes.answered.tolist() == [0, 3]


def test_a_thin_crowd_of_many_values_is_coded_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a count of every pair would be larger than the answers, the pairs are sorted instead."""
    made, _ = crowd(100, 8, 5, 4)
    plain = coded(made)
    monkeypatch.setattr(room, "CHUNK", 1)
    wide = coded(answers(made.item_index, made.annotator_index * 1_000, made.codes, 100, 8_000, 5))

    assert wide.row.tolist() == plain.row.tolist()
    assert wide.row_value.tolist() == plain.row_value.tolist()
    assert wide.row_count.tolist() == plain.row_count.tolist()


@both
@pytest.mark.parametrize("name", ["dawid_skene", "one_coin"])
@pytest.mark.parametrize("n_workers", [2, 3])
def test_a_new_order_of_work_gives_the_same_bits(name: str, n_workers: int, kernel: str) -> None:
    """An executor that runs the parts out of order, and each on a copy, as other processes do."""

    class Shuffled:
        def __init__(self) -> None:
            self.n_workers = n_workers

        def map(self, function: Any, partitions: Any) -> Any:
            work = list(partitions)
            order = np.random.default_rng(n_workers).permutation(len(work))
            done: dict[int, Sums] = {}
            for n in order.tolist():
                part = replace(work[n].part, posterior=work[n].part.posterior.copy())
                done[n] = function(replace(work[n], part=part))
            return (done[n] for n in range(len(work)))

    made = large()
    with kernels.using(kernel):
        here, there = aggregate(made, name), aggregate(made, name, executor=Shuffled())

    assert there.posterior.tobytes() == here.posterior.tobytes()
    assert there.log_likelihood == here.log_likelihood


@pytest.mark.slow
@both
@pytest.mark.parametrize("name", ["dawid_skene", "one_coin"])
@pytest.mark.parametrize(("kind", "n_workers"), [("here", 1), ("pool", 1), ("pool", 2), ("pool", 3)])
def test_processes_give_the_same_bits(name: str, kind: str, n_workers: int, kernel: str) -> None:
    made = large()
    with kernels.using(kernel), running_executor(kind, n_workers) as executor:
        alone, together = aggregate(made, name), aggregate(made, name, executor=executor)

    assert together.posterior.tobytes() == alone.posterior.tobytes()
    assert together.log_likelihood == alone.log_likelihood
    assert [m.accuracy for m in together.annotators[:5]] == [m.accuracy for m in alone.annotators[:5]]


@pytest.mark.parametrize("name", ["dawid_skene", "one_coin"])
@pytest.mark.parametrize("n_workers", [1, 3])
def test_a_ray_cluster_gives_the_same_bits(name: str, n_workers: int, peers: Peers) -> None:
    """Ray is in the peers' environment, and so are both runs: another NumPy may add in another order than this one."""
    made = large()
    columns = made.item_index, made.annotator_index, made.codes
    sizes = made.n_items, made.n_annotators, made.n_values
    try:
        alone, together = peers.ask("frames.posteriors_on_ray", name, *columns, sizes, n_workers)
    except PeerFailed as failed:
        if "executor.no_ray" not in str(failed):
            raise
        pytest.skip("Ray is not in the peers' environment. Fix: make .build/peers")

    assert together == alone


def large() -> Answers:
    """Four parts, the last of them short."""
    made, _ = crowd(50_000, 40, 4, 4)
    assert len(list(coded(made).parts(np.zeros((50_000, 4)), NONE))) == 4
    return made
