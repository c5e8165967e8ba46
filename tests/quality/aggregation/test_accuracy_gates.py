"""Accuracy on the development crowds: above every peer, and never far below crowd-kit's Dawid-Skene."""

from pathlib import Path

import numpy as np
import pytest

from bench.crowd import SETS, Beside, beside, read_set
from tools.peers import Peers


@pytest.mark.slow
def test_every_gate_of_accuracy_holds(shared: Path, peers: Peers) -> None:
    """Seven crowds; crowd-kit's methods run beside ours, each with the same options."""
    found = beside({name: read_set(shared / "data" / "crowd" / name) for name in SETS})

    assert found.missed() == []
    assert list(found.theirs) == ["wawa", "zero_based_skill", "dawid_skene", "one_coin"]


def test_a_gate_that_does_not_hold_is_named() -> None:
    theirs = {"dawid_skene": np.array([0.9, 0.9])}

    assert Beside(np.array([0.92, 0.91]), theirs, theirs).missed() == []
    assert Beside(np.array([0.99, 0.88]), theirs, theirs).missed() == [
        "default: -0.0200 of Dawid-Skene's on its worst set, gate -0.015"
    ]
    assert len(Beside(np.array([0.86, 0.86]), {"dawid_skene": np.array([0.9, 0.89])}, theirs).missed()) == 4
