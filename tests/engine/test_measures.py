"""A release carries its figures, which anybody computes again from its rows; a changed one is found, whoever signed it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from labelproof.engine import rows as rows_module
from labelproof.engine.archive import ZipReader, parse_zip
from labelproof.engine.bundle import bundle_bytes
from labelproof.engine.erase import erase
from labelproof.engine.measures.due import measure_changes
from labelproof.engine.measures.inputs import Cast, inputs_digest
from labelproof.engine.measures.record import keep
from labelproof.engine.measures.release import Recomputed, recompute
from labelproof.engine.measures.votes import counted
from labelproof.engine.openings import LEAVES, recorded
from labelproof.engine.release import advance
from labelproof.evidence.check import check_bundle
from labelproof.kernel.refused import Refused
from labelproof.log.faults import Faults
from labelproof.log.verify import Pins
from labelproof.rooms.measurement import queries
from tests.engine.project import PROJECT, Project, new_project
from tests.engine.test_bundle import vkey


@pytest.fixture
def project(tmp_path: Path) -> Any:
    """Forty items with three imported votes each; one of three differs on every fourth."""
    folder = tmp_path / "data"
    folder.mkdir()
    made = new_project(folder)
    people = [r.event_id for r in made.do("ana", "import_person", names=["u1", "u2", "u3"])]
    (question,) = made.questions
    votes = [
        (n, who, question, "literal" if n % 2 == 0 or (k == 2 and n % 4 == 1) else "ironic")
        for n in range(40)
        for k, who in enumerate(people)
    ]
    made.bring_in([f"headline {n}" for n in range(40)], votes)
    made.system("review_import", "review", collection=made.collection, after="~")
    yield made
    made.engine.store.close()


def released(project: Project) -> bytes:
    release = project.do("ana", "request_release")[0].event_id
    while advance(project.engine):
        pass
    return bundle_bytes(project.engine, PROJECT, release)


def checked(project: Project, content: bytes) -> list[str]:
    return [str(fault) for fault in check_bundle(ZipReader(content), Pins((vkey(project),))).faults]


def again(content: bytes, stated: bytes | None = None) -> tuple[list[str], list[str]]:
    """States of the figures computed again, and codes of what is wrong with them."""
    found, faults = recomputed(content, stated)
    return [each.state for each in found], [fault.code for fault in faults]


def recomputed(content: bytes, stated: bytes | None) -> tuple[list[Recomputed], Faults]:
    """What became of the figures a bundle states, or of others in their place."""
    files, faults = parse_zip(content), Faults()
    given = files["quality/measures.jsonl"] if stated is None else stated
    position = json.loads(files["quality/measures.jsonl"].splitlines()[0])["position"]
    configs = check_bundle(ZipReader(content), Pins()).configs
    return recompute(given, files["data/rows.jsonl"].splitlines(), configs, position, faults), faults


def test_a_bundle_states_agreement_of_each_question_and_it_is_what_its_rows_give(project: Project) -> None:
    content = released(project)

    stated = [json.loads(line) for line in parse_zip(content)["quality/measures.jsonl"].splitlines()]
    assert checked(project, content) == []
    assert again(content) == (["same"] * 4, [])
    assert [each["measure"] for each in stated] == ["alpha", "observed", "fleiss", "gwet_ac1"]
    assert [each["n"] for each in stated] == [40] * 4
    assert 0.4 < stated[0]["low"] < stated[0]["value"] < stated[0]["high"] < 1
    assert [each["label"] for each in stated[0]["by_label"]] == ["ironic", "literal"]


def test_a_figure_that_the_operator_changed_and_signed_is_found(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bundle verifies: files, root and signature are the operator's own. The rows give another number."""
    honest = rows_module.measures_of

    def flattering(*given: Any) -> Iterator[dict[str, Any]]:
        for each in honest(*given):
            yield {**each, "value": 0.99} if each["measure"] == "alpha" else each

    monkeypatch.setattr(rows_module, "measures_of", flattering)
    content = released(project)

    assert checked(project, content) == []
    assert again(content) == (["differs", "same", "same", "same"], ["measures.differs"])


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("low", 0.98, "measures.differs"),
        ("n", 41, "measures.differs"),
        ("value", None, "measures.differs"),
        ("value", True, "measures.differs"),
        ("by_label", [], "measures.differs"),
        ("params", {"level": 0.5}, "measures.differs"),
        ("position", 3, "measures.differs"),
        ("unheard_of", {"deep": [[[]]]}, "measures.differs"),
        ("inputs", "A" * 43, "measures.inputs"),
        ("method", "alpha/nominal/bootstrap-items@2", "measures.unknown_method"),
        ("measure", "beauty", "measures.unknown_method"),
    ],
)
def test_whatever_is_changed_in_a_figure_has_a_name(project: Project, field: str, value: Any, code: str) -> None:
    content = released(project)
    first, *others = parse_zip(content)["quality/measures.jsonl"].splitlines()
    changed = json.dumps({**json.loads(first), field: value}).encode()

    assert code in again(content, b"\n".join([changed, *others]) + b"\n")[1]


