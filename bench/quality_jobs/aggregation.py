"""Jobs of aggregation: from encoded answers to posteriors, against crowd-kit from a table made before.

What limits Dawid-Skene is memory, not arithmetic: see the compiled kernel's docstring.
"""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from bench.quality_jobs import Job
from bench.quality_jobs.agreement import CLASSES, synthetic
from labelproof.quality.aggregation import aggregate
from labelproof.quality.answers import Answers
from labelproof.quality.consensus import Consensus
from labelproof.quality.crowd.coded import Coded, coded
from labelproof.quality.crowd.confusions import maximise
from labelproof.quality.crowd.expectation import Stop, fit, shares
from labelproof.quality.kernels.em import Parameters, Sums

M, TEN_M, TEN_K = 1_000_000, 10_000_000, 10_000
PEOPLE = 1_000
NONE = np.empty(0, dtype=np.int32)
Given = dict[str, Any]


@functools.cache
def prepared(n_labels: int) -> Answers:
    """Answers as they are when somebody asks: checked once, when they were made."""
    return synthetic(n_labels, min(PEOPLE, n_labels // 100))


def _given(n_labels: int, name: str, **options: Any) -> Callable[[], Given]:
    def prepare() -> Given:
        answers = prepared(n_labels)
        columns = {"item": answers.item_index, "annotator": answers.annotator_index, "value": answers.codes}
        sizes = {"n_items": answers.n_items, "n_values": CLASSES}
        return {"name": name, "options": options, **columns, **sizes}

    return prepare


def _ours(n_labels: int, name: str, **options: Any) -> Callable[[Given], Consensus]:
    return lambda _: aggregate(prepared(n_labels), name, **options)


@functools.cache
def _started(n_labels: int) -> tuple[Coded, np.ndarray, Parameters]:
    """Votes, shares of votes and the parameters that these give: where an iteration begins."""
    votes = coded(prepared(n_labels))
    first = shares(votes, NONE)
    ended = fit(votes, _unsmoothed(votes), (votes.n_rows, CLASSES), Stop.after(1), NONE, posterior=first.copy())
    return votes, first, ended.used


def _unsmoothed(votes: Coded) -> Callable[[Sums, Parameters | None], Parameters]:
    return lambda sums, _: maximise(votes, sums, None, False)


def _iteration(n_labels: int) -> Callable[[Given], Any]:
    def run(_: Given) -> Any:
        votes, posterior, parameters = _started(n_labels)
        shape = votes.n_rows, CLASSES
        return fit(votes, _unsmoothed(votes), shape, Stop.after(1), NONE, start=parameters, posterior=posterior)

    return run


def _near(most: float) -> Callable[[Any, Any], str]:
    def same(ours: Any, theirs: Any) -> str:
        apart = float(np.abs(ours.posterior - theirs).max())
        assert apart < most, apart
        return f"posteriors within {apart:.0e}"

    return same


def _same_vote(ours: Consensus, theirs: Any) -> str:
    """Where one value leads; theirs gives a tie to the value it met first."""
    alone = ours.codes >= 0
    assert (theirs.argmax(axis=1)[alone] == ours.codes[alone]).all()
    return f"same on the {alone.mean():.1%} without a tie"


def _as_accurate(ours: Consensus, theirs: Any) -> str:
    """Searches that end at another point are held against each other by what they decide."""
    share = float((ours.codes == theirs.argmax(axis=1)).mean())
    assert share > 0.98, share
    return f"{share:.2%} of values the same"


NEVER: Given = {"tol": -np.inf}
FIT = "aggregation.fit_prepared"


def _fixed(n_labels: int, label: str, gates: tuple[float | None, float | None], **options: Any) -> Job:
    return Job(
        f"Dawid-Skene {label}, 10 iterations from encoded arrays",
        _given(n_labels, "DawidSkene", n_iter=10, **NEVER),
        _ours(n_labels, "dawid_skene", smoothing=None, iterations=10),
        FIT,
        *gates,
        _near(1e-8),
        **options,
    )


JOBS: tuple[Job, ...] = (
    Job(
        "Dawid-Skene 1M, one iteration",
        _given(M, "DawidSkene"),
        _iteration(M),
        "aggregation.iteration_prepared",
        12,
        4,
        _near(1e-8),
        repeat=15,
    ),
    _fixed(M, "1M", (10, 4), repeat_peer=2),
    Job(
        "Dawid-Skene 10M, one iteration",
        _given(TEN_M, "DawidSkene"),
        _iteration(TEN_M),
        "aggregation.iteration_prepared",
        12,
        4,
        _near(1e-8),
        repeat_peer=2,
        long=True,
    ),
    _fixed(TEN_M, "10M", (10, 4), repeat=3, repeat_peer=1, long=True),
    Job("majority 1M", _given(M, "MajorityVote"), _ours(M, "majority"), FIT, 20, 10, _same_vote, repeat=9),
    Job("Wawa 1M", _given(M, "Wawa"), _ours(M, "wawa"), FIT, 12, None, _same_vote),
    Job(
        "one-coin 1M, 10 iterations",
        _given(M, "OneCoinDawidSkene", n_iter=10, **NEVER),
        _ours(M, "one_coin", prevalence="estimated", iterations=10),
        FIT,
        8,
        None,
        _near(1e-8),
        repeat_peer=2,
    ),
    Job(
        "GLAD 10k, the same rule of convergence",
        _given(TEN_K, "GLAD", silent=True),
        _ours(TEN_K, "glad"),
        FIT,
        50,
        None,
        _as_accurate,
        repeat=3,
        repeat_peer=1,
    ),
    Job(
        "MACE 10k, 10 restarts of 50 iterations",
        _given(TEN_K, "MACE"),
        _ours(TEN_K, "mace", restarts=9),
        FIT,
        50,
        None,
        _as_accurate,
        repeat=3,
        repeat_peer=1,
    ),
)
