"""One row for each vote, taken from the rows of a release."""

from pathlib import Path
from typing import Any, cast

VERSION = 1
CAPABILITIES = frozenset({"votes", "annotator", "time", "order", "ids"})


def write(rows_parquet: Path, path: Path, *, keys: tuple[str, ...] = ("row_id",), memory: str = "256MB") -> int:
    """Write the elements of the column `votes`, each beside the `keys` of its row, and count them."""
    import duckdb

    with duckdb.connect(":memory:", config={"threads": 1, "memory_limit": memory}) as database:
        described = database.execute("DESCRIBE FROM read_parquet($path)", {"path": str(rows_parquet)}).fetchall()
        names = {str(row[0]) for row in described}
        kept = [f'"{key}"' for key in keys if key in names]
        votes = "unnest(votes, recursive := true)" if "votes" in names else "NULL AS vote WHERE false"
        source = f"FROM read_parquet({_quoted(rows_parquet)}) SELECT {', '.join([*kept, votes])}"
        copied = database.execute(f"COPY ({source}) TO {_quoted(path)} (FORMAT parquet, COMPRESSION zstd)")
        return int(cast("tuple[Any]", copied.fetchone())[0])


def _quoted(text: object) -> str:
    return "'" + str(text).replace("'", "''") + "'"
