"""The main job by command lines alone: from nothing to a bundle that anybody can verify."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.terminal import STATED, Terminal, items_file, project_in


@dataclass
class Job:
    owner: Terminal
    ben: Terminal
    cyd: Terminal
    dee: Terminal
    folder: Path
    dispute: str
    release: str
    vkey: str
    bundle: Path


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Job:
    """Three items, two annotators who differ about the first, a dispute settled, a release exported."""
    folder = tmp_path_factory.mktemp("job")
    owner = project_in(folder)
    owner.ok("import", items_file(folder, 3), "--id-column", "id", "--name", "days", *STATED)
    ben, cyd = owner.joined("ben", "annotator"), owner.joined("cyd", "annotator")
    dee = owner.joined("dee", "adjudicator", "annotator")
    for person, answers in ((ben, ("ironic", "ironic", "literal")), (cyd, ("literal", "ironic", "literal"))):
        person.ok("assign")
        for n, answer in enumerate(answers):
            person.ok("label", f"i{n}", answer)
    dispute = dee.json("adjudicate", "list")["disputes"][0]["dispute"]
    dee.ok("adjudicate", "open", dispute)
    dee.ok("adjudicate", "settle", dispute, "ironic", "--reason", "praise of nothing", "--clause", "1")
    released = owner.json("release", "request", "--note", "first", "--wait")
    bundle = folder / "release.zip"
    owner.ok("export", "--out", bundle)
    return Job(owner, ben, cyd, dee, folder, dispute, released["release"], released["vkey"], bundle)


def test_the_bundle_verifies_with_the_key_alone(job: Job, tmp_path: Path) -> None:
    copied = tmp_path / "elsewhere.zip"
    copied.write_bytes(job.bundle.read_bytes())

    said = Terminal(tmp_path / "nothing")("verify", copied, "--vkey", job.vkey)

    assert said.code == 0
    assert said.out.rstrip().endswith("VERIFIED")


def test_every_item_is_released_with_the_value_that_holds(job: Job, tmp_path: Path) -> None:
    out = tmp_path / "rows.jsonl"

    job.owner.ok("export", job.release, "--out", out)

    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert sorted((row["status"], row["value"]) for row in rows) == [
        ("released", "ironic"),
        ("released", "ironic"),
        ("released", "literal"),
    ]


def test_rows_in_other_formats_come_with_a_report_of_what_they_lose(job: Job, tmp_path: Path) -> None:
    report = job.owner.json("export", "--out", tmp_path / "rows.csv")["loss"]

    lines = (tmp_path / "rows.csv").read_text().splitlines()
    assert len(lines) == 4
    assert report["rows"] == {"in": 3, "out": 3, "refused": []}
    assert "votes" in {each["field"] for each in report["dropped"]}
    assert json.loads((tmp_path / "rows.csv.loss.json").read_text()) == report


@pytest.mark.parametrize("name", ["rows.parquet", "votes.parquet"])
def test_parquet_holds_every_row_or_vote(job: Job, tmp_path: Path, name: str) -> None:
    import duckdb

    job.owner.ok("export", "--out", tmp_path / name)

    found = duckdb.connect().execute(f"SELECT count(*) FROM read_parquet('{tmp_path / name}')").fetchone()
    assert found == ((3,) if name.startswith("rows") else (6,))


def test_an_export_never_overwrites_by_itself(job: Job) -> None:
    before = job.bundle.read_bytes()

    code = job.owner.refused("export", "--out", job.bundle)

    assert code == "export.exists"
    assert job.bundle.read_bytes() == before


def test_a_row_is_explained_from_the_raw_item_to_the_proof(job: Job) -> None:
    said = job.owner.ok("explain", "i0")

    for title in ("Item came in", "Annotated", "Dispute opened", "Settled", "Released"):
        assert title in said
    assert "What a day 0" in said
    assert "praise of nothing" in said
    assert f"signed by {job.vkey}" in said


def test_a_row_is_proven_by_itself(job: Job, tmp_path: Path) -> None:
    job.owner.ok("export", "--out", tmp_path / "rows.jsonl")
    row = json.loads((tmp_path / "rows.jsonl").read_text().splitlines()[0])
    job.owner.ok("prove", row["row_id"], "--out", tmp_path / "row.proof")

    said = job.owner("verify", "--proof", tmp_path / "row.proof", "--vkey", job.vkey)

    assert said.code == 0
    assert row["row_id"] in said.out


def test_the_published_log_verifies_beside_the_bundle(job: Job, tmp_path: Path) -> None:
    job.owner.ok("log", "export", "--tiles", tmp_path / "tiles")

    said = job.owner("verify", tmp_path / "tiles", "--vkey", job.vkey)

    assert said.code == 0


def test_nobody_settles_a_dispute_over_their_own_work(job: Job, tmp_path: Path) -> None:
    job.owner.ok("import", items_file(tmp_path, 1, "more.csv"), "--id-column", "id", "--name", "more", *STATED)
    for person, answer in ((job.ben, "ironic"), (job.dee, "literal")):
        person.ok("assign")
        person.ok("label", "m0", answer)
    dispute = job.owner.json("adjudicate", "list")["disputes"][0]["dispute"]

    code = job.dee.refused("adjudicate", "settle", dispute, "ironic", "--reason", "mine", "--clause", "1")

    assert job.dee.json("adjudicate", "list")["disputes"] == []
    assert code == "review.own_work"


def test_an_annotator_may_not_release(job: Job) -> None:
    code = job.ben.refused("release", "request")

    assert code == "access.not_allowed"


def test_the_tables_follow_from_the_logs_before_and_after_a_rebuild(job: Job) -> None:
    before = job.owner.json("reconcile")
    job.owner.ok("rebuild")

    after = job.owner.json("reconcile")

    assert before["n_different"] == after["n_different"] == 0
    assert before["n_rows"] == after["n_rows"] > 0


def test_a_revoked_token_opens_nothing(job: Job) -> None:
    granted = job.owner.json("token", "grant", "--scope", "read")
    program = job.owner.acting(granted["secret"])
    program.ok("project", "list")
    job.owner.ok("token", "revoke", granted["token"])

    code = program.refused("project", "list")

    assert code == "access.signed_out"


def test_a_disabled_account_does_nothing_more(job: Job) -> None:
    eve = job.owner.joined("eve", "annotator")
    job.owner.ok("user", "disable", "eve")

    code = eve.refused("assign")

    assert code == "access.signed_out"


def test_an_erased_item_goes_and_a_release_supersedes_the_old_one(tmp_path: Path) -> None:
    owner = project_in(tmp_path, overlap=1)
    owner.ok("import", items_file(tmp_path, 2), "--id-column", "id", "--name", "days", *STATED)
    ben = owner.joined("ben", "annotator")
    ben.ok("assign")
    for name in ("i0", "i1"):
        ben.ok("label", name, "ironic")
    first = owner.json("release", "request", "--wait")
    before = owner.json("log", "show")["size"]
    assert owner.refused("erase", "nobody", "--why", "asked to", "--yes") == "erase.no_subject"
    assert owner.json("log", "show")["size"] == before
    owner.ok("erase", "i0", "--why", "asked to", "--yes")

    newest = owner.json("release", "list")[0]
    owner.ok("release", "wait", newest["release"])
    bundle = tmp_path / "second.zip"
    owner.ok("export", newest["release"], "--out", bundle)
    kept = tmp_path / "kept"
    owner.ok("backup", "--to", kept, "--keys", tmp_path / "keys")

    assert newest["supersedes"] == first["release"]
    assert owner("verify", bundle, "--vkey", first["vkey"]).code == 0
    assert owner.json("reconcile")["n_different"] == 0
    files = [f for folder in (owner.folder, kept) for f in folder.rglob("*") if f.is_file()]
    for file in (*files, tmp_path / "keys", bundle):
        assert b"What a day 0" not in file.read_bytes(), file
