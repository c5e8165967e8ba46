"""A terminal: command lines as a person types them, with what they print and how they end."""

import contextlib
import io
import json
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from labelproof.app import factories
from labelproof.cli.entry import run

PASSWORD = "correct horse battery"
STATED = ("--source", "a test", "--licence", "CC0", "--consent", "none", "--purpose", "tests", "--jurisdiction", "none")
GUIDE = "# Irony\n\n## 1 Ironic\n\nThe words say the opposite.\n\n## 2 Literal\n\nThey do not.\n"


class Said(NamedTuple):
    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Terminal:
    """One person's terminal: a data folder, and a token unless they are the owner."""

    folder: Path
    token: str = ""

    def acting(self, token: str) -> "Terminal":
        return replace(self, token=token)

    def __call__(self, *arguments: Any) -> Said:
        raw = io.BytesIO()
        out, err = io.TextIOWrapper(raw, "utf-8"), io.StringIO()
        kept = {name: os.environ.pop(name, None) for name in ("LABELPROOF_TOKEN", "LABELPROOF_DATA")}
        os.environ["LABELPROOF_DATA"] = str(self.folder)
        if self.token:
            os.environ["LABELPROOF_TOKEN"] = self.token
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                code = _ended(lambda: run(factories(), [str(each) for each in arguments]))
        finally:
            for name, value in kept.items():
                os.environ.pop(name, None)
                if value is not None:
                    os.environ[name] = value
        out.flush()
        return Said(code, raw.getvalue().decode(), err.getvalue())

    def ok(self, *arguments: Any) -> str:
        """What it prints; it must end well."""
        said = self(*arguments)
        assert said.code == 0, f"{arguments}: {said.code} {said.err} {said.out}"
        return said.out

    def json(self, *arguments: Any) -> Any:
        """The value that --json prints."""
        return json.loads(self.ok(*arguments, "--json"))

    def refused(self, *arguments: Any) -> str:
        """The code of a refusal."""
        said = self(*arguments)
        assert said.code == 1, f"{arguments}: {said.code} {said.err} {said.out}"
        found = re.match(r"([a-z_.]+): .+\. Fix: .+\.", said.err)
        assert found, said.err
        return found[1]

    def joined(self, login: str, *roles: str) -> "Terminal":
        """Invite somebody and let them accept: their terminal."""
        invited = self.json("user", "invite", *(part for role in roles for part in ("--role", role)))
        accepted = self.json("user", "accept", invited["link"], "--login", login, "--password", PASSWORD)
        return self.acting(accepted["token"])


def _ended(act: Any) -> int:
    try:
        return act()
    except SystemExit as left:
        return int(left.code or 0)


def project_in(folder: Path, *, overlap: int = 2) -> Terminal:
    """An owner's terminal with a project that is ready for items."""
    owner = Terminal(folder / "data")
    owner.ok("init", "--login", "ana", "--name", "Ana", "--password", PASSWORD)
    owner.ok("project", "open", "Irony")
    owner.ok("charter", "sign", "--owner", "Ana", "--goals", "a filter", "--scope", "replies")
    guide = folder / "guide.md"
    guide.write_text(GUIDE)
    owner.ok("guideline", "publish", guide)
    owner.ok("taxonomy", "publish", "--labels", "ironic,literal")
    owner.ok("question", "ask", "Is it ironic?", "--slug", "irony")
    owner.ok("plan", "--overlap", overlap)
    return owner


def items_file(folder: Path, n_items: int, name: str = "items.csv") -> Path:
    """A CSV of items with ids."""
    file = folder / name
    file.write_text("id,text\n" + "".join(f"{name[0]}{n},What a day {n}\n" for n in range(n_items)))
    return file
