"""What the log costs: appending, proving, verifying. `python -m bench.log [--leaves N ...]`.

Each row is a function of its own that gives the lines to print. Leaves have about 200 bytes, as a label's has.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.calibrate import lines

ORIGIN = "log.example/" + "b" * 26
SKEY_SEED = bytes(32)
STEP = 65_536


def leaf_bytes(index: int) -> bytes:
    """A leaf as a submission makes it; written by hand, since making leaves is not what is measured."""
    return (
        b'{"actor":"q5wcuVYD7dEkRStuuuMm2Ggk","c":{"a0":"K8mQBZRzRI5uvUQqoWv6oFZ6wD3QlIdr2x_YNKvkLB4"},'
        b'"id":"%024d","kind":"annotation.submitted","log":"%b","refs":{"item":"i%d"},"ts":%d,"v":1}'
    ) % (index, ORIGIN.encode(), index // 3, 1_700_000_000_000 + index)


def write_log(folder: Path, n_leaves: int) -> str:
    """A signed log of this many leaves as a plain folder of tiles; gives its vkey."""
    from labelproof.log.checkpoint import format_checkpoint
    from labelproof.log.note import format_skey, parse_skey, sign_note
    from labelproof.log.tiles import edge_frontier, format_tile_path, grow_tiles, split_hashes

    stored: dict[str, bytes] = {}
    for start in range(0, n_leaves, STEP):
        stop = min(start + STEP, n_leaves)
        edge = [stored.get(path, b"") for path in _edge(start)]
        for path, raw in grow_tiles(start, edge, [leaf_bytes(i) for i in range(start, stop)]).items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(raw)
            if not path.startswith(("tile/entries/", "tile/0/")):
                stored[path] = raw
    levels: list[list[bytes]] = []
    level = 0
    while n := n_leaves >> (8 * level):
        partial = folder / format_tile_path(level, n // 256, n % 256)
        levels.append(split_hashes(partial.read_bytes()) if n % 256 else [])
        level += 1
    skey = format_skey(ORIGIN, SKEY_SEED)
    note = sign_note(format_checkpoint(ORIGIN, n_leaves, edge_frontier(levels).root()), skey)
    (folder / "checkpoint").write_bytes(note)
    return parse_skey(skey).vkey.text


def _edge(size: int) -> Iterator[str]:
    from labelproof.log.tiles import format_tile_path

    level = 1
    while n := size >> (8 * level):
        yield format_tile_path(level, n // 256, n % 256) if n % 256 else ""
        level += 1


def append(n_leaves: int = 1_000_000) -> list[str]:
    """Leaves hashed and taken into a frontier in memory."""
    from labelproof.log.tree import Frontier, leaf_hash

    leaves = [leaf_bytes(i) for i in range(n_leaves)]
    frontier = Frontier()
    started = time.perf_counter()
    frontier.extend(map(leaf_hash, leaves))
    frontier.root()
    seconds = time.perf_counter() - started
    return [f"  append in memory: {n_leaves / seconds:,.0f} leaves/s (target 500,000)"]


def prove(folder: Path, n_leaves: int, n_proofs: int = 20_000) -> list[str]:
    """Inclusion proofs of leaves all over a log, out of its tiles."""
    from labelproof.log.tiles import tile_reader
    from labelproof.log.tree import prove_inclusion

    read = tile_reader(n_leaves, lambda path: (folder / path).read_bytes())
    step = max(1, n_leaves // n_proofs)
    started = time.perf_counter()
    for index in range(0, n_leaves, step):
        prove_inclusion(index, n_leaves, read)
    seconds, n = time.perf_counter() - started, len(range(0, n_leaves, step))
    return [f"  inclusion proofs from {n_leaves:,} leaves: {n / seconds:,.0f}/s (target 5,000)"]


def verify(folder: Path, vkey: str, n_leaves: int, target_s: float) -> list[str]:
    """`labelproof verify` on the folder, as a person runs it: the whole process, start included."""
    command = [sys.executable, "-m", "labelproof", "verify", str(folder), "--vkey", vkey, "--no-state"]
    cpu = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    most = 0
    while process.poll() is None:
        most = max(most, _resident_mb(process.pid))
        time.sleep(0.05)
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode != 0:
        raise RuntimeError(f"verify ended with {process.returncode}")
    used = after.ru_utime + after.ru_stime - cpu.ru_utime - cpu.ru_stime
    rate = f"{n_leaves / used:,.0f} leaves per CPU second"
    cost = f"{seconds:.2f} s on {os.cpu_count()} cores, {used:.2f} s of CPU ({rate}), {most} MB"
    return [f"  verify {n_leaves:,} leaves: {cost} (target {target_s:g} s, 500 MB)"]


def _resident_mb(pid: int) -> int:
    """Memory of a process and its children, each page that they share counted once (PSS)."""
    import psutil

    try:
        root = psutil.Process(pid)
        family = [root, *root.children(recursive=True)]
        return sum(each.memory_full_info().pss for each in family) >> 20
    except (psutil.Error, OSError):
        return 0


def measure(sizes: tuple[int, ...] = (1_000_000, 10_000_000)) -> list[str]:
    """The lines to print, of every row."""
    made = append()
    for n_leaves in sizes:
        with tempfile.TemporaryDirectory() as folder:
            vkey = write_log(Path(folder), n_leaves)
            if n_leaves == sizes[0]:
                made += prove(Path(folder), n_leaves)
            made += verify(Path(folder), vkey, n_leaves, 2e-6 * n_leaves)
    return made


def main() -> None:
    """Print the calibration, then the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leaves", type=int, nargs="*", default=[1_000_000, 10_000_000])
    chosen = parser.parse_args()
    for line in [*lines(), *measure(tuple(chosen.leaves)), *lines()]:
        print(line, flush=True)


if __name__ == "__main__":
    main()
