"""What gives the label away: its words in the item, or one feature that should know nothing of it."""

import re
from collections.abc import Sequence

import numpy as np

from labelproof.kernel.refused import Undefined
from labelproof.quality.arrays import IntArray
from labelproof.quality.detection.near_duplicates import folded
from labelproof.quality.detection.one_feature import PERMUTATIONS, Told, binned, told
from labelproof.quality.estimate import Estimate, undefined
from labelproof.quality.findings import Checked, Finding, Where, check
from labelproof.quality.item_columns import Columns

METHOD = "label_leakage/one-feature-auc@1"
_NAME = re.compile(r"^(?P<prefix>.*?)(?P<number>\d+)?(?P<ending>\.[A-Za-z0-9]{1,5})?$", re.DOTALL)


@check(METHOD)
def label_leakage(
    table: Columns,
    reference: Columns | None = None,
    *,
    label: str = "label",
    text: str | None = None,
    names: Sequence[str] = (),
    features: Sequence[str] = (),
    order: bool = True,
    act: float = 0.8,
) -> Checked:
    """One-feature rules that predict a label above their permutation bound, each with its feature and AUC.

    Looked at: the label's own words in the text, the text's length, the order of rows, and of each name (an id, a file
    name) its length, what stands before its number, the number, and its ending; other features as they are. Some of
    this is no fault (long reviews are unhappy): a person judges, the check names.

    Shape:     label: a column of categories; text: one of texts; names: columns of ids; features: any others.
    Unit:      summary: the largest AUC of a feature, .5 to 1; figures: each feature's.
    Missing:   rows without a label are left out; a missing feature is a cell of its own.
    Undefined: no_rows; no_column; one_value_only, when there is one label or no feature to look at.
    Source:    Kapoor & Narayanan (2023), kind L2; permutation bound in `one_feature.told`.

    >>> table = Columns({"label": ["cat", "dog"] * 40, "file": [f"{'cd'[n % 2]}{n:03d}.png" for n in range(80)]})
    >>> label_leakage(table, names=("file",), order=False).findings[0].what
    'what stands before the number in file tells the label cat: AUC 1.000, by chance up to 0.625'
    """
    codes, labels = table.codes(label)
    rows = np.flatnonzero(codes >= 0)
    if len(labels) < 2:
        raise Undefined("one_value_only")
    looked_at = _features(table, text, names, features, order)
    if text is not None:
        looked_at["the label's words in " + text] = (
            text,
            _mentioned(table.texts(text), [str(each) for each in labels]),
        )
    findings: list[Finding] = []
    figures: dict[str, Estimate] = {}
    for name, (column, cells) in sorted(looked_at.items()):
        if len(np.unique(cells[rows])) < 2:
            figures[name] = undefined("one_value_only", METHOD, len(rows), "rows")
            continue
        result = told(cells[rows], codes[rows])
        figures[name] = _figure(result)
        if result.beyond_chance:
            what = f"{name} tells the label {labels[result.label]}: AUC {result.auc:.3f}, by chance up to {result.bound:.3f}"
            severity = "act" if result.auc >= act else "warn"
            findings.append(
                Finding("label_leakage", Where(column), what, result.n, severity, "remove the feature, or balance it")
            )
    known = [each for each in figures.values() if each.value is not None]
    if not known:
        raise Undefined("one_value_only")
    return Checked("label_leakage", tuple(findings), max(known, key=lambda each: each.value or 0.0), figures)


def _figure(result: Told) -> Estimate:
    params = {"bound": result.bound, "permutations": PERMUTATIONS, "label": result.label}
    return Estimate(
        result.auc,
        None,
        result.n,
        "rows",
        METHOD,
        params=params,
        seed=result.seed,
        target="this table",
        notes=("in_sample",),
    )


def _features(
    table: Columns, text: str | None, names: Sequence[str], features: Sequence[str], order: bool
) -> dict[str, tuple[str | None, IntArray]]:
    """Each feature's column and cells."""
    found: dict[str, tuple[str | None, IntArray]] = {}
    if order:
        found["the order of rows"] = None, binned(np.arange(table.n_rows, dtype=np.float64))
    if text is not None:
        found[f"the length of {text}"] = text, binned(_lengths(table.texts(text)))
    for name in names:
        cells = table.texts(name)
        parts = [_NAME.match(cell or "") for cell in cells]
        found[f"the length of {name}"] = name, binned(_lengths(cells))
        number = np.array([float(part["number"] or "nan") if part else np.nan for part in parts])
        found[f"the number in {name}"] = name, binned(number)
        for group, said in {"prefix": "what stands before the number", "ending": "the ending"}.items():
            found[f"{said} in {name}"] = name, _coded([part[group] if part else None for part in parts])
    for name in features:
        column = table.column(name)
        numeric = isinstance(column, np.ndarray) and column.dtype.kind == "f"
        codes = binned(table.numbers(name)) if numeric else table.codes(name)[0].astype(np.int64) + 1
        found[name] = name, codes
    return found


def _lengths(texts: Sequence[str | None]) -> np.ndarray:
    return np.array([np.nan if text is None else len(text) for text in texts], dtype=np.float64)


def _coded(texts: Sequence[str | None]) -> IntArray:
    return np.unique([text or "" for text in texts], return_inverse=True)[1]


def _mentioned(texts: Sequence[str | None], labels: Sequence[str]) -> IntArray:
    """Which label's words a text contains: 0 none, k + 1 the k-th alone, the last several."""
    patterns = [re.compile(rf"(?<!\w){re.escape(folded(label))}(?!\w)") for label in labels]
    cells = np.zeros(len(texts), dtype=np.int64)
    for row, text in enumerate(texts):
        plain = folded(text or "")
        met = [n for n, pattern in enumerate(patterns) if pattern.search(plain)]
        cells[row] = 0 if not met else met[0] + 1 if len(met) == 1 else len(labels) + 1
    return cells
