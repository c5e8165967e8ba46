"""Disks that fail at any call: nothing false is promised, and the next try finds everything as it should be."""

import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from labelproof.engine.differences import Report
from labelproof.engine.engine import Engine
from labelproof.engine.openings import all_logs, read_log
from labelproof.engine.publish import opened_checkpoint, publish
from labelproof.engine.reconcile import reconcile
from labelproof.engine.tie import tie_log
from labelproof.kernel.refused import Refused
from labelproof.storage import blobs
from tests.crash.world import ROOT
from tests.engine.project import PROJECT, Project, new_project, open_engine

pytestmark = pytest.mark.slow
CALLS = ("open", "write", "fsync", "link", "rename", "mkdir", "unlink")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A log published a little below a full block, and grown beyond it since."""
    project = new_project(tmp_path_factory.mktemp("made"))
    project.bring_in([f"headline {n}" for n in range(120)])
    for _ in range(10):
        for who in ("ben", "cy"):
            project.label(who, lambda item: {project.questions[0]: "ironic"})
    publish(project.engine, PROJECT)
    for who in ("ben", "cy"):
        project.label(who, lambda item: {project.questions[0]: "ironic"})
    with project.engine.store.reading() as read:
        log = read_log(read, PROJECT)
    assert log.signed_size < 256 < log.size
    project.engine.store.close()
    return project


@pytest.fixture
def engine(made: Project, tmp_path: Path) -> Iterator[Engine]:
    shutil.copytree(made.folder, tmp_path / "copy")
    engine = open_engine(tmp_path / "copy")
    yield engine
    engine.store.close()


class Failing:
    """`os` whose n-th call of those that write fails; with half of its bytes written if it is a write."""

    def __init__(self, n: int, code: int) -> None:
        self.left, self._code = n, code

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        if name not in CALLS:
            return real

        def call(*args: Any, **kwargs: Any) -> Any:
            self.left -= 1
            if self.left != 0:
                return real(*args, **kwargs)
            if name == "write" and len(args[1]) > 1:
                real(args[0], bytes(args[1])[: len(args[1]) // 2])
            raise OSError(self._code, os.strerror(self._code))

        return call


def tied(engine: Engine) -> Report:
    """Rows, files and promises of every log; the tables, which no publisher touches, at the end once."""
    report = Report()
    with engine.store.reading() as read:
        for log in all_logs(read):
            tie_log(engine, read, log, report, lambda n: None)
    return report


def shown(engine: Engine) -> Any:
    with engine.store.reading() as read:
        origin = read_log(read, PROJECT).origin
    return opened_checkpoint(engine, origin, engine.blobs.get(f"log/{origin.rpartition('/')[2]}/checkpoint"))


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC], ids=["EIO", "ENOSPC"])
def test_publishing_fails_at_each_call_in_turn_and_promises_nothing_false(
    engine: Engine, made: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """Each try fails one call later than the last, over what the last one left, until one gets through."""
    before, n = shown(engine), 0
    while True:
        n += 1
        failing = Failing(n, code)
        with monkeypatch.context() as patched:
            patched.setattr(blobs, "os", failing)
            failure = failing_with(lambda: publish(engine, PROJECT))
        assert failure in (None, code)
        if failing.left > 0:
            break
        assert shown(engine).size in (before.size, read_size(engine))
        assert tied(engine).differences == []

    assert n > 20
    assert shown(engine).size == read_size(engine)
    assert reconcile(engine).differences == []


def read_size(engine: Engine) -> int:
    with engine.store.reading() as read:
        return read_log(read, PROJECT).size


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC], ids=["EIO", "ENOSPC"])
def test_each_call_that_fails_on_a_fresh_disk_is_made_good(
    made: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """The same from the same beginning each time: a failure over nothing left by an earlier one."""
    n = 1
    while True:
        folder = tmp_path / "copy"
        shutil.copytree(made.folder, folder)
        engine, failing = open_engine(folder), Failing(n, code)
        with monkeypatch.context() as patched:
            patched.setattr(blobs, "os", failing)
            failure = failing_with(lambda engine=engine: publish(engine, PROJECT))
        if failure is None and failing.left > 0:
            engine.store.close()
            break
        publish(engine, PROJECT)
        assert shown(engine).size == read_size(engine)
        assert tied(engine).differences == []
        engine.store.close()
        shutil.rmtree(folder)
        n += 5  # every fifth: the test above takes each
    assert n > 20


def failing_with(act: Callable[[], Any]) -> int | None:
    """The error number an act fails with, if it does."""
    try:
        act()
    except OSError as failure:
        return failure.errno
    return None


WRITE_UNTIL_FULL = """
import json, resource, sys
from pathlib import Path
from labelproof.engine.catalogue import parse_command
from labelproof.engine.engine import Caller
from labelproof.kernel.refused import Refused
from tests.engine.project import PROJECT, open_engine

folder, account, collection, room, n = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
engine = open_engine(folder)
largest = max(path.stat().st_size for path in folder.rglob("*") if path.is_file())
resource.setrlimit(resource.RLIMIT_FSIZE, (largest + room, resource.RLIM_INFINITY))
said = []

def send(k):
    items = [{"external_id": f"{room}-{k}-{i}", "content": {"text": "x" * 500}} for i in range(20)]
    command = parse_command("import_items", {"collection": collection, "items": items})
    try:
        receipts = engine.handle(PROJECT, command, Caller(account), f"full-{room}-{k}")
    except Refused as refused:
        return refused.code
    return [[r.index, r.event_id, r.leaf_hash] for r in receipts]

for k in range(n):
    said.append(send(k))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
again = [send(k) for k in range(n)]
print(json.dumps([said, again]))
engine.store.close()
"""


@pytest.mark.parametrize("room", [0, 4_096, 20_000, 60_000, 200_000])
def test_a_database_that_cannot_grow_refuses_by_name_and_goes_on_once_it_can(tmp_path: Path, room: int) -> None:
    """Every write beyond a file size fails: in the log of the database, in its checkpoints, in the keys."""
    project = new_project(tmp_path)
    ana = project.people["ana"]
    collection = project.do("ana", "open_collection", terms=TERMS)[0].event_id
    project.engine.store.close()
    args = [str(tmp_path), ana.account, collection, str(room), "40"]

    done = subprocess.run([sys.executable, "-c", WRITE_UNTIL_FULL, *args], capture_output=True, text=True, cwd=ROOT)

    assert done.returncode == 0, done.stderr
    said, again = json.loads(done.stdout)
    refusals = {each for each in said if isinstance(each, str)}
    engine = open_engine(tmp_path)
    assert refusals <= {"storage.failed", "storage.commit_failed"}
    assert refusals
    assert all(isinstance(each, list) for each in again)
    assert all(one == two for one, two in zip(said, again, strict=True) if isinstance(one, list))
    assert len({event_id for receipts in again for _, event_id, _ in receipts}) == 40
    assert reconcile(engine).differences == []
    engine.store.close()


TERMS = dict.fromkeys(("name", "source", "licence", "consent", "purpose", "jurisdiction"), "a test")


def test_a_tile_with_other_bytes_stops_the_promise(engine: Engine) -> None:
    with engine.store.reading() as read:
        label = read_log(read, PROJECT).origin.rpartition("/")[2]
    engine.blobs.put(f"log/{label}/tile/0/000", b"x" * 8192)

    with pytest.raises(Refused, match=r"log\.other_bytes"):
        publish(engine, PROJECT)

    assert shown(engine).size < 256
