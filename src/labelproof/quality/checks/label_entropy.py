"""Items on which annotators part, and which of them are ambiguous rather than badly answered."""

import numpy as np

from labelproof.kernel.refused import Undefined
from labelproof.quality.answers import Answers
from labelproof.quality.arrays import FloatArray
from labelproof.quality.columns import from_columns
from labelproof.quality.crowd.others import skill_of_others
from labelproof.quality.detection.label_entropy import posterior_entropy, vote_entropy
from labelproof.quality.estimate import Estimate, undefined
from labelproof.quality.findings import Checked, Finding, Where, check
from labelproof.quality.item_columns import Columns, plain
from labelproof.quality.statistics.certainty import normal_interval, small_n
from labelproof.quality.statistics.ordering import sums_of

METHOD = "label_entropy/votes/normal@1"


@check(METHOD, "items")
def label_entropy(
    table: Columns,
    reference: Columns | None = None,
    *,
    item: str = "item",
    annotator: str = "annotator",
    value: str = "value",
    posterior: str | None = None,
    high: float = 0.8,
    skilled: float = 0.8,
) -> Checked:
    """Entropy of votes by item and label; high entropy among skilled annotators means an ambiguous item.

    High is 80 % of the most that the item's votes allow, log2 min(votes, K); skilled, that its annotators agree with
    the others on 80 % of their other items (both our own).

    Shape:     a row an answer: columns of item, annotator and value; posterior: a column of rows of probabilities,
               equal on all rows of an item.
    Unit:      summary: mean bits an item; figures: mean bits of the items on which a label was given, and of posteriors.
    Missing:   rows with an empty cell are left out, and items with one answer; of posteriors, items that have none.
    Undefined: no_rows; no_column; fewer_than_two_annotators; no_pairable_item; one_value_only.
    Source:    Shannon (1948); statistics.md, Checks.

    >>> rows = {"item": ["i", "i", "j", "j"], "annotator": ["a", "b"] * 2, "value": ["x", "y", "x", "x"]}
    >>> label_entropy(Columns(rows)).summary.value
    0.5
    """
    answers, of_item, kept = _answers(table, item, annotator, value)
    entropy = vote_entropy(answers)
    pairable = ~np.isnan(entropy)
    if not pairable.any():
        raise Undefined("no_pairable_item")
    n_votes = np.bincount(answers.item_index, minlength=answers.n_items)
    ceiling = np.log2(np.minimum(np.maximum(n_votes, 2), answers.n_values))
    skill = _mean_skill(answers)
    disputed = np.flatnonzero(pairable & (entropy >= high * ceiling - 1e-12))
    findings: list[Finding] = []
    for each in disputed.tolist():
        rows = tuple(np.sort(kept[of_item == each]).tolist())
        if skill[each] >= skilled - 1e-12:
            what = f"{entropy[each]:.2f} bits among annotators who agree elsewhere ({skill[each]:.2f}): ambiguous"
            findings.append(
                Finding(
                    "label_entropy",
                    Where(value, rows),
                    what,
                    len(rows),
                    "warn",
                    "sharpen the clause, or add a precedent",
                )
            )
        else:
            known = "unknown" if np.isnan(skill[each]) else f"{skill[each]:.2f}"
            what = f"{entropy[each]:.2f} bits; agreement of its annotators elsewhere {known}"
            findings.append(Finding("label_entropy", Where(value, rows), what, len(rows), "note", "adjudicate it"))
    figures = _by_label(answers, entropy)
    if posterior is not None:
        figures["posterior"] = _of_posteriors(table, posterior, kept[np.unique(of_item, return_index=True)[1]])
    return Checked("label_entropy", tuple(findings), _mean(entropy[pairable], METHOD), figures)


def _answers(table: Columns, item: str, annotator: str, value: str) -> tuple[Answers, np.ndarray, np.ndarray]:
    """The answers, and for each row of the table that has one its item and row number."""
    empty = table.missing(item) | table.missing(annotator) | table.missing(value)
    kept = np.flatnonzero(~empty)
    columns = [[table.column(name)[row] for row in kept.tolist()] for name in (item, annotator, value)]
    answers = from_columns(*[[*map(plain, column)] for column in columns], repeats="keep")
    if not len(answers):
        raise Undefined("no_rows")
    if answers.n_annotators < 2:
        raise Undefined("fewer_than_two_annotators")
    if answers.n_values < 2:
        raise Undefined("one_value_only")
    number = {each: n for n, each in enumerate(answers.items)}
    return answers, np.array([number[plain(each)] for each in columns[0]]), kept


def _mean_skill(answers: Answers) -> FloatArray:
    skill = skill_of_others(answers)
    known = ~np.isnan(skill)
    sums = sums_of(answers.item_index[known], skill[known], answers.n_items)
    counts = np.bincount(answers.item_index[known], minlength=answers.n_items)
    return np.divide(sums, counts, out=np.full(answers.n_items, np.nan), where=counts > 0)


def _by_label(answers: Answers, entropy: FloatArray) -> dict[str, Estimate]:
    figures: dict[str, Estimate] = {}
    for number, label in enumerate(answers.values):
        items = np.unique(answers.item_index[answers.codes == number])
        bits = entropy[items]
        if (~np.isnan(bits)).any():
            figures[str(label)] = _mean(bits[~np.isnan(bits)], METHOD)
    return figures


def _of_posteriors(table: Columns, name: str, rows: np.ndarray) -> Estimate:
    method, column = METHOD.replace("votes", "posterior"), table.column(name)
    known = rows[~table.missing(name)[rows]]
    if not len(known):
        return undefined("no_rows", method, 0, "items")
    return _mean(posterior_entropy(np.asarray([column[row] for row in known.tolist()], dtype=np.float64)), method)


def _mean(bits: FloatArray, method: str) -> Estimate:
    """With a normal interval over items; none from one item."""
    bits = np.sort(bits)
    n, value = len(bits), float(bits.mean())
    notes = small_n(n)
    if n < 2:
        return Estimate(value, None, n, "items", method, notes=(*notes, "interval_undefined"))
    se = float(bits.std(ddof=1) / np.sqrt(n))
    interval = normal_interval(value, se, least=0.0)
    return Estimate(value, interval, n, "items", method, se=se, notes=notes)
