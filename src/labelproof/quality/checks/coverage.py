"""Whom and what the items leave out, against a reference population."""

from collections.abc import Hashable, Iterator, Mapping, Sequence

import numpy as np

from labelproof.kernel.refused import Problem, Undefined
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.estimate import Estimate, Interval
from labelproof.quality.findings import Checked, Finding, Where, check
from labelproof.quality.item_columns import Columns, refusal
from labelproof.quality.statistics.certainty import LEVEL, small_n

METHOD = "coverage/cramers-v@1"


@check(METHOD)
def coverage(
    table: Columns,
    reference: Columns | None = None,
    *,
    columns: Sequence[str] = (),
    population: Mapping[str, Mapping[str, float]] | None = None,
    few: int = 20,
    warn: float = 0.1,
    act: float = 0.25,
) -> Checked:
    """Shares against a population: Cramér's V of each column, and by name the cells that are empty, few, or off.

    A cell is off when its standardised difference |p - q| / sqrt((p(1-p) + q(1-q)) / 2) is .1 (warn) or .25 (act).

    Shape:     columns of categories; the population is a table of the same columns, or shares by column and value.
               A column named "a × b" crosses two: its cells are the pairs.
    Unit:      summary: the largest V, 0 as the population, 1 as far as can be; params of each figure: χ², its degrees
               of freedom and p.
    Missing:   left out.
    Undefined: no_rows; no_reference; no_column; one_value_only, when the population has one value.
    Source:    Cramér (1946), goodness of fit: V = sqrt(χ² / (n (1/q_min - 1))), its largest value; interval from the
               noncentral χ². Standardised difference: Austin, Balance diagnostics (2009).

    >>> table = Columns({"language": ["de"] * 90 + ["fr"] * 10})
    >>> coverage(table, population={"language": {"de": 0.5, "fr": 0.4, "it": 0.1}}).findings[-1].what
    'it has no row; the population has 10.0 %'
    """
    if reference is None and not population:
        raise Undefined("no_reference")
    chosen = sorted(columns or _shared(table, reference, population))
    if not chosen:
        raise Undefined("no_column")
    findings: list[Finding] = []
    figures: dict[str, Estimate] = {}
    for name in chosen:
        codes, values = _cells(table, name)
        shares = _shares(population[name]) if population and name in population else _measured(reference, name)
        cells = sorted({*shares, *(str(value) for value in values)})
        number = {value: n for n, value in enumerate(cells)}
        place = np.array([number[str(value)] for value in values], dtype=np.int64)
        counts = np.bincount(place[codes[codes >= 0]], minlength=len(cells))
        expected = np.array([shares.get(value, 0.0) for value in cells])
        if not counts.sum():
            raise Undefined("no_rows")
        figures[name] = _cramers_v(counts, expected)
        findings += _gaps(name, cells, counts, expected, few, (warn, act))
    return Checked("coverage", tuple(findings), max(figures.values(), key=lambda each: each.value or 0.0), figures)


def _shared(
    table: Columns, reference: Columns | None, population: Mapping[str, Mapping[str, float]] | None
) -> list[str]:
    if population or reference is None:
        return [*(population or ())]
    return [name for name in table.columns if name in reference]


def _cells(table: Columns, name: str) -> tuple[IntArray, list[Hashable]]:
    """A column's categories; those of "a × b" are the pairs that occur."""
    parts = [table.codes(part) for part in name.split(" × ")] if name not in table else [table.codes(name)]
    if len(parts) == 1:
        return parts[0]
    keys = np.stack([codes for codes, _ in parts], axis=1)
    whole = (keys >= 0).all(axis=1)
    distinct, inverse = np.unique(keys[whole], axis=0, return_inverse=True)
    codes = np.full(table.n_rows, -1, dtype=np.int64)
    codes[whole] = inverse
    rows: list[list[int]] = distinct.tolist()
    spelled: list[Hashable] = [
        " × ".join(str(values[n]) for n, (_, values) in zip(row, parts, strict=True)) for row in rows
    ]
    return codes, spelled


def _shares(given: Mapping[str, float]) -> dict[str, float]:
    total = sum(given.values())
    if not given or min(given.values()) < 0 or not 0.999 <= total <= 1.001:
        raise refusal([Problem("population", f"has shares that are negative or sum to {total:g}, not 1")])
    return {value: each / total for value, each in given.items()}


def _measured(reference: Columns | None, name: str) -> dict[str, float]:
    if reference is None:
        raise Undefined("no_reference")
    codes, values = _cells(reference, name)
    counts = np.bincount(codes[codes >= 0], minlength=len(values))
    if not counts.sum():
        raise Undefined("no_reference")
    return {str(value): float(count / counts.sum()) for value, count in zip(values, counts, strict=True)}


def _cramers_v(counts: IntArray, expected: FloatArray) -> Estimate:
    """Rows outside the population have no expected share; they are findings, and χ² is over the rest."""
    from scipy.special import chdtrc, chndtrinc  # pyright: ignore[reportMissingTypeStubs]

    inside = expected > 0
    q, observed = expected[inside] / expected[inside].sum(), counts[inside]
    n, df = int(observed.sum()), int(inside.sum()) - 1
    if not n or not df:
        raise Undefined("one_value_only" if n else "no_overlap")
    square = float(((observed - n * q) ** 2 / (n * q)).sum())
    most = n * (1 / float(q.min()) - 1)
    low, high = (_noncentrality(chndtrinc, square, df, p) for p in ((1 + LEVEL) / 2, (1 - LEVEL) / 2))
    interval = Interval(float(np.sqrt(low / most)), min(float(np.sqrt(high / most)), 1.0), LEVEL, "noncentral-chi2")
    notes = (*small_n(n), *(("small_expected",) if (n * q < 5).any() else ()))
    params = {"chi2": square, "df": df, "p": float(chdtrc(df, square))}
    return Estimate(float(np.sqrt(square / most)), interval, n, "rows", METHOD, params=params, notes=notes)


def _noncentrality(inverse: np.ufunc, square: float, df: int, p: float) -> float:
    """The λ at which the seen χ² is the p-quantile; 0 where even λ = 0 puts it lower."""
    from scipy.special import chdtr  # pyright: ignore[reportMissingTypeStubs]

    return 0.0 if chdtr(df, square) <= p else float(inverse(square, df, p))


def _gaps(
    name: str, cells: list[str], counts: IntArray, expected: FloatArray, few: int, bounds: tuple[float, float]
) -> Iterator[Finding]:
    n = int(counts.sum())
    for cell, count, q in zip(cells, counts.tolist(), expected.tolist(), strict=True):
        p = count / n
        spread = np.sqrt((p * (1 - p) + q * (1 - q)) / 2)
        off = abs(p - q) / spread if spread else 0.0
        if not count:
            what, severity = f"{cell} has no row; the population has {q:.1%}".replace("%", " %"), "act"
        elif not q:
            what, severity = f"{cell} has {count} rows and no place in the population", "note"
        elif off >= bounds[0]:
            what = f"{cell} has {count} rows, {p:.1%} against {q:.1%}, standardised difference {off:.2f}".replace(
                "%", " %"
            )
            severity = "act" if off >= bounds[1] else "warn"
        elif count < few:
            what, severity = f"{cell} has {count} rows, fewer than {few}", "note"
        else:
            continue
        yield Finding("coverage", Where(name), what, count, severity, "collect more of it, or state the gap")
