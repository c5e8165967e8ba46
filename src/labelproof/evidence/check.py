"""Check a whole evidence bundle: files, log, release, openings, rows, people, documents."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from labelproof.evidence.bundle import (
    LOG,
    MANIFEST,
    OPENINGS,
    ROWS,
    WITHHELD,
    BundleReader,
    Manifest,
    Under,
    check_manifest,
    parse_manifest,
)
from labelproof.evidence.check_documents import check_documents
from labelproof.evidence.check_people import check_people, count_later_votes
from labelproof.evidence.check_rows import RowCounts, check_rows, parse_rows
from labelproof.evidence.facts import Release
from labelproof.evidence.history import History
from labelproof.evidence.openings import check_withheld, count_withheld, parse_openings
from labelproof.evidence.rows import files_root, rows_root
from labelproof.kernel.refused import Refused
from labelproof.log.faults import Faults
from labelproof.log.leaf import Leaf, parse_leaf
from labelproof.log.reader import older_checkpoints
from labelproof.log.state import State
from labelproof.log.verify import Missing, Pins, Report, verify

_DISHONEST = "do not use this release; show this to whoever published it"

CHECKS: Mapping[str, tuple[str, ...]] = {
    "files": ("bundle.manifest", "bundle.changed", "bundle.missing"),
    "log": ("log.",),
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
    ),
    "openings": ("bundle.opening", "bundle.stray", "bundle.resurrected", "bundle.withheld", "json.", "base64."),
    "complete": ("bundle.missing_row", "bundle.extra_row", "bundle.row_order", "bundle.row", "bundle.collection"),
    "votes": ("bundle.vote_missing", "bundle.vote_extra", "bundle.vote_twice", "bundle.revision", "bundle.late"),
    "values": (
        "bundle.vote",
        "bundle.value",
        "bundle.status",
        "bundle.settlement",
        "bundle.unbacked",
        "bundle.field",
    ),
    "people": ("bundle.annotator", "bundle.guideline", "bundle.grant", "bundle.own_work", "bundle.seen"),
    "documents": ("bundle.document", "bundle.document_missing", "bundle.item"),
}
"""Each check and the codes of what it finds; a code that ends in a dot stands for all that start with it."""

NOT_CHECKED = (
    "that a label is right",
    "that the operator did not rewrite the log before anybody kept a checkpoint of it (give one with --old)",
    "who the people behind the pseudonyms are, and that they are people",
    "that an account was not disabled when it acted (the instance's own log says that)",
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
    """What was found. `reached` names the checks that could be made."""

    log: Report = field(default_factory=Report)
    faults: Faults = field(default_factory=Faults)
    release: str = ""
    origin: str = ""
    position: int | None = None
    rows_root: str = ""
    counts: RowCounts = field(default_factory=RowCounts)
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
            "values": ", ".join(f"{n} {status}" for status, n in counts.by_status.items() if n) or "no rows",
            "people": "annotators, versions and adjudicators are those the leaves name, with the right to act",
            "documents": "guideline, labels and charter are those that were published",
        }
        return details[name]


def check_bundle(reader: BundleReader, pins: Pins, state: State | None = None, now: int | None = None) -> BundleReport:
    """Everything decisions of a bundle's reader rest on; what could not be looked at is said, not assumed."""
    report = BundleReport()
    leaves: list[bytes] = []
    pins = replace(pins, old=(*pins.old, *older_checkpoints(reader.names(), reader, LOG)), snapshot=True)
    report.log = verify(Under(reader, LOG), pins, state, lambda _, raw: leaves.append(raw), now)
    digests: dict[str, str] = {}
    manifest = Manifest("", "", {})
    try:
        manifest = parse_manifest(reader.read(MANIFEST))
        digests = check_manifest(reader, manifest, report.faults)
    except Refused as error:
        report.faults.take(error)
    except Missing:
        report.faults.add("bundle.manifest", "MANIFEST.json is not there", "get the bundle again")
    report.release, report.origin = manifest.release, manifest.origin
    report.faults.include(report.log.faults)
    report.reached |= {"files", "log"}
    if not report.log.faults:
        history = _history(leaves, report.faults)
        _check_release(reader, history, manifest, digests, report)
    return report


def _history(leaves: list[bytes], faults: Faults) -> History:
    history = History()
    for raw in leaves:
        try:
            history.take(parse_leaf(raw))
        except Refused as error:
            faults.take(error, f"leaf {history.n_leaves - 1}: ")
    return history


