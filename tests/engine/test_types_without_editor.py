"""Why some types cannot be asked yet: their values travel all the way to a release, and its verifier does not know them."""

from pathlib import Path
from typing import Any

import pytest

from labelproof.engine.archive import parse_zip
from labelproof.engine.bundle import bundle_bytes
from labelproof.rooms.workflow import decide
from labelproof.types import ASKABLE, TYPES
from tests.engine.project import PROJECT, new_project
from tests.engine.test_bundle import faults, finished
from tests.engine.test_release import rows_of

ABC = {"options": [{"value": code} for code in "abc"]}
BOX = {"x": 0, "y": 0, "width": 3, "height": 4.5, "label": "a"}
SPAN = {"start": 0, "end": 3, "label": "a"}
ANSWERS: dict[str, tuple[dict[str, Any], Any, Any]] = {
    "box": (ABC, [], [BOX]),
    "number": ({"min": 0, "max": 10}, 3, 4.5),
    "pairwise": ({"allow_tie": True}, "a", "tie"),
    "ranking": (ABC, [["a"], ["b"], ["c"]], [["b"], ["a"], ["c"]]),
    "span": (ABC, [], [SPAN]),
}


@pytest.mark.parametrize("name", sorted(set(TYPES) - set(ASKABLE)))
def test_answers_are_disputed_settled_and_released_but_not_verified(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decide, "ASKABLE", tuple(TYPES))
    config, usual, other = ANSWERS[name]
    project = new_project(tmp_path)
    question = project.do("ana", "ask_question", type=name, title="What is it?", config=config)[0].event_id
    project.do("ana", "plan_workflow", questions=[question], overlap=2)
    items = project.bring_in(["one", "two"])
    project.system("review_import", "review", collection=project.collection, after="~")
    project.label("ben", lambda item: {question: usual})
    project.label("cy", lambda item: {question: other if item == items[1] else usual})
    (dispute,) = project.disputes()
    project.do("eve", "adjudicate", dispute=dispute.dispute, value=other, reason="plain", clause="1")
    release = project.do("ana", "request_release")[0].event_id
    finished(project)
    rows = {row["item_id"]: row["value"] for row in rows_of(parse_zip(bundle_bytes(project.engine, PROJECT, release)))}

    assert rows == {items[0]: usual, items[1]: other}
    assert any(fault.startswith("bundle.misfit") for fault in faults(project, release))
