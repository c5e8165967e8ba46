"""The sealed bundle verifies offline with the log's key, and is at rest under a key of its own."""

import hashlib
import json
from pathlib import Path

import pytest

from labelproof.engine.archive import ZipReader, parse_zip
from labelproof.engine.bundle import bundle_bytes
from labelproof.engine.openings import read_log
from labelproof.engine.release import advance, compute_and_publish
from labelproof.evidence.check import check_bundle
from labelproof.kernel.canonical import unb64url
from labelproof.kernel.refused import Refused
from labelproof.log.verify import Missing, Pins
from tests.engine.project import PROJECT, TERMS, Project, new_project


class Folder:
    """A bundle unpacked into a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def read(self, path: str) -> bytes:
        try:
            return (self.root / path).read_bytes()
        except FileNotFoundError:
            raise Missing(path) from None

    def names(self) -> list[str]:
        return [p.relative_to(self.root).as_posix() for p in self.root.rglob("*") if p.is_file()]


def vkey(project: Project) -> str:
    with project.engine.store.reading() as read:
        return project.engine.signer.vkey(read_log(read, PROJECT).origin)


def finished(project: Project) -> None:
    while advance(project.engine):
        pass


def faults(project: Project, release: str) -> list[str]:
    content = bundle_bytes(project.engine, PROJECT, release)
    return [str(fault) for fault in check_bundle(ZipReader(content), Pins((vkey(project),))).faults]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Thirty items with two questions, answered by two, one dispute settled, one item excluded."""
    folder = tmp_path / "data"
    folder.mkdir()
    project = new_project(folder, text_question=True)
    items = project.bring_in([f"headline {n}" for n in range(30)])
    project.system("review_import", "review", collection=project.collection, after="~")
    choice, text = project.questions
    for _ in range(3):
        for who, other in (("ben", "ironic"), ("cy", "literal")):
            project.label(
                who, lambda i, o=other, w=who: {choice: o if i == items[4] else "ironic", text: f"says {w} of {i}"}
            )
    (dispute,) = [d for d in project.disputes() if d.question == choice]
    project.do("eve", "adjudicate", dispute=dispute.dispute, value="literal", reason="plain words", clause="1")
    project.do("ana", "exclude_item", item=items[9], reason="a duplicate")
    return project


@pytest.fixture
def release(project: Project) -> str:
    release = project.do("ana", "request_release", note="first")[0].event_id
    finished(project)
    return release


def test_a_sealed_bundle_verifies(project: Project, release: str) -> None:
    report = check_bundle(ZipReader(bundle_bytes(project.engine, PROJECT, release)), Pins((vkey(project),)))

    assert [str(fault) for fault in report.faults] == []
    assert report.counts.by_status["released"] == 29
    assert {check.state for check in report.checks()} == {"passed"}


def test_it_verifies_unpacked_elsewhere(project: Project, release: str, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    for path, raw in parse_zip(bundle_bytes(project.engine, PROJECT, release)).items():
        (elsewhere / path).parent.mkdir(parents=True, exist_ok=True)
        (elsewhere / path).write_bytes(raw)

    report = check_bundle(Folder(elsewhere), Pins((vkey(project),)))

    assert [str(fault) for fault in report.faults] == []


def test_it_verifies_when_the_log_grew_far_beyond_it(project: Project) -> None:
    release = project.do("ana", "request_release")[0].event_id
    compute_and_publish(project.engine, PROJECT, release)
    for _ in range(400):
        project.do("ana", "open_collection", terms=TERMS)

    finished(project)

    assert faults(project, release) == []


def test_a_crash_between_publication_and_seal_loses_nothing(project: Project, release: str) -> None:
    again = project.do("ana", "request_release")[0].event_id
    compute_and_publish(project.engine, PROJECT, again)
    project.engine.store.admin(lambda raw: raw.execute("DELETE FROM op_bundles WHERE state = 'computed'"))

    finished(project)

    assert faults(project, again) == []


def test_the_same_bytes_are_given_out_each_time(project: Project, release: str) -> None:
    first = bundle_bytes(project.engine, PROJECT, release)
    finished(project)

    assert bundle_bytes(project.engine, PROJECT, release) == first


def test_names_work_and_reasons_stay_out_of_it(project: Project, release: str) -> None:
    files = parse_zip(bundle_bytes(project.engine, PROJECT, release))

    lines = [json.loads(line) for line in files["disclosures/openings.jsonl"].splitlines()]
    everything = b"".join(files.values()) + b"".join(unb64url(line["disclosure"]) for line in lines)
    assert b"says ben of" in everything
    assert b"Surname" not in everything
    assert b"plain words" not in everything
    assert b"headline 7" not in everything


def test_items_are_in_it_where_their_terms_let_them_be_passed_on(project: Project) -> None:
    allowing = {**TERMS, "may_pass_on": True}
    collection = project.do("ana", "open_collection", terms=allowing)[0].event_id
    project.do("ana", "import_items", collection=collection, items=[{"content": {"text": "free to go"}}])
    project.do("ana", "seal_collection", collection=collection)
    project.system("review_import", "review-2", collection=collection, after="~")
    release = project.do("ana", "request_release")[0].event_id
    finished(project)

    files = parse_zip(bundle_bytes(project.engine, PROJECT, release))

    assert files["data/items.jsonl"].count(b"\n") == 1
    assert b"free to go" in files["data/items.jsonl"]
    assert faults(project, release) == []


def test_nothing_of_it_lies_open_in_the_data_folder(project: Project, release: str) -> None:
    content = bundle_bytes(project.engine, PROJECT, release)
    kept = [project.engine.blobs.get(name) for name in project.engine.blobs.names("bundles/")]

    assert len(kept) == 1
    assert content[:200] not in kept[0]
    assert b"rows.jsonl" not in kept[0]


def test_parquet_holds_the_rows_and_one_row_a_vote(project: Project, release: str, tmp_path: Path) -> None:
    import duckdb

    files = parse_zip(bundle_bytes(project.engine, PROJECT, release))
    for name in ("data/rows.parquet", "votes/votes.parquet"):
        (tmp_path / Path(name).name).write_bytes(files[name])

    counted = [
        duckdb.sql(f"SELECT count(*) FROM '{tmp_path}/{name}.parquet'").fetchall()[0][0] for name in ("rows", "votes")
    ]

    assert counted == [60, 29 * 2 * 2]


def test_a_bundle_that_is_not_sealed_says_so(project: Project) -> None:
    release = project.do("ana", "request_release")[0].event_id

    with pytest.raises(Refused, match="bundle_sealing"):
        bundle_bytes(project.engine, PROJECT, release)


def test_the_row_of_the_bundle_names_the_digest_of_its_bytes(project: Project, release: str) -> None:
    from labelproof.engine.bundle import kept_bundle

    with project.engine.store.reading() as read:
        kept = kept_bundle(read, PROJECT, release)

    assert kept.sha256 == hashlib.sha256(bundle_bytes(project.engine, PROJECT, release)).hexdigest()
