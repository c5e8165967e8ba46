"""Texts that are nearly the same."""

import numpy as np

from labelproof.kernel.refused import Undefined
from labelproof.quality.detection.digests import several
from labelproof.quality.detection.near_duplicates import ALIKE, METHOD, N_CHARACTERS, N_WORDS, SHORT, near_pairs
from labelproof.quality.findings import Checked, Finding, Where, check, share
from labelproof.quality.item_columns import Columns


@check(METHOD)
def near_duplicates(
    table: Columns,
    reference: Columns | None = None,
    *,
    column: str = "text",
    alike: float = ALIKE,
    n_words: int = N_WORDS,
    n_characters: int = N_CHARACTERS,
    short: int = SHORT,
) -> Checked:
    """Groups of texts linked by pairs whose shingles have Jaccard >= .5; equal texts are among them.

    Shape:     a column of texts.
    Unit:      summary: share of texts to leave out so that no group has two: all but one of each. No false pair,
               recall by Jaccard in `near_pairs`.
    Missing:   rows without a letter or digit are left out.
    Undefined: no_rows; no_column; did_not_finish, beyond 20 million candidate pairs.
    Source:    Broder (1997); Li, Owen & Zhang (2012).

    >>> texts = ["a cat sat on the mat today", "A cat sat on the mat today!", "dogs bark"]
    >>> near_duplicates(Columns({"text": texts})).findings[0].where.rows
    (0, 1)
    """
    pairs = near_pairs(table.texts(column), alike=alike, n_words=n_words, n_characters=n_characters, short=short)
    if not pairs.n_compared:
        raise Undefined("no_rows")
    clusters = pairs.clusters()
    lowest = np.ones(len(clusters))
    np.minimum.at(lowest, clusters[pairs.left], pairs.jaccard)
    findings = [
        Finding(
            "near_duplicates",
            Where(column, tuple(rows.tolist())),
            f"{len(rows)} texts are nearly the same, the least alike pair at Jaccard {lowest[clusters[rows[0]]]:.2f}",
            len(rows),
            "warn",
            "keep one of them, or keep them in one split",
        )
        for rows in several(clusters)
    ]
    n_repeats = sum(each.n - 1 for each in findings)
    notes = ("crowds_thinned",) if pairs.n_crowds else ()
    return Checked("near_duplicates", tuple(findings), share(n_repeats, pairs.n_compared, "texts", METHOD, notes))
