"""The quality page's answers: figures at a position, nobody's before they may be seen, people's to those who see people."""

from typing import Any

import pytest

from tests.http.conftest import Place

SEEN = {"position", "is_partial", "min_alpha", "guidelines", "questions", "disputed", "findings"}


@pytest.fixture
def answered(place: Place) -> Place:
    """ben and cy differ on one of three items."""
    for login in ("ben", "cy"):
        for n, task in enumerate(place.work(login)["tasks"]):
            place.submit(login, task["item"], "literal" if (login, n) == ("cy", 0) else "ironic")
    return place


def quality(place: Place, login: str) -> Any:
    return place.people[login].get(place.url("quality")).json()


def measured(place: Place, **args: str) -> Any:
    said = {"question": place.question, "measure": "alpha", **args}
    return place.people["ana"].command("record_measure", place.project, **said).json()


def test_every_figure_says_n_interval_and_method_or_why_there_is_none(answered: Place) -> None:
    found = quality(answered, "ana")
    (question,) = found["questions"]

    figures = [question["alpha"], question["observed"], *question["by_label"]]
    figures += [each["alpha"] for name in ("over_time", "by_collection", "by_guideline") for each in question[name]]
    figures += [each["figure"] for each in question["also"]] + [question["accord"]["figure"]]
    figures += [person[name] for person in question["annotators"] for name in ("match", "seconds")]
    figures += [each["figure"] for person in question["annotators"] for each in person["signals"]]
    assert set(found) == SEEN
    assert len(figures) > 8
    for figure in figures:
        assert {"value", "low", "high", "n", "n_unit", "method", "undefined"} <= set(figure)
        assert (figure["value"] is None) == (figure["undefined"] is not None)


def test_the_page_speaks_of_a_position_of_the_log(answered: Place) -> None:
    found = quality(answered, "ana")

    assert found["position"] == answered.people["ana"].get(answered.url("").rstrip("/")).json()["log"]["size"]
    assert quality(answered, "ana") == found


def test_an_answer_moves_the_figures(place: Place) -> None:
    before = quality(place, "ana")["questions"][0]
    for login in ("ben", "cy"):
        place.submit(login, place.work(login)["tasks"][0]["item"], "ironic")

    after = quality(place, "ana")["questions"][0]

    assert (before["alpha"]["n"], after["alpha"]["n"]) == (0, 1)
    assert before["inputs"] != after["inputs"]


def test_annotators_see_nothing_of_it(answered: Place) -> None:
    ben = answered.people["ben"]
    recorded = measured(answered)["result"]["measure"]
    paths = ("quality", "quality/annotators/x", "measures", f"measures/{recorded}", "findings")

    codes = {path: ben.get(answered.url(path)).status_code for path in paths}

    assert set(codes.values()) == {403}


def test_adjudicators_see_figures_and_no_people(answered: Place) -> None:
    found = quality(answered, "eve")

    assert found["questions"][0]["annotators"] is None
    assert found["questions"][0]["alpha"]["n"] == 3
    assert answered.people["eve"].get(answered.url("quality/annotators/x")).status_code == 403


def test_a_recorded_figure_about_a_person_is_for_those_who_see_people(answered: Place) -> None:
    people = answered.people["ana"].get(answered.url("people")).json()["people"]
    ben = next(p["member"] for p in people if p["name"] == "Ben")
    made = measured(answered, measure="consensus_match", annotator=ben)["result"]["measure"]

    of_eve = answered.people["eve"].get(answered.url("measures")).json()["measures"]
    of_ana = answered.people["ana"].get(answered.url("measures")).json()["measures"]

    assert of_eve == []
    assert [each["measure"] for each in of_ana] == [made]
    assert answered.people["eve"].get(answered.url(f"measures/{made}")).status_code == 404


def test_whoever_may_still_answer_sees_figures_that_do_not_move_with_it(place: Place) -> None:
    """cy adjudicates, too. ben's answer to an item cy could answer changes nothing that cy is sent."""
    item = place.work("ben")["tasks"][0]["item"]
    ana = place.people["ana"]
    people = {p["name"]: p["member"] for p in ana.get(place.url("people")).json()["people"]}
    ana.command("grant_role", place.project, member=people["Cy"], roles=["adjudicator"])
    before = {name: each for name, each in quality(place, "cy").items() if name != "position"}

    place.submit("ben", item, "ironic")

    assert {name: each for name, each in quality(place, "cy").items() if name != "position"} == before
    assert before["is_partial"]
    assert quality(place, "ana")["questions"][0]["n_votes"] == 1


