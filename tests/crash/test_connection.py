"""A connection that is lost in COMMIT: nobody guesses, the batch is looked up by its ids, and each hears the truth."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from labelproof.engine.engine import Engine
from labelproof.engine.openings import read_log
from labelproof.engine.publish import publish
from labelproof.engine.reconcile import reconcile
from labelproof.ports.recorded import Receipt
from labelproof.storage.postgres import PostgresStore
from tests.crash.cutting_proxy import CuttingProxy, Where, cutting
from tests.engine.project import PROJECT, Project, new_project

pytestmark = pytest.mark.slow
WHERE: list[Where] = ["before", "after"]


@pytest.fixture
def proxy(fresh_postgres: str) -> Iterator[CuttingProxy]:
    with cutting(fresh_postgres) as proxy:
        yield proxy


def size_of(engine: Engine) -> int:
    with engine.store.reading() as read:
        return read_log(read, PROJECT).size


@pytest.mark.parametrize("where", WHERE)
def test_a_batch_whose_commit_is_cut_is_recorded_once(tmp_path: Path, proxy: CuttingProxy, where: Where) -> None:
    """Twelve cuts; each time several commands are on their way, and all are acknowledged and stand once."""
    project = new_project(tmp_path, postgres=proxy.url)
    items = project.bring_in([f"headline {n}" for n in range(40)])
    before = size_of(project.engine)

    receipts = []
    with ThreadPoolExecutor(3) as threads:
        for start in range(0, 36, 3):
            proxy.cut = where
            waiting = [threads.submit(exclude, project, item) for item in items[start : start + 3]]
            receipts.extend(each.result(60) for each in waiting)

    assert proxy.n_cut == 12
    assert sorted(receipt.index for receipt in receipts) == list(range(before, before + 36))
    assert len({receipt.event_id for receipt in receipts}) == 36
    assert size_of(project.engine) == before + 36
    assert reconcile(project.engine).differences == []
    project.engine.store.close()


def exclude(project: Project, item: str) -> Receipt:
    return project.do("ana", "exclude_item", item=item, reason="a duplicate")[0]


@pytest.mark.parametrize("where", WHERE)
def test_a_promise_whose_commit_is_cut_is_made_once(tmp_path: Path, proxy: CuttingProxy, where: Where) -> None:
    project = new_project(tmp_path, postgres=proxy.url)
    publish(project.engine, PROJECT)
    project.bring_in(["a headline"])
    project.engine.store.writer(PROJECT).run(lambda tx: None)  # so that the writer's connection is there to be cut

    proxy.cut = where
    checkpoint = publish(project.engine, PROJECT)

    assert proxy.n_cut == 1
    assert checkpoint is not None
    assert checkpoint.size == size_of(project.engine)
    assert reconcile(project.engine).differences == []
    project.engine.store.close()


def test_reading_goes_on_beside_a_writer_that_was_cut(tmp_path: Path, proxy: CuttingProxy) -> None:
    project = new_project(tmp_path, postgres=proxy.url)
    store = project.engine.store
    assert isinstance(store, PostgresStore)
    items = project.bring_in([f"headline {n}" for n in range(3)])

    proxy.cut = "after"
    receipt = project.do("ana", "exclude_item", item=items[0], reason="a duplicate")[0]

    assert size_of(project.engine) == receipt.index + 1
    store.close()
