"""Ranges scanned apart, in any process and from any start, say what one pass over the whole log says."""

import pickle
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelproof.kernel.refused import Refused
from labelproof.log.checkpoint import format_checkpoint
from labelproof.log.faults import Faults
from labelproof.log.follow import follow, format_followed, parse_followed
from labelproof.log.leaves import EventLeaves
from labelproof.log.note import sign_note
from labelproof.log.reader import Reader
from labelproof.log.scan import RANGE, Scan, Span, scan, spans_of
from labelproof.log.tiles import grow_tiles
from labelproof.log.tree import leaf_hash, merkle_root
from labelproof.log.verify import Pins, Report, verify
from tests.log.folder import ORIGIN, SKEY, VKEY, Folder, codes, folder, leaf, leaves, messages, signed
from tests.log.test_root import ROOT_VKEY, foreign, root_log

MANY = 2 * RANGE * 256 + 300
ENTRIES = leaves(MANY)
FILES = folder(ENTRIES)


def apart(reader: Reader, given: Iterable[Span]) -> Iterator[Scan]:
    """Each range by itself, its result through bytes as between processes, the last one scanned first."""
    spans = list(given)
    done = {span: pickle.dumps(scan(reader, span)) for span in reversed(spans)}
    return (pickle.loads(done[span]) for span in spans)


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, RANGE * 256 - 1, RANGE * 256, RANGE * 256 + 1, MANY])
def test_ranges_cover_every_bundle_once_in_order(size: int) -> None:
    spans = list(spans_of(ORIGIN, size))

    assert [bundle for span in spans for bundle in range(span.start, span.stop)] == list(range(-(-size // 256)))
    assert all(span.stop - span.start == 1 for span in spans[-1:] if size % 256)


def test_a_size_that_no_log_has_costs_nothing() -> None:
    """A size is only a claim, and whoever made the folder may have signed it with a key of their own."""
    files = Folder({"checkpoint": sign_note(format_checkpoint(ORIGIN, 2**62, bytes(32)), SKEY), "vkey": VKEY.encode()})

    assert messages(verify(files, Pins())).startswith("log.missing: tile/entries/000 is not there")


def test_a_log_scanned_apart_verifies_with_every_older_root() -> None:
    sizes = [1, 255, 256, 300, RANGE * 256 - 1, RANGE * 256, RANGE * 256 + 1, 2 * RANGE * 256, MANY]

    report = verify(FILES, Pins((VKEY,), old=tuple(signed(ENTRIES[:size]) for size in sizes)), walk=apart)

    assert (codes(report), report.consistent_with) == ([], sizes)


@pytest.mark.parametrize("at", [RANGE * 256, RANGE * 256 + 5])
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"ts": 5}, "ms before the one in front of it"),
        ({"id": "event-" + "0" * 17 + "3"}, "of entry 3"),
        ({"log": "log.example/other"}, "belongs to log.example/other"),
    ],
)
def test_what_is_wrong_in_a_later_range_is_found_alike(at: int, change: dict[str, object], message: str) -> None:
    entries = [leaf(i, **change) if i == at else raw for i, raw in enumerate(ENTRIES[: RANGE * 256 + 20])]
    files = folder(entries)

    one, other = (verify(files, Pins((VKEY,)), walk=walk) for walk in (None, apart))

    assert f"entry {at} " in messages(one)
    assert message in messages(one)
    assert messages(one) == messages(other)


def test_ids_that_come_twice_are_counted() -> None:
    entries = [leaf(i % 5, ts=1_700_000_000_000 + i) if i >= 10 else raw for i, raw in enumerate(leaves(20))]

    report = verify(folder(entries), Pins((VKEY,)))

    assert "log.id: entry 10 has the id event-000000000000000000 of entry 0. (9 more like this)" in messages(report)


def test_hashes_of_another_process_family_are_not_joined() -> None:
    stranger = EventLeaves(ORIGIN, family=1)

    with pytest.raises(ValueError, match="forked from one another"):
        EventLeaves(ORIGIN).join(stranger, Faults())


class Counted(Folder):
    """Counts what is read."""

    def __init__(self, files: Folder) -> None:
        super().__init__(files)
        self.paths: list[str] = []

    def read(self, path: str) -> bytes:
        self.paths.append(path)
        return super().read(path)


def grown(sizes: Sequence[int], entries: Sequence[bytes] = ENTRIES) -> Iterator[tuple[Report, Counted]]:
    """The log at each size, verified from where the one before ended."""
    followed, state = None, None
    for size in sizes:
        files = Counted(folder(entries[:size]))
        report = verify(files, Pins((VKEY,)), state, followed=followed)
        yield report, files
        state = report.state(state)
        if report.trunk is not None and not report.faults:
            followed = parse_followed(format_followed(follow(ORIGIN, report.trunk)))


