"""Text that a machine seems to have written: two independent signs, never a detector's score."""

import numpy as np

from labelproof.kernel.refused import Problem
from labelproof.quality.acceptance.error_rate import error_rate
from labelproof.quality.answers import refusal
from labelproof.quality.arrays import BoolArray, IntArray
from labelproof.quality.estimate import Estimate, undefined
from labelproof.quality.reliability.signal import Signal

METHOD = "machine_text/two-signs@1"
UNIT = "texts"
_SHARED, _PASTED = 0.10, 0.50  # lower bounds of the shares of texts *(own)*


def machine_text_signals(
    annotator_index: IntArray,
    n_annotators: int,
    *,
    followed_canary: BoolArray | None = None,
    cluster_index: IntArray | None = None,
    was_pasted: BoolArray | None = None,
) -> list[Signal]:
    """How many independent signs each annotator shows; a finding from two on.

    The signs: followed an instruction that only a machine reads (a canary); more than a tenth of the texts, surely,
    near-duplicates of *other* people's; more than half of the texts, surely, pasted. One alone has honest causes: a
    template, a text editor. A detector's score is no sign here, alone or among others: its errors fall on people who
    write in a second language.

    Shape:   one entry a text (n,): who wrote it; cluster_index of near-duplicates, -1 for none. A sign that was not
             looked for is None.
    Unit:    signs, 0 to 3.
    Missing: annotators without a text are undefined: no_answers.
    Errors:  Refused("answers.bad") for lengths that differ.
    Source:  statistics.md, Annotators; thresholds are our own.

    >>> who, pasted = np.repeat(np.array([0, 1]), 20), np.repeat(np.array([True, False]), 20)
    >>> found = machine_text_signals(who, 2, followed_canary=pasted, was_pasted=pasted)
    >>> [(each.statistic.value, each.opens_finding) for each in found]
    [(2.0, True), (0.0, False)]
    """
    columns = {"followed_canary": followed_canary, "cluster_index": cluster_index, "was_pasted": was_pasted}
    given = {name: column for name, column in columns.items() if column is not None}
    problems = [
        Problem(name, f"has shape {column.shape}, annotator_index {annotator_index.shape}")
        for name, column in given.items()
        if column.shape != annotator_index.shape
    ]
    if problems:
        raise refusal(problems)
    n = np.bincount(annotator_index, minlength=n_annotators)

    def counts(hit: BoolArray) -> IntArray:
        return np.bincount(annotator_index[hit], minlength=n_annotators)

    canary = None if followed_canary is None else counts(followed_canary)
    shared = None if cluster_index is None else counts(_across_people(annotator_index, cluster_index))
    pasted = None if was_pasted is None else counts(was_pasted)
    found: list[Signal] = []
    for annotator in range(n_annotators):
        signs: list[str] = []
        if canary is not None and canary[annotator]:
            signs.append(f"followed {canary[annotator]} hidden instructions")
        if shared is not None and _surely(shared[annotator], n[annotator], _SHARED):
            signs.append(f"{shared[annotator]} of {n[annotator]} texts nearly repeat other people's")
        if pasted is not None and _surely(pasted[annotator], n[annotator], _PASTED):
            signs.append(f"{pasted[annotator]} of {n[annotator]} texts were pasted")
        found.append(_signal(annotator, int(n[annotator]), signs, len(given)))
    return found


def _signal(annotator: int, n: int, signs: list[str], looked_for: int) -> Signal:
    if not n or not looked_for:
        nothing = undefined("no_answers", METHOD, n, UNIT)
        return Signal("machine_text", annotator, nothing, False, "no text, or no sign was looked for")
    statistic = Estimate(float(len(signs)), None, n, UNIT, METHOD, params={"looked_for": looked_for})
    return Signal("machine_text", annotator, statistic, len(signs) >= 2, "; ".join(signs) or "no sign")


def _across_people(annotator: IntArray, cluster: IntArray) -> BoolArray:
    """Texts in a cluster that more than one person contributed to: repeating oneself is another matter."""
    inside = cluster >= 0
    people = np.unique(np.stack([cluster[inside], annotator[inside]]), axis=1)[0]
    return inside & (np.bincount(people, minlength=int(cluster.max(initial=0)) + 1)[np.maximum(cluster, 0)] > 1)


def _surely(k: int, n: int, bar: float) -> bool:
    interval = error_rate(int(k), int(n)).interval
    return interval is not None and interval.low > bar
