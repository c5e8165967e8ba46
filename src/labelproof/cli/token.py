"""`labelproof token`: grant, list, revoke."""

import click

from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import say, show, table


@click.group()
def token() -> None:
    """Grant, list and revoke tokens for programs."""


@token.command()
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice(["read", "annotate", "lead", "everything"]),
    help="May be repeated. [everything]",
)
@click.option("--login", help="Sign in as this account first. [whoever the command acts as]")
@click.option("--password", envvar="LABELPROOF_PASSWORD", help="[LABELPROOF_PASSWORD; asked]")
@reaches(project=False)
def grant(reach: Reach, scopes: tuple[str, ...], login: str | None, password: str | None) -> None:
    """Make a token; its secret is printed once. Put it into LABELPROOF_TOKEN to act by it.

    \b
    Examples:
      labelproof token grant --scope annotate
      labelproof token grant --login ben
    """
    server = reach.server if login is None else None
    if server is None:
        password = password or click.prompt("Password", hide_input=True)
        _, server = reach.open_door.signing_in("/v1/session", {"login": login, "password": password})
    granted = server.command("grant_token", {"scopes": list(scopes or ("everything",))})["result"]
    show(reach, granted, lambda: say(f"Token {granted['token']}, shown this once:\n{granted['secret']}"))


@token.command("list")
@reaches(project=False)
def list_tokens(reach: Reach) -> None:
    """List your tokens, without their secrets.

    \b
    Example:
      labelproof token list
    """
    found = reach.server.ask("/v1/tokens")["tokens"]
    rows = ((t["token"], ", ".join(t["scopes"]), t["state"]) for t in found)
    show(reach, found, lambda: table(("token", "scopes", "state"), rows, empty="No tokens."))


@token.command()
@click.argument("named", metavar="TOKEN")
@reaches(project=False)
def revoke(reach: Reach, named: str) -> None:
    """Stop a token, by the id that `grant` and `list` print.

    \b
    Example:
      labelproof token revoke TOKEN
    """
    done = reach.server.command("revoke_token", {"token": named})
    show(reach, done, lambda: say("Revoked."))
