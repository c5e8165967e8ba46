"""What an annotator must never see, because the server does not send it."""

from tests.http.conftest import Place

TASK = {"item", "external_id", "content", "collection", "draft"}
WORK = {"tasks", "questions", "guideline", "taxonomy", "done", "left", "lease_expires"}
ANSWER = {"item", "event_id", "answers", "at", "content", "external_id", "settled"}


def test_the_annotators_payload_has_nothing_that_is_not_on_its_list(place: Place) -> None:
    work = place.work("ben")
    place.submit("ben", work["tasks"][0]["item"], "ironic")
    own = place.people["ben"].get(place.url("answers")).json()["answers"]

    assert set(work) == WORK
    assert set(work["tasks"][0]) == TASK
    assert set(own[0]) == ANSWER


def test_nobody_sees_anothers_value_before_submitting_their_own(place: Place) -> None:
    """ben's words are unlike any other text of the instance, so finding them anywhere is a leak."""
    words = "the zebra said so on a Tuesday"
    asked = place.people["ana"].command("ask_question", place.project, type="text", title="Why?", config={}).json()
    place.question = asked["receipts"][0]["event_id"]
    place.people["ana"].command("plan_workflow", place.project, questions=[place.question], overlap=2)
    item = place.work("ben")["tasks"][0]["item"]
    sent = place.submit("ben", item, words)
    cy = place.people["cy"]
    paths = (
        "",
        "answers",
        "disputes",
        "agreement",
        "quality",
        "measures",
        "findings",
        "releases",
        f"explain/{item}",
        "people",
        "log",
        "guideline",
        "taxonomy",
    )

    seen = [cy.get(place.url(path)) for path in paths]
    seen += [cy.post(place.url("work"), {"n": 10}), cy.get("/v1/projects"), place.submit("cy", item, 7)]

    assert sent.status_code == 200
    assert words in place.people["ben"].get(place.url("answers")).text
    assert [r.url.path for r in seen if "zebra" in r.text] == []


def test_an_annotator_may_open_neither_disputes_nor_chains_nor_bundles(place: Place) -> None:
    item = place.work("ben")["tasks"][0]["item"]

    codes = [place.people["ben"].get(place.url(path)).status_code for path in ("disputes", f"explain/{item}", "people")]

    assert codes == [403, 403, 403]


def test_a_dispute_is_opened_only_after_seeing_it_is_recorded(place: Place) -> None:
    item = place.work("ben")["tasks"][0]["item"]
    place.work("cy")
    place.submit("ben", item, "ironic")
    place.submit("cy", item, "literal")
    dispute = place.people["eve"].get(place.url("disputes")).json()["disputes"][0]["dispute"]

    opened = place.people["eve"].post(place.url(f"disputes/{dispute}/opened"), {}).json()

    assert sorted(v["value"] for v in opened["votes"]) == ["ironic", "literal"]
    assert not {"ben", "cy", "Ben", "Cy"} & set(str(opened).replace("'", " ").split())
    chain = place.people["ana"].get(place.url(f"explain/{item}")).json()["chain"]
    assert "values.shown" in [link["kind"] for link in chain]


def test_whoever_labelled_the_item_cannot_even_open_its_dispute(place: Place) -> None:
    item = place.work("ben")["tasks"][0]["item"]
    place.work("cy")
    place.submit("ben", item, "ironic")
    place.submit("cy", item, "literal")
    people = place.people["ana"].get(place.url("people")).json()["people"]
    ben = next(p["member"] for p in people if p["name"] == "Ben")
    place.people["ana"].command("grant_role", place.project, member=ben, roles=["adjudicator"])
    dispute = place.people["ana"].get(place.url("disputes")).json()["disputes"][0]["dispute"]

    response = place.people["ben"].post(place.url(f"disputes/{dispute}/opened"), {})

    assert place.people["ben"].get(place.url("disputes")).json()["disputes"] == []
    assert response.json()["code"] == "review.own_work"


