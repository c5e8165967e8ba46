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
    """Rebuild every table from the logs into a scratch file, and compare row by row. Changes nothing.

    Works beside a running server. Exits with 1 when something differs: then somebody wrote into the tables, or we
    have a bug.

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
        say(f"Clean: {report.n_rows} rows follow from {report.n_events} events.")
        return
    say(f"{report.n_different} rows differ from what {report.n_events} events say:")
    table(("table", "key", "how"), ((d.table, ", ".join(map(str, d.key)), d.what) for d in report.differences))
