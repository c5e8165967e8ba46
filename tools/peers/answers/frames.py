"""Data frames and clusters, as people have them where ours is installed: ours runs here, on theirs."""

import os
import sys
from pathlib import Path
from typing import Any

OURS = str(Path(__file__).resolve().parents[3] / "src")
sys.path.insert(0, OURS)


def codes(kind: str, columns: dict[str, list[Any]], repeats: str = "last") -> dict[str, Any]:
    """The arrays that `from_table` makes of a frame of this kind with columns item, who and label."""
    from labelproof.quality.tables import Named, from_table

    answers = from_table(_frame(kind, columns), Named("item", "who", "label"), repeats=repeats)
    names = ("item_index", "annotator_index", "value_index", "items", "annotators", "values")
    return {name: _plain(getattr(answers, name)) for name in names}


def squares_on_ray(n: int) -> list[int]:
    """The squares of 0 to n - 1, as a Ray cluster of two gives them back."""
    from labelproof.adapters.executors import running_executor

    with running_executor("ray", n_workers=2) as executor:
        return list(executor.map(_square, range(n)))


def posteriors_on_ray(
    name: str, item: Any, annotator: Any, value: Any, sizes: tuple[int, int, int], n_workers: int
) -> tuple[bytes, bytes]:
    """The bytes of an aggregator's posterior, computed here and on a Ray cluster of so many workers."""
    from labelproof.adapters.executors import running_executor
    from labelproof.quality import Answers, aggregate

    os.environ["PYTHONPATH"] = OURS  # for the cluster's own processes
    answers = Answers(item, annotator, value, *sizes)
    with running_executor("ray", n_workers) as executor:
        together = aggregate(answers, name, executor=executor).posterior
    return aggregate(answers, name).posterior.tobytes(), together.tobytes()


def _square(n: int) -> int:
    return n * n


def _frame(kind: str, columns: dict[str, list[Any]]) -> Any:
    if kind == "pandas":
        import pandas as pd

        return pd.DataFrame(columns)
    import polars as pl

    return pl.DataFrame(columns)


def _plain(column: Any) -> Any:
    return column.tolist() if hasattr(column, "tolist") else list(column)
