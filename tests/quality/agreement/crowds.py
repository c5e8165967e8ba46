"""Answers that the tests of agreement share: published examples, and crowds with known habits."""

import numpy as np
from hypothesis import strategies as st

from labelproof.quality import Answers, from_columns

Row = tuple[int, int, str]

# Krippendorff (2011), section C: 4 observers, 12 units, values 1 to 5, * for missing.
OBSERVERS = (
    "1 2 3 3 2 1 4 1 2 * * *",
    "1 2 3 3 2 2 4 1 2 5 * 3",
    "* 3 3 3 2 3 4 2 2 5 1 *",
    "1 2 3 3 2 4 4 1 2 5 1 *",
)
# Fleiss (1971) as tabulated widely: 10 subjects, 14 raters, 5 categories.
SUBJECTS = np.array([
    (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
])  # fmt: skip

rows = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 4), st.sampled_from("abc")),
    min_size=1,
    max_size=40,
    unique_by=lambda row: row[:2],
)


def answers(table: list[Row]) -> Answers:
    return from_columns([i for i, _, _ in table], [a for _, a, _ in table], [v for _, _, v in table])


def observers() -> list[tuple[int, int, int]]:
    cells = [line.split() for line in OBSERVERS]
    return [(u, o, int(v)) for o, line in enumerate(cells) for u, v in enumerate(line) if v != "*"]


def ratings() -> np.ndarray:
    """The observers' table, units by observers, NaN for missing."""
    table = np.full((12, 4), np.nan)
    for unit, observer, value in observers():
        table[unit, observer] = value
    return table


def subjects() -> Answers:
    """Fleiss' table as answers of 14 raters."""
    table = [
        (s, r, v)
        for s, row in enumerate(SUBJECTS)
        for r, v in enumerate(n for n, c in zip("abcde", row, strict=True) for _ in range(c))
    ]
    return answers(table)


def random_rows(n_items: int, n_annotators: int, p_wrong: float, seed: int = 0) -> list[Row]:
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 3, n_items)
    said = np.where(
        rng.random((n_items, n_annotators)) < p_wrong, rng.integers(0, 3, (n_items, n_annotators)), truth[:, None]
    )
    return [(i, a, "abc"[said[i, a]]) for i in range(n_items) for a in range(n_annotators)]


def coded(said: np.ndarray, n_values: int) -> Answers:
    """Answers of a full table, items by annotators; -1 for missing."""
    item, who = np.nonzero(said >= 0)
    value = said[item, who].astype(np.int32)
    return Answers(item.astype(np.int32), who.astype(np.int32), value, *said.shape, n_values)


def numbered(table: np.ndarray) -> Answers:
    """Numbers of a table, items by annotators; NaN for missing."""
    item, who = np.nonzero(np.isfinite(table))
    return Answers(
        item.astype(np.int32), who.astype(np.int32), None, *table.shape, 0, value=table[item, who].astype(np.float64)
    )
