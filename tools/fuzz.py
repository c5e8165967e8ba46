"""Feeds each parser bytes that a coverage-guided fuzzer makes. `python -m tools.fuzz --seconds 20 [TARGET ...]`.

A parser may refuse, and nothing else: any other exception is a finding, and so is a value that is not written back as
the bytes it was read from. Each target runs in a process of its own, since the fuzzer never gives one back.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent


class Target(NamedTuple):
    """What takes the bytes, and bytes to start from."""

    run: Callable[[bytes], object]
    seeds: tuple[bytes, ...]


def targets() -> Mapping[str, Target]:
    """Every parser that reads what others wrote."""
    from labelproof.evidence.row_proof import format_row_proof, parse_row_proof
    from labelproof.kernel.refused import Refused
    from labelproof.log.checkpoint import (
        format_bundle_proof,
        format_checkpoint,
        format_witness_request,
        parse_bundle_proof,
        parse_checkpoint,
        parse_witness_conflict,
        parse_witness_request,
    )
    from labelproof.log.compare import format_contradiction, parse_contradiction
    from labelproof.log.follow import follow, format_followed, parse_followed
    from labelproof.log.leaf import format_leaf, parse_leaf
    from labelproof.log.note import format_note, open_note, parse_skey, parse_vkey, split_note
    from labelproof.log.root import format_root_leaf, parse_root_leaf
    from labelproof.log.state import format_state, parse_state
    from labelproof.log.tiles import format_bundle, format_tile_path, parse_bundle, parse_tile_path
    from labelproof.log.verify import format_report
    from tests.log.folder import SKEY, VKEY, Folder, check, folder, leaves, signed
    from tests.log.test_compare import RAW as CONTRADICTION

    note, entries = signed(leaves(3)), leaves(3)
    honest = folder(leaves(20))
    report = check(honest)
    assert report.trunk is not None
    assert report.checkpoint is not None
    paths = sorted(path for path in honest if path != "vkey")

    def both_ways(parse: Callable[[bytes], Any], write: Callable[[Any], bytes]) -> Callable[[bytes], object]:
        def run(raw: bytes) -> None:
            try:
                value = parse(raw)
            except Refused:
                return
            assert write(value) == raw, "what was read is not written back"

        return run

    def refused_or_not(parse: Callable[[bytes], Any]) -> Callable[[bytes], object]:
        def run(raw: bytes) -> None:
            try:
                parse(raw)
            except Refused:
                return

        return run

    def whole_log(raw: bytes) -> None:
        """One file of an honest log replaced: anything but its own bytes is a fault, and none is an exception."""
        path = paths[raw[0] % len(paths)] if raw else "checkpoint"
        files = Folder({**honest, path: raw[1:]})
        assert bool(check(files).faults) == (raw[1:] != honest[path])
        format_report(check(files))

    def read_text(parse: Callable[[str], Any]) -> Callable[[bytes], Any]:
        return lambda raw: parse(raw.decode("utf-8", "surrogateescape"))

    def encoded(text: str) -> bytes:
        return text.encode()

    checkpoint = note.partition(b"\n\n")[0] + b"\n"
    proof = parse_bundle_proof(b"c2sp.org/tlog-proof@v1\nindex 1\n\n" + note)
    state = report.state()
    assert state is not None
    return {
        "note": Target(both_ways(split_note, lambda found: format_note(*found)), (note,)),
        "signatures": Target(refused_or_not(lambda raw: open_note(raw, [parse_vkey(VKEY)])), (note,)),
        "checkpoint": Target(
            refused_or_not(lambda raw: format_checkpoint(*parse_checkpoint(raw)[:3])), (checkpoint, checkpoint + b"x\n")
        ),
        "vkey": Target(both_ways(read_text(parse_vkey), lambda key: encoded(key.text)), (VKEY.encode(),)),
        "skey": Target(refused_or_not(read_text(parse_skey)), (SKEY.encode(),)),
        "proof": Target(both_ways(parse_bundle_proof, format_bundle_proof), (format_bundle_proof(proof),)),
        "witness_request": Target(
            both_ways(parse_witness_request, lambda found: format_witness_request(*found)),
            (format_witness_request(1, [bytes(32)], note),),
        ),
        "witness_conflict": Target(both_ways(parse_witness_conflict, lambda n: b"%d\n" % n), (b"120\n",)),
        "tile_path": Target(
            both_ways(read_text(parse_tile_path), lambda tile: encoded(format_tile_path(*tile))),
            (b"tile/0/x001/x234/067", b"tile/entries/000.p/7"),
        ),
        "bundle": Target(both_ways(lambda raw: parse_bundle(raw, 3), format_bundle), (format_bundle(entries),)),
        "leaf": Target(both_ways(parse_leaf, format_leaf), tuple(entries)),
        "root_leaf": Target(
            refused_or_not(lambda raw: (parse_root_leaf(raw), format_root_leaf(raw))), (note,)
        ),
        "state": Target(both_ways(parse_state, format_state), (format_state(state),)),
        "followed": Target(
            both_ways(parse_followed, format_followed),
            (format_followed(follow(report.checkpoint.origin, report.trunk)),),
        ),
        "contradiction": Target(both_ways(parse_contradiction, format_contradiction), (CONTRADICTION,)),
        "row_proof": Target(both_ways(parse_row_proof, format_row_proof), (b"{}",)),
        "whole_log": Target(
            whole_log, tuple(bytes([i]) + honest[path] for i, path in enumerate(paths))
        ),
    }  # fmt: skip


def main() -> int:
    """Every target, or those that were named, one after the other; the first finding ends it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=20, help="for each target")
    parser.add_argument("names", nargs="*", metavar="TARGET")
    chosen = parser.parse_args()
    for name in chosen.names or targets():
        print(f"fuzzing {name} for {chosen.seconds} s", flush=True)
        program = f"from tools.fuzz import fuzz; fuzz({name!r}, {chosen.seconds})"
        done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
        if done.returncode != 0:
            print(done.stdout + done.stderr, flush=True)
            return 1
    return 0


def fuzz(name: str, seconds: int) -> None:
    """One target, in this process, which ends with it."""
    import atheris

    with atheris.instrument_imports(include=["labelproof"]):
        target = targets()[name]
    with tempfile.TemporaryDirectory() as corpus:
        for i, seed in enumerate(target.seeds):
            (Path(corpus) / str(i)).write_bytes(seed)
        options = [f"-max_total_time={seconds}", "-max_len=20000", "-verbosity=1", f"-artifact_prefix={corpus}/"]
        atheris.Setup([name, *options, corpus], target.run)
        atheris.Fuzz()


if __name__ == "__main__":
    raise SystemExit(main())
