"""Where kernels run over partitions of a table: here, in a pool of processes, or on a cluster."""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

P = TypeVar("P")
R = TypeVar("R")


class Executor(Protocol):
    """Runs one function over many partitions and gives the results in the partitions' order.

    The order is the law: a reduction over results in order is bitwise the same for any number of workers.
    """

    @property
    def n_workers(self) -> int:
        """How many partitions run at once."""
        ...

    def map(self, function: Callable[[P], R], partitions: Iterable[P]) -> Iterator[R]:
        """function(partition) for each, in order; an exception in one is raised where its result would come."""
        ...
