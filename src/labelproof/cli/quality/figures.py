"""An estimate as programs and people read it."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from labelproof.quality import Answers, Estimate


def as_json(estimate: "Estimate") -> dict[str, Any]:
    """`value`, `interval`, `n`, `method`; or `undefined` with the reason instead of a value."""
    said: dict[str, Any] = {"n": estimate.n, "n_unit": estimate.n_unit, "method": estimate.method}
    if estimate.notes:
        said["notes"] = list(estimate.notes)
    if estimate.value is None:
        return {"undefined": estimate.undefined_reason, **said}
    span = estimate.interval
    found = {"value": estimate.value, "interval": None if span is None else [span.low, span.high]}
    return {**found, "level": None if span is None else span.level, **said}


def as_row(name: str, estimate: "Estimate") -> tuple[str, str, str, str, str, str]:
    """name, value, interval, n, method, notes."""
    span = estimate.interval
    return (
        name,
        f"undefined: {words(estimate.undefined_reason or '')}" if estimate.value is None else f"{estimate.value:.4f}",
        "–" if span is None else f"{span.low:.4f} to {span.high:.4f}",
        f"{estimate.n:,} {estimate.n_unit}",
        estimate.method,
        ", ".join(map(words, estimate.notes)),
    )


COLUMNS = ("measure", "value", "95 % interval", "n counted", "method", "notes")


def words(name: str) -> str:
    """A name of the API as people read it."""
    return name.replace("_", " ")


def counted(answers: "Answers") -> dict[str, int]:
    """What was read, and what was not counted."""
    return {
        "n_answers": len(answers),
        "n_items": answers.n_items,
        "n_annotators": answers.n_annotators,
        "n_repeats_dropped": answers.n_repeats_dropped,
        "n_skipped": answers.n_skipped,
    }
