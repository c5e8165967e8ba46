"""`labelproof clock`."""

import click

from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import say, show, when


@click.group()
def clock() -> None:
    """Go on after the clock was set back."""


@clock.command()
@reaches(project=False)
def accept(reach: Reach) -> None:
    """Accept a clock that is behind the logs, or that jumped. Times in a log still never go back.

    \b
    Example:
      labelproof clock accept
    """
    done = reach.server.command("accept_clock", {})["result"]
    text = f"The clock says {when(done['clock'])} UTC; the newest event is of {when(done['last_event_at'])}. Going on."
    show(reach, done, lambda: say(text))
