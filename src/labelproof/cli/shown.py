"""A report as people and programs see it; hostile bytes in it move no cursor."""

import sys
from typing import Any

import click

from labelproof.evidence.report import CONSISTENT, UNREADABLE, VERIFIED
from labelproof.kernel.canonical import value_json

_KEY_ADVICE = (
    "The key was taken from the files themselves; a wholesale forgery would look the same.\n"
    "Get the vkey from the publisher by another way and give it with --vkey, or say --trust-enclosed-key."
)


class Shown:
    """A report in plain values and in lines for people; without lines of its own, those are its faults."""

    def __init__(self, values: dict[str, Any], lines: list[str] | None = None) -> None:
        told = [f"  ✗ {fault['code']}: {fault['what']}. Fix: {fault['fix']}." for fault in values["faults"]]
        self.values, self.lines = values, told if lines is None else lines

    def show(self, code: int, *, as_json: bool) -> None:
        """Print one line of JSON, or the lines and then the verdict in one word."""
        if as_json:
            sys.stdout.buffer.write(value_json(self.values) + b"\n")
            sys.stdout.flush()
            return
        for line in self.lines:
            say(line)
        verdict, colour = {
            VERIFIED: ("VERIFIED", "green"),
            CONSISTENT: ("CONSISTENT, NOT YET VERIFIED", "yellow"),
            UNREADABLE: ("COULD NOT BE READ", "red"),
        }.get(code, ("NOT VERIFIED", "red"))
        say("")
        say(verdict, fg=colour, bold=True)
        if code == CONSISTENT:
            say(_KEY_ADVICE)
        sys.stdout.flush()


def failed(code: int, fault: str, what: str, fix: str) -> Shown:
    """A report of nothing but one fault."""
    faults = [{"code": fault, "what": printable(what), "fix": fix, "more": 0}]
    return Shown({"ok": False, "exit": code, "faults": faults})


def say(text: str, *, err: bool = False, **style: Any) -> None:
    """One line for a terminal: nothing that hostile bytes smuggled in moves its cursor."""
    encoding: str = getattr(sys.stderr if err else sys.stdout, "encoding", None) or "utf-8"
    clean = "\n".join(printable(line) for line in text.split("\n"))
    click.secho(clean.encode(encoding, "replace").decode(encoding), err=err, **style)


def printable(text: str) -> str:
    """The text with every control character spelled out."""
    return "".join(ch if ch.isprintable() else ch.encode("unicode_escape").decode() for ch in text)