def test_a_number_that_differs_in_a_digit_nobody_keeps_is_the_same(project: Project) -> None:
    content = released(project)
    first, *others = parse_zip(content)["quality/measures.jsonl"].splitlines()
    said = json.loads(first)
    nudged = json.dumps({**said, "value": said["value"] + 1e-9}).encode()

    assert again(content, b"\n".join([nudged, *others]) + b"\n") == (["same"] * 4, [])


def test_a_figure_that_is_left_out_doubled_or_no_json_is_found(project: Project) -> None:
    content = released(project)
    *lines, last = parse_zip(content)["quality/measures.jsonl"].splitlines()

    changed = (lines, [*lines, last, last], [*lines, b"{"], [*lines, b"7"])
    codes = [again(content, b"\n".join(each))[1] for each in changed]

    assert codes[0] == ["measures.missing"]
    assert codes[1] == ["measures.malformed"]
    assert codes[2] == ["measures.malformed", "measures.missing"]
    assert codes[3] == ["measures.malformed", "measures.missing"]


@pytest.mark.parametrize(
    "change",
    [
        {"method": "a\n\nVERIFIED\n\x1b[2J"},
        {"measure": "a\n\nVERIFIED\n\x1b[2J" * 5000},
        {"question_id": "a\n\nVERIFIED\n\x1b[2J" * 5000},
        {"a\n\nVERIFIED\n\x1b[2J" * 5000: 1},
    ],
)
def test_nothing_a_hostile_figure_says_starts_a_line_or_fills_a_screen(project: Project, change: Any) -> None:
    content = released(project)
    first, *others = parse_zip(content)["quality/measures.jsonl"].splitlines()
    hostile = json.dumps({**json.loads(first), **change}).encode()

    found, faults = recomputed(content, b"\n".join([hostile, *others]))

    said = [*map(str, faults), *(word for each in found for word in each)]
    assert bool(faults)
    assert max(map(len, said)) < 500
    assert not any(char in each for each in said for char in "\n\x1b")


def test_a_question_that_a_forged_log_configures_with_nonsense_is_named_and_stops_nothing(project: Project) -> None:
    files, faults = parse_zip(released(project)), Faults()
    (question,) = project.questions
    lines = files["data/rows.jsonl"].splitlines()

    found = recompute(files["quality/measures.jsonl"], lines, {question: {"options": 7}}, 1, faults)

    assert (found, [fault.code for fault in faults]) == ([], ["measures.malformed"])


def test_signals_are_recorded_as_a_measure_of_whom_they_are_about(project: Project) -> None:
    (question,) = project.questions
    with project.engine.store.reading() as read:
        someone = counted(read, PROJECT, question)[0].vote.member

    keep(project.engine, PROJECT, question, "entropy", someone)

    with project.engine.store.reading() as read:
        (row,) = read.all(queries.newest_measures, log_id=PROJECT, limit=10)
    figure = json.loads(row.figure)
    assert (row.measure, row.annotator, figure["stands_out"]) == ("entropy", someone, False)
    assert figure["n"] == 40


