"""What an export or import lost: generated, never written by hand."""

from collections.abc import Iterable, Mapping, Sequence

from labelproof.kernel.canonical import Json
from labelproof.ports.row_reader import BrokenLine


def export_report(
    name: str,
    exporter: str,
    capabilities: Iterable[str],
    *,
    release: str,
    rows_in: int,
    rows_out: int,
    dropped: Sequence[str] = (),
    changed: Sequence[Mapping[str, Json]] = (),
    readback: Mapping[str, Json] | str = "not run",
) -> dict[str, Json]:
    """The report of one exported file; a read-back that did not run says so, and counts as unknown."""
    back: Json = readback if isinstance(readback, str) else {**readback}
    lost: list[Json] = [{"field": field, "rows": rows_in, "sidecar": False} for field in dropped]
    return {
        "format": name,
        "exporter": exporter,
        "release": release,
        "capabilities": [*sorted(capabilities)],
        "rows": {"in": rows_in, "out": rows_out, "refused": []},
        "dropped": lost,
        "changed": [{**each} for each in changed],
        "readback": back,
    }


def import_report(name: str, reader: str, n_good: int, broken: Sequence[BrokenLine]) -> dict[str, Json]:
    """The report of one imported file: what came in, and each line that did not."""
    refused: list[Json] = [
        {"line": each.line, "column": each.column, "code": each.code, "why": each.what} for each in broken
    ]
    return {
        "format": name,
        "reader": reader,
        "rows": {"in": n_good + len(broken), "out": n_good, "refused": refused},
    }
