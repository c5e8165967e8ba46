"""`labelproof log restore`: after an older copy of the database came back."""

from pathlib import Path

import click

from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import progress, say, show


@click.command()
@reaches(project=False)
def restore(reach: Reach) -> None:
    """Bring every log up to what it published, after an older copy of the database was put back.

    A server over an older database refuses to sign (`log.behind`): it would contradict what it promised. This reads
    the missing leaves from the published files, checks them against the signed root, takes what lies beside them from
    the vault, erases again what was erased since, and builds every table anew. Stop the server first.

    What was in neither is gone: sessions, drafts, passwords and tokens made since the copy, and disclosures that the
    vault does not hold, which are counted as lost.

    \b
    Example:
      labelproof log restore && labelproof reconcile
    """
    from labelproof.engine.log_restore import restore_logs

    instance = reach.factories.open(Path(reach.data))
    try:
        with progress("Restoring", None) as more:
            seen = 0

            def advance(done: int, total: int) -> None:
                nonlocal seen
                more(max(0, done - seen))
                seen = done

            restored = restore_logs(instance.engine, advance)
    finally:
        instance.close()

    def text() -> None:
        for log in restored:
            say(f"{log.origin}: from {log.old_size} leaves to {log.new_size}, with {log.n_openings} disclosures.")
            if log.n_lost:
                say(f"  {log.n_lost} disclosures are lost: neither the database nor the vault holds them.")
        if not restored:
            say("No log is behind what it published.")

    show(reach, [log._asdict() for log in restored], text)
