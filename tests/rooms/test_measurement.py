"""Measures are kept once; findings and actions are people's, say why, and rest on measures before and after."""

from pathlib import Path
from typing import Any

import pytest

from labelproof.engine.measures.record import keep
from labelproof.kernel.refused import Refused
from labelproof.rooms.measurement import queries
from tests.engine.project import PROJECT, Project, new_project

DAY = 86_400_000
FINDING = {"what": "clause 1 is read both ways", "severity": "major", "cure": "sharpen_clause"}


@pytest.fixture
def project(tmp_path: Path) -> Any:
    """Four items that ben answered, and cy two of them."""
    made = new_project(tmp_path, overlap=3)
    items = made.bring_in([f"headline {n}" for n in range(4)])
    made.join("dan", "annotator")
    made.label("ben", lambda item: {made.questions[0]: "ironic" if item == items[0] else "literal"})
    made.label("cy", lambda item: {made.questions[0]: "literal"} if item in items[:2] else None)
    yield made
    made.engine.store.close()


def measured(project: Project, name: str = "alpha", annotator: str = "") -> str:
    return str(keep(project.engine, PROJECT, project.questions[0], name, annotator)["measure"])


def opened(project: Project, **more: str) -> str:
    return project.do("ana", "open_finding", **FINDING, **more)[0].event_id


def planned(project: Project, finding: str, before: str, **other: Any) -> str:
    args = {"owner": project.who("ana").member, "due": project.clock.now_ms() + DAY, "what": "two examples", **other}
    return project.do("ana", "plan_action", finding=finding, before=before, **args)[0].event_id


def refused_as(project: Project, command: str, **args: Any) -> str:
    with pytest.raises(Refused) as caught:
        project.do("ana", command, **args)
    return caught.value.code


def test_a_figure_from_the_same_votes_is_kept_once(project: Project) -> None:
    first = measured(project)

    assert measured(project) == first
    assert measured(project, "observed") != first


def test_one_more_vote_is_another_measure(project: Project) -> None:
    first = measured(project)
    project.label("dan", lambda item: {project.questions[0]: "literal"}, n=1)

    assert measured(project) != first


def test_a_measure_says_how_it_was_made_and_from_what(project: Project) -> None:
    measured(project)

    with project.engine.store.reading() as read:
        (row,) = read.all(queries.newest_measures, log_id=PROJECT, limit=10)
    assert '"method":"alpha/nominal/bootstrap-items@1"' in row.figure
    assert '"n":2' in row.figure
    assert '"resamples":2000' in row.figure
    assert (len(row.inputs), row.position) == (43, row.idx)


def test_nobody_keeps_a_measure_of_their_own_making(project: Project) -> None:
    said = {"question": project.questions[0], "measure": "alpha", "inputs": "x", "position": 1, "figure": {"value": 1}}

    assert refused_as(project, "keep_measure", **said) == "access.system_only"


@pytest.mark.parametrize(
    ("name", "annotator"), [("beauty", ""), ("consensus_match", ""), ("alpha", "somebody"), ("alpha\n", "")]
)
def test_what_is_no_measure_is_not_measured(project: Project, name: str, annotator: str) -> None:
    with pytest.raises(Refused, match=r"measurement\.unknown"):
        measured(project, name, annotator)


def test_a_measure_of_nothing_known_is_refused(project: Project) -> None:
    with pytest.raises(Refused, match=r"measurement\.no_question"):
        keep(project.engine, PROJECT, "no-question", "alpha")
    with pytest.raises(Refused, match=r"measurement\.no_annotator"):
        measured(project, "consensus_match", "nobody")


def test_every_wrong_field_of_a_finding_is_named_at_once(project: Project) -> None:
    wrong = {"what": " ", "severity": "awful", "cure": "pray", "clause": "9", "label": "x", "question": "q"}

    with pytest.raises(Refused) as caught:
        project.do("ana", "open_finding", **wrong, collection="c", measure="m")

    assert caught.value.code == "measurement.finding"
    assert [problem.field for problem in caught.value.problems] == [
        "question",
        "collection",
        "measure",
        "what",
        "severity",
        "cure",
        "clause",
        "label",
    ]


def test_an_annotator_opens_no_finding(project: Project) -> None:
    with pytest.raises(Refused, match=r"access\.not_allowed"):
        project.do("ben", "open_finding", **FINDING)


def test_a_finding_ends_once(project: Project) -> None:
    finding = opened(project, label="ironic", clause="1")
    end = {"finding": finding, "outcome": "accepted", "reason": "both readings are wanted"}
    project.do("ana", "close_finding", **end)

    assert refused_as(project, "close_finding", **end) == "measurement.finding_closed"
    assert refused_as(project, "close_finding", **{**end, "finding": "none"}) == "measurement.no_finding"


def test_a_finding_ends_in_one_of_three_ways_and_with_a_reason(project: Project) -> None:
    finding = opened(project)

    assert refused_as(project, "close_finding", finding=finding, outcome="gone", reason="r") == "measurement.outcome"
    assert refused_as(project, "close_finding", finding=finding, outcome="fixed", reason=" ") == "measurement.words"


def test_a_finding_with_something_still_to_do_is_not_fixed_but_may_be_a_mistake(project: Project) -> None:
    finding = opened(project)
    planned(project, finding, measured(project))

    code = refused_as(project, "close_finding", finding=finding, outcome="fixed", reason="r")
    project.do("ana", "close_finding", finding=finding, outcome="mistaken", reason="it was a misprint")

    assert code == "measurement.action_open"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"owner": "nobody"}, "measurement.no_owner"),
        ({"owner": ""}, "measurement.no_owner"),
        ({"due": 1}, "measurement.due"),
        ({"what": ""}, "measurement.words"),
        ({"before": "none"}, "measurement.no_measure"),
    ],
)
def test_an_action_has_an_owner_a_day_to_come_and_a_measure(
    project: Project, changed: dict[str, Any], code: str
) -> None:
    finding, before = opened(project), measured(project)

    with pytest.raises(Refused) as caught:
        planned(project, finding, **{"before": before, **changed})

    assert caught.value.code == code


def test_an_action_is_done_when_the_same_measure_was_taken_since(project: Project) -> None:
    before = measured(project)
    action = planned(project, opened(project), before)
    project.label("dan", lambda item: {project.questions[0]: "literal"}, n=2)
    after = measured(project)

    project.do("ana", "finish_action", action=action, after=after, words="clause 1 has examples now")

    assert refused_as(project, "finish_action", action=action, after=after, words="again") == "measurement.no_action"


def test_an_action_is_not_done_by_a_measure_from_before_it(project: Project) -> None:
    before = measured(project)
    project.label("dan", lambda item: {project.questions[0]: "literal"}, n=1)
    between = measured(project)
    action = planned(project, opened(project), before)

    codes = [
        refused_as(project, "finish_action", action=action, after=after, words="done")
        for after in (before, between, "none")
    ]

    assert codes == ["measurement.before_action", "measurement.before_action", "measurement.no_measure"]


def test_an_action_is_not_done_by_another_measure(project: Project) -> None:
    action = planned(project, opened(project), measured(project))
    project.label("dan", lambda item: {project.questions[0]: "literal"}, n=1)
    other = measured(project, "observed")

    assert refused_as(project, "finish_action", action=action, after=other, words="d") == "measurement.other_measure"
