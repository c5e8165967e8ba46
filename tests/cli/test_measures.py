"""Figures are recorded, argued about and acted on from the terminal, and a bundle's are computed again offline."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from labelproof.engine import rows
from tests.cli.terminal import STATED, Said, Terminal, items_file, project_in


@pytest.fixture(scope="module")
def owner(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """Four items, two of three annotators have answered; they differ on the first."""
    folder = tmp_path_factory.mktemp("measures")
    owner = project_in(folder, overlap=3)
    owner.ok("import", items_file(folder, 4), "--id-column", "id", "--name", "days", *STATED)
    for login, first in (("ben", "ironic"), ("cyd", "literal")):
        answer(owner.joined(login, "annotator"), first, "literal", "ironic", "ironic")
    return owner


def answer(person: Terminal, *answers: str) -> None:
    person.ok("assign")
    for n, each in enumerate(answers):
        person.ok("label", f"i{n}", each)


def exported(owner: Terminal, out: Path) -> str:
    """A new release's bundle in a file; gives the log's key."""
    released = owner.json("release", "request", "--wait")
    owner.ok("export", released["release"], "--out", out)
    return str(released["vkey"])


def test_a_finding_goes_from_a_measure_to_another(owner: Terminal) -> None:
    before = owner.json("measures", "record")
    assert owner.json("measures", "record")["is_new"] is False
    opened = owner.json(
        *("findings", "open", "Praise is read both ways", "--severity", "major", "--cure", "sharpen_clause"),
        *("--clause", "1", "--label", "ironic", "--question", "irony", "--measure", before["measure"]),
    )
    finding = opened["finding"]
    planned = owner.json(
        "findings", "plan", finding, "Two examples", "--due", "2099-01-31", "--before", before["measure"]
    )
    assert owner.refused("findings", "close", finding, "all is well") == "measurement.action_open"
    answer(owner.joined("dee", "annotator"), "ironic", "literal", "ironic", "ironic")
    after = owner.json("measures", "record", "alpha")

    owner.ok("findings", "done", planned["action"], "Clause 1 has them", "--after", after["measure"])
    listed = owner.ok("findings", "list")
    owner.ok("findings", "close", finding, "Fewer differ")

    assert (before["figure"]["n"], after["is_new"]) == (4, True)
    assert "Praise is read both ways" in listed
    assert f"before  alpha {before['figure']['value']:.3f}" in listed
    assert f"after   alpha {after['figure']['value']:.3f}" in listed
    assert "change  not enough yet to say" in listed
    assert "measure alpha" in listed
    assert "question irony" in listed
    assert owner.ok("findings", "list").startswith("No finding is open.")
    assert [each["outcome"] for each in owner.json("findings", "list", "--state", "closed")] == ["fixed"]


def test_a_measure_is_shown_with_how_it_was_made(owner: Terminal) -> None:
    made = owner.json("measures", "record", "observed", "--question", "irony")

    said = owner.ok("measures", "show", made["measure"])

    for words in (
        "observed 0.",
        "question  irony",
        '"resamples": 2000',
        "position",
        "inputs",
        "observed/bootstrap-items@1",
        "the same figure",
    ):
        assert words in said
    assert made["measure"] in owner.ok("measures", "list")
    assert owner.refused("measures", "show", "nothing") == "measurement.no_measure"
    assert owner.refused("measures", "record", "beauty") == "measurement.unknown"


def test_a_signal_is_listed_and_recorded_when_somebody_asks_for_it(owner: Terminal) -> None:
    people = {each["name"]: each["member"] for each in owner.json("user", "list")}

    nothing = owner.ok("measures", "signals")
    made = owner.json("measures", "record", "straight_lining", "--annotator", people["ben"])

    assert nothing.startswith("No signal stands out.")
    assert made["figure"]["undefined"] == "withheld_small_group"
    assert owner.refused("measures", "record", "straight_lining") == "measurement.unknown"
    assert owner.refused("measures", "record", "entropy", "--annotator", people["Ana"]) == "measurement.no_annotator"


def test_the_charters_least_agreement_is_held_against_the_lower_bound(tmp_path: Path) -> None:
    owner = project_in(tmp_path)
    owner.ok("charter", "sign", "--owner", "Ana", "--goals", "a filter", "--scope", "replies", "--min-alpha", "0.4")
    owner.ok("import", items_file(tmp_path, 4), "--id-column", "id", "--name", "days", *STATED)
    for login, first in (("ben", "ironic"), ("cyd", "literal")):
        answer(owner.joined(login, "annotator"), first, "literal", "ironic", "ironic")

    alpha = owner.json("agreement")["questions"][0]["alpha"]
    said = owner.ok("agreement")

    assert alpha["low"] < 0.4 < alpha["value"]
    assert f"lower bound {alpha['low']:.3f} is not at or above the charter's least agreement of 0.4." in said


def test_who_may_not_see_people_is_told_so_and_not_that_nothing_stands_out(owner: Terminal) -> None:
    adjudicator = owner.joined("jo", "adjudicator")

    assert adjudicator.refused("measures", "signals") == "access.not_allowed"


def test_a_list_of_measures_says_of_which_question_and_of_whom_each_is(owner: Terminal) -> None:
    people = {each["name"]: each["member"] for each in owner.json("user", "list")}
    made = owner.json("measures", "record", "consensus_match", "--annotator", people["cyd"])

    line = next(each for each in owner.ok("measures", "list").splitlines() if made["measure"] in each)

    assert line.split()[1:4] == ["consensus_match", "irony", people["cyd"]]


def verified(folder: Path, bundle: Path, vkey: str, *more: str) -> Said:
    return Terminal(folder / "nothing")("verify", bundle, "--vkey", vkey, "--no-state", *more)


def test_a_bundles_figures_are_computed_again(owner: Terminal, tmp_path: Path) -> None:
    vkey = exported(owner, tmp_path / "release.zip")

    said = verified(tmp_path, tmp_path / "release.zip", vkey, "--measures")
    told = json.loads(verified(tmp_path, tmp_path / "release.zip", vkey, "--measures", "--json").out)

    assert said.code == 0
    assert "Measures: 4 of 4 are what the rows give." in said.out
    assert "quality/measures.jsonl" not in said.out
    assert [each["state"] for each in told["measures"]] == ["same"] * 4
    assert [each for each in told["not_checked"] if "measures.jsonl" in each] == []


def test_a_figure_that_the_operator_signed_and_the_rows_do_not_give_is_named(
    owner: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = rows.measures_of

    def flattering(*given: Any) -> Iterator[dict[str, Any]]:
        return ({**each, "value": 0.97} for each in honest(*given))

    monkeypatch.setattr(rows, "measures_of", flattering)
    vkey = exported(owner, tmp_path / "release.zip")

    plain = verified(tmp_path, tmp_path / "release.zip", vkey)
    said = verified(tmp_path, tmp_path / "release.zip", vkey, "--measures")

    assert plain.code == 0
    assert "that its figures follow from the rows" in plain.out
    assert said.code == 1
    assert "measures.differs: alpha of question" in said.out
    assert "value is stated as 0.97, and computed as 0." in said.out
    assert said.out.rstrip().endswith("NOT VERIFIED")


def test_figures_are_asked_of_bundles_alone(owner: Terminal, tmp_path: Path) -> None:
    owner.ok("log", "export", "--tiles", tmp_path / "kept")

    said = verified(tmp_path, tmp_path / "kept", owner.json("project", "show")["log"]["vkey"], "--measures")

    assert said.code == 2
    assert "needs a bundle" in said.err


def test_verify_starts_without_numpy_unless_figures_are_asked_for(owner: Terminal, tmp_path: Path) -> None:
    vkey = exported(owner, tmp_path / "release.zip")
    program = (
        "import atexit, sys; from labelproof.app import main;"
        "atexit.register(lambda: print('numpy' in sys.modules)); main()"
    )
    line = [sys.executable, "-c", program, "verify", "release.zip", "--vkey", vkey, "--no-state", "--json"]

    started = [
        subprocess.run([*line, *more], cwd=tmp_path, capture_output=True, text=True, check=True).stdout.split()[-1]
        for more in ((), ("--measures",))
    ]

    assert started == ["False", "True"]
