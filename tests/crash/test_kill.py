"""Killed at random under load, nothing acknowledged is lost or doubled, and every signed checkpoint still holds.

LABELPROOF_CRASH_ROUNDS says how many rounds each database gets; `make soak` runs two hundred.
"""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crash.mutants import MUTANTS
from tests.crash.world import ROOT, World, kill, one_round, wait_for

ROUNDS = int(os.environ.get("LABELPROOF_CRASH_ROUNDS", "4"))
A_WORLD = 25  # a new instance after so many rounds: looking at all of a log takes longer and longer
MOST_TRIES = 12  # a mutant's window is open about half of the time

pytestmark = pytest.mark.slow


def lives(n_rounds: int) -> list[int]:
    """The rounds of each world."""
    return [min(A_WORLD, n_rounds - start) for start in range(0, n_rounds, A_WORLD)]


def rounds(world: World, chance: random.Random, n: int, n_servers: int = 1) -> None:
    for _ in range(n):
        one_round(world, chance, n_servers)


@pytest.mark.parametrize("world_n", range(len(lives(ROUNDS))))
def test_killed_on_sqlite(world_n: int, tmp_path: Path) -> None:
    world, chance = World(tmp_path / "data"), random.Random(world_n)
    world.set_up()

    rounds(world, chance, lives(ROUNDS)[world_n])

    assert world.receipts


@pytest.mark.parametrize("world_n", range(len(lives(ROUNDS // 2))))
def test_killed_on_postgresql(world_n: int, tmp_path: Path, fresh_postgres: str) -> None:
    world, chance = World(tmp_path / "data", fresh_postgres), random.Random(1000 + world_n)
    world.set_up()

    rounds(world, chance, lives(ROUNDS // 2)[world_n])

    assert world.receipts


@pytest.mark.parametrize("world_n", range(len(lives(ROUNDS // 2))))
def test_one_of_two_servers_killed_on_postgresql(world_n: int, tmp_path: Path, fresh_postgres: str) -> None:
    """Two processes write and publish the same logs; one dies, then the other."""
    world, chance = World(tmp_path / "data", fresh_postgres), random.Random(2000 + world_n)
    world.set_up()

    rounds(world, chance, lives(ROUNDS // 2)[world_n], n_servers=2)

    assert world.receipts


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_broken_promise_is_caught(mutant: str, tmp_path: Path) -> None:
    """The test of the test: each mutant breaks one promise, and a kill within its window shows."""
    world, chance = World(tmp_path / "data"), random.Random(7)
    world.set_up()
    world.mutant = mutant

    with pytest.raises(AssertionError):
        rounds(world, chance, MOST_TRIES)


def test_a_second_server_on_sqlite_is_refused_by_name_until_the_first_is_killed(tmp_path: Path) -> None:
    world = World(tmp_path / "data")
    world.set_up(1)
    first = world.start()
    wait_for(first.port, first.process)
    world.load([first], 0.1)  # it answered: so it has written where it listens
    command = [sys.executable, "-m", "labelproof", "serve", "--data", str(world.folder), "--port", "0"]

    refused = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    kill(first)
    second = world.start()
    wait_for(second.port, second.process)
    world.load([second], 0.3)
    kill(second)

    assert refused.returncode == 1
    assert refused.stderr.startswith("storage.folder_in_use: ")
    assert f"http://127.0.0.1:{first.port}" in refused.stderr
    world.check()
