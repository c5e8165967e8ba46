"""How a command reaches its data: which folder or server, as whom, and in which project."""

import functools
import os
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast
from uuid import uuid4

import click

from labelproof.cli.factories import Factories, Server
from labelproof.cli.kept import keep_receipts
from labelproof.kernel.refused import Refused

F = TypeVar("F", bound=Callable[..., Any])
DEFAULT = "./labelproof-data"
GUARD = "\ue000"
_DASHED_ID = re.compile(r"-(?=.*[A-Z0-9_])[A-Za-z0-9_-]{23}\Z")


def data_folder(given: str | None) -> str:
    """--data, else LABELPROOF_DATA, else a folder here."""
    return given or os.environ.get("LABELPROOF_DATA") or DEFAULT


def token_for(data: str) -> str:
    """LABELPROOF_TOKEN, else the owner's in the data folder."""
    token = os.environ.get("LABELPROOF_TOKEN", "")
    if token or data.startswith(("http://", "https://")):
        return token
    try:
        return (Path(data) / "owner.token").read_text().strip()
    except FileNotFoundError:
        if not Path(data).exists():
            raise Refused("instance.none", f"{data} is not there", "run `labelproof init --data DIR`") from None
        fix = "put a token into LABELPROOF_TOKEN (`labelproof token grant` makes one)"
        raise Refused("access.no_token", f"{data} holds no owner.token", fix) from None


def guarded(arguments: Sequence[str]) -> list[str]:
    """An id is 24 characters and may begin with a dash, as one in 64 does: it is no option then.

    >>> guarded(["open", "-J9VaCPhP8PrfYt-5aYL4tR3", "--trust-enclosed-key"]) == [
    ...     "open", GUARD + "-J9VaCPhP8PrfYt-5aYL4tR3", "--trust-enclosed-key"]
    True
    """
    return [GUARD + each if _DASHED_ID.match(each) else each for each in arguments]


def _unguarded(value: Any) -> Any:
    if isinstance(value, str):
        return value.removeprefix(GUARD)
    if isinstance(value, tuple):
        return tuple(_unguarded(each) for each in cast("tuple[Any, ...]", value))
    return value


class Reach:
    """One command's way to the API, opened when first needed."""

    def __init__(self, factories: Factories, data: str, named: str | None, as_json: bool) -> None:
        self.factories, self.data, self.as_json = factories, data, as_json
        self._named = named
        self._server: Server | None = None
        self._project: str | None = None

    @property
    def open_door(self) -> Server:
        """The API with no identity: where invitations are accepted and people sign in."""
        if self._server is None:
            self._server = self.factories.connect(self.data)
        return self._server

    @functools.cached_property
    def server(self) -> Server:
        """The API under the caller's token."""
        token = token_for(self.data)
        return self.open_door.acting(token) if token else self.open_door

    @property
    def project(self) -> str:
        """The project meant: named by --project, or the only one."""
        if self._project is None:
            self._project = self._find_project()
        return self._project

    def _find_project(self) -> str:
        projects = self.server.ask("/v1/projects")["projects"]
        if self._named is not None:
            projects = [p for p in projects if self._named in (p["project"], p["name"])]
        if len(projects) == 1:
            return projects[0]["project"]
        if not projects:
            what = (
                "you are in no project" if self._named is None else f"you are in no project named {self._named[:80]!r}"
            )
            raise Refused(
                "project.none", what, "see `labelproof project list`, or open one with `labelproof project open`"
            )
        names = ", ".join(f"{p['name']} ({p['project']})" for p in projects[:5])
        raise Refused("project.many", f"there are {len(projects)}: {names}", "name one with --project")

    @property
    def base(self) -> str:
        """Where the project's questions are asked."""
        return f"/v1/projects/{self.project}"

    def ask(self, path: str = "") -> Any:
        """GET something of the project."""
        return self.server.ask(self.base + path)

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """POST to something of the project."""
        answer = self.server.request("POST", self.base + path, dict(body))
        if "receipt" in answer:
            keep_receipts([answer["receipt"]])
        return answer

    def command(self, name: str, args: dict[str, Any], key: str = "") -> dict[str, Any]:
        """A command in the project."""
        answer = self.server.command(name, args, self.project, key or str(uuid4()))
        keep_receipts(answer["receipts"])
        return answer

    def in_project(self, project: str) -> None:
        """Go on in this project."""
        self._project = project

    def close(self) -> None:
        """Finish; what comes after connects anew."""
        if self._server is not None:
            self._server.close()
        self._server = None
        self.__dict__.pop("server", None)


def reaches(*, project: bool = True, folder: str | None = None) -> Callable[[F], F]:
    """Gives the command --data, --json and (where it is about a project) --project; its first argument is a Reach.

    With `folder` the command has a place of its own, which LABELPROOF_DATA does not move.
    """

    def decorate(command: F) -> F:
        @functools.wraps(command)
        def with_reach(*args: Any, data: str | None, as_json: bool, **kwargs: Any) -> Any:
            factories: Factories = click.get_current_context().obj
            plain = {name: _unguarded(value) for name, value in kwargs.items()}
            reach = Reach(factories, data_folder(data or folder), plain.pop("project_named", None), as_json)
            try:
                return command(reach, *args, **plain)
            finally:
                reach.close()

        wrapped: Any = with_reach
        if project:
            wrapped = click.option(
                "--project", "project_named", metavar="NAME", help="The project; not needed when there is one."
            )(wrapped)
        wrapped = click.option("--json", "as_json", is_flag=True, help="Print one JSON value instead of text.")(wrapped)
        place = (
            f"Data folder or server. [LABELPROOF_DATA, else {DEFAULT}]"
            if folder is None
            else f"Data folder. [{folder}]"
        )
        return click.option("--data", metavar="DIR", help=place)(wrapped)

    return decorate