def test_nothing_tells_an_annotator_that_their_answer_differs(place: Place) -> None:
    """They may still revise: a receipt, a count or a figure that moved would let them come round to the others."""
    item = place.work("ben")["tasks"][0]["item"]
    place.work("cy")
    place.submit("ben", item, "ironic")
    ana, cy = place.people["ana"], place.people["cy"]
    people = {p["name"]: p["member"] for p in ana.get(place.url("people")).json()["people"]}
    for role in (["adjudicator"], ["auditor"]):
        ana.command("grant_role", place.project, member=people["Cy"], roles=role)
    seen = ("disputes", "agreement")
    told = ("n_disputes_open", "n_disputes_settled", "needs")

    def everything() -> list[object]:
        overview = cy.get(place.url("").rstrip("/")).json()
        here = next(p for p in cy.get("/v1/projects").json()["projects"] if p["project"] == place.project)
        figures = [cy.get(place.url(path)).json() for path in seen]
        figures[1].pop("position")
        return [[overview[name] for name in told], here["n_disputes"], figures]

    before = everything()
    sent = cy.command("submit", place.project, item=item, answers={place.question: "literal"}).json()

    assert [each["kind"] for each in sent["receipts"]] == ["annotation.submitted"]
    assert everything() == before
    assert ana.get(place.url("").rstrip("/")).json()["n_disputes_open"] == 1


def test_figures_do_not_move_with_an_answer_one_could_still_give(place: Place) -> None:
    """Who may annotate sees agreement over complete items only: before and after ana's answer it is the same."""
    item = place.work("ben")["tasks"][0]["item"]
    ana, cy = place.people["ana"], place.people["cy"]
    people = {p["name"]: p["member"] for p in ana.get(place.url("people")).json()["people"]}
    ana.command("grant_role", place.project, member=people["Cy"], roles=["adjudicator"])
    before = cy.get(place.url("agreement")).json()["questions"]

    place.submit("ben", item, "ironic")

    assert cy.get(place.url("agreement")).json()["questions"] == before
    assert ana.get(place.url("agreement")).json()["questions"] != before


def test_a_stranger_gets_the_same_answer_for_what_is_hidden_and_what_is_not_there(place: Place) -> None:
    place.people["ana"].command("open_project", None, name="Other")
    other = place.people["ana"].get("/v1/projects").json()["projects"][1]["project"]

    hidden = place.people["ben"].get(f"/v1/projects/{other}")
    missing = place.people["ben"].get("/v1/projects/aaaaaaaaaaaaaaaaaaaaaaaaaa")

    assert (hidden.status_code, hidden.json()) == (missing.status_code, missing.json())


def test_a_flag_is_read_and_answered_by_a_lead_and_the_answer_by_who_raised_it(place: Place) -> None:
    item = place.work("ben")["tasks"][0]["item"]
    ben, ana = place.people["ben"], place.people["ana"]
    ben.command("flag_item", place.project, item=item, reason="The scan is cut off.")

    raised = ana.get(place.url("flags")).json()["flags"]
    answered = ana.command("answer_flag", place.project, flag=raised[0]["flag"], words="Answer what you can read.")
    again = ana.command("answer_flag", place.project, flag=raised[0]["flag"], words="Once more.").json()

    assert [(f["item"], f["reason"], f["who"], f["state"]) for f in raised] == [
        (item, "The scan is cut off.", "Ben", "open")
    ]
    assert answered.status_code == 200
    assert again["code"] == "annotation.flag_answered"
    assert ana.get(place.url("flags")).json()["flags"] == []
    assert [f["answer"] for f in ana.get(place.url("flags?state=answered")).json()["flags"]] == [
        "Answer what you can read."
    ]
    assert [f["answer"] for f in ben.get(place.url("flags/mine")).json()["flags"]] == ["Answer what you can read."]
    assert place.people["cy"].get(place.url("flags")).json()["code"] == "access.not_allowed"


def test_another_s_words_about_an_item_one_may_still_be_handed_are_hidden(place: Place) -> None:
    item = place.work("ben", 1)["tasks"][0]["item"]
    ana = place.people["ana"]
    place.people["ben"].command(
        "flag_item", place.project, item=item, reason="Clearly ironic, but the scan is cut off."
    )
    cy = next(p["member"] for p in ana.get(place.url("people")).json()["people"] if p["name"] == "Cy")
    ana.command("grant_role", place.project, member=cy, roles=["lead"])

    seen = place.people["cy"].get(place.url("flags"))

    assert [(f["hidden"], f["reason"]) for f in seen.json()["flags"]] == [(True, None)]
    assert "ironic" not in seen.text.replace("not_ironic", "")
