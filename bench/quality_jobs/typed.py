"""Jobs of values with parts."""

from functools import partial
from typing import Any

import numpy as np

from bench.quality_jobs import Job
from labelproof.quality import from_columns
from labelproof.quality.aggregation import rover


def _transcripts(n: int) -> tuple[list[int], list[int], list[str]]:
    """Five people hear twelve words of five hundred and drop one in ten."""
    rng = np.random.Generator(np.random.Philox(key=0))
    words = np.array([f"word{k}" for k in range(500)])
    said = [rng.choice(words, 12) for _ in range(n)]
    texts = [" ".join(spoken[rng.random(12) < 0.9]) for spoken in said for _ in range(5)]
    return np.repeat(np.arange(n), 5).tolist(), np.tile(np.arange(5), n).tolist(), texts


def _ours(given: Any) -> Any:
    return rover(from_columns(*given))


def _same(ours: Any, theirs: dict[int, str]) -> str:
    """Only where no slot is tied: crowd-kit gives a tie to one of its alternatives."""
    settled = {item: ours.values[n] for item, n in enumerate(ours.value_index) if n >= 0}
    return f"{sum(theirs[item] == text for item, text in settled.items()) / max(len(settled), 1):.3f} of {len(settled)} alike"


JOBS = (
    Job(
        "ROVER, 2,000 texts by 5, from columns",
        partial(_transcripts, 2000),
        _ours,
        "typed.rover_columns",
        4,
        4,
        _same,
        3,
        1,
    ),
)
