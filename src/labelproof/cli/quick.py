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
    plan = _plan(file, id_column, content, owner, keep_good=keep_good)
    _checked(reach, plan)
    folder = Path(reach.data)
    if not (folder / "labelproof.json").exists():
        _init(reach, folder, owner)
    project = _set_up(reach, file.stem, owner, markdown, labels, question, multiple, overlap)
    _import(reach, project, plan)
    _serve(reach, folder, project, port, no_browser)


def _ask_owner() -> str:
    if not sys.stdin.isatty():
        raise Refused("quick.owner", "nobody is named who answers for the data", 'say --owner "NAME"')
    return click.prompt("Who answers for this data? (a person or an office)")


def _plan(file: Path, id_column: str | None, content: tuple[str, ...], owner: str, *, keep_good: bool) -> "Plan":
    """`id` names the items where a file has such a column; nothing else is guessed."""
    from labelproof.cli.importing_files import Plan
    from labelproof.formats import ItemColumns, Row, read

    first = next((each for each in read(file) if isinstance(each, Row)), None)
    if id_column is None and first is not None and "id" in first.cells:
        id_column = "id"
    unsaid = "not stated: imported by `labelproof quick`"
    terms = {"name": file.stem, "source": f"the file {file.name}, given by {owner}", "licence": unsaid}
    terms |= {"consent": unsaid, "purpose": unsaid, "jurisdiction": unsaid}
    return Plan(file, ItemColumns(id_column, content or None), terms, "each", keep_good)


def _checked(reach: Reach, plan: "Plan") -> None:
    """A file that cannot be taken is refused before anything is made."""
    from labelproof.cli.importing_files import import_files

    import_files(reach, plan, dry_run=True)


def _init(reach: Reach, folder: Path, owner: str) -> None:
    from labelproof.cli.init import default_login, make_instance

    instance, made = make_instance(reach.factories, folder, default_login(), owner)
    instance.close()
    say(f"Made {folder}. To sign in later: {made.login} {made.password}")


def _set_up(
    reach: Reach, name: str, owner: str, markdown: str, labels: str, question: str, multiple: bool, overlap: int
) -> str:
    """The project with everything that must stand before work; gives its label."""
    server = reach.server
    project = server.command("open_project", {"name": name or "Items"})["result"]["project"]

    def do(command: str, **args: Any) -> dict[str, Any]:
        return server.command(command, args, project)

    goals = f"Label {name}: {question}"
    do("sign_charter", owner=owner, goals=goals, scope=f"The items of {name}.", meaning="approved as a minimal charter")
    do("publish_guideline", markdown=markdown)
    do("publish_taxonomy", labels=labels_from_names(labels))
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
    left_out = f", left out {len(report['left_out'])}" if report["left_out"] else ""
    say(f"Imported {report['n_items']} items{left_out}.")
    reach.close()


def _serve(reach: Reach, folder: Path, project: str, port: int | None, no_browser: bool) -> None:
    from labelproof.cli.door import OneTimeDoor
    from labelproof.cli.serving import listen_somewhere, serve_instance

    page = f"/p/{project}/work"
    try:
        instance = reach.factories.open(folder)
    except Refused as refused:
        if refused.code != "storage.folder_in_use":
            raise
        say(f"Your workspace: {(folder / 'lock').read_text()}{page}")
        return
    caller = instance.accounts.token(token_for(reach.data))
    account = "" if caller is None else caller.account
    listening = listen_somewhere("127.0.0.1", port)
    door = OneTimeDoor(reach.factories.application(instance), instance, account, page)

    def ready(address: str) -> None:
        say(f"Your workspace, by a link that works once: {address}{door.path}")
        say(f"Ctrl-C stops it; `labelproof serve --data {folder}` goes on.")
        if not no_browser:
            webbrowser.open(address + door.path)

    serve_instance(instance, lambda _: door, listening, ready)
