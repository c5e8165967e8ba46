"""Items as plain columns, a row an item: what the checks on data read."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from labelproof.kernel.refused import Problem, Refused, Undefined
from labelproof.quality.arrays import BoolArray, FloatArray, IntArray

Column: TypeAlias = Sequence[Any] | npt.NDArray[Any]
_FIX = "hand in columns of one length, each of one kind: texts, numbers (NaN where missing), codes or arrays"


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of equal length by name.

    Shape:   texts are lists of str; numbers float arrays (n,); codes integer arrays (n,); embeddings float arrays
             (n, d); images lists of grey arrays (h, w). items (n,) names the rows; without it they are numbered.
    Missing: None in a list, NaN among numbers, a negative code.
    Errors:  Refused("columns.bad") with every column that differs in length.

    >>> Columns({"text": ["a", None], "length": np.array([1.0, np.nan])}).missing("text").tolist()
    [False, True]
    """

    columns: Mapping[str, Column]
    items: Sequence[str] = ()
    n_rows: int = field(init=False)

    def __post_init__(self) -> None:
        lengths = {name: len(column) for name, column in self.columns.items()}
        n_rows = max([*lengths.values(), len(self.items)], default=0)
        problems = [Problem(name, f"has {n} rows, not {n_rows}") for name, n in lengths.items() if n != n_rows]
        if self.items and len(self.items) != n_rows:
            problems.append(Problem("items", f"names {len(self.items)} rows, not {n_rows}"))
        if problems:
            raise refusal(problems)
        object.__setattr__(self, "n_rows", n_rows)

    def __contains__(self, name: str) -> bool:
        return name in self.columns

    def column(self, name: str) -> Column:
        """A column, or Undefined: no_rows where the table is empty, no_column where it lacks this one."""
        if not self.n_rows:
            raise Undefined("no_rows")
        if name not in self.columns:
            raise Undefined("no_column")
        return self.columns[name]

    def texts(self, name: str) -> list[str | None]:
        """A column of texts, None where missing; anything else in it is refused."""
        column = [*self.column(name)]
        wrong = [n for n, cell in enumerate(column) if cell is not None and not isinstance(cell, str)]
        if wrong:
            raise refusal([Problem(name, f"holds {len(wrong)} cells that are no text, the first in row {wrong[0]}")])
        return cast("list[str | None]", column)

    def numbers(self, name: str) -> FloatArray:
        """A column of numbers as float64, NaN where missing or negative codes stand for that."""
        column = self.column(name)
        if isinstance(column, np.ndarray):
            array: npt.NDArray[Any] = column
            if array.ndim != 1 or array.dtype.kind not in "fiub":
                raise refusal([Problem(name, f"is {array.ndim}-d {array.dtype}, not one row of numbers")])
            return array.astype(np.float64)
        wrong = [n for n, cell in enumerate(column) if not (cell is None or is_number(cell))]
        if wrong:
            raise refusal([Problem(name, f"holds {len(wrong)} cells that are no number, the first in row {wrong[0]}")])
        return np.array([np.nan if cell is None else float(cell) for cell in column])

    def codes(self, name: str) -> tuple[IntArray, list[Hashable]]:
        """Each row's category as an index into the distinct values, which are sorted; -1 where missing."""
        column = self.column(name)
        if isinstance(column, np.ndarray) and column.ndim != 1:
            raise refusal([Problem(name, f"is {column.ndim}-d, not one row of categories")])
        cells: list[Any] = column.tolist() if isinstance(column, np.ndarray) else [*column]
        absent = self.missing(name)
        present = [cell for cell, none in zip(cells, absent.tolist(), strict=True) if not none]
        if wrong := sum(not isinstance(cell, Hashable) for cell in present):
            raise refusal([Problem(name, f"holds {wrong} cells with parts, which are no categories")])
        # Sorted by kind and spelling, so that the order of rows decides nothing.
        distinct: list[Hashable] = sorted(set(present), key=lambda cell: (type(cell).__name__, str(cell)))
        number = {value: n for n, value in enumerate(distinct)}
        index = np.full(self.n_rows, -1, dtype=np.int32)
        index[~absent] = [number[cell] for cell in present]
        return index, distinct

    def missing(self, name: str) -> BoolArray:
        """Which rows hold nothing: None, NaN, or a negative code."""
        column = self.column(name)
        if isinstance(column, np.ndarray):
            array: npt.NDArray[Any] = column
            if array.dtype.kind == "f":
                return _in_any(np.isnan(array))
            if array.dtype.kind == "i":
                return _in_any(array < 0)
            return np.zeros(self.n_rows, dtype=np.bool_)
        return np.array([cell is None or (isinstance(cell, float) and cell != cell) for cell in column], dtype=np.bool_)


def _in_any(cells: npt.NDArray[Any]) -> BoolArray:
    """Rows in which any cell is so."""
    return np.asarray(cells.reshape(len(cells), -1).any(axis=1), dtype=np.bool_)


def is_number(cell: Any) -> bool:
    """Whether a cell is a number; True and False are not."""
    return isinstance(cell, (int, float, np.integer, np.floating)) and not isinstance(cell, bool)


def plain(cell: Any) -> Any:
    """A cell as Python has it: NumPy's scalars unwrapped.

    >>> plain(np.float64(0.5))
    0.5
    """
    return cast("np.generic[Any]", cell).item() if isinstance(cell, np.generic) else cell


def refusal(problems: list[Problem]) -> Refused:
    """What is wrong with columns or the options of a check, every problem named."""
    what = "; ".join(f"{problem.field} {problem.what}" for problem in problems[:5])
    return Refused("columns.bad", what, _FIX, tuple(problems))
