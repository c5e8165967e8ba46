"""The same commands in the same order give the same log and the same tables on both databases."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from labelproof.engine.due import due
from labelproof.engine.erase import erase
from labelproof.engine.measures.record import keep
from labelproof.engine.publish import publish
from labelproof.engine.reconcile import reconcile
from labelproof.engine.release import advance
from labelproof.events.event import BY_KIND
from labelproof.kernel.refused import Refused
from labelproof.log.leaf import parse_leaf
from labelproof.ports.query import Query
from labelproof.rooms import ROOMS
from labelproof.rooms.annotation import queries as annotation
from labelproof.rooms.annotation.decide import LEASE_MS
from labelproof.storage import operational
from labelproof.storage.tables import metadata
from labelproof.testing.signer import MemorySigner
from labelproof.testing.witness import Witness
from tests.engine.project import PROJECT, TERMS, Project, new_project

TABLES = [table for room in ROOMS for table in room.tables]
# What a release computes lies in blobs under random names; the schema's digest speaks of one database's types.
NOT_COMPARED = {operational.bundles, operational.instance}


def main_job(project: Project) -> None:
    """Everything people do, refusals included, from import to a release after an erasure."""
    choice, text = project.questions
    import_votes(project)
    items = project.bring_in([f"headline {n} with “quotes”, an é and a \U0001f600" for n in range(230)])
    while due(project.engine):
        project.clock.advance(7)
    project.label("ben", lambda item: {choice: "ironic", text: f"because of {item} “x”"})
    project.clock.advance(1234)
    project.label("cy", lambda item: {choice: "ironic" if item < "N" else "literal", text: "b\\c'd"})
    kept = held_too_long(project)
    flag = project.do("ben", "flag_item", item=items[3], reason="an advertisement")[0].event_id
    project.do("eve", "answer_flag", flag=flag, words="leave it out, please")
    project.do("cy", "report_candidly", words="clause 1 says nothing about quotations")
    project.do("ana", "exclude_item", item=items[5], reason="a duplicate")
    project.do("ana", "withdraw_item", item=items[6])
    project.join("dan", "annotator", "auditor")
    project.label("dan", lambda item: {choice: "literal", text: "late to the party"}, n=4)
    project.do("dan", "show_values", items=items[20:23])
    settle_some(project)
    change_one_s_mind(project)
    while project.label("cy", lambda item: {choice: "ironic", text: "c"}):
        project.label("dan", lambda item: {choice: "ironic", text: "d"})
    late = project.do("ben", "submit", item=kept, answers={choice: "literal", text: "too late"}, claimed_ms=9)
    assert late[0].kind == "annotation.late"
    administer(project)
    refused(project)
    project.do("ana", "publish_guideline", markdown="## 1 Irony\nSay ironic when it bites.\n## 2 Doubt\nSay literal.")
    project.do("ana", "plan_workflow", questions=project.questions, overlap=3)
    project.label("ben", lambda item: {choice: "ironic", text: "third"}, n=3)
    improve(project)
    project.do("ana", "request_release", note="first")
    while advance(project.engine):
        project.clock.advance(11)
    erase(project.engine, PROJECT, [items[0], project.who("cy").member], "asked for", project.people["ana"], "erase-1")


def import_votes(project: Project) -> None:
    """A collection whose subjects are a column's, with votes given elsewhere; then one that is abandoned."""
    people = [r.event_id for r in project.do("ana", "import_person", names=["p1", "p2", "p3"])]
    args = {"terms": TERMS, "subject_rule": "column"}
    collection = project.do("ana", "open_collection", **args)[0].event_id
    chosen = [
        {"content": {"text": f"note {n}"}, "external_id": f"n-{n}", "subject": f"patient-{n // 3}"} for n in range(9)
    ]
    project.do("ana", "import_items", collection=collection, items=chosen)
    project.collection = collection
    votes = [
        {"item": item, "annotator": who, "question": project.questions[0], "value": "ironic" if n % 4 else "literal"}
        for n, item in enumerate(project.items())
        for who in people
    ]
    votes[4]["value"] = votes[13]["value"] = "literal"
    project.do("ana", "import_votes", collection=collection, votes=votes)
    project.do("ana", "seal_collection", collection=collection)
    given_up = project.do("ana", "open_collection", terms=TERMS, subject_rule="nobody")[0].event_id
    project.do("ana", "import_items", collection=given_up, items=[{"content": {"text": "never"}}])
    project.do("ana", "abandon_collection", collection=given_up)


def held_too_long(project: Project) -> str:
    """Ben holds ten tasks until they go back; he skips one and revises one; gives one that he will answer late."""
    choice, text = project.questions
    project.do("ben", "take_work", n=10)
    with project.engine.store.reading() as read:
        held = [row.item for row in read.all(annotation.held, log_id=PROJECT, member=project.who("ben").member)]
    project.do("ben", "skip_item", item=held[0], reason="in another language")
    first = project.do("ben", "submit", item=held[1], answers={choice: "literal", text: "one"}, claimed_ms=5)
    answers = {choice: "ironic", text: "no, the other"}
    project.do("ben", "submit", item=held[1], answers=answers, supersedes=first[0].event_id)
    project.clock.advance(LEASE_MS + 1)
    while due(project.engine):
        pass
    project.do("ben", "submit", item=held[2], answers={choice: "literal", text: "in time"}, claimed_ms=9)
    return held[3]