def test_a_recorded_figure_is_hidden_from_who_may_still_answer(answered: Place) -> None:
    ana = answered.people["ana"]
    people = {p["name"]: p["member"] for p in ana.get(answered.url("people")).json()["people"]}
    ana.command("grant_role", answered.project, member=people["Cy"], roles=["adjudicator"])
    made = measured(answered)["result"]["measure"]

    seen = answered.people["cy"].get(answered.url(f"measures/{made}")).json()

    assert (seen["figure"], seen["is_hidden"], seen["again"]) == (None, True, None)


def test_a_recorded_measure_is_computed_again_while_its_votes_count(answered: Place) -> None:
    made = measured(answered)["result"]["measure"]
    ana = answered.people["ana"]

    same = ana.get(answered.url(f"measures/{made}")).json()
    first = answered.people["ben"].get(answered.url("answers")).json()["answers"][0]
    answered.submit("ben", first["item"], "literal", supersedes=first["event_id"])
    moved = ana.get(answered.url(f"measures/{made}")).json()

    assert (same["again"], moved["again"]) == ("same", "moved_on")
    assert same["figure"] == moved["figure"]


@pytest.mark.parametrize("login", ["ben", "eve"])
def test_leads_alone_record_and_find(answered: Place, login: str) -> None:
    person, said = answered.people[login], {"question": answered.question, "measure": "alpha"}
    found = {"what": "x", "severity": "minor", "cure": "recalibrate"}

    codes = [
        person.command("record_measure", answered.project, **said).status_code,
        person.command("open_finding", answered.project, **found).status_code,
    ]

    assert codes == [403, 403]


def test_a_measure_of_another_project_is_not_here(answered: Place) -> None:
    assert answered.people["ana"].get(answered.url("measures/nothing")).status_code == 404
    assert answered.people["ana"].command("record_measure", None, question=answered.question).status_code == 404
    assert measured(answered, question="nothing")["code"] == "measurement.no_question"
    assert measured(answered, measure="beauty")["code"] == "measurement.unknown"


def test_a_findings_actions_stand_beside_it_with_the_measure_before(answered: Place) -> None:
    ana, project = answered.people["ana"], answered.project
    before = measured(answered)["result"]["measure"]
    said = {"what": "praise is read both ways", "severity": "major", "cure": "sharpen_clause", "clause": "1"}
    finding = ana.command("open_finding", project, **said, label="ironic").json()["receipts"][0]["event_id"]
    me = ana.get(answered.url("").rstrip("/")).json()["member"]
    plan = {"finding": finding, "owner": me, "due": 4_000_000_000_000, "what": "two examples", "before": before}
    ana.command("plan_action", project, **plan)

    (shown,) = quality(answered, "ana")["findings"]

    assert (shown["what"], shown["severity"], shown["label"]) == ("praise is read both ways", "major", "ironic")
    assert (shown["actions"][0]["owner_name"], shown["actions"][0]["before"]["measure"]) == ("Ana", before)
    assert shown["actions"][0]["change"]["since"]["undefined"] == "no_answers"
    assert quality(answered, "eve")["findings"][0]["actions"][0]["owner_name"] is None


def test_a_finding_that_rests_on_a_figure_about_somebody_says_so_to_those_who_see_people(answered: Place) -> None:
    ana = answered.people["ana"]
    people = {p["name"]: p["member"] for p in ana.get(answered.url("people")).json()["people"]}
    made = measured(answered, measure="entropy", annotator=people["Ben"])["result"]["measure"]
    said = {"what": "answers hardly vary", "severity": "note", "cure": "recalibrate", "measure": made}
    ana.command("open_finding", answered.project, **said)

    (of_ana,), (of_eve,) = (quality(answered, login)["findings"] for login in ("ana", "eve"))

    assert (of_ana["measure"]["annotator_name"], of_ana["measure"]["name"]) == ("Ben", "entropy")
    assert of_ana["measure"]["figure"]["undefined"] == "withheld_small_group"
    assert of_eve["measure"] is None


def test_signals_are_for_those_who_see_people(answered: Place) -> None:
    of_ana, of_eve = (quality(answered, login)["questions"][0]["annotators"] for login in ("ana", "eve"))

    assert of_eve is None
    assert {each["signal"] for person in of_ana for each in person["signals"]} == {
        "confusion", "entropy", "speed", "straight_lining"
    }  # fmt: skip
    assert not any(each["figure"]["stands_out"] for person in of_ana for each in person["signals"])
