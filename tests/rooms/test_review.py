"""Disputes open by the type's rule, and close by a person who did not label the item."""

from pathlib import Path
from typing import Any

import pytest

from labelproof.kernel.refused import Refused
from tests.engine.project import Project, new_project


@pytest.fixture
def project(tmp_path: Path) -> Any:
    made = new_project(tmp_path, overlap=2)
    yield made
    made.engine.store.close()


def answer_both(project: Project, first: str, second: str) -> str:
    (item,) = project.bring_in(["one"])
    for login, value in (("ben", first), ("cy", second)):
        project.label(login, lambda _item, value=value: {project.questions[0]: value})
    return item


def test_a_dispute_opens_when_no_value_has_a_strict_majority(project: Project) -> None:
    item = answer_both(project, "ironic", "literal")

    assert [d.item for d in project.disputes()] == [item]


def test_agreement_opens_no_dispute(project: Project) -> None:
    answer_both(project, "ironic", "ironic")

    assert project.disputes() == []


def test_a_revision_that_agrees_withdraws_the_dispute(project: Project) -> None:
    (item,) = project.bring_in(["one"])
    question = project.questions[0]
    project.do("ben", "take_work")
    first = project.do("ben", "submit", item=item, answers={question: "ironic"})[0].event_id
    project.label("cy", lambda _item: {question: "literal"})
    opened = len(project.disputes())

    project.do("ben", "submit", item=item, answers={question: "literal"}, supersedes=first)

    assert (opened, len(project.disputes())) == (1, 0)


def test_nobody_adjudicates_an_item_they_labelled(project: Project) -> None:
    answer_both(project, "ironic", "literal")
    project.do("ana", "grant_role", member=project.who("ben").member, roles=["adjudicator"])

    with pytest.raises(Refused) as caught:
        project.do("ben", "adjudicate", dispute=project.disputes()[0].dispute, reason="r", clause="1", value="ironic")

    assert caught.value.code == "review.own_work"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"reason": "  "}, "review.reason"),
        ({"clause": "9.9"}, "review.clause"),
        ({"outcome": "maybe"}, "review.outcome"),
        ({"value": "sarcastic"}, "choice.value"),
        ({"dispute": "nothing"}, "review.no_dispute"),
    ],
)
def test_an_adjudication_needs_a_reason_a_clause_and_an_admissible_value(
    project: Project, change: dict[str, Any], code: str
) -> None:
    answer_both(project, "ironic", "literal")
    said = {"dispute": project.disputes()[0].dispute, "reason": "r", "clause": "1", "value": "ironic", **change}

    with pytest.raises(Refused) as caught:
        project.do("eve", "adjudicate", **said)

    assert caught.value.code == code
    assert len(project.disputes()) == 1


def test_undecidable_closes_a_dispute_too(project: Project) -> None:
    answer_both(project, "ironic", "literal")

    receipt = project.do(
        "eve", "adjudicate", dispute=project.disputes()[0].dispute, reason="r", clause="1", outcome="undecidable"
    )[0]

    assert receipt.kind == "review.settled"
    assert project.disputes() == []


def test_a_settled_dispute_is_not_settled_again(project: Project) -> None:
    answer_both(project, "ironic", "literal")
    said = {"dispute": project.disputes()[0].dispute, "reason": "r", "clause": "1", "value": "ironic"}
    project.do("eve", "adjudicate", **said)

    with pytest.raises(Refused) as caught:
        project.do("eve", "adjudicate", **said)

    assert caught.value.code == "review.not_open"


def test_what_is_settled_is_not_disputed_again_when_an_import_is_looked_through(project: Project) -> None:
    answer_both(project, "ironic", "literal")
    said = {"dispute": project.disputes()[0].dispute, "reason": "r", "clause": "1", "value": "ironic"}
    project.do("eve", "adjudicate", **said)

    project.system("review_import", "review-1", collection=project.collection, after="")

    assert project.disputes() == []


def test_nobody_adjudicates_an_item_they_answered_late(project: Project) -> None:
    """A late answer counts for nothing, and its author has an opinion all the same."""
    project.join("eva", "annotator", "adjudicator")
    question = project.questions[0]
    (item,) = project.bring_in(["one"])
    lease = project.do("eva", "take_work")[0].event_id
    project.system("end_leases", "end-1", lease=lease, member=project.who("eva").member)
    for login, value in (("ben", "ironic"), ("cy", "literal")):
        project.label(login, lambda _item, value=value: {question: value})
    late = project.do("eva", "submit", item=item, answers={question: "ironic"})[0].kind

    with pytest.raises(Refused) as caught:
        project.do("eva", "adjudicate", dispute=project.disputes()[0].dispute, reason="so", clause="1", value="ironic")

    assert (late, caught.value.code) == ("annotation.late", "review.own_work")
