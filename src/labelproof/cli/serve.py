"""`labelproof serve`."""

from pathlib import Path

import click

from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import say
from labelproof.cli.serving import PORT, listen, serve_instance


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=PORT, show_default=True, help="The port; 0 takes a free one.")
@reaches(project=False)
def serve(reach: Reach, host: str, port: int) -> None:
    """Serve the web app and the API until stopped (Ctrl-C, or SIGTERM).

    Listens on this machine only unless --host says otherwise; put a proxy with TLS before it for others. While it
    runs, every other command on this folder speaks to it.

    \b
    Examples:
      labelproof serve
      labelproof serve --data /srv/labels --port 8000
    """
    instance = reach.factories.open(Path(reach.data))
    try:
        listening = listen(host, port)
    except BaseException:
        instance.close()
        raise
    serve_instance(
        instance,
        reach.factories.application,
        listening,
        lambda address: say(f"Labelproof serves {reach.data} at {address}"),
    )