@settings(max_examples=25)
@given(st.lists(st.integers(0, 1500), min_size=2, max_size=6).map(sorted))
def test_a_log_that_is_followed_verifies_at_every_step(sizes: list[int]) -> None:
    for (size, (report, _)), before in zip(zip(sizes, grown(sizes)), [None, *sizes]):
        assert codes(report) == []
        assert report.trunk is not None
        assert report.trunk.roots[size] == merkle_root(map(leaf_hash, ENTRIES[:size]))
        assert report.consistent_with == ([] if before is None else [before])


def test_only_what_is_new_is_fetched() -> None:
    (_, first), (_, second) = grown([1000, 1100])

    assert "tile/entries/000" in first.paths
    assert {path for path in second.paths if path.startswith("tile/")} == {
        "tile/entries/003",
        "tile/entries/004.p/76",
        "tile/0/003",
        "tile/0/004.p/76",
        "tile/1/000.p/4",
    }


def test_a_history_rewritten_behind_ones_back_is_a_fork() -> None:
    reports = list(grown([1000]))
    state, trunk = reports[0][0].state(), reports[0][0].trunk
    assert trunk is not None
    rewritten = folder([leaf(i, actor="mallory") if i == 7 else raw for i, raw in enumerate(ENTRIES[:1100])])

    report = verify(rewritten, Pins((VKEY,)), state, followed=follow(ORIGIN, trunk))

    assert "log.forked: size 1100 has root" in messages(report)
    assert "which does not extend the 768 leaves seen before" in messages(report)


def test_time_may_not_go_back_against_what_was_followed() -> None:
    reports = list(grown([512]))
    assert reports[0][0].trunk is not None
    entries = [*ENTRIES[:512], leaf(512, ts=5)]

    report = verify(folder(entries), Pins((VKEY,)), followed=follow(ORIGIN, reports[0][0].trunk))

    assert "log.time: entry 512 is" in messages(report)


def test_a_root_log_is_followed_with_the_last_of_each_origin() -> None:
    entries = [foreign(i) for i in range(1, 600)]
    first = verify(root_log(*entries[:300]), Pins((ROOT_VKEY,)))
    assert first.trunk is not None
    kept = parse_followed(format_followed(follow("log.example/root", first.trunk)))

    honest = verify(root_log(*entries), Pins((ROOT_VKEY,)), first.state(), followed=kept)
    shrunk = verify(root_log(*entries[:300], foreign(7)), Pins((ROOT_VKEY,)), first.state(), followed=kept)

    assert codes(honest) == []
    assert "log.root_order: entry 300 has size 7" in messages(shrunk)


def test_what_was_kept_of_another_log_or_a_longer_one_is_not_used() -> None:
    long, short = folder(ENTRIES[:1000]), folder(ENTRIES[:100])
    trunk = verify(long, Pins((VKEY,))).trunk
    assert trunk is not None

    assert codes(verify(short, Pins((VKEY,)), followed=follow(ORIGIN, trunk))) == []
    assert codes(verify(short, Pins((VKEY,)), followed=follow("log.example/other", trunk))) == []


KEPT = format_followed(follow(ORIGIN, verify(FILES, Pins((VKEY,))).trunk))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{}",
        b"[]",
        KEPT[:-1],
        KEPT + b"\n",
        KEPT.replace(b'"n":129', b'"n":130'),
        KEPT.replace(b'"n":129', b'"n":true'),
        KEPT.replace(b'"last":[]', b'"last":[1]'),
        KEPT.replace(b'"last":[]', b'"last":[["a",1]]'),
        KEPT.replace(b'"keys":[[0', b'"keys":[["0"'),
        KEPT.replace(b"log.opened", b"log.Opened"),
        KEPT.replace(b'"edge":["', b'"edge":["A'),
        KEPT.replace(b"labelproof-followed/1", b"labelproof-followed/2"),
    ],
)
def test_what_was_kept_and_changed_is_refused(raw: bytes) -> None:
    with pytest.raises(Refused, match=r"log\.followed"):
        parse_followed(raw)


def test_the_edge_of_a_followed_log_grows_the_same_tiles() -> None:
    kept = parse_followed(KEPT)

    assert kept.n * 256 == MANY - MANY % 256
    made = grow_tiles(0, [], ENTRIES[: kept.n * 256])
    assert b"".join(kept.edge[0]) == made[f"tile/1/000.p/{kept.n % 256}"]


def test_consecutive_roots_are_all_different() -> None:
    """What the tests above compare would be worth nothing else."""
    report = verify(FILES, Pins((VKEY,), old=tuple(signed(ENTRIES[:n]) for n in (1, 2, 300, 301))))

    assert report.trunk is not None
    assert all(a != b for a, b in pairwise(report.trunk.roots[n] for n in (0, 1, 2, 300, 301, MANY)))
