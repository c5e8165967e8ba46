"""What `labelproof verify` does: choose a reader, run the check, say what was found, and remember it after success."""

from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import click

from labelproof.cli.bundle_files import FolderReader, ZipReader
from labelproof.cli.remembered import kept_at, make_folder, read_small, recall, recall_pinned, remember
from labelproof.cli.shown import Shown, failed, printable
from labelproof.cli.verify_files import Files, check_bundle_files, check_tiles
from labelproof.evidence.report import FAILED, UNREADABLE, VERIFIED, exit_code
from labelproof.kernel.refused import Refused
from labelproof.log.note import COSIGNER, parse_vkey
from labelproof.log.reader import Missing, Unreadable
from labelproof.log.state import State
from labelproof.log.verify import Pins, Report, RootPin


class Asked(NamedTuple):
    """What the command line said."""

    path: str | None = None
    vkeys: tuple[str, ...] = ()
    proof: Path | None = None
    entry: Path | None = None
    old: tuple[Path, ...] = ()
    state: Path | None = None
    no_state: bool = False
    trust: bool = False
    witnesses: tuple[str, ...] = ()
    quorum: int | None = None
    root: str | None = None
    root_vkeys: tuple[str, ...] = ()
    disclosures: Path | None = None
    token: str = ""
    measures: bool = False


def run(asked: Asked, *, as_json: bool) -> int:
    """Check, print, and give the exit code."""
    check_keys(asked.vkeys, "--vkey")
    check_keys(asked.root_vkeys, "--root-vkey")
    check_keys(asked.witnesses, "--witness", COSIGNER)
    try:
        shown, code = _verify(asked)
    except Unreadable as error:
        shown, code = failed(UNREADABLE, "verify.unreadable", f"{error.path} {error.why}", "check the path"), UNREADABLE
    except Missing as error:
        shown, code = failed(FAILED, "log.missing", f"{error.path} is not there", "give the whole folder"), FAILED
    except OSError as error:
        why = f"{error.filename} cannot be read ({error.strerror})"
        shown, code = failed(UNREADABLE, "verify.unreadable", why, "check the path"), UNREADABLE
    except Refused as error:
        shown, code = failed(FAILED, error.code, error.what, error.fix), FAILED
    shown.show(code, as_json=as_json)
    return code


def check_keys(vkeys: tuple[str, ...], option: str, kind: int | None = None) -> None:
    """Wrong usage, when a key cannot be read or is of another kind than the option takes."""
    for vkey in vkeys:
        try:
            found = parse_vkey(vkey)
        except Refused as error:
            raise click.BadParameter(printable(error.what), param_hint=option) from None
        if kind is not None and found.type != kind:
            raise click.BadParameter(f"the key of {printable(found.name)} is no cosigner's", param_hint=option)


def _verify(asked: Asked) -> tuple[Shown, int]:
    with ExitStack() as open_files:
        pins = _pins(asked, open_files)
        known = _recalled(asked.vkeys, asked)
        if asked.proof is not None:
            from labelproof.cli.verify_proof import check_proof

            entry = None if asked.entry is None else read_small(asked.entry)
            return check_proof(str(asked.proof), read_small(asked.proof), entry, pins, known, asked.trust)
        assert asked.path is not None, "the command wants one of the two"
        files = files_at(asked.path, asked.token, open_files)
        if files.is_bundle:
            shown, log, faults = check_bundle_files(files, pins, known, asked.trust, asked.measures)
        elif asked.measures:
            raise click.UsageError(f"--measures needs a bundle, and {printable(files.path)} holds tiles alone")
        else:
            opened = None if asked.disclosures is None else read_small(asked.disclosures)
            shown, log, faults = check_tiles(files, pins, known, asked.trust, opened)
    code = exit_code(log, faults, trust_enclosed=asked.trust)
    if code == VERIFIED:
        _keep(asked, asked.vkeys, asked.state, log, known, shown)
        if log.root is not None and pins.root is not None:
            _keep(asked, asked.root_vkeys, None, log.root, pins.root.state, shown)
    return shown, code


def files_at(path: str, token: str, open_files: ExitStack) -> Files:
    """What lies at a path or an address."""
    from labelproof.cli.url_files import UrlReader, is_url

    if is_url(path):
        return Files(path, UrlReader(path, token), is_bundle=False)
    place = Path(path)
    if place.is_dir():
        return Files(path, FolderReader(place), is_bundle=(place / "MANIFEST.json").exists())
    if place.is_file():
        return Files(path, ZipReader(open_files.enter_context(place.open("rb"))), is_bundle=True)
    raise Unreadable(path, "is not there, or is no folder and no file")


def _pins(asked: Asked, open_files: ExitStack) -> Pins:
    """Witnesses sign the root log's checkpoint where there is one, else the log's own."""
    quorum = len(set(asked.witnesses)) if asked.quorum is None else asked.quorum
    old = tuple(read_small(each) for each in asked.old)
    if not asked.root_vkeys:
        return Pins(asked.vkeys, old, asked.witnesses, quorum)
    witnessed = Pins(asked.root_vkeys, (), asked.witnesses, quorum)
    if asked.root is None:  # the proof brings its own part of the root log
        return Pins(asked.vkeys, old, root=RootPin(_Nothing(), witnessed))
    reader = files_at(asked.root, "", open_files).reader
    return Pins(asked.vkeys, old, root=RootPin(reader, witnessed, _recalled(asked.root_vkeys, asked)))


class _Nothing:
    """A reader of nothing."""

    def read(self, path: str) -> bytes:
        """Nothing is there."""
        raise Unreadable(path, "is asked of a root log that was not given")


def _recalled(vkeys: tuple[str, ...], asked: Asked) -> State | None:
    if asked.state is not None and vkeys is asked.vkeys:
        return recall(asked.state)
    return None if asked.no_state else recall_pinned(vkeys)


def _keep(
    asked: Asked, vkeys: tuple[str, ...], named: Path | None, log: Report, known: State | None, shown: Shown
) -> None:
    """Remember a success: where it was asked for, else under the pinned key, where a failure to is only said."""
    state = log.state(known)
    if state is None:
        return
    if named is not None:
        remember(named, state)
    elif not asked.no_state and log.vkey in vkeys:
        path = kept_at(log.vkey)
        try:
            make_folder(path)
            remember(path, state)
        except Unreadable as error:
            shown.lines.append(f"  Not remembered: {error.path} {error.why}.")
            return
        if log.first_use:
            shown.lines.append(f"  First use of this key here: size {state.size} is remembered, for next time.")
