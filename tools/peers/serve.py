"""The other end of the pipe: runs in .venv-peers, answers one question after another, prints nothing of its own."""

import os
import pickle
import resource
import sys
import time
import traceback
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

warnings.simplefilter("ignore")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def answered(name: str, args: tuple[Any, ...], kwargs: dict[str, Any], repeat: int) -> tuple[Any, list[float], float]:
    subject, _, asked = name.partition(".")
    answers = import_module(f"answers.{subject}")
    function = getattr(answers, asked)
    if repeat:  # timed: no library is loaded while the clock runs
        for library in getattr(answers, "LOADED_FIRST", ()):
            import_module(library)
    if name.endswith("_prepared"):
        function, args, kwargs = function(*args, **kwargs), (), {}
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    took: list[float] = []
    result = None
    for _ in range(max(repeat, 1)):
        start = time.perf_counter()
        result = function(*args, **kwargs)
        took.append(time.perf_counter() - start)
    grew = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return result, took, grew


def main() -> None:
    sys.path.insert(0, str(Path(__file__).parent))
    answers_to = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints goes to stderr, not into the pipe
    while True:
        try:
            name, args, kwargs, repeat = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        try:
            reply: tuple[bool, Any] = True, answered(name, args, kwargs, repeat)
        except Exception:  # noqa: BLE001 - whatever it was, the asker is told
            reply = False, traceback.format_exc()
        pickle.dump(reply, answers_to, protocol=5)
        answers_to.flush()


main()
