"""The crash and load rounds of the tests, again and again until the time is up. `python -m bench.soak --minutes 10`."""

import argparse
import subprocess
import sys
import time

ROUNDS = ("tests/engine/test_crowd.py", "tests/engine/test_erase.py", "tests/storage")


def main() -> int:
    """The first round that fails ends it, with pytest's own words."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    until, n = time.monotonic() + parser.parse_args().minutes * 60, 0
    while n == 0 or time.monotonic() < until:
        n += 1
        print(f"round {n}", flush=True)
        done = subprocess.run([sys.executable, "-m", "pytest", "-q", "-x", *ROUNDS], check=False)
        if done.returncode != 0:
            return done.returncode
    print(f"{n} rounds passed")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
