"""Plots as SVG whose colours are the page's: estimates with their intervals, a table of shares, counts."""

from collections.abc import Callable, Sequence
from html import escape
from typing import TypeAlias

from labelproof.quality import Estimate
from labelproof.quality.arrays import FloatArray

Place: TypeAlias = Callable[[float], float]
"""From a value to where it stands in the plot."""

_ROW, _NAME, _PLOT, _SAID = 30, 200, 420, 330
_CELL = 74


def number(value: float | None) -> str:
    """Three digits, as every table of the report shows a share or a coefficient.

    >>> number(0.74342), number(None)
    ('.743', '–')
    """
    if value is None or value != value:
        return "–"
    text = f"{value:.3f}"
    return text.replace("0.", ".", 1) if abs(value) < 1 else text


def said(estimate: Estimate) -> str:
    """An estimate in words: value, interval, n; or why there is none."""
    counted = f"n {estimate.n:,} {estimate.n_unit}".replace(",", " ")
    if estimate.value is None:
        return f"undefined: {(estimate.undefined_reason or '').replace('_', ' ')}; {counted}"
    if estimate.interval is None:
        return f"{number(estimate.value)}; {counted}"
    span = estimate.interval
    return f"{number(estimate.value)} [{number(span.low)}, {number(span.high)}]; {counted}"


def forest(rows: Sequence[tuple[str, Estimate]], marks: Sequence[float] = ()) -> str:
    """One line an estimate: a dot at its value, a bar over its interval; dashed lines at the marks."""
    low = min(
        [0.0, *(e.interval.low for _, e in rows if e.interval), *(e.value for _, e in rows if e.value is not None)]
    )
    low = max(low, -1.0)
    high = max([1.0, *(e.interval.high for _, e in rows if e.interval)])
    scale = _PLOT / (high - low)

    def at(value: float) -> float:
        return _NAME + (min(max(value, low), high) - low) * scale

    height = _ROW * (len(rows) + 1)
    parts = [
        f'<line class="mark" x1="{at(m):.1f}" x2="{at(m):.1f}" y1="0" y2="{height - _ROW}"/>'
        f'<text class="axis" x="{at(m):.1f}" y="{height - 10}" text-anchor="middle">{number(m)}</text>'
        for m in marks
    ]
    for end, anchor in ((low, "start"), (high, "end")):
        if all(abs(end - m) * scale > 40 for m in marks):
            parts.append(
                f'<text class="axis" x="{at(end):.1f}" y="{height - 10}" text-anchor="{anchor}">{number(end)}</text>'
            )
    for n, (name, estimate) in enumerate(rows):
        parts.append(_forest_row(name, estimate, n * _ROW + _ROW / 2, at, at(low), at(high)))
    return _svg(_NAME + _PLOT + _SAID, height, "".join(parts), "Estimates with 95 % intervals")


def _forest_row(name: str, estimate: Estimate, y: float, at: Place, left: float, right: float) -> str:
    parts = [
        f'<text x="{_NAME - 12}" y="{y + 5:.1f}" text-anchor="end">{escape(_short(name, 26))}</text>',
        f'<line class="rail" x1="{left:.1f}" x2="{right:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>',
        f'<text class="said" x="{_NAME + _PLOT + 16}" y="{y + 5:.1f}">{escape(said(estimate))}</text>',
    ]
    if estimate.interval is not None:
        x, width = at(estimate.interval.low), at(estimate.interval.high) - at(estimate.interval.low)
        parts.append(f'<rect class="span" x="{x:.1f}" y="{y - 4:.1f}" width="{max(width, 2):.1f}" height="8" rx="4"/>')
    if estimate.value is not None:
        parts.append(f'<rect class="dot" x="{at(estimate.value) - 1.5:.1f}" y="{y - 8:.1f}" width="3" height="16"/>')
    return "".join(parts)


def heat(labels: Sequence[str], shares: FloatArray, asides: Sequence[str]) -> str:
    """Rows of shares as shaded cells, each with its number; a word about each row under its name."""
    k = len(labels)
    parts = [
        f'<text class="axis" x="{_NAME + (n + 0.5) * _CELL}" y="18" text-anchor="middle">{escape(_short(label, 10))}</text>'
        for n, label in enumerate(labels)
    ]
    for i, label in enumerate(labels):
        y = 28 + i * (_CELL * 0.7)
        parts.append(
            f'<text x="{_NAME - 12}" y="{y + 30:.1f}" text-anchor="end">{escape(_short(label, 26))}</text>'
            f'<text class="axis" x="{_NAME - 12}" y="{y + 45:.1f}" text-anchor="end">{escape(asides[i])}</text>'
        )
        for j in range(k):
            share, x = float(shares[i, j]), _NAME + j * _CELL
            shade = 0.0 if share != share else share
            ink = ' class="on"' if shade > 0.55 else ""
            parts.append(
                f'<rect class="cell" x="{x + 2}" y="{y:.1f}" width="{_CELL - 4}" height="{_CELL * 0.7 - 4:.1f}" rx="4" '
                f'style="--share:{100 * shade:.0f}%"/>'
                f'<text{ink} x="{x + _CELL / 2}" y="{y + 30:.1f}" text-anchor="middle">{number(share)}</text>'
            )
    return _svg(_NAME + k * _CELL, 28 + k * _CELL * 0.7, "".join(parts), "Shares by row and column")


def bars(rows: Sequence[tuple[str, int]]) -> str:
    """Counts as horizontal bars, the longest the full width."""
    most = max([n for _, n in rows], default=1) or 1
    total = sum(n for _, n in rows) or 1
    parts = [
        f'<text x="{_NAME - 12}" y="{i * _ROW + 20}" text-anchor="end">{escape(_short(name, 26))}</text>'
        f'<rect class="span" x="{_NAME}" y="{i * _ROW + 7}" width="{_PLOT * n / most:.1f}" height="16" rx="3"/>'
        f'<text class="said" x="{_NAME + _PLOT * n / most + 8:.1f}" y="{i * _ROW + 20}">{n:,} · {100 * n / total:.1f} %</text>'
        for i, (name, n) in enumerate(rows)
    ]
    return _svg(_NAME + _PLOT + 160, max(1, len(rows)) * _ROW, "".join(parts), "Counts")


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _svg(width: float, height: float, body: str, title: str) -> str:
    return (
        f'<svg viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" role="img"><title>{title}</title>{body}</svg>'
    )
