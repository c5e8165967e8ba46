"""Whether an annotator agrees with themselves: answers to items they met twice."""

from dataclasses import dataclass, replace

import numpy as np

from labelproof.kernel.canonical import Json
from labelproof.quality.agreement.alpha import Measured, alpha
from labelproof.quality.agreement.interval import Asked
from labelproof.quality.agreement.observed import observed
from labelproof.quality.answers import PROBE, READ, SHOWN, Answers
from labelproof.quality.arrays import BoolArray
from labelproof.quality.estimate import Estimate
from labelproof.quality.table import Table

A_DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Intra:
    """One annotator against themselves; the observed share stands beside alpha, which needs more than one value."""

    alpha: Estimate
    observed: Estimate


def intra(
    answers: Answers,
    distance: Measured = "nominal",
    *,
    min_gap_s: float = A_DAY_S,
    interval: Asked = None,
    rng: np.random.Generator | None = None,
) -> Table[Intra]:
    """Alpha and observed agreement of each annotator's probes with their own first answers.

    Shape:   answers with `kind`: a probe is an item shown again; a cell for each annotator who has a probe.
    Unit:    as alpha; share, 0 to 1.
    Missing: a probe sooner than min_gap_s after the first answer measures memory and is left out; so is one without
             times while min_gap_s is above 0.
    Errors:  none raised; undefined_reason as alpha's. No annotator has a probe: no cell.
    Source:  Krippendorff, Content Analysis (2019), chapter 12, stability; the day is our own choice.

    >>> from labelproof.quality.columns import from_columns
    >>> from dataclasses import replace
    >>> twice = from_columns(["i", "i", "j", "j"], ["ana"] * 4, ["x", "x", "y", "y"], repeats="keep")
    >>> twice = replace(twice, kind=np.array([0, 1, 0, 1], dtype=np.uint8))
    >>> [(who, each.alpha.value) for who, each in intra(twice, min_gap_s=0).rows()]
    [('ana', 1.0)]
    """
    probed = np.zeros(0, dtype=np.int64)
    if answers.kind is not None:
        probed = np.unique(answers.annotator_index[answers.kind == PROBE])
    keys: list[Json] = [str(answers.annotators[n]) if answers.annotators else n for n in probed.tolist()]

    def of(person: int) -> Intra:
        own = _own(answers, person, min_gap_s)
        return Intra(_named(alpha(own, distance, interval=interval, rng=rng)), _named(observed_or_not(own)))

    def observed_or_not(own: Answers) -> Estimate:
        return observed(_coded(own), interval=interval, rng=rng)

    return Table("annotator", tuple(keys), tuple(of(person) for person in probed.tolist()))


def _own(answers: Answers, person: int, min_gap_s: float) -> Answers:
    """The person's first answers and probes, as if the first and the later ones were two people's."""
    assert answers.kind is not None
    mine = (answers.annotator_index == person) & ((answers.kind == READ) | (answers.kind == PROBE))
    if answers.assist is not None:
        mine &= answers.assist != SHOWN
    own = answers.take(mine)
    assert own.kind is not None
    late = own.kind == PROBE
    if min_gap_s > 0:
        late &= _late_enough(own, late, min_gap_s)
    keep = late | (own.kind == READ)
    who = own.kind[keep].astype(np.int32)
    kept = own.take(keep)
    return Answers(
        kept.item_index,
        who,
        kept.value_index,
        kept.n_items,
        2,
        kept.n_values,
        kept.values,
        value=kept.value,
    )


def _late_enough(own: Answers, late: BoolArray, min_gap_s: float) -> BoolArray:
    if own.submitted_at is None:
        return np.zeros(len(own), dtype=np.bool_)
    first = np.full(own.n_items, np.nan)
    np.fmin.at(first, own.item_index[~late], own.submitted_at[~late])
    return own.submitted_at - first[own.item_index] >= min_gap_s


def _coded(own: Answers) -> Answers:
    """Numbers as values, since equal or not is what is observed."""
    if own.value is None:
        return own
    distinct, code = np.unique(own.value, return_inverse=True)
    return Answers(own.item_index, own.annotator_index, code.astype(np.int32), own.n_items, 2, max(len(distinct), 1))


def _named(result: Estimate) -> Estimate:
    """Two columns of one person are not few annotators."""
    notes = tuple(note for note in result.notes if note != "few_annotators")
    return replace(result, method=f"intra/{result.method}", notes=notes)