def _check_release(
    reader: BundleReader, history: History, manifest: Manifest, digests: Mapping[str, str], report: BundleReport
) -> None:
    faults = report.faults
    if history.origin != manifest.origin:
        what = f"MANIFEST.json speaks of log {manifest.origin[:80]!r}, the checkpoint of {history.origin!r}"
        faults.add("bundle.origin", what, _DISHONEST)
    release = history.releases.get(manifest.release)
    if release is None:
        what = f"no leaf of the log requests release {manifest.release[:64]!r}"
        faults.add("bundle.unpublished", what, _DISHONEST)
        return
    report.position = release.position
    published = _published(release, faults)
    if published is None:
        return
    at, leaf = published
    try:
        _check_contents(reader, history, release, at, leaf, digests, report)
    except Missing as error:
        faults.add("bundle.missing", f"{error.path} is not there", "get the bundle again")
    except Refused as error:
        faults.take(error)


def _published(release: Release, faults: Faults) -> tuple[int, Leaf] | None:
    if not release.published:
        what = f"the log up to this checkpoint does not publish release {release.release_id}"
        faults.add("bundle.unpublished", what, _DISHONEST)
        return None
    if len(release.published) > 1:
        leaves = ", ".join(str(at) for at, _ in release.published[:5])
        faults.add("bundle.published_twice", f"the release is published more than once, in leaves {leaves}", _DISHONEST)
    at, leaf = release.published[0]
    if release.abandoned_at is not None:
        what = f"leaf {release.abandoned_at} abandoned the release that leaf {at} publishes"
        faults.add("bundle.abandoned", what, _DISHONEST)
    for name, ours in (("position", str(release.position)), ("supersedes", release.supersedes)):
        theirs = leaf.refs.get(name)
        if theirs != ours:
            what = f"leaf {at} publishes the release with {name} {theirs}; its request has {ours}"
            faults.add(f"bundle.{name}", what, _DISHONEST)
    return at, leaf


def _check_contents(
    reader: BundleReader,
    history: History,
    release: Release,
    at: int,
    leaf: Leaf,
    digests: Mapping[str, str],
    report: BundleReport,
) -> None:
    faults = report.faults
    rows = parse_rows(reader.read(ROWS), faults)
    report.rows_root = rows_root(each.line for each in rows)
    _bound(leaf, at, "n_rows", str(len(rows)), faults)
    _bound(leaf, at, "rows_root", report.rows_root, faults)
    _bound(leaf, at, "files_root", files_root(digests), faults)
    report.reached.add("release")

    openings = parse_openings(reader.read(OPENINGS), history, faults)
    report.n_openings = len(openings.values)
    report.withheld = count_withheld(history, openings.values, release.position)
    check_withheld(reader.read(WITHHELD), report.withheld, faults)
    report.reached.add("openings")

    _check_collections(history, release, faults)
    printed = {str(each.row["row_id"]): each for each in rows}
    report.counts = check_rows(history, openings, release, at, printed, faults)
    check_people(history, release, faults)
    report.n_later_votes = count_later_votes(history, release)
    report.reached |= {"complete", "votes", "values", "people"}
    check_documents(reader, openings, release, faults)
    report.reached.add("documents")


def _bound(leaf: Leaf, at: int, name: str, ours: str, faults: Faults) -> None:
    theirs = leaf.refs.get(name)
    if theirs != ours:
        what = f"the bundle has {name} {ours}; leaf {at} published {theirs}"
        faults.add(f"bundle.{name}", what, _DISHONEST)


def _check_collections(history: History, release: Release, faults: Faults) -> None:
    """A sealed collection holds as many items as its seal says, so that none can be left out before it."""
    for collection_id in release.collections:
        collection = history.collections.get(collection_id)
        if collection is None or collection.sealed_at is None or collection.sealed_at > release.position:
            what = f"the release's scope names collection {collection_id}, which was not sealed before it"
            faults.add("bundle.collection", what, _DISHONEST)
            continue
        n_items = len({item.item_id for item in collection.items if item.leaf_index < collection.sealed_at})
        if n_items != collection.n_items:
            what = f"collection {collection_id} was sealed with {collection.n_items} items; the log imports {n_items}"
            faults.add("bundle.collection", what, _DISHONEST)


def _is_of(code: str, wanted: str) -> bool:
    return code.startswith(wanted) if wanted.endswith(".") else code == wanted
