"""Personal data in texts, as counts and places; what stands there never leaves the item."""

from collections.abc import Sequence

from labelproof.kernel.refused import Problem, Undefined
from labelproof.quality.detection.personal_data import KINDS, personal_spans
from labelproof.quality.findings import Checked, Finding, Where, check, share
from labelproof.quality.item_columns import Columns, refusal

METHOD = "personal/rules@1"


@check(METHOD)
def personal(
    table: Columns, reference: Columns | None = None, *, columns: Sequence[str] = (), kinds: Sequence[str] = KINDS
) -> Checked:
    """Mail addresses, phones, cards, IBANs, IP addresses and national numbers, by column and kind.

    No finding does not mean no personal data: names and addresses of people have no rule. `personal_spans` lists what
    the rules miss.

    Shape:     columns of texts; columns=() takes every one.
    Unit:      summary: share of rows with a hit.
    Missing:   left out.
    Undefined: no_rows; no_column, when there is no column of texts.
    Errors:    Refused("columns.bad") for a kind that has no rule.
    Source:    as `personal_data.personal_spans`.

    >>> personal(Columns({"text": ["call +49 30 901820", "hello"]})).findings[0].where.spans
    ((0, 5, 18),)
    """
    unknown = sorted({*kinds} - {*KINDS})
    if unknown:
        raise refusal([Problem("kinds", f"knows no {each!r}; there are {', '.join(KINDS)}") for each in unknown])
    chosen = [*columns] or [name for name in sorted(table.columns) if _is_text(table, name)]
    if not chosen:
        raise Undefined("no_column")
    findings: list[Finding] = []
    hit_rows: set[int] = set()
    seen: set[int] = set()
    for name in chosen:
        spans: dict[str, list[tuple[int, int, int]]] = {}
        for row, text in enumerate(table.texts(name)):
            if text is None:
                continue
            seen.add(row)
            for span in personal_spans(text, tuple(kinds)):
                spans.setdefault(span.kind, []).append((row, span.start, span.end))
        for kind, places in sorted(spans.items()):
            rows = tuple(dict.fromkeys(row for row, _, _ in places))
            hit_rows |= {*rows}
            what = f"{kind}: {len(places)} in {len(rows)} rows"
            where = Where(name, rows, tuple(places))
            findings.append(Finding("personal", where, what, len(places), "act", "mask it, or show that it may stay"))
    return Checked("personal", tuple(findings), share(len(hit_rows), len(seen), "rows", METHOD))


def _is_text(table: Columns, name: str) -> bool:
    cells = [cell for cell in table.column(name) if cell is not None]
    return bool(cells) and all(isinstance(cell, str) for cell in cells)
