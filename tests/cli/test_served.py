"""Commands beside a running server speak to it, and are answered the same."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from labelproof.adapters.gateway import Connected, HttpWire
from labelproof.kernel.refused import Refused
from tests.cli.terminal import STATED, Terminal, items_file, project_in

ROOT = Path(__file__).resolve().parent.parent.parent


@contextmanager
def running(*arguments: object) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A command that serves; gives the process and the first address it prints."""
    command = [sys.executable, "-m", "labelproof", *map(str, arguments)]
    started = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ})
    try:
        assert started.stdout is not None
        said = ""
        while not (found := re.search(r"http://127\.0\.0\.1:\d+\S*", said)):
            line = started.stdout.readline()
            assert line, f"ended after: {said}"
            said += line
        yield started, found[0]
    finally:
        if started.poll() is None:
            started.send_signal(signal.SIGTERM)
        started.wait(30)


@pytest.fixture(scope="module")
def owner(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    return project_in(tmp_path_factory.mktemp("served"))


def test_commands_speak_to_the_server_that_holds_the_folder(owner: Terminal, tmp_path: Path) -> None:
    alone = owner.json("project", "list")
    with running("serve", "--data", owner.folder, "--port", "0") as (server, address):
        assert (owner.folder / "lock").read_text() == address
        assert owner.json("project", "list") == alone
        owner.ok("import", items_file(tmp_path, 3), "--id-column", "id", "--name", "days", *STATED)
        assert owner.refused("project", "show", "--project", "nowhere") == "project.none"
        assert owner.json("reconcile")["n_different"] == 0
        owner.ok("backup", "--to", tmp_path / "data", "--keys", tmp_path / "keys")
        server.send_signal(signal.SIGTERM)

        assert server.wait(30) == 0

    assert owner.json("project", "list")[0]["n_items"] == 3
    assert (owner.folder / "lock").read_text() == ""


def test_a_backup_becomes_an_instance_that_its_owner_commands(owner: Terminal, tmp_path: Path) -> None:
    owner.ok("backup", "--to", tmp_path / "data", "--keys", tmp_path / "keys")
    restored = Terminal(tmp_path / "again")
    restored.ok("restore", "--from", tmp_path / "data", "--keys", tmp_path / "keys")

    projects = restored.json("project", "list")

    assert projects == owner.json("project", "list")
    assert restored.json("reconcile")["n_different"] == 0
    assert restored.refused("restore", "--from", tmp_path / "data", "--keys", tmp_path / "keys") == "instance.exists"


def test_a_second_server_is_refused_with_the_address_of_the_first(owner: Terminal) -> None:
    with running("serve", "--data", owner.folder, "--port", "0") as (_, address):
        said = owner("serve", "--port", "0")

    assert said.code == 1
    assert "storage.folder_in_use" in said.err
    assert address in said.err


def test_a_server_that_was_killed_leaves_the_folder_free(owner: Terminal) -> None:
    with running("serve", "--data", owner.folder, "--port", "0") as (server, _):
        server.kill()
        server.wait(30)

        assert owner("project", "list").code == 0


def test_a_server_that_is_not_there_is_said_to_be_silent() -> None:
    nobody = Connected(HttpWire("http://127.0.0.1:9"))

    with pytest.raises(Refused, match=r"server\.silent"):
        nobody.ask("/v1/projects")


def test_a_taken_port_is_refused_by_name(owner: Terminal) -> None:
    with running("serve", "--data", owner.folder, "--port", "0") as (_, address):
        other = Terminal(owner.folder.parent / "other")
        other.ok("init", "--login", "bo", "--name", "Bo", "--password", "long enough")

        code = other.refused("serve", "--port", address.rpartition(":")[2])

    assert code == "server.port"


@pytest.mark.slow
def test_quick_gives_a_link_that_signs_in_once(tmp_path: Path) -> None:
    file = items_file(tmp_path, 3)
    said = ("--labels", "ironic,not ironic", "--owner", "Ana", "--no-browser", "--port", "0")
    with running("quick", file, *said, "--data", tmp_path / "data") as (_, link):

        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *args: object) -> None:
                return None

        opener = urllib.request.build_opener(Stay)
        codes: list[int] = []
        cookies: list[str | None] = []
        for _ in range(2):
            try:
                answer = opener.open(link)
            except urllib.error.HTTPError as redirected:
                answer = redirected
            codes.append(answer.status or 0)
            cookies.append(answer.headers.get("set-cookie"))

    assert codes[0] == 303
    assert "HttpOnly" in str(cookies[0])
    assert cookies[1] is None
    owner = Terminal(tmp_path / "data")
    assert owner.json("project", "list")[0]["n_items"] == 3


def test_quick_refuses_a_broken_file_before_it_makes_anything(tmp_path: Path) -> None:
    file = tmp_path / "broken.csv"
    file.write_text("id,text\n1,a,b\n")

    said = Terminal(tmp_path / "data")("quick", file, "--labels", "a,b", "--owner", "Ana", "--no-browser")

    assert said.code == 1
    assert "line 2" in said.err
    assert not (tmp_path / "data").exists()


@pytest.mark.slow
def test_the_demo_runs_the_whole_job_and_leaves_work_for_its_visitor(tmp_path: Path) -> None:
    visitor = Terminal(tmp_path / "demo")

    said = visitor("demo", "--data", tmp_path / "demo", "--once")

    assert said.code == 0
    assert "VERIFIED" in said.out
    assert Path(said.out.splitlines()[-1]).is_file()
    assert visitor.json("adjudicate", "list")["n_open"] == 4
    assert all(each["mine"] == "free" for each in visitor.json("adjudicate", "list")["disputes"])
    assert len(visitor.json("assign")["tasks"]) == 10
    names = [p["name"] for p in visitor.json("user", "list") if p["n_answers"]]
    assert len(names) == 3
    assert all("simulated" in name for name in names)
