"""`labelproof quick`: from a file to the first label in one command."""

import sys
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from labelproof.cli.files import read_text
from labelproof.cli.reach import Reach, reaches, token_for
from labelproof.cli.say import say
from labelproof.cli.taxonomy import labels_from_names
from labelproof.kernel.refused import Refused

if TYPE_CHECKING:
    import socket

    from labelproof.cli.importing_files import Plan

GUIDELINE = """# {title}

Read the item and choose the label that fits it best.

## When it is unclear

Choose by what the words say. Skip what you cannot read, and flag what should not be here.
"""


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--labels", required=True, metavar='"a,b"', help="The names of the labels.")
@click.option("--guideline", type=click.Path(path_type=Path), metavar="FILE", help="Markdown. [a minimal one]")
@click.option("--owner", metavar="NAME", help="Who answers for the data. [asked]")
@click.option("--question", default="Which label fits?", show_default=True, help="What is asked about each item.")
@click.option("--multiple", is_flag=True, help="Several labels may hold.")
@click.option("--overlap", default=1, show_default=True, help="The people whose answers each item needs.")
@click.option("--id-column", metavar="COLUMN", help="Names each item. [id, if there is such a column]")
@click.option("--content", multiple=True, metavar="COLUMN", help="Shown to you. [every other column]")
@click.option("--name", metavar="NAME", help="The project's name. [the file's]")
@click.option("--may-pass-on", is_flag=True, help="The items' content may go into bundles.")
@click.option("--keep-good", is_flag=True, help="Leave broken lines out instead of refusing the file.")
@click.option("--port", type=int, help="The port; 0 takes a free one. [8420, or a free one]")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@reaches(project=False)
def quick(
    reach: Reach,
    file: Path,
    labels: str,
    guideline: Path | None,
    owner: str | None,
    question: str,
    multiple: bool,
    overlap: int,
    id_column: str | None,
    content: tuple[str, ...],
    name: str | None,
    may_pass_on: bool,
    keep_good: bool,
    port: int | None,
    no_browser: bool,
) -> None:
    """Label a file of your own, now: CSV, TSV, JSON Lines or Parquet.

    Makes a data folder if there is none, opens a project named after the file, signs a minimal charter in the owner's
    name, publishes guideline and labels, imports the file, and opens the workspace by a link that signs you in once.
    Everything is in the log like any other project's; sign a better charter when you know more.

    \b
    Examples:
      labelproof quick items.csv --labels "ironic,not ironic"
      labelproof quick items.jsonl --labels "yes,no" --guideline guide.md --owner "Ana Lima" --no-browser --port 0
    """
    owner = owner or _ask_owner()
    markdown = GUIDELINE.format(title=question) if guideline is None else read_text(guideline)
    name, chosen = name or file.stem or "Items", _labels(labels)
    plan = _plan(file, id_column, content, owner, keep_good=keep_good, may_pass_on=may_pass_on)
    _checked(reach, plan)
    folder = Path(reach.data)
    is_new = not (folder / "labelproof.json").exists()
    listening = _listening(folder, port)  # a port that is taken is said before anything is made
    try:
        if is_new:
            _init(reach, folder, owner)
        else:
            _check_new(reach, name)
        project = _set_up(reach, name, owner, markdown, chosen, question, multiple, overlap)
        _import(reach, project, plan)
        _serve(reach, folder, project, listening, no_browser)
    finally:
        if listening is not None:
            listening.close()


def _labels(said: str) -> list[dict[str, Any]]:
    """Two or more that differ."""
    chosen = labels_from_names(said)
    codes = [label["code"] for label in chosen]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice or len(chosen) < 2:
        what = f"{', '.join(twice)} stands twice" if twice else f"{said!r} names {len(chosen)} label(s)"
        raise Refused("quick.labels", what, 'name at least two different labels: --labels "yes,no"')
    return chosen


def _check_new(reach: Reach, name: str) -> None:
    """A second run over the same file would make the same project again."""
    if any(project["name"] == name for project in reach.server.ask("/v1/projects")["projects"]):
        fix = f"go on with `labelproof serve --data {reach.data}`, or call this one otherwise with --name"
        raise Refused("quick.again", f"there is a project {name!r} already", fix)


