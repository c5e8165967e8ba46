"""Work handed out, answers taken: overlap, leases, revisions, what was seen."""

from pathlib import Path
from typing import Any

import pytest

from labelproof.kernel.refused import Refused
from labelproof.rooms.annotation import queries
from labelproof.rooms.annotation.decide import LEASE_MS
from tests.engine.project import PROJECT, TERMS, Project, new_project


@pytest.fixture
def project(tmp_path: Path) -> Any:
    made = new_project(tmp_path, overlap=2)
    yield made
    made.engine.store.close()


def held(project: Project, login: str) -> list[str]:
    with project.engine.store.reading() as read:
        return [r.item for r in read.all(queries.held, log_id=PROJECT, member=project.who(login).member)]


def refused(project: Project, login: str, command: str, **args: Any) -> str:
    with pytest.raises(Refused) as caught:
        project.do(login, command, **args)
    return caught.value.code


def test_nothing_is_handed_out_before_the_charter_is_signed(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    project.do("ana", "open_project", 1, name="Second")
    project.do("ana", "grant_role", 3, member=_member(project, 3), roles=["annotator"])

    with pytest.raises(Refused) as caught:
        project.do("ana", "take_work", 3)

    assert caught.value.code == "charter.unsigned"
    project.engine.store.close()


def _member(project: Project, log_id: int) -> str:
    from labelproof.rooms.access import facts

    with project.engine.store.reading() as read:
        found = facts.who(read, log_id, project.people["ana"].account)
    assert found is not None
    return found.member


def test_a_task_is_handed_to_as_many_people_as_its_overlap(project: Project) -> None:
    project.join("dee", "annotator")
    project.bring_in(["one"])

    for login in ("ben", "cy", "dee"):
        project.do(login, "take_work")

    assert [len(held(project, login)) for login in ("ben", "cy", "dee")] == [1, 1, 0]


def test_nobody_holds_more_than_ten_tasks(project: Project) -> None:
    project.bring_in([f"text {n}" for n in range(30)])
    project.do("ben", "take_work")

    receipts = project.do("ben", "take_work")

    assert receipts == []
    assert len(held(project, "ben")) == 10


def test_a_lease_that_ran_out_goes_back_and_its_holder_may_take_it_again(project: Project) -> None:
    project.bring_in(["one"])
    lease = project.do("ben", "take_work")[0].event_id
    project.clock.advance(LEASE_MS + 1)
    project.system("end_leases", "end-1", lease=lease, member=project.who("ben").member)

    project.do("ben", "take_work")

    assert len(held(project, "ben")) == 1


def test_an_answer_after_the_lease_counts_while_a_place_is_free(project: Project) -> None:
    (item,) = project.bring_in(["one"])
    lease = project.do("ben", "take_work")[0].event_id
    project.system("end_leases", "end-1", lease=lease, member=project.who("ben").member)

    receipt = project.do("ben", "submit", item=item, answers={project.questions[0]: "ironic"})[0]

    assert receipt.kind == "annotation.submitted"


def test_an_answer_after_the_lease_is_late_when_no_place_is_free(project: Project) -> None:
    project.join("dee", "annotator")
    (item,) = project.bring_in(["one"])
    lease = project.do("ben", "take_work")[0].event_id
    project.system("end_leases", "end-1", lease=lease, member=project.who("ben").member)
    for login in ("cy", "dee"):
        project.label(login, lambda _item: {project.questions[0]: "ironic"})

    receipt = project.do("ben", "submit", item=item, answers={project.questions[0]: "ironic"})[0]

    assert receipt.kind == "annotation.late"


def test_a_skipped_task_goes_to_somebody_else_and_not_back(project: Project) -> None:
    (item,) = project.bring_in(["one"])
    project.do("ben", "take_work")
    project.do("ben", "skip_item", item=item, reason="cannot read it")

    project.do("ben", "take_work")
    project.do("cy", "take_work")

    assert (held(project, "ben"), held(project, "cy")) == ([], [item])


def test_an_answer_may_be_revised_until_the_item_is_settled(project: Project) -> None:
    (item,) = project.bring_in(["one"])
    question = project.questions[0]
    project.do("ben", "take_work")
    first = project.do("ben", "submit", item=item, answers={question: "ironic"})[0].event_id
    second = project.do("ben", "submit", item=item, answers={question: "literal"}, supersedes=first)[0].event_id
    project.label("cy", lambda _item: {question: "ironic"})
    project.do("eve", "adjudicate", dispute=project.disputes()[0].dispute, reason="r", clause="1", value="ironic")

    code = refused(project, "ben", "submit", item=item, answers={question: "ironic"}, supersedes=second)

    assert code == "annotation.settled"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("sarcastic", "annotation.value"),
        (7, "annotation.value"),
        (None, "annotation.value"),
        (["ironic"], "annotation.value"),
        ({"a": 1}, "annotation.value"),
        ("ironic' OR 1=1 --", "annotation.value"),
        ("<script>alert(1)</script>", "annotation.value"),
    ],
)
def test_a_value_outside_the_taxonomy_is_refused_and_nothing_is_written(
    project: Project, answer: Any, code: str
) -> None:
    (item,) = project.bring_in(["one"])
    project.do("ben", "take_work")

    found = refused(project, "ben", "submit", item=item, answers={project.questions[0]: answer})

    assert found == code
    assert held(project, "ben") == [item]


@pytest.mark.parametrize("claimed", [-1, 24 * 3600 * 1000 + 1, 2**62])
def test_a_negative_or_absurd_time_is_refused(project: Project, claimed: int) -> None:
    (item,) = project.bring_in(["one"])
    project.do("ben", "take_work")

    code = refused(project, "ben", "submit", item=item, answers={project.questions[0]: "ironic"}, claimed_ms=claimed)

    assert code == "annotation.time"