def settle_some(project: Project) -> None:
    disputes = project.disputes()
    project.do("eve", "adjudicate", dispute=disputes[0].dispute, value="literal", reason="plain", clause="1")
    project.do("eve", "adjudicate", dispute=disputes[1].dispute, outcome="undecidable", reason="torn", clause="1")


def change_one_s_mind(project: Project) -> None:
    """Cy comes round to what ben said: a dispute is withdrawn."""
    open_ones = {dispute.item for dispute in project.disputes()}
    with project.engine.store.reading() as read:
        own = read.all(annotation.own_answers, log_id=PROJECT, member=project.who("cy").member, limit=1000)
    answer = next(a for a in own if a.item in open_ones and a.place == 0)
    answers = {project.questions[0]: "ironic", project.questions[1]: "ben is right"}
    done = project.do("cy", "submit", item=answer.item, answers=answers, supersedes=answer.event_id)
    assert [receipt.kind for receipt in done] == ["annotation.submitted"]
    assert answer.item not in {dispute.item for dispute in project.disputes()}


def improve(project: Project) -> None:
    """A measure, a finding that rests on it, what is done about it, and the measure afterwards; one about a person."""
    choice = project.questions[0]
    before = str(keep(project.engine, PROJECT, choice, "alpha")["measure"])
    keep(project.engine, PROJECT, choice, "consensus_match", project.who("cy").member)
    said = {"what": "clause 1 is read both ways", "severity": "major", "cure": "sharpen_clause", "measure": before}
    finding = project.do("ana", "open_finding", **said, question=choice, label="ironic", clause="2")[0].event_id
    plan = {"owner": project.who("eve").member, "due": project.clock.now_ms() + 86_400_000, "before": before}
    action = project.do("ana", "plan_action", finding=finding, what="two examples", **plan)[0].event_id
    project.label("ben", lambda item: {choice: "ironic", project.questions[1]: "fourth"}, n=2)
    after = str(keep(project.engine, PROJECT, choice, "alpha")["measure"])
    project.do("ana", "finish_action", action=action, after=after, words="clause 2 has them")
    project.do("ana", "close_finding", finding=finding, outcome="fixed", reason="fewer differ")


def administer(project: Project) -> None:
    token = project.do("ana", "grant_token", 1, scopes=["annotate"])[0].event_id
    project.do("ana", "revoke_token", 1, token=token)
    project.do("ana", "revoke_role", member=project.who("dan").member, roles=["annotator"])
    project.do("ana", "disable_account", 1, account=project.people["dan"].account)
    release = project.do("ana", "request_release", note="given up")[0].event_id
    project.do("ana", "abandon_release", release=release)
    keep_logs(project)


def keep_logs(project: Project) -> None:
    """Another key for the project's log, and somebody who vouches for the root log, for a while."""
    vkey, witness = project.engine.signer.vkey(project.do("ana", "rotate_log_key")[0].log), Witness().vkey
    publish(project.engine, PROJECT)
    project.do("ana", "retire_log_key", vkey=vkey)
    project.do("ana", "add_witness", 1, url="https://witness.example", vkey=witness)
    project.do("ana", "set_root_policy", 1, quorum=1, mode="wait")
    project.do("ana", "remove_witness", 1, witness=witness)
    project.do("ana", "set_timestamps", 1, url="https://tsa.example")


def refused(project: Project) -> None:
    with pytest.raises(Refused, match="access"):
        project.do("ben", "plan_workflow", questions=project.questions, overlap=1)
    with pytest.raises(Refused, match="annotation"):
        project.do("cy", "submit", item="nothing", answers={})
    with pytest.raises(Refused, match=r"command\.nul"):
        project.do("cy", "skip_item", item="no\0thing", reason="x")
    with pytest.raises(Refused, match=r"annotation\.no_lease"):
        project.do("cy", "skip_item", item="no\\u0000thing", reason="a backslash and letters are no NUL")


def contents(project: Project) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, in order of its key."""
    tables = [*TABLES, *(t for t in metadata.sorted_tables if t not in NOT_COMPARED)]
    with project.engine.store.reading() as read:
        return {
            t.name: [tuple(row) for row in read.all(Query(sa.select(t).order_by(*t.primary_key.columns)))]
            for t in tables
        }


def test_one_script_gives_one_log_and_one_set_of_tables(tmp_path: Path, fresh_postgres: str) -> None:
    found: list[dict[str, list[tuple[Any, ...]]]] = []
    for name, postgres in (("sqlite", ""), ("postgres", fresh_postgres)):
        (tmp_path / name).mkdir()
        project = new_project(tmp_path / name, text_question=True, postgres=postgres, signer=MemorySigner())
        main_job(project)
        assert reconcile(project.engine).n_different == 0
        found.append(contents(project))
        project.engine.store.close()

    here, there = found
    kinds = {parse_leaf(bytes(row[3])).kind for row in here["events"]}
    assert set(BY_KIND) - kinds == set()
    for name, rows in here.items():
        assert rows == there[name], name
