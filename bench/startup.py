"""Seconds from starting the command to the first answer on a fresh folder, and of `verify --help`. `python -m bench.startup`."""

import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from bench.calibrate import lines
from bench.server import PASSWORD, free_port, labelproof


def first_answer_s() -> float:
    """`serve` on a folder that was just made, until /v1/health answers."""
    with tempfile.TemporaryDirectory() as made:
        folder, port = Path(made) / "data", free_port()
        labelproof("init", "--data", str(folder), "--login", "o", "--name", "O", "--password", PASSWORD)
        started = time.perf_counter()
        command = [sys.executable, "-m", "labelproof", "serve", "--data", str(folder), "--port", str(port)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            while time.perf_counter() - started < 60:
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/health", timeout=1) as answer:
                        answer.read()
                    return time.perf_counter() - started
                except OSError:
                    time.sleep(0.02)
            raise RuntimeError("no answer after a minute")
        finally:
            process.terminate()
            process.wait(10)


def command_s(*arguments: str) -> float:
    """One whole process."""
    started = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    return time.perf_counter() - started


def measure(rounds: int = 5) -> list[str]:
    """The lines to print."""
    serve = [first_answer_s() for _ in range(rounds)]
    bare = [command_s("-c", "pass") for _ in range(rounds * 2)]
    verify = [command_s("-m", "labelproof", "verify", "--help") for _ in range(rounds * 2)]
    middle = statistics.median
    return [
        f"  first answer after start: median {middle(serve):.2f} s, worst {max(serve):.2f} s",
        f"  verify --help: median {middle(verify) * 1000:.0f} ms, {middle(verify) / middle(bare):.1f} times a bare Python",
    ]


def main() -> None:
    """Print the calibration, then the figures."""
    for line in [*lines(), *measure()]:
        print(line, flush=True)


if __name__ == "__main__":
    main()
