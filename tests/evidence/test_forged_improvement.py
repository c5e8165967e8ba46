"""Measures, findings and actions that rest on what came later, or never was."""

from typing import Any

import pytest

from labelproof.evidence import kinds
from tests.evidence.build import World, codes, found, sealed

INPUTS = ("A" * 43, "B" * 43)


class Told:
    """A measure, a finding, an action and the measure after it, as the product writes them."""

    def __init__(self, world: World) -> None:
        self.world, self.add = world, world.project.add
        self.before = self.measure()
        self.finding = self.add(
            kinds.FINDING_OPENED, world.lead, {"finding": {"what": "odd"}}, question=world.choice, measure=self.before
        )

    def measure(self, inputs: str = INPUTS[0], **other: Any) -> str:
        refs = {"question": self.world.choice, "measure": "alpha", "position": self.world.project.size, **other}
        return self.add(kinds.MEASURE_RECORDED, "system", {"figure": {"value": 0.5}}, inputs=inputs, **refs)

    def plan(self, **other: Any) -> str:
        refs = {"finding": self.finding, "owner": self.world.ana, "due": 9, "before": self.before, **other}
        return self.add(kinds.ACTION_PLANNED, self.world.lead, {"plan": "examples"}, **refs)

    def finish(self, action: str, after: str) -> str:
        return self.add(kinds.ACTION_DONE, self.world.lead, {"words": "done"}, action=action, after=after)

    def close(self, finding: str = "") -> str:
        said = {"outcome": "fixed", "reason": "fewer differ"}
        return self.add(kinds.FINDING_CLOSED, self.world.lead, said, finding=finding or self.finding)


@pytest.fixture
def told() -> Told:
    return Told(World())


def faults(told: Told) -> list[str]:
    return codes(sealed(told.world).check())


def test_what_the_product_writes_is_found_in_order(told: Told) -> None:
    action = told.plan()
    told.finish(action, told.measure(INPUTS[1]))
    told.close()
    told.measure(measure="consensus_match", annotator=told.world.ana)

    assert faults(told) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"position": 99_999}, "which was not written yet"),
        ({"question": "unasked"}, "is of no question"),
        ({"annotator": "nobody"}, "who was not here"),
    ],
)
def test_a_measure_of_what_was_not_there_is_named(told: Told, changed: dict[str, Any], said: str) -> None:
    told.measure(**changed)

    report = sealed(told.world).check()

    assert codes(report) == ["bundle.measure"]
    assert said in found(report)


@pytest.mark.parametrize("changed", [{"finding": "none"}, {"owner": "nobody"}, {"before": "none"}])
def test_an_action_about_nothing_by_nobody_or_without_a_measure_is_named(told: Told, changed: dict[str, Any]) -> None:
    told.plan(**changed)

    assert faults(told) == ["bundle.finding"]


def test_a_finding_that_rests_on_no_measure_is_named(told: Told) -> None:
    told.add(kinds.FINDING_OPENED, told.world.lead, {"finding": {"what": "odd"}}, measure="none")

    assert faults(told) == ["bundle.finding"]


def test_a_finding_ends_once_and_nothing_is_planned_about_it_then(told: Told) -> None:
    told.close()
    honest = faults(told)
    told.close()
    told.plan()

    report = sealed(told.world).check()

    assert (honest, codes(report)) == ([], ["bundle.finding"])
    assert "1 more like this" in found(report)


@pytest.mark.parametrize(
    "after", [{"inputs": INPUTS[0]}, {"inputs": INPUTS[1], "measure": "observed"}, {"inputs": INPUTS[1], "position": 3}]
)
def test_an_action_is_not_done_by_a_measure_that_shows_nothing(told: Told, after: dict[str, Any]) -> None:
    told.finish(told.plan(), told.measure(**after))

    assert faults(told) == ["bundle.finding"]


def test_an_action_is_done_once_and_by_a_measure_there_is(told: Told) -> None:
    action = told.plan()
    after = told.measure(INPUTS[1])
    told.finish(action, after)
    told.finish(action, after)
    told.finish(told.plan(), "none")

    report = sealed(told.world).check()

    assert codes(report) == ["bundle.finding"]
    assert "no action that waited" in found(report)


def test_a_measure_by_a_person_is_named(told: Told) -> None:
    refs = {"question": told.world.choice, "measure": "alpha", "inputs": INPUTS[0], "position": 1}
    told.add(kinds.MEASURE_RECORDED, told.world.lead, {"figure": {"value": 1}}, **refs)

    assert faults(told) == ["bundle.right"]


def test_a_figure_about_a_person_may_be_erased_with_them_and_one_about_all_may_not(told: Told) -> None:
    project, ana = told.world.project, told.world.ana
    mine = told.measure(measure="consensus_match", annotator=ana)
    request = project.add(kinds.ERASURE_REQUESTED, told.world.lead, {"why": "asked"}, subject=[ana])

    def erase(event: str) -> None:
        leaf = next(each for each in project.leaves if each.id == event)
        refs = {"request": request, "event": [event], "digest": [leaf.c["figure"]], "field": ["figure"]}
        project.add(kinds.DISCLOSURE_ERASED, "system", **refs)

    erase(mine)
    honest = faults(told)
    erase(told.before)

    assert (honest, faults(told)) == ([], ["bundle.tombstone"])
