"""Check a whole evidence bundle: files, log, release, openings, rows, people, documents."""

from collections.abc import Mapping
from dataclasses import replace

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
from labelproof.evidence.check_decisions import check_decisions
from labelproof.evidence.check_documents import check_documents
from labelproof.evidence.check_files import check_log_files, check_release_files
from labelproof.evidence.check_improvement import check_improvement
from labelproof.evidence.check_late import check_late
from labelproof.evidence.check_leaves import check_leaves
from labelproof.evidence.check_openings import check_openings
from labelproof.evidence.check_rights import check_rights
from labelproof.evidence.check_rows import check_rows, parse_rows
from labelproof.evidence.check_scope import check_scope
from labelproof.evidence.check_votes import check_votes, count_later_votes
from labelproof.evidence.facts import Release
from labelproof.evidence.findings import NOT_CHECKED, BundleReport
from labelproof.evidence.history import History
from labelproof.evidence.kinds import LOG_KEY_ADDED, LOG_OPENED
from labelproof.evidence.openings import Openings, check_withheld, count_withheld, parse_openings
from labelproof.evidence.questions import Questions
from labelproof.evidence.rows import files_root, rows_root
from labelproof.evidence.seal import lost_openings
from labelproof.kernel.refused import Refused
from labelproof.log.faults import Faults
from labelproof.log.leaf import Leaf, parse_leaf
from labelproof.log.reader import older_checkpoints
from labelproof.log.state import State
from labelproof.log.verify import Missing, Pins, verify

__all__ = ["NOT_CHECKED", "BundleReport", "check_bundle"]
_DISHONEST = "do not use this release; show this to whoever published it"


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
    checkpoint = report.log.checkpoint
    if not report.log.faults and checkpoint is not None:
        history = _history(leaves, report.faults)
        check_log_files(reader, manifest.files, checkpoint.size, report.log.vkey, _announced(leaves), report.faults)
        check_leaves(history, report.faults)
        check_rights(history, report.faults)
        check_improvement(history, report.faults)
        _check_release(reader, history, manifest, digests, report)
    return report


def _announced(leaves: list[bytes]) -> set[str]:
    """Digests of the keys that the log names as its own."""
    found = (parse_leaf(raw) for raw in leaves if b'"kind":"log' in raw)
    return {str(leaf.refs.get("vkey")) for leaf in found if leaf.kind in (LOG_OPENED, LOG_KEY_ADDED)}


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
    lost = lost_openings(history, openings, release, at)
    report.withheld = count_withheld(history, openings.values, release.position, lost)
    check_withheld(reader.read(WITHHELD), report.withheld, lost, faults)
    check_openings(history, openings, release, at, faults)
    report.configs = Questions(openings).configs(release.position)
    report.reached.add("openings")

    check_scope(history, release, faults)
    printed = {str(each.row["row_id"]): each for each in rows}
    report.counts = check_rows(history, openings, release, at, printed, faults)
    _check_acts(history, openings, release, at, faults)
    report.n_later_votes = count_later_votes(history, release)
    report.reached |= {"complete", "votes", "values", "people"}
    check_release_files(reader, digests, history, release, faults)
    check_documents(reader, openings, release, at, faults)
    report.reached.add("documents")


def _check_acts(history: History, openings: Openings, release: Release, published: int, faults: Faults) -> None:
    questions = Questions(openings)
    check_votes(history, questions, release, faults)
    check_late(history, release, faults)
    check_decisions(history, questions, release, published, faults)


def _bound(leaf: Leaf, at: int, name: str, ours: str, faults: Faults) -> None:
    theirs = leaf.refs.get(name)
    if theirs != ours:
        what = f"the bundle has {name} {ours}; leaf {at} published {theirs}"
        faults.add(f"bundle.{name}", what, _DISHONEST)
