"""The crash suite with many rounds, then the load and crash tests again and again until the time is up.

`python -m bench.soak --rounds 200 --minutes 10`: two hundred kills on SQLite, a hundred on PostgreSQL with one server
process and a hundred with two.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Mapping

AGAIN = ("tests/engine/test_crowd.py", "tests/engine/test_erase.py", "tests/storage", "tests/crash")


def run(*tests: str, more: Mapping[str, str] = {}) -> int:
    """Pytest's own words, and its code."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", *tests]
    return subprocess.run(command, check=False, env={**os.environ, **more}).returncode


def main() -> int:
    """The first round that fails ends it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=10)
    chosen = parser.parse_args()
    failed = run("tests/crash/test_kill.py", more={"LABELPROOF_CRASH_ROUNDS": str(chosen.rounds)})
    until, n = time.monotonic() + chosen.minutes * 60, 0
    while not failed and time.monotonic() < until:
        n += 1
        print(f"round {n}", flush=True)
        failed = run(*AGAIN)
    print("failed" if failed else f"{chosen.rounds} rounds of kills and {n} of everything passed")
    return failed


if __name__ == "__main__":
    raise SystemExit(main())
