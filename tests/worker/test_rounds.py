"""The order of a round: what is to be signed waits for nothing that may take long."""

from pathlib import Path

import pytest

from labelproof.worker import rounds
from tests.engine.project import new_project


def test_figures_wait_for_what_is_to_be_signed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(rounds, "publish_grown", lambda _: done.append("signed"))
    monkeypatch.setattr(rounds, "measure_changes", lambda _: done.append("measured") or 0)

    rounds.run_once(new_project(tmp_path).engine)

    assert done == ["signed", "measured"]
