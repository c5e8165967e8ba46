"""The command `labelproof`: which commands there are, and how a refusal leaves the program."""

import os
import sys
from collections.abc import Sequence

import click

from labelproof.cli.factories import Factories
from labelproof.cli.lazy import LazyGroup
from labelproof.cli.reach import guarded
from labelproof.kernel.refused import Refused

DONE, REFUSED, USAGE, UNREADABLE, BROKEN = 0, 1, 2, 3, 70
PLACES = {
    "demo": ("demo:demo", "Run the main job on a small sample, then serve it."),
    "quick": ("quick:quick", "Label a file of your own, now."),
    "init": ("init:init", "Make a data folder and its owner."),
    "serve": ("serve:serve", "Serve the web app and the API."),
    "project": ("project:project", "Open, list and show projects."),
    "charter": ("charter:charter", "Sign and show the charter."),
    "guideline": ("guideline:guideline", "Publish and show the guideline."),
    "taxonomy": ("taxonomy:taxonomy", "Publish and show the labels."),
    "question": ("question:question", "Ask questions about items."),
    "plan": ("question:plan", "Say which questions are put, to how many people."),
    "import": ("importing:import_", "Bring items in, with or without a crowd's votes."),
    "items": ("items:items", "List and exclude items."),
    "assign": ("assign:assign", "Take tasks, and see what you hold."),
    "label": ("label:label", "Answer a task."),
    "agreement": ("agreement:agreement", "Measure agreement, with intervals."),
    "measures": ("measures:measures", "Record figures in the log, and show them."),
    "findings": ("findings:findings", "Open, cure and close findings."),
    "adjudicate": ("adjudicate:adjudicate", "List, open and settle disputes."),
    "quality": ("quality:quality", "Measure the answers in any file, without a project."),
    "release": ("release:release", "Request, list and wait for releases."),
    "export": ("export:export", "Write a release's bundle, rows or votes to a file."),
    "verify": ("verify:verify", "Check a bundle offline."),
    "explain": ("explain:explain", "Where a label came from."),
    "prove": ("prove:prove", "A proof that one row is in a release."),
    "reconcile": ("reconcile:reconcile", "Compare every table with the logs."),
    "rebuild": ("rebuild:rebuild", "Make every table again from the logs."),
    "erase": ("erase:erase", "Erase items or people for good."),
    "backup": ("backup:backup", "Write the whole instance to two artefacts."),
    "restore": ("backup:restore", "Make an instance from a backup."),
    "user": ("user:user", "Invite, list, reset and disable people."),
    "token": ("token:token", "Grant, list and revoke tokens for programs."),
    "receipts": ("receipts:receipts", "What you did, and proof of it to take along."),
    "report": ("report:report", "Tell the leads something without your name."),
    "log": ("log:log", "Show a log and export what it publishes."),
    "key": ("rotate:key", "Rotate and retire the keys that sign a log."),
    "witness": ("witness:witness", "Choose who cosigns the root log, and see what they say."),
    "timestamp": ("timestamp:timestamp", "Have the root log timestamped, and check a timestamp."),
    "database": ("database:database", "Prepare a PostgreSQL, and the role that serves from it."),
    "reference": ("reference:reference", ""),
    "clock": ("clock:clock", "Go on after the clock was set back."),
}


@click.group(cls=LazyGroup, places=PLACES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="labelproof", message="labelproof %(version)s")
def labelproof() -> None:
    """Label data with people, settle what they disagree on, and prove every row of the result.

    \b
    Exit codes: 0 done · 1 refused, and nothing was written · 2 wrong usage
                3 a file or folder could not be read · 4 see `verify`
    """


def run(factories: Factories, arguments: Sequence[str] | None = None) -> int:
    """Run a command line; gives the exit code. A refusal is printed, never a traceback."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in given
    try:
        code = labelproof.main(guarded(given), prog_name="labelproof", standalone_mode=False, obj=factories)
        return code if isinstance(code, int) else DONE
    except click.exceptions.Exit as left:
        return left.exit_code
    except click.Abort:
        click.echo("Stopped.", err=True)
        return 130
    except click.ClickException as wrong:
        wrong.show()
        return wrong.exit_code
    except Refused as refused:
        from labelproof.cli.say import refusal

        refusal(refused, as_json=as_json)
        return UNREADABLE if refused.code in _UNREADABLE else REFUSED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as failed:
        click.echo(f"file.unreadable: {failed}. Fix: check the path, its permissions and the space left.", err=True)
        return UNREADABLE
    except Exception as bug:  # the last resort: a person gets a line, a developer may ask for more
        if os.environ.get("LABELPROOF_DEBUG"):
            raise
        click.echo(
            f"labelproof.bug: {type(bug).__name__}: {str(bug)[:300]}. "
            "Fix: run it again with LABELPROOF_DEBUG=1 and report what it prints.",
            err=True,
        )
        return BROKEN


_UNREADABLE = frozenset({"file.missing", "file.format", "file.unreadable", "instance.none", "backup.unreadable"})
