"""The reference of the command line, written from the commands themselves; docs/reference/cli.md is its output."""

from collections.abc import Iterator
from typing import Any

import click

from labelproof.cli.entry import labelproof

HEAD = """# The command line

Written by `labelproof reference`, and compared with the commands by a test: change the commands, not this page.

Every command takes `--help`. Commands that reach an instance take `--data DIR` (a data folder, or the address of a
server; else `LABELPROOF_DATA`, else `./labelproof-data`), `--json` (one JSON value instead of text; a refusal is JSON on
the error stream), and, where they are about a project, `--project NAME`, which is not needed when there is only one.

They act as the account whose token is in `LABELPROOF_TOKEN`, else as the owner by `owner.token` in the data folder.
While a server holds the folder they speak to it; else they do the server's work themselves.

| exit code | means |
|---|---|
| 0 | done |
| 1 | refused, and nothing was written; `reconcile`: something differs; `verify`: not verified |
| 2 | wrong usage |
| 3 | a file or folder could not be read |
| 4 | `verify`: consistent, but the key is only the one enclosed |
| 70 | our mistake: run it again with `LABELPROOF_DEBUG=1` and report what it prints |
| 130 | stopped |

A refusal is printed as `code: what happened. Fix: what to do.`, on the error stream.
"""


@click.command(hidden=True)
def reference() -> None:
    """Print the reference of all commands as Markdown."""
    click.echo(document(), nl=False)


def document() -> str:
    """The whole page."""
    context = click.Context(labelproof, info_name="labelproof")
    parts = [HEAD]
    for path, command in commands(labelproof, context, ()):
        parts.append(_section(path, command))
    return "\n".join(parts)


def commands(
    group: click.Group, context: click.Context, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with its path, groups before their commands."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, click.Context(command, parent=context, info_name=name), (*path, name))


def _section(path: tuple[str, ...], command: click.Command) -> str:
    context: Any = click.Context(command, info_name=" ".join(("labelproof", *path)), help_option_names=["-h", "--help"])
    context.max_content_width = 100
    context.terminal_width = 100
    level = "##" if len(path) == 1 else "###"
    return f"{level} {' '.join(('labelproof', *path))}\n\n```text\n{command.get_help(context)}\n```\n"
