"""`labelproof rebuild`."""

from pathlib import Path

import click

from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import progress, say, show


@click.command()
@reaches(project=False)
def rebuild(reach: Reach) -> None:
    """Empty every table that follows from the logs and fill it again. Logs, keys and accounts' passwords stay.

    Stop the server first; on PostgreSQL, every process that serves this database.

    \b
    Example:
      labelproof rebuild && labelproof reconcile
    """
    from labelproof.engine.rebuild import rebuild_all

    instance = reach.factories.open(Path(reach.data))
    try:
        with progress("Rebuilding", None) as more:
            seen = 0

            def advance(done: int, total: int) -> None:
                nonlocal seen
                more(max(0, done - seen))
                seen = done

            n_events = rebuild_all(instance.engine, advance)
    finally:
        instance.close()
    show(reach, {"n_events": n_events}, lambda: say(f"Rebuilt from {n_events} events."))
