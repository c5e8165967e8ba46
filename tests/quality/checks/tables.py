"""Small tables for the checks, and what every check must do with one it cannot run on."""

from typing import Any

import numpy as np

from labelproof.quality.checks import CHECKS, Checked, Columns
from labelproof.quality.estimate import REASONS


def reason(name: str, columns: dict[str, Any], reference: Columns | None = None, /, **options: Any) -> str | None:
    """Why a check could not run; what did not run has no findings, and has not passed."""
    said: Checked = CHECKS[name](Columns(columns), reference, **options)
    assert said.ran == (said.summary.undefined_reason is None)
    assert said.ran or (said.findings == () and said.summary.value is None and said.summary.undefined_reason in REASONS)
    return said.summary.undefined_reason


def shuffled(columns: dict[str, Any], seed: int = 0) -> tuple[dict[str, Any], np.ndarray]:
    """The rows in another order, and for each new row its old number."""
    n = len(next(iter(columns.values())))
    order = np.random.default_rng(seed).permutation(n)
    moved = {
        name: column[order] if isinstance(column, np.ndarray) else [column[row] for row in order]
        for name, column in columns.items()
    }
    return moved, order


def places(said: Checked, order: np.ndarray | None = None) -> list[tuple[str, tuple[int, ...], str, int, str]]:
    """Findings without their order; with `order`, rows under the numbers they had before."""
    back = (lambda row: row) if order is None else lambda row: int(order[row])
    return sorted(
        (each.what, tuple(sorted(back(row) for row in each.where.rows)), each.severity, each.n, each.action)
        for each in said.findings
    )
