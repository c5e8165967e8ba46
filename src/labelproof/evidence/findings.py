"""The checks by name, which codes belong to each, and the report of what was found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from labelproof.evidence.check_rows import RowCounts
from labelproof.kernel.canonical import Json
from labelproof.log.faults import Faults
from labelproof.log.verify import Report

CHECKS: Mapping[str, tuple[str, ...]] = {
    "files": ("bundle.manifest", "bundle.changed", "bundle.missing", "bundle.extra_file"),
    "log": ("log.", "bundle.vkey", "bundle.kind", "bundle.opened", "bundle.measure", "bundle.finding"),
    "release": (
        "bundle.unpublished",
        "bundle.published_twice",
        "bundle.abandoned",
        "bundle.position",
        "bundle.supersedes",
        "bundle.n_rows",
        "bundle.rows_root",
        "bundle.files_root",
        "bundle.event",
        "bundle.origin",
        "bundle.scope",
        "bundle.plan",
    ),
    "openings": (
        "bundle.opening",
        "bundle.stray",
        "bundle.exposed",
        "bundle.resurrected",
        "bundle.tombstone",
        "bundle.withheld",
        "json.",
        "base64.",
    ),
    "complete": (
        "bundle.missing_row",
        "bundle.extra_row",
        "bundle.row_order",
        "bundle.row",
        "bundle.collection",
        "bundle.item_twice",
    ),
    "votes": (
        "bundle.vote_missing",
        "bundle.vote_extra",
        "bundle.vote_twice",
        "bundle.imported",
        "bundle.revision",
        "bundle.lease",
        "bundle.late",
    ),
    "values": (
        "bundle.vote",
        "bundle.value",
        "bundle.status",
        "bundle.settlement",
        "bundle.dispute",
        "bundle.method",
        "bundle.misfit",
        "bundle.unbacked",
        "bundle.field",
    ),
    "people": (
        "bundle.annotator",
        "bundle.guideline",
        "bundle.taxonomy",
        "bundle.grant",
        "bundle.right",
        "bundle.own_work",
        "bundle.seen",
    ),
    "documents": ("bundle.document", "bundle.document_missing", "bundle.version", "bundle.item"),
}
"""Each check and the codes of what it finds; a code that ends in a dot stands for all that start with it."""

NOT_CHECKED = (
    "that a label is right",
    "that the operator did not rewrite the log before anybody kept a checkpoint of it (give one with --old)",
    "that people gave the answers and revisions in their names: the operator signs leaves, people keep receipts of theirs",
    "who the people behind the pseudonyms are, and that they are people",
    "that an account was not disabled when it acted (the instance's own log says that)",
    "quality/measures.jsonl: that its figures follow from the rows (`verify --measures` computes them again)",
    "Parquet files: they are the files that were released, and are not compared with rows.jsonl",
    "how a person came to a decision: that the value is the one they gave is checked, the reason is theirs",
)


class Check(NamedTuple):
    """One part of the whole: passed, failed or not_checked, and what there is to say about it."""

    name: str
    state: str
    detail: str


@dataclass(slots=True)
class BundleReport:
    """What was found. `reached` names the checks that could be made; `configs` says what each question asked."""

    log: Report = field(default_factory=Report)
    faults: Faults = field(default_factory=Faults)
    release: str = ""
    origin: str = ""
    position: int | None = None
    rows_root: str = ""
    counts: RowCounts = field(default_factory=RowCounts)
    configs: Mapping[str, Mapping[str, Json]] = field(default_factory=dict[str, Mapping[str, Json]])
    n_openings: int = 0
    n_later_votes: int = 0
    withheld: dict[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])
    reached: set[str] = field(default_factory=set[str])

    @property
    def ok(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.faults

    def checks(self) -> list[Check]:
        """Every check in order, with its first fault or a word on what it saw."""
        made: list[Check] = []
        for name, codes in CHECKS.items():
            found = [fault for fault in self.faults if any(_is_of(fault.code, code) for code in codes)]
            if found:
                made.append(Check(name, "failed", str(found[0])))
            elif name in self.reached:
                made.append(Check(name, "passed", self._detail(name)))
            else:
                made.append(Check(name, "not_checked", "what it rests on failed first"))
        return made

    def _detail(self, name: str) -> str:
        checkpoint, counts = self.log.checkpoint, self.counts
        details = {
            "files": "every file is the one MANIFEST.json names",
            "log": f"{checkpoint.size if checkpoint else 0} leaves under one signed root",
            "release": f"rows and files are those leaf {self.position} and its publication bind",
            "openings": f"{self.n_openings} openings hash to their leaves",
            "complete": f"{counts.n_rows} rows, one for each item and question in scope",
            "votes": f"{counts.n_votes} votes, all there are",
            "values": _values_detail(counts),
            "people": "annotators, versions and adjudicators are those the leaves name, with the right to act",
            "documents": "guideline, labels and charter are those that were published",
        }
        return details[name]


def _values_detail(counts: RowCounts) -> str:
    """Statuses, and plainly what does not count as verified."""
    said = [", ".join(f"{n} {status}" for status, n in counts.by_status.items() if n) or "no rows"]
    if counts.n_not_recomputable:
        said.append(f"{counts.n_not_recomputable} not recomputable, since answers were erased: not verified")
    if counts.n_lost:
        said.append(f"{counts.n_lost} unresolved, since answers or decisions are said to be lost: not verified")
    if counts.n_lowered:
        said.append(f"{counts.n_lowered} released with fewer answers than were planned when they were given")
    return "; ".join(said)


def _is_of(code: str, wanted: str) -> bool:
    return code.startswith(wanted) if wanted.endswith(".") else code == wanted
