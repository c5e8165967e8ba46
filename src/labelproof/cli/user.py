"""`labelproof user`: invite, accept, list, reset, disable, grant, revoke."""

import os
from pathlib import Path

import click

from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import say, show, table
from labelproof.kernel.refused import Refused

ROLE = click.Choice(["owner", "lead", "annotator", "adjudicator", "auditor"])


@click.group()
def user() -> None:
    """Invite, list, reset and disable people."""


def address(reach: Reach) -> str:
    """Where the server of this folder listens, or a hint that none does."""
    if reach.data.startswith(("http://", "https://")):
        return reach.data.rstrip("/")
    try:
        said = (Path(reach.data) / "lock").read_text()
    except OSError:
        said = ""
    return said or os.environ.get("LABELPROOF_URL", "") or "http://127.0.0.1:8420"


def _show_link(reach: Reach, path: str, what: str) -> None:
    link = address(reach) + path
    show(reach, {"link": link, "path": path}, lambda: say(f"{what}, shown this once, good for 14 days:\n  {link}"))


@user.command()
@click.option("--role", "roles", multiple=True, type=ROLE, help="In the project; may be repeated. [annotator]")
@click.option("--account", is_flag=True, help="An account in the instance, and no project yet.")
@reaches()
def invite(reach: Reach, roles: tuple[str, ...], account: bool) -> None:
    """Make a one-time link by which somebody joins: with an account of theirs, or with a new one.

    \b
    Examples:
      labelproof user invite --role annotator
      labelproof user invite --role adjudicator --role lead
    """
    if account:
        done = reach.server.command("invite_account", {})
        _show_link(reach, done["result"]["path"], "Opens an account")
        return
    chosen = sorted(set(roles or ("annotator",)))
    done = reach.command("invite_member", {"roles": chosen})
    _show_link(reach, done["result"]["path"], f"Joins as {', '.join(chosen)}")


@user.command()
@click.argument("link")
@click.option("--login", default="", help="For a new account.")
@click.option("--name", default="", help="As others see it. [the login]")
@click.option("--password", envvar="LABELPROOF_PASSWORD", help="At least 10 characters. [LABELPROOF_PASSWORD; asked]")
@reaches(project=False)
def accept(reach: Reach, link: str, login: str, name: str, password: str | None) -> None:
    """Take up an invitation or reset link at the terminal, and get a token to work with.

    \b
    Example:
      labelproof user accept http://127.0.0.1:8420/join/… --login ben --name "Ben Mukasa"
    """
    secret = link.rstrip("/").rpartition("/")[2]
    if password is None:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    body = {"login": login, "name": name or login, "password": password}
    session, within = reach.open_door.signing_in(f"/v1/invitations/{secret}", body)
    granted = within.command("grant_token", {"scopes": ["everything"]})["result"]
    shown = {"account": session["account"], "login": session["login"], "token": granted["secret"]}
    show(reach, shown, lambda: say(f"Welcome, {session['name']}.\nexport LABELPROOF_TOKEN={granted['secret']}"))


@user.command("list")
@click.option("--accounts", is_flag=True, help="Accounts of the instance instead of the project's people.")
@reaches()
def list_people(reach: Reach, accounts: bool) -> None:
    """List the people of a project, by the pseudonyms its log knows them under; or the instance's accounts.

    \b
    Examples:
      labelproof user list
      labelproof user list --accounts
    """
    if accounts:
        found = reach.server.ask("/v1/accounts")["accounts"]
        rows = ((a["account"], a["login"], a["name"], a["state"]) for a in found)
        show(reach, found, lambda: table(("account", "login", "name", "state"), rows))
        return
    people = reach.ask("/people")["people"]
    columns = ("member", "name", "roles", "state", "n answers")
    cells = ((p["member"], p["name"], ", ".join(p["roles"]), p["state"], p["n_answers"]) for p in people)
    show(reach, people, lambda: table(columns, cells))


@user.command()
@click.argument("login")
@reaches(project=False)
def reset(reach: Reach, login: str) -> None:
    """Make a one-time link by which somebody sets a new password.

    \b
    Example:
      labelproof user reset ben
    """
    done = reach.server.command("reset_account", {"login": login})
    _show_link(reach, done["result"]["path"], f"Sets a new password for {login}")


@user.command()
@click.argument("login")
@reaches(project=False)
def disable(reach: Reach, login: str) -> None:
    """Stop an account from doing anything; what it did stays.

    \b
    Example:
      labelproof user disable ben
    """
    accounts = reach.server.ask("/v1/accounts")["accounts"]
    account = next((a["account"] for a in accounts if login in (a["login"], a["account"])), None)
    if account is None:
        raise Refused(
            "access.no_account", f"no account has the login {login[:80]}", "see `labelproof user list --accounts`"
        )
    done = reach.server.command("disable_account", {"account": account})
    show(reach, done, lambda: say(f"Disabled {login}."))


@user.command()
@click.argument("member")
@click.option("--role", "roles", multiple=True, required=True, type=ROLE)
@reaches()
def grant(reach: Reach, member: str, roles: tuple[str, ...]) -> None:
    """Give a member of the project further roles.

    \b
    Example:
      labelproof user grant MEMBER --role adjudicator
    """
    done = reach.command("grant_role", {"member": member, "roles": list(roles)})
    show(reach, done, lambda: say(f"{member} is now {', '.join(roles)}."))


@user.command()
@click.argument("member")
@click.option("--role", "roles", multiple=True, required=True, type=ROLE)
@reaches()
def revoke(reach: Reach, member: str, roles: tuple[str, ...]) -> None:
    """Take roles from a member of the project.

    \b
    Example:
      labelproof user revoke MEMBER --role lead
    """
    done = reach.command("revoke_role", {"member": member, "roles": list(roles)})
    show(reach, done, lambda: say(f"{member} is no longer {', '.join(roles)}."))
