"""Items that stand in two splits: the same, nearly the same, or of one source, author, patient or template."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from labelproof.kernel.refused import Undefined
from labelproof.quality.arrays import IntArray
from labelproof.quality.detection.digests import same_content, several
from labelproof.quality.detection.near_duplicates import ALIKE, near_pairs
from labelproof.quality.findings import Checked, Finding, Where, check, share
from labelproof.quality.item_columns import Columns

METHOD = "leakage/exact-near-group@1"


@dataclass(frozen=True, slots=True)
class Leaks:
    """A leakage check, with what a release's gate asks of it.

    has_exact_or_group is True also where the check could not run: what was not looked at has not passed.
    """

    checked: Checked
    n_exact: int
    n_near: int
    n_group: int

    @property
    def has_exact_or_group(self) -> bool:
        return not self.checked.ran or self.n_exact + self.n_group > 0


def leaks(
    table: Columns,
    reference: Columns | None = None,
    *,
    split: str = "split",
    columns: Sequence[str] = ("text",),
    near: str | None = "text",
    groups: Sequence[str] = (),
    alike: float = ALIKE,
) -> Leaks:
    """The leaks between splits, counted by kind; a release with an exact or a group leak fails its gate.

    Shape:     as `leakage`.
    Unit:      counts of groups of rows.
    Missing:   as `leakage`.
    Undefined: as `leakage`, in `.checked.summary`.
    Source:    statistics.md, Checks.

    >>> table = Columns({"text": ["a b", "c d", "a b"], "split": ["train", "train", "test"]})
    >>> leaks(table).has_exact_or_group
    True
    """
    checked = leakage(table, reference, split=split, columns=columns, near=near, groups=groups, alike=alike)
    kinds = [finding.what.partition(":")[0] for finding in checked.findings]
    return Leaks(checked, *(sum(kind.split()[0] == name for kind in kinds) for name in ("exact", "near", "group")))


@check(METHOD)
def leakage(
    table: Columns,
    reference: Columns | None = None,
    *,
    split: str = "split",
    columns: Sequence[str] = ("text",),
    near: str | None = "text",
    groups: Sequence[str] = (),
    alike: float = ALIKE,
) -> Checked:
    """Rows of different splits with equal content, with nearly equal text, or with the same value of a group column.

    Shape:     split: a column of names; columns: an item's content; near: a column of texts, None to leave it;
               groups: columns such as source, author, patient, template. Their values are never in a finding.
    Unit:      summary: share of rows that have a counterpart in another split.
    Missing:   rows without a split, or without anything to compare, take no part; an empty group value binds nobody.
    Undefined: no_rows; no_column; one_value_only, when there is one split; did_not_finish, as near_duplicates.
    Source:    Kapoor & Narayanan, Leakage and the reproducibility crisis (2023), kinds L1.4 and L3.2.

    >>> table = Columns({"text": ["a b", "c d"], "split": ["train", "test"], "author": ["kim", "kim"]})
    >>> leakage(table, groups=("author",)).findings[0].where.splits
    ('test', 'train')
    """
    in_split, names = table.codes(split)
    if len(names) < 2:
        raise Undefined("one_value_only")
    splits = [str(name) for name in names]
    exact = same_content(table, columns)
    found = _leaks("exact", "+".join(columns), several(exact), in_split, splits)
    if near is not None:
        texts = [text if at >= 0 else None for text, at in zip(table.texts(near), in_split.tolist(), strict=True)]
        alike_rows = several(near_pairs(texts, alike=alike).clusters())
        # What is nothing but the same content again has been said.
        more_than_equal = [rows for rows in alike_rows if len(np.unique(exact[rows])) > 1]
        found += _leaks("near", near, more_than_equal, in_split, splits)
    for name in groups:
        found += _leaks("group", name, several(table.codes(name)[0]), in_split, splits)
    leaking = {row for finding in found for row in finding.where.rows}
    looked_at = {*columns, *groups, *([] if near is None else [near])}
    holds = np.any([~table.missing(name) for name in looked_at], axis=0)
    n = int(((in_split >= 0) & holds).sum())
    return Checked("leakage", tuple(found), share(len(leaking), n, "rows", METHOD))


def _leaks(kind: str, column: str, groups: list[IntArray], in_split: IntArray, splits: list[str]) -> list[Finding]:
    """A finding for each group of rows that lie in more than one split."""
    how = {"exact": "equal content", "near": "nearly equal text", "group": f"one value of {column}"}[kind]
    found: list[Finding] = []
    for group in groups:
        rows = group[in_split[group] >= 0]
        met: list[int] = np.unique(in_split[rows]).tolist()
        if len(met) > 1:
            where = Where(column, tuple(rows.tolist()), splits=tuple(splits[n] for n in met))
            what = f"{kind} leak: {len(rows)} rows of {len(met)} splits have {how}"
            severity = "warn" if kind == "near" else "act"
            found.append(Finding("leakage", where, what, len(rows), severity, "move them into one split"))
    return found
