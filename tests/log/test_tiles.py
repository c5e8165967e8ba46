"""Tiles: paths of others, bundles to the byte, trees that grow in any steps to the same tiles."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelproof.kernel.refused import Refused
from labelproof.log.tiles import (
    Tile,
    edge_frontier,
    format_bundle,
    format_tile_path,
    grow_tiles,
    parse_bundle,
    parse_tile_path,
    split_hashes,
    tile_reader,
    tiles_for,
    tiles_of,
)
from labelproof.log.tree import (
    check_consistency,
    check_inclusion,
    hashes_of,
    leaf_hash,
    merkle_root,
    prove_consistency,
    prove_inclusion,
)
from tests.log.vectors import golden, golden_leaves, refusal, shared, shared_json


def test_the_paths_of_others_are_written_and_read_alike() -> None:
    for level, index, width, path in shared_json("tile_paths.json")["cases"]:
        tile = Tile("entries" if level == "entries" else int(level), index, width)

        assert format_tile_path(*tile) == path
        assert parse_tile_path(path) == tile


def test_the_tiles_of_a_size_are_those_of_the_specification() -> None:
    for case in shared_json("tile_paths.json")["tiles_for_size"]:
        full: dict[str, int] = {}
        partial: dict[str, int] = {}
        for tile in tiles_of(case["size"]):
            if tile.level != "entries" and tile.width == 256:
                full[str(tile.level)] = full.get(str(tile.level), 0) + 1
            elif tile.level != "entries":
                partial[str(tile.level)] = tile.width

        assert (full, partial) == (case["full"], case["partial"])


@given(st.sampled_from(["entries", *range(64)]), st.integers(0, 10**12), st.integers(1, 256))
def test_every_tile_path_reads_back(level: int | str, index: int, width: int) -> None:
    path = format_tile_path(level, index, width)  # type: ignore[arg-type]

    assert parse_tile_path(path) == (level, index, width)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile/0/0",
        "tile/00/000",
        "tile/64/000",
        "tile/0/x000/000",
        "tile/0/001/002",
        "tile/0/x001",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/entries/000/",
        "../tile/0/000",
        "tile/data/000",
        "tile/0/000\n",
        "tile/0/\u0660\u0660\u0660",
    ],
)
def test_a_path_in_any_other_spelling_is_refused(path: str) -> None:
    with pytest.raises(Refused, match=r"log\.path"):
        parse_tile_path(path)


@given(st.text(max_size=30))
def test_hostile_paths_are_refused_and_nothing_else_happens(path: str) -> None:
    with pytest.raises(Refused, match=r"log\.path"):
        parse_tile_path("tile/" + path if "/" in path else path)


def test_the_golden_bundle_is_written_and_read_byte_for_byte() -> None:
    leaves = golden_leaves(2)

    raw = format_bundle(leaves)

    assert raw.hex() == golden()["entry_bundle_size_2_hex"]
    assert parse_bundle(raw, 2) == leaves


BUNDLE = format_bundle(golden_leaves(256))


@pytest.mark.parametrize(
    ("raw", "width", "code"),
    [
        (BUNDLE + b"\0\0\0", 256, "log.bundle_tail: tile/entries/000 has 3 bytes after entry 255"),
        (BUNDLE + format_bundle(golden_leaves(1)), 256, "log.bundle_tail"),
        (BUNDLE[:-1], 256, "log.bundle: tile/entries/000 ends within entry 255"),
        (BUNDLE[:1], 1, "log.bundle"),
        (b"", 1, "log.bundle"),
        (b"\0\0", 1, "log.bundle: tile/entries/000 entry 0 has 0 bytes"),
        (b"\x40\x01" + bytes(16385), 1, "16385 bytes"),
        (BUNDLE, 255, "log.bundle_tail"),
    ],
)
def test_a_bundle_with_other_than_its_entries_is_refused(raw: bytes, width: int, code: str) -> None:
    with pytest.raises(Refused, match=code):
        parse_bundle(raw, width, "tile/entries/000")


@given(st.binary(max_size=60), st.integers(1, 5))
def test_hostile_bundles_are_refused_or_read_whole(raw: bytes, width: int) -> None:
    code = refusal(lambda: parse_bundle(raw, width))

    assert code in {None, "log.bundle", "log.bundle_tail"}
    if code is None:
        assert format_bundle(parse_bundle(raw, width)) == raw


@pytest.mark.parametrize("size", [1, 255, 256, 257, 511, 512, 700, 65_535, 65_536, 65_537])
def test_growing_from_nothing_makes_exactly_the_tiles_of_the_size(size: int) -> None:
    leaves = golden_leaves(size)

    made = grow_tiles(0, [], leaves)

    assert set(made) == {format_tile_path(*tile) for tile in tiles_of(size)}
    want = hashes_of([leaf_hash(leaf) for leaf in leaves])
    for tile in tiles_of(size):
        if tile.level != "entries":
            level = 8 * tile.level
            hashes = [want(level, tile.n * 256 + i) for i in range(tile.width)]
            assert split_hashes(made[format_tile_path(*tile)]) == hashes


@settings(max_examples=30)
@given(st.lists(st.integers(1, 700), min_size=1, max_size=5))
def test_growing_in_steps_makes_the_tiles_of_growing_at_once(steps: list[int]) -> None:
    stored: dict[str, bytes] = {}
    old = 0
    for step in steps:
        new = old + step
        start = old - old % 256
        edge = [stored.get(path, b"") for path in edge_paths(start)]
        made = grow_tiles(start, edge, golden_leaves(new)[start:])
        wanted = {format_tile_path(*tile) for tile in tiles_for(old, new)}
        assert wanted <= set(made)
        stored |= {path: made[path] for path in wanted}
        old = new

    whole = grow_tiles(0, [], golden_leaves(old))
    assert {path: stored[path] for path in whole} == whole


def test_growing_on_from_two_levels_makes_the_tiles_of_growing_at_once() -> None:
    start, new = 65_536 + 512, 65_536 + 1100
    before = grow_tiles(0, [], golden_leaves(start))

    made = grow_tiles(start, [before[path] for path in edge_paths(start)], golden_leaves(new)[start:])

    whole = grow_tiles(0, [], golden_leaves(new))
    assert made == {format_tile_path(*tile): whole[format_tile_path(*tile)] for tile in tiles_for(start, new)}


def edge_paths(size: int) -> list[str]:
    paths: list[str] = []
    level = 1
    while n := size >> (8 * level):
        paths.append(format_tile_path(level, n // 256, n % 256) if n % 256 else "none")
        level += 1
    return paths


@pytest.mark.parametrize("size", [0, 1, 256, 300, 65_539])
def test_the_frontier_of_the_edge_is_that_of_the_leaves(size: int) -> None:
    leaves = golden_leaves(size)
    made = grow_tiles(0, [], leaves)
    edge: list[list[bytes]] = []
    level = 0
    while n := size >> (8 * level):
        raw = made[format_tile_path(level, n // 256, n % 256)] if n % 256 else b""
        edge.append(split_hashes(raw))
        level += 1

    frontier = edge_frontier(edge)

    assert (frontier.size, frontier.root()) == (size, merkle_root(leaf_hash(leaf) for leaf in leaves))


@pytest.mark.parametrize("size", [1, 7, 256, 257, 700, 65_539])
def test_proofs_come_out_of_tiles_alone(size: int) -> None:
    leaves = golden_leaves(size)
    hashes = [leaf_hash(leaf) for leaf in leaves]
    root = merkle_root(hashes)

    read = tile_reader(size, grow_tiles(0, [], leaves).__getitem__)

    for index in {0, size // 2, size - 1}:
        check_inclusion(index, size, hashes[index], prove_inclusion(index, size, read), root)
    old = max(1, size - 3)
    check_consistency(old, size, prove_consistency(old, size, read), merkle_root(hashes[:old]), root)


def test_a_short_tile_is_refused_by_name() -> None:
    read = tile_reader(3, lambda path: b"short")

    with pytest.raises(Refused, match=r"log.tile: tile/0/000.p/3 has 5 bytes, not 96"):
        prove_inclusion(0, 3, read)


def test_the_tiles_of_a_foreign_log_are_the_ones_we_make() -> None:
    folder = shared("tessera-log")
    leaves = parse_bundle((folder / "tile/entries/000.p/15").read_bytes(), 15)

    made = grow_tiles(0, [], leaves)

    assert leaves[:3] == [b"one", b"two", b"three"]
    for path, raw in made.items():
        assert (folder / path).read_bytes() == raw


@pytest.mark.parametrize(("start", "edge"), [(1, []), (256, []), (256, [bytes(31)])])
def test_growing_from_a_wrong_edge_raises(start: int, edge: list[bytes]) -> None:
    with pytest.raises(ValueError, match=r"tiles grow from|the edge of level"):
        grow_tiles(start, edge, golden_leaves(256))


def test_a_tree_does_not_shrink() -> None:
    with pytest.raises(ValueError, match="does not grow"):
        list(tiles_for(2, 1))


def test_nothing_new_needs_no_tile() -> None:
    assert list(tiles_for(300, 300)) == []