def test_a_task_that_was_never_handed_over_cannot_be_answered(project: Project) -> None:
    (item,) = project.bring_in(["one"])

    code = refused(project, "ben", "submit", item=item, answers={project.questions[0]: "ironic"})

    assert code == "annotation.no_lease"


def test_a_second_answer_without_naming_the_first_is_refused(project: Project) -> None:
    (item,) = project.bring_in(["one"])
    project.do("ben", "take_work")
    project.do("ben", "submit", item=item, answers={project.questions[0]: "ironic"})

    code = refused(project, "ben", "submit", item=item, answers={project.questions[0]: "literal"})

    assert code == "annotation.answered"


def test_another_persons_answer_cannot_be_superseded(project: Project) -> None:
    (item,) = project.bring_in(["one"])
    question = project.questions[0]
    project.do("ben", "take_work")
    project.do("cy", "take_work")
    bens = project.do("ben", "submit", item=item, answers={question: "ironic"})[0].event_id
    project.do("cy", "submit", item=item, answers={question: "literal"})

    code = refused(project, "cy", "submit", item=item, answers={question: "literal"}, supersedes=bens)

    assert code == "annotation.not_yours"


def test_whoever_saw_others_values_cannot_answer_that_item(project: Project) -> None:
    project.do("ana", "grant_role", member=project.who("eve").member, roles=["annotator"])
    (item,) = project.bring_in(["one"])
    project.do("eve", "show_values", items=[item])

    project.do("eve", "take_work")

    assert held(project, "eve") == []


def test_whoever_saw_a_release_answers_nothing_that_was_there_before(project: Project) -> None:
    project.do("ana", "grant_role", member=project.who("eve").member, roles=["annotator"])
    project.bring_in(["one", "two"])
    project.do("eve", "take_work", n=1)
    item = held(project, "eve")[0]
    project.do("eve", "show_values", collection=project.collection)

    code = refused(project, "eve", "submit", item=item, answers={project.questions[0]: "ironic"})
    project.do("eve", "take_work", n=2)

    assert code == "annotation.values_seen"
    assert len(held(project, "eve")) == 1


def test_looking_at_a_release_leaves_items_that_came_later(project: Project) -> None:
    project.do("ana", "grant_role", member=project.who("eve").member, roles=["annotator"])
    project.bring_in(["one"])
    project.system("review_import", "review-1", collection=project.collection, after="~")
    release = project.do("ana", "request_release", note="first")[0].event_id
    (later,) = project.bring_in(["two"])
    project.do("eve", "show_values", release=release)

    project.do("eve", "take_work")

    assert held(project, "eve") == [later]


def test_the_same_key_gives_the_first_receipt_and_records_once(project: Project) -> None:
    from labelproof.engine.catalogue import parse_command

    (item,) = project.bring_in(["one"])
    project.do("ben", "take_work")
    command = parse_command("submit", {"item": item, "answers": {project.questions[0]: "ironic"}})

    first = project.engine.handle(PROJECT, command, project.people["ben"], "the-same")
    again = project.engine.handle(PROJECT, command, project.people["ben"], "the-same")

    assert first == again


def test_a_key_used_for_something_else_is_refused(project: Project) -> None:
    from labelproof.engine.catalogue import parse_command

    project.bring_in(["one", "two"])
    project.do("ben", "take_work")
    items = held(project, "ben")
    for n, item in enumerate(items):
        command = parse_command("submit", {"item": item, "answers": {project.questions[0]: "ironic"}})
        if n == 0:
            project.engine.handle(PROJECT, command, project.people["ben"], "the-same")

    with pytest.raises(Refused) as caught:
        project.engine.handle(PROJECT, command, project.people["ben"], "the-same")

    assert caught.value.code == "command.key_reused"


def crowd(project: Project) -> tuple[str, str, str]:
    """An open collection of one item, and somebody known only from an import."""
    who = project.do("ana", "import_person", names=["worker"])[0].event_id
    project.collection = project.do("ana", "open_collection", terms=TERMS)[0].event_id
    chosen = [{"content": {"text": "one"}, "external_id": "x-0"}]
    project.do("ana", "import_items", collection=project.collection, items=chosen)
    return project.collection, project.items()[0], who


def vote(project: Project, item: str, who: str, value: str = "ironic") -> dict[str, Any]:
    return {"item": item, "annotator": who, "question": project.questions[0], "value": value, "at": None}


@pytest.mark.parametrize("who", ["a member", "a stranger"])
def test_votes_are_imported_only_for_people_known_from_an_import(project: Project, who: str) -> None:
    """A member with an account answers, and gets a receipt; a bundle with votes in such a name would not verify."""
    collection, item, _ = crowd(project)
    named = project.who("ben").member if who == "a member" else "x" * 24

    code = refused(project, "ana", "import_votes", collection=collection, votes=[vote(project, item, named)])

    assert code == "annotation.votes"


@pytest.mark.parametrize("at_once", [True, False])
def test_a_person_has_one_imported_vote_on_a_question_of_an_item(project: Project, at_once: bool) -> None:
    collection, item, who = crowd(project)
    first, second = vote(project, item, who), vote(project, item, who, "literal")
    if not at_once:
        project.do("ana", "import_votes", collection=collection, votes=[first])

    code = refused(
        project, "ana", "import_votes", collection=collection, votes=[first, second] if at_once else [second]
    )

    assert code == "annotation.votes"
