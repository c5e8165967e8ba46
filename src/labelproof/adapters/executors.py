"""Executors: here and now, a pool of processes, a Ray cluster. The results are the same, bit for bit, and in order."""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from labelproof.kernel.refused import Refused
from labelproof.ports.executor import Executor

P = TypeVar("P")
R = TypeVar("R")

KINDS = ("here", "pool", "ray")


class Here:
    """In this process, one partition after the other."""

    n_workers = 1

    def map(self, function: Callable[[P], R], partitions: Iterable[P]) -> Iterator[R]:
        """function(partition) for each, in order."""
        return map(function, partitions)


class Pool:
    """Processes on this machine; a function and its partitions travel as pickles, so both are plain."""

    def __init__(self, processes: Any, n_workers: int) -> None:
        self._processes = processes
        self.n_workers = n_workers

    def map(self, function: Callable[[P], R], partitions: Iterable[P]) -> Iterator[R]:
        """function(partition) for each, in order; twice as many are under way as there are workers."""
        waiting = deque[Any]()
        for partition in partitions:
            waiting.append(self._processes.submit(function, partition))
            if len(waiting) > 2 * self.n_workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


class Cluster:
    """Tasks on Ray. Imported only when asked for: a gigabyte and ten seconds."""

    def __init__(self, ray: Any, n_workers: int) -> None:
        self._ray = ray
        self.n_workers = n_workers

    def map(self, function: Callable[[P], R], partitions: Iterable[P]) -> Iterator[R]:
        """function(partition) for each, in order; twice as many are under way as there are workers."""
        task = self._ray.remote(function)
        waiting = deque[Any]()
        for partition in partitions:
            waiting.append(task.remote(partition))
            if len(waiting) > 2 * self.n_workers:
                yield self._ray.get(waiting.popleft())
        while waiting:
            yield self._ray.get(waiting.popleft())


@contextmanager
def running_executor(kind: str = "here", n_workers: int = 2, address: str | None = None) -> Generator[Executor]:
    """An executor by its name; its processes end with the block, and so does a Ray that it started itself."""
    if kind not in KINDS:
        raise Refused("executor.unknown", f"there is no executor {kind!r}", f"name one of {', '.join(KINDS)}")
    if n_workers < 1:
        raise Refused("executor.workers", f"{n_workers} workers can do nothing", "ask for at least 1")
    if kind == "here":
        yield Here()
    elif kind == "pool":
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        # Spawned, not forked: a fork copies locks that other threads hold at that moment.
        with ProcessPoolExecutor(n_workers, mp_context=get_context("spawn")) as processes:
            yield Pool(processes, n_workers)
    else:
        with _ray(n_workers, address) as cluster:
            yield cluster


@contextmanager
def _ray(n_workers: int, address: str | None) -> Generator[Cluster]:
    try:
        from importlib import import_module

        ray: Any = import_module("ray")
    except ImportError:
        raise Refused("executor.no_ray", "Ray is not installed", "pip install 'labelproof[ray]'") from None
    own = not ray.is_initialized()
    if own:
        start = {} if address else {"num_cpus": n_workers, "include_dashboard": False}
        ray.init(address=address, log_to_driver=False, **start)
    try:
        yield Cluster(ray, n_workers)
    finally:
        if own:
            ray.shutdown()
