"""An estimate as programs and people read it."""

from typing import Any


def as_json(estimate: Any) -> dict[str, Any]:
    """`value`, `interval`, `n`, `method`; or `undefined` with the reason instead of a value."""
    said: dict[str, Any] = {"n": estimate.n, "n_unit": estimate.n_unit, "method": estimate.method}
    if estimate.notes:
        said["notes"] = list(estimate.notes)
    if estimate.value is None:
        return {"undefined": estimate.undefined_reason, **said}
    span = estimate.interval
    found = {"value": estimate.value, "interval": None if span is None else [span.low, span.high]}
    return {**found, "level": None if span is None else span.level, **said}


def as_row(name: str, estimate: Any) -> tuple[str, str, str, str, str, str]:
    """name, value, interval, n, method, notes."""
    span = estimate.interval
    return (
        name,
        f"undefined: {estimate.undefined_reason.replace('_', ' ')}"
        if estimate.value is None
        else f"{estimate.value:.4f}",
        "–" if span is None else f"{span.low:.4f} to {span.high:.4f}",
        f"{estimate.n:,} {estimate.n_unit}",
        estimate.method,
        ", ".join(each.replace("_", " ") for each in estimate.notes),
    )


COLUMNS = ("measure", "value", "95 % interval", "n counted", "method", "notes")
