"""No log makes a check hang: twice the leaves are about twice the work, counted in calls, not in seconds."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from labelproof.evidence import kinds
from tests.evidence.build import Bundle, World, event_id, sealed


def n_lines(work: Callable[[], object]) -> int:
    """Lines executed in `labelproof.evidence`, loops and comprehensions included."""
    count = 0

    def step(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal count
        if "/evidence/" not in frame.f_code.co_filename or "tests" in frame.f_code.co_filename:
            return None
        count += event == "line"
        return step

    sys.settrace(step)
    try:
        work()
    finally:
        sys.settrace(None)
    return count


def late_answers(world: World, n: int) -> None:
    item = world.items[3]
    for _ in range(n):
        world.project.add(kinds.SKIPPED, world.zed, {"reason": "?"}, item=item)
        lease = world.lease(world.zed, item)
        world.project.add(kinds.LEASE_ENDED, lease=lease, item=[item])
    for _ in range(n):
        world.answer(world.cyd, item, "no", kind=kinds.LATE, overlap=3)


def holders_and_lates(world: World, n: int) -> None:
    people = [world.join(f"p{k}", "annotator") for k in range(n)]
    leases = [world.lease(who, world.items[3]) for who in people]
    for _ in range(n):
        world.answer(world.zed, world.items[3], "no", kind=kinds.LATE, overlap=3)
    for lease in leases:
        world.project.add(kinds.LEASE_ENDED, lease=lease, item=[world.items[3]])


def role_changes_and_votes(world: World, n: int) -> None:
    for _ in range(n):
        world.project.add(kinds.ROLE_REVOKED, world.lead, member=world.cyd, role=["annotator"])
        world.project.add(kinds.ROLE_GRANTED, world.lead, member=world.cyd, role=["annotator"])
    for _ in range(n):
        world.answer(world.cyd, world.items[3], "no")


def plans_and_labels(world: World, n: int) -> None:
    for k in range(n):
        world.project.add(kinds.WORKFLOW_PLANNED, world.lead, question=[world.choice], overlap=3)
        world.publish_taxonomy(k + 2, [{"code": "yes", "name": str(k)}, {"code": "no", "name": "No"}])
    world.import_items(n)


def decisions(world: World, n: int) -> None:
    for k in range(n):
        world.answer(world.cyd, world.items[3], "no" if k % 2 else "yes")
        world.project.add(
            kinds.SETTLED,
            world.dee,
            {"decision": {"outcome": "value", "value": "no"}, "reason": "so", "clause": "s1"},
            item=world.items[3],
            question=world.choice,
            dispute=event_id(k),
            method=kinds.ADJUDICATION,
        )


def revisions_and_releases(world: World, n: int) -> None:
    last = world.answers["ben 0"]
    for _ in range(n):
        world.request()
        last = world.answer(world.ben, world.items[0], "no", supersedes=last)


def sights(world: World, n: int) -> None:
    for _ in range(n):
        world.project.add(kinds.VALUES_SHOWN, world.cyd, collection=world.collection)
        world.answer(world.cyd, world.items[3], "no")


@pytest.mark.parametrize(
    "write",
    [
        late_answers,
        holders_and_lates,
        role_changes_and_votes,
        plans_and_labels,
        decisions,
        revisions_and_releases,
        sights,
    ],
)
def test_work_grows_with_the_leaves_and_no_faster(write: Callable[[World, int], None]) -> None:
    def lines(n: int) -> float:
        world = World()
        write(world, n)
        bundle = sealed(world)
        return n_lines(bundle.check) / len(bundle.entries)

    few, many = lines(100), lines(800)

    assert many < 1.5 * few


def test_a_scope_that_repeats_itself_costs_no_more() -> None:
    world, other = World(), World()
    once = Bundle(world, world.request(collection=[world.collection], question=[world.choice]))
    names = {"collection": [other.collection] * 256, "question": [other.choice] * 256}
    often = Bundle(other, other.request(**names))

    assert n_lines(often.check) < 1.5 * n_lines(once.check)
