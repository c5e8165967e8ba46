"""`labelproof database`: what is done under the role that owns a PostgreSQL's tables."""

import click

from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import say, show
from labelproof.kernel.refused import Refused


@click.group()
def database() -> None:
    """Prepare a PostgreSQL under the role that owns it."""


@database.command()
@click.option("--database", "url", required=True, metavar="URL", help="postgresql://OWNER@…, the role that owns it.")
@click.option("--server-role", required=True, metavar="ROLE", help="The role that servers use; made if there is none.")
@reaches(project=False)
def prepare(reach: Reach, url: str, server_role: str) -> None:
    """Make or upgrade the tables, and let a role serve from them that can neither change nor remove an event.

    Run it before `labelproof init --database`, which then names the serving role, and again with each new version
    while every server is stopped. Only this command needs the owner.

    \b
    Example:
      labelproof database prepare --database postgresql://labels_owner@127.0.0.1/labels --server-role labels_server
    """
    if not url.startswith(("postgresql://", "postgresql+psycopg://")):
        raise Refused("storage.url", f"{url[:80]!r} is no PostgreSQL", "give postgresql://OWNER@HOST/DATABASE")
    reach.factories.prepare_database(url, server_role)
    show(reach, {"role": server_role}, lambda: say(f"Prepared. {server_role} may serve, and may not change an event."))
