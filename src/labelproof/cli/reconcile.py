"""`labelproof reconcile`."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import progress, say, show, table


@click.command()
@reaches(project=False)
def reconcile(reach: Reach) -> None:
    """Tie every row to the logs and to what was published, both ways. Changes nothing.

    Every table is rebuilt from the logs into a scratch file and compared row by row; every disclosure is opened and
    held against the digest in its leaf; every leaf against its hash, the published tiles and the signed notes.

    Works beside a running server. Exits with 1 when something differs: then somebody edited the database, its keys or
    the published files, or we have a bug. What differs is named, each kind by a code of its own.

    \b
    Example:
      labelproof reconcile
    """
    from labelproof.engine.reconcile import reconcile as compare

    instance = reach.factories.look(Path(reach.data))
    try:
        with progress("Comparing", None) as more:
            seen = 0

            def advance(done: int, total: int) -> None:
                nonlocal seen
                more(max(0, done - seen))
                seen = done

            report = compare(instance.engine, advance)
    finally:
        instance.close()
    show(reach, asdict(report), lambda: _print(report))
    if report.n_different:
        click.get_current_context().exit(1)


def _print(report: Any) -> None:
    if not report.n_different:
        say(
            f"Clean: {report.n_rows} rows and {report.n_openings} disclosures follow from {report.n_events} events, "
            f"and {report.n_files} published files hold them."
        )
        return
    say(f"{report.n_different} differences from what {report.n_events} events say:")
    rows = ((d.code, d.table, ", ".join(map(str, d.key)), d.what) for d in report.differences)
    table(("code", "table", "key", "what"), rows)
    for code, n in report.counts.items():
        n_shown = sum(d.code == code for d in report.differences)
        if n > n_shown:
            say(f"{code}: {n - n_shown} more like this")
