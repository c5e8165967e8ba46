"""The demonstration's content hangs together: texts, labels, clauses, key and simulated annotators."""

import re
from itertools import pairwise

from labelproof.cli import demo_content
from labelproof.quality import alpha, from_columns
from labelproof.types import choice

CLAUSES = re.findall(r"^### (\d+\.\d+) \S", demo_content.guideline(), re.MULTILINE)
CONFIG = {**demo_content.project()["question"]["config"], "options": [{"value": code} for code in demo_content.LABELS]}


def test_there_are_at_least_120_different_short_texts() -> None:
    contents = [(item["content"]["post"], item["content"]["reply"]) for item in demo_content.items()]

    assert len(set(contents)) == len(contents) >= 120
    assert all(10 < len(post) < 200 and 5 < len(reply) < 200 for post, reply in contents)
    assert len({item["external_id"] for item in demo_content.items()}) == len(contents)


def test_clauses_are_numbered_in_order_and_named_once() -> None:
    numbers = [tuple(int(part) for part in clause.split(".")) for clause in CLAUSES]

    assert len(numbers) >= 15
    assert all(one < other for one, other in pairwise(numbers))


def test_the_guideline_shows_what_is_meant_and_what_is_not() -> None:
    assert demo_content.guideline().count("- ✓") >= 10
    assert demo_content.guideline().count("- ✗") >= 10


def test_every_label_has_what_a_taxonomy_wants() -> None:
    labels = demo_content.taxonomy()

    assert tuple(label["code"] for label in labels) == demo_content.LABELS
    assert all(
        label[name] for label in labels for name in ("name", "definition", "examples", "counter_examples", "disallowed")
    )
    assert [label["key"] for label in labels] == ["1", "2", "3"]
    assert choice.config_problems(CONFIG) == []


def test_every_item_has_a_reading_by_a_clause_that_exists() -> None:
    decisions = [demo_content.decision(item["external_id"]) for item in demo_content.items()]

    assert {decision.value for decision in decisions} == set(demo_content.LABELS)
    assert {decision.clause for decision in decisions} <= set(CLAUSES)
    assert all(decision.reason for decision in decisions)


def test_simulated_people_say_so_in_their_names() -> None:
    people = [*demo_content.annotators(), demo_content.adjudicator()]

    assert all(person["name"].endswith("(simulated)") for person in people)
    assert len({person["login"] for person in people}) == len(people)


def test_a_simulated_answer_is_a_label_and_the_same_each_time() -> None:
    for person in demo_content.annotators():
        said = [demo_content.answer(person["login"], item["external_id"]) for item in demo_content.items()]

        assert set(said) <= set(demo_content.LABELS)
        assert said == [demo_content.answer(person["login"], item["external_id"]) for item in demo_content.items()]


def test_another_seed_gives_other_answers() -> None:
    ids = [item["external_id"] for item in demo_content.items()]

    assert [demo_content.answer("sim-b", each) for each in ids] != [
        demo_content.answer("sim-b", each, "x") for each in ids
    ]


def test_the_annotators_agree_well_and_still_leave_at_least_ten_disputes() -> None:
    logins = [person["login"] for person in demo_content.annotators()]
    ids = [item["external_id"] for item in demo_content.items()]
    votes = {each: [demo_content.answer(login, each) for login in logins] for each in ids}
    table = from_columns(
        [each for each in ids for _ in logins], logins * len(ids), [value for each in ids for value in votes[each]]
    )
    disputes = [each for each in ids if choice.dispute_opens(votes[each], CONFIG)]

    assert len(logins) == demo_content.project()["overlap"]
    assert 10 <= len(disputes) <= 25
    assert 0.5 < (alpha(table).value or 0) < 0.8


def test_a_claimed_time_is_a_few_seconds() -> None:
    times = [demo_content.seconds("sim-a", item["external_id"]) for item in demo_content.items()]

    assert 4 < min(times) < max(times) < 14
