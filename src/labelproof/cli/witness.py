"""`labelproof witness`: add, list, remove, policy, ask, status."""

from typing import Any

import click

from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import say, show, table, when


@click.group()
def witness() -> None:
    """Choose who cosigns the root log, and see what they say."""


@witness.command()
@click.argument("url")
@click.argument("vkey")
@reaches(project=False)
def add(reach: Reach, url: str, vkey: str) -> None:
    """Pin a witness: its submission prefix, and its key as its operator gave it to you by another way.

    Give its operator the root log's key first: `curl ADDRESS/log/HOST/root/vkey`.

    \b
    Example:
      labelproof witness add https://witness.example.org witness.example.org/w1+295e6f3d+BE…
    """
    done = reach.server.command("add_witness", {"url": url, "vkey": vkey})
    show(reach, done, lambda: say("Pinned. It is asked from the next checkpoint of the root log on."))


@witness.command("list")
@reaches(project=False)
def list_witnesses(reach: Reach) -> None:
    """List the pinned witnesses.

    \b
    Example:
      labelproof witness list
    """
    found = _health(reach)["witnesses"]
    rows = ((w["name"], w["url"], w["size"] or None, when(w["cosigned_at"])) for w in found)
    show(reach, found, lambda: table(("name", "url", "n cosigned", "at"), rows, empty="No witness is pinned."))


@witness.command()
@click.argument("vkey")
@reaches(project=False)
def remove(reach: Reach, vkey: str) -> None:
    """Ask a witness no more; what it cosigned stays where it is. Names it by its vkey, or its vkey's digest.

    \b
    Example:
      labelproof witness remove witness.example.org/w1+295e6f3d+BE…
    """
    done = reach.server.command("remove_witness", {"witness": vkey})
    show(reach, done, lambda: say("Removed."))


@witness.command()
@click.option("--quorum", required=True, type=int, metavar="N", help="How many witnesses a checkpoint wants.")
@click.option("--wait/--publish", default=False, show_default=True, help="Hold the checkpoint until they are there.")
@click.option("--every", "every_s", default=60, show_default=True, metavar="SECONDS", help="Enter a log again after.")
@reaches(project=False)
def policy(reach: Reach, quorum: int, wait: bool, every_s: int) -> None:
    """Say how many witnesses the root log wants, and whether its checkpoint waits for them. An event, for auditors.

    --publish goes on without them and says so; --wait holds the root log's checkpoint, and nothing else: work and the
    projects' own checkpoints go on.

    \b
    Examples:
      labelproof witness policy --quorum 1 --publish
      labelproof witness policy --quorum 2 --wait
    """
    mode = "wait" if wait else "publish"
    done = reach.server.command("set_root_policy", {"quorum": quorum, "mode": mode, "every_s": every_s})
    show(reach, done, lambda: say(f"Wants {quorum}; {'waits' if wait else 'publishes without'} them."))


@witness.command()
@reaches(project=False)
def ask(reach: Reach) -> None:
    """Ask every witness that has not cosigned the newest checkpoint, now, and those that raised an alarm too.

    A server asks by itself once a second when there is something to ask.

    \b
    Example:
      labelproof witness ask
    """
    done = reach.server.command("ask_witnesses", {})["result"]
    show(reach, done, lambda: say(f"{done['n_cosigned']} cosigned."))


@witness.command()
@reaches(project=False)
def status(reach: Reach) -> None:
    """Show how the logs stand, what each witness last said, and what needs a person. Exits with 1 on an alarm.

    \b
    Example:
      labelproof witness status
    """
    found = _health(reach)
    show(reach, found, lambda: _print(found))
    if found["alarms"]:
        click.get_current_context().exit(1)


def _health(reach: Reach) -> Any:
    return reach.server.ask("/v1/instance/log-health")


def _print(found: dict[str, Any]) -> None:
    columns = ("log", "kind", "n leaves", "n signed", "n entered", "signed at")
    rows = [
        (
            log["origin"],
            log["kind"],
            log["size"],
            log["signed_size"],
            log["entered_size"] or None,
            when(log["signed_at"]),
        )
        for log in found["logs"]
    ]
    table(columns, rows)
    root = found["root"]
    say()
    say(f"Root log: shown at size {root['shown_size']}, {root['n_cosigned']} of {root['quorum']} witnesses wanted.")
    heard = ((w["name"], w["size"] or None, when(w["asked_at"]), w["said"] or None) for w in found["witnesses"])
    table(("witness", "n cosigned", "asked", "said"), heard, empty="No witness is pinned.")
    for alarm in found["alarms"]:
        say(f"Alarm: {alarm}")
