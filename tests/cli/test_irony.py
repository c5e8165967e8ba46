"""A real crowd on irony goes through the whole job: 489 items, 2,310 judgements, 74 people."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.terminal import PASSWORD, Terminal

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLE = ROOT / "examples" / "irony"
CLAUSES = ("1", "2", "3")


@pytest.fixture(scope="module")
def corpus(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = shared / "data" / "text_irony_multipico"
    if not source.is_dir():
        pytest.skip("needs data/text_irony_multipico in the shared folder")
    out = tmp_path_factory.mktemp("irony")
    subprocess.run([sys.executable, EXAMPLE / "convert.py", out, source], check=True)
    return out


@pytest.fixture(scope="module")
def owner(corpus: Path) -> Terminal:
    """Items and judgements are in: nobody has looked at anything yet."""
    owner = Terminal(corpus / "data")
    owner.ok("init", "--login", "ana", "--name", "Ana", "--password", PASSWORD)
    owner.ok("project", "open", "Irony (MultiPICo)")
    owner.ok("charter", "sign", "--owner", "Ana", "--goals", "a test", "--scope", "replies", "--min-alpha", "0.667")
    owner.ok("guideline", "publish", EXAMPLE / "guideline.md")
    owner.ok("taxonomy", "publish", EXAMPLE / "taxonomy.json")
    owner.ok("question", "ask", "Is the reply ironic?", "--slug", "irony")
    owner.ok("plan", "--overlap", "3")
    report = owner.json(
        *("import", corpus / "items.jsonl", "--id-column", "external_id", "--terms", EXAMPLE / "terms.json"),
        *("--votes", corpus / "votes.jsonl"),
    )
    assert (report["n_items"], report["n_votes"], report["n_people"]) == (489, 2310, 74)
    return owner


@pytest.mark.slow
def test_a_real_crowd_goes_through_the_whole_job(owner: Terminal, corpus: Path) -> None:
    alpha = owner.json("agreement")["questions"][0]["alpha"]
    judge = owner.joined("judge", "adjudicator")
    disputes = judge.json("adjudicate", "list")
    clause = owner.json("guideline", "show")["clauses"][1]["id"]
    for each in disputes["disputes"][:3]:
        judge.ok("adjudicate", "open", each["dispute"])
        judge.ok("adjudicate", "settle", each["dispute"], "ironic", "--reason", "reads so", "--clause", clause)
    undecided = disputes["disputes"][3]["dispute"]
    judge.ok("adjudicate", "settle", undecided, "--undecidable", "--reason", "no context", "--clause", clause)
    released = owner.json("release", "request", "--wait")
    bundle = corpus / "release.zip"
    owner.ok("export", "--out", bundle)
    owner.ok("export", "--out", corpus / "rows.jsonl")

    said = Terminal(corpus / "nothing")("verify", bundle, "--vkey", released["vkey"], "--json")

    rows = [json.loads(line) for line in (corpus / "rows.jsonl").read_text().splitlines()]
    assert said.code == 0, said.out
    assert len(rows) == 489
    assert sum(row["n_votes"] for row in rows) == 2310
    assert 0 < alpha["low"] < alpha["value"] < alpha["high"] < 0.667
    assert disputes["n_open"] > 20
    assert released["counts"]["undecidable"] == 1
    assert released["counts"]["unresolved"] >= disputes["n_open"] - 4
    settled = next(row for row in rows if row["item_id"] == disputes["disputes"][0]["item"])
    explained = owner.ok("explain", settled["row_id"])
    for title in ("Item came in", "Votes imported", "Settled", "Released", "reads so"):
        assert title in explained
    assert owner.json("reconcile")["n_different"] == 0
    assert b"Ann0" not in bundle.read_bytes()