def _listening(folder: Path, port: int | None) -> "socket.socket | None":
    """Where the workspace will be; None when a running server has the folder."""
    from labelproof.cli.serving import listen_somewhere

    lock = folder / "lock"
    if lock.exists() and lock.read_text():
        return None
    return listen_somewhere("127.0.0.1", port)


def _ask_owner() -> str:
    if not sys.stdin.isatty():
        raise Refused("quick.owner", "nobody is named who answers for the data", 'say --owner "NAME"')
    return click.prompt("Who answers for this data? (a person or an office)")


def _plan(
    file: Path, id_column: str | None, content: tuple[str, ...], owner: str, *, keep_good: bool, may_pass_on: bool
) -> "Plan":
    """`id` names the items where a file has such a column; nothing else is guessed."""
    from labelproof.cli.importing_files import Plan
    from labelproof.formats import ItemColumns, Row, read

    first = next((each for each in read(file) if isinstance(each, Row)), None)
    if id_column is None and first is not None and "id" in first.cells:
        id_column = "id"
    unsaid = "not stated: imported by `labelproof quick`"
    terms: dict[str, Any] = {"name": file.stem, "source": f"the file {file.name}, given by {owner}", "licence": unsaid}
    terms |= {"consent": unsaid, "purpose": unsaid, "jurisdiction": unsaid}
    terms |= {"may_pass_on": True} if may_pass_on else {}
    return Plan(file, ItemColumns(id_column, content or None), terms, "each", keep_good)


def _checked(reach: Reach, plan: "Plan") -> None:
    """A file that cannot be taken is refused before anything is made."""
    from labelproof.cli.importing_files import import_files

    import_files(reach, plan, dry_run=True)


def _init(reach: Reach, folder: Path, owner: str) -> None:
    from labelproof.cli.init import default_login, make_instance

    instance, made = make_instance(reach.factories, folder, default_login(), owner)
    instance.close()
    say(f"Made {folder}. To sign in later: login {made.login}, password {made.password}")


def _set_up(
    reach: Reach,
    name: str,
    owner: str,
    markdown: str,
    labels: list[dict[str, Any]],
    question: str,
    multiple: bool,
    overlap: int,
) -> str:
    """The project with everything that must stand before work; gives its label."""
    server = reach.server
    project = server.command("open_project", {"name": name})["result"]["project"]

    def do(command: str, **args: Any) -> dict[str, Any]:
        return server.command(command, args, project)

    goals = f"Label {name}: {question}"
    do("sign_charter", owner=owner, goals=goals, scope=f"The items of {name}.", meaning="approved as a minimal charter")
    do("publish_guideline", markdown=markdown)
    do("publish_taxonomy", labels=labels)
    config = {"multiple": multiple, "allow_cant_tell": False}
    asked = do("ask_question", type="choice", slug="label", title=question, help="", config=config)
    do("plan_workflow", questions=[asked["receipts"][0]["event_id"]], overlap=overlap)
    shown = server.ask(f"/v1/projects/{project}")
    do("grant_role", member=shown["member"], roles=["annotator"])
    return project


def _import(reach: Reach, project: str, plan: "Plan") -> None:
    from labelproof.cli.importing_files import import_files

    reach.in_project(project)
    report = import_files(reach, plan)
    say(f"Imported {report['n_items']} items.")
    for line in report["left_out"][:20]:
        say(f"Left out: {line}")
    if len(report["left_out"]) > 20:
        say(f"… and {len(report['left_out']) - 20} more")
    reach.close()


def _serve(reach: Reach, folder: Path, project: str, listening: "socket.socket | None", no_browser: bool) -> None:
    from labelproof.cli.door import OneTimeDoor
    from labelproof.cli.serving import serve_instance

    page = f"/p/{project}/work"
    if listening is None:
        say(f"Your workspace: {(folder / 'lock').read_text()}{page}")
        return
    instance = reach.factories.open(folder)
    caller = instance.accounts.token(token_for(reach.data))
    account = "" if caller is None else caller.account
    door = OneTimeDoor(reach.factories.application(instance), instance, account, page)

    def ready(address: str) -> None:
        say(f"Your workspace, by a link that works once: {address}{door.path}")
        say(f"Ctrl-C stops it; `labelproof serve --data {folder}` goes on.")
        if not no_browser:
            webbrowser.open(address + door.path)

    serve_instance(instance, lambda _: door, listening, ready)
