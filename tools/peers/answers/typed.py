"""Values with parts as crowd-kit aggregates them."""

from typing import Any

LOADED_FIRST = ("pandas", "crowdkit.aggregation")
"""What a clock does not wait for."""


def bradley_terry(left: list[str], right: list[str], winner: list[str]) -> dict[str, float]:
    """crowd-kit's scores, which sum to one, after many MM steps.

    A tolerance of 0, since it holds two names of one array against each other: with any other it stops after two.
    """
    import pandas as pd
    from crowdkit.aggregation import BradleyTerry

    frame = pd.DataFrame({"left": left, "right": right, "label": winner})
    return dict(BradleyTerry(n_iter=5_000, tol=0).fit_predict(frame))


def rover(task: list[Any], worker: list[Any], text: list[str]) -> dict[Any, str]:
    """crowd-kit's ROVER over words."""
    import pandas as pd
    from crowdkit.aggregation import ROVER

    frame = pd.DataFrame({"task": task, "worker": worker, "text": text})
    return dict(ROVER(lambda words: words.split(), " ".join).fit_predict(frame))


def rover_columns(given: tuple[list[Any], list[Any], list[str]]) -> dict[Any, str]:
    """The same from three columns."""
    return rover(*given)