@pytest.mark.parametrize(("measure", "annotator"), [("entropy", False), ("fleiss", True), ("beauty", False)])
def test_a_measure_is_of_a_question_or_of_a_person(project: Project, measure: str, annotator: bool) -> None:
    (question,) = project.questions
    who = project.who("ben").member if annotator else ""

    with pytest.raises(Refused) as refused:
        keep(project.engine, PROJECT, question, measure, who)

    assert refused.value.code == "measurement.unknown"


def test_a_bundle_without_figures_says_so(project: Project) -> None:
    faults = Faults()

    found = recompute(None, [], {}, 0, faults)

    assert (found, [fault.code for fault in faults]) == ([], ["measures.missing"])


def test_leaves_hold_neither_figures_nor_labels(project: Project) -> None:
    (question,) = project.questions
    keep(project.engine, PROJECT, question, "alpha")
    project.do("ana", "open_finding", what="odd", severity="note", cure="recalibrate", label="ironic", clause="1")

    with project.engine.store.reading() as read:
        written = read.all(LEAVES, log_id=PROJECT, start=0, stop=10_000)
    leaves = [bytes(row.leaf) for row in written if b"measure." in row.leaf or b"finding." in row.leaf]
    assert len(leaves) == 2
    assert [
        word for word in (b"ironic", b"literal", b"nominal", b"odd", b"0.") for leaf in leaves if word in leaf
    ] == []


def test_a_figure_about_a_person_goes_with_them_and_the_bundle_still_verifies(project: Project) -> None:
    (question,) = project.questions
    with project.engine.store.reading() as read:
        someone = counted(read, PROJECT, question)[0].vote.member
    keep(project.engine, PROJECT, question, "consensus_match", someone)
    keep(project.engine, PROJECT, question, "alpha")
    erase(project.engine, PROJECT, [someone], "asked for", project.people["ana"], "erase-1")

    content = released(project)

    with project.engine.store.reading() as read:
        kinds = [e.body for e in recorded(project.engine, read, PROJECT) if type(e.body).__name__ == "MeasureRecorded"]
    assert [isinstance(body.figure.value, dict) for body in kinds] == [False, True]
    assert checked(project, content) == []
    assert again(content)[1] == []


def votes(*given: tuple[str, str, str]) -> list[Cast]:
    return [Cast(item, who, value, f"e{n}", 0) for n, (item, who, value) in enumerate(given)]


def test_the_digest_of_inputs_names_votes_and_not_their_values() -> None:
    one, other = votes(("i", "ana", "x"), ("i", "ben", "y")), votes(("i", "ana", "y"), ("i", "ben", "x"))

    assert inputs_digest(one) == inputs_digest(list(reversed(other)))
    assert inputs_digest(one) != inputs_digest(one[:1])


def test_a_new_guideline_puts_agreement_as_it_stood_on_record_once(project: Project) -> None:
    before = measure_changes(project.engine)
    project.do("ana", "publish_guideline", markdown="## 1 Irony\nSay ironic when it bites.")

    while measure_changes(project.engine):
        pass

    with project.engine.store.reading() as read:
        rows = read.all(queries.newest_measures, log_id=PROJECT, limit=10)
    assert before == 0
    assert [(row.measure, json.loads(row.figure)["n"]) for row in rows] == [("observed", 40), ("alpha", 40)]


def test_a_new_guideline_before_the_first_answer_measures_nothing(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    project.do("ana", "publish_guideline", markdown="## 1 Irony\nSay ironic when it bites.")

    done = measure_changes(project.engine), measure_changes(project.engine)

    with project.engine.store.reading() as read:
        assert read.all(queries.newest_measures, log_id=PROJECT, limit=10) == []
    assert done == (1, 0)


def test_a_statistic_that_fails_stops_nothing_and_is_not_tried_for_ever(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("no such figure")

    monkeypatch.setattr("labelproof.engine.measures.due.keep", broken)
    project.do("ana", "publish_guideline", markdown="## 1 Irony\nSay ironic when it bites.")

    assert (measure_changes(project.engine), measure_changes(project.engine)) == (1, 0)
