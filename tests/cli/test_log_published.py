"""A real log, as it is exported and as its server shows it, before the verifier and the monitor."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from labelproof.cli.remembered import kept_at
from tests.cli.terminal import STATED, Terminal, items_file, project_in
from tests.cli.test_served import running

pytestmark = pytest.mark.usefixtures("own_state")


class Log(NamedTuple):
    owner: Terminal
    url: str
    vkey: str
    exported: Path

    def visitor(self, folder: Path) -> Terminal:
        """Somebody with a token that may read the log, and no data of their own."""
        return Terminal(folder / "nothing", (self.owner.folder / "owner.token").read_text().strip())


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Log]:
    folder = tmp_path_factory.mktemp("log")
    owner = project_in(folder)
    with running("serve", "--data", owner.folder, "--port", "0") as (_, address):
        exported = folder / "tiles"
        shown = owner.json("log", "export", "--tiles", exported)
        vkey = owner.json("log", "show")["vkey"]
        yield Log(owner, f"{address.rstrip('/')}/log/{shown['origin']}/", vkey, exported)


def test_an_exported_log_is_a_plain_folder_with_its_key(log: Log, tmp_path: Path) -> None:
    assert (log.exported / "vkey").read_text() == f"{log.vkey}\n"
    assert {path.name for path in log.exported.iterdir()} >= {"checkpoint", "tile", "vkey"}
    assert Terminal(tmp_path)("verify", log.exported, "--vkey", log.vkey).code == 0


def test_the_server_shows_the_log_it_exports(log: Log, tmp_path: Path) -> None:
    visitor = log.visitor(tmp_path)

    said = visitor("verify", log.url, "--vkey", log.vkey, "--json")
    nobody = Terminal(tmp_path)("verify", log.url, "--vkey", log.vkey)

    assert said.code == 0, said.out
    assert json.loads(said.out)["size"] >= 2
    assert nobody.code == 3


def test_a_monitor_follows_what_people_do(log: Log, tmp_path: Path) -> None:
    visitor = log.visitor(tmp_path)
    first = visitor("log", "monitor", log.url, "--vkey", log.vkey, "--once")
    log.owner.ok("import", items_file(tmp_path, 3), "--id-column", "id", "--name", "days", *STATED)
    log.owner.ok("log", "export", "--tiles", tmp_path / "grown")  # waits until it is published

    second = visitor("log", "monitor", log.url, "--vkey", log.vkey, "--once")

    assert (first.code, second.code) == (0, 0), first.out + second.out
    assert "of them new, consistent" in second.out
    assert json.loads(kept_at(log.vkey).read_bytes())["size"] >= 4


def test_a_receipts_proof_and_its_leaf_verify_alone(log: Log, tmp_path: Path) -> None:
    (tmp_path / "proof").write_text(log.owner.ok("log", "receipt", "1", "--leaf", tmp_path / "leaf"))

    said = log.owner(
        "verify", "--proof", tmp_path / "proof", "--entry", tmp_path / "leaf", "--vkey", log.vkey, "--no-state"
    )

    assert said.code == 0, said.out + said.err
    assert "✓ leaf 1 of" in said.out


def test_two_exports_compare_as_one_history(log: Log, tmp_path: Path) -> None:
    log.owner.ok("log", "export", "--tiles", tmp_path / "now")

    said = log.owner(
        "log", "compare", log.exported / "checkpoint", tmp_path / "now/checkpoint", "--vkey", log.vkey,
        "--tiles", tmp_path / "now",
    )  # fmt: skip

    assert said.code == 0, said.out


def test_rows_beside_a_log_do_not_pass_for_a_bundle(log: Log, tmp_path: Path) -> None:
    """A bundle robbed of its manifest, its log moved to the top: the tiles would verify, and the rows be believed."""
    folder = tmp_path / "bundle"
    shutil.copytree(log.exported, folder)
    (folder / "data").mkdir()
    (folder / "data" / "rows.jsonl").write_text('{"value":"whatever one likes"}\n')

    said = Terminal(tmp_path)("verify", folder, "--vkey", log.vkey)

    assert said.code == 1
    assert "log.stray" in said.out
    assert "data/rows.jsonl" in said.out
