"""The root log: signed checkpoints of other logs as leaves, in their order, and the chain from a log up to witnesses."""

from dataclasses import replace

import pytest

from labelproof.kernel.refused import Refused
from labelproof.log.checkpoint import format_checkpoint
from labelproof.log.note import COSIGNER, cosign, format_skey, parse_skey, sign_line, sign_note
from labelproof.log.root import format_root_leaf, is_root, parse_root_leaf
from labelproof.log.tiles import grow_tiles
from labelproof.log.verify import Pins, RootPin, verify
from tests.log.folder import ORIGIN, OTHER_SKEY, SKEY, VKEY, Folder, codes, folder, leaf, leaves, messages, signed

ROOT = "log.example/root"
ROOT_SKEY = format_skey(ROOT, b"\x07" * 32)
ROOT_VKEY = parse_skey(ROOT_SKEY).vkey.text
WITNESS = format_skey("witness.example", b"\x08" * 32, COSIGNER)
OTHER = "log.example/" + "q" * 26
OTHER_LOG = format_skey(OTHER, b"\x09" * 32)


def entered(n: int, entries: list[bytes] | None = None, *skeys: str) -> bytes:
    return format_root_leaf(signed((entries or leaves(n))[:n], *skeys))


def foreign(n: int, root: bytes = bytes(32)) -> bytes:
    return sign_note(format_checkpoint(OTHER, n, root), OTHER_LOG)


def root_log(*entries: bytes, witness: str | None = None) -> Folder:
    note = signed(entries, ROOT_SKEY, origin=ROOT)
    if witness is not None:
        note += cosign(note.partition(b"\n\n")[0] + b"\n", witness, 5)
    return Folder({**grow_tiles(0, [], list(entries)), "checkpoint": note})


HONEST = root_log(entered(10), foreign(5), entered(30), foreign(9), entered(40))


def pinned(root: Folder, **pins: object) -> Pins:
    return Pins((VKEY,), root=RootPin(root, replace(Pins((ROOT_VKEY,)), **pins)))  # type: ignore[arg-type]


def test_only_a_log_that_is_called_root_is_one() -> None:
    assert (is_root(ROOT), is_root(ORIGIN), is_root("log.example/my-root")) == (True, False, False)


def test_a_plain_folder_of_a_root_log_verifies_under_its_key() -> None:
    report = verify(HONEST, Pins((ROOT_VKEY,)))

    assert codes(report) == []
    assert report.checkpoint is not None
    assert report.checkpoint.size == 5


def test_a_root_leaf_is_the_text_and_the_logs_own_lines() -> None:
    text = format_checkpoint(ORIGIN, 3, bytes(32))
    note = sign_note(text, SKEY, OTHER_SKEY)
    witnessed = note + cosign(text, WITNESS, 5) + sign_line(text, ROOT_SKEY)

    assert format_root_leaf(witnessed) == note
    assert parse_root_leaf(note).size == 3


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"hello",
        leaf(1),
        sign_note(b"not a checkpoint\n", SKEY),
        sign_note(format_checkpoint(ORIGIN, 3, bytes(32)), SKEY).replace(b"\n3\n", b"\n03\n"),
        signed(leaves(3)) + cosign(signed(leaves(3)).partition(b"\n\n")[0] + b"\n", WITNESS, 5),
        sign_note(format_checkpoint(ORIGIN, 3, bytes(32)), ROOT_SKEY),
        signed(leaves(3))[:-1],
    ],
)
def test_a_leaf_that_is_no_entered_checkpoint_is_named(raw: bytes) -> None:
    with pytest.raises(Refused, match=r"log\.root_leaf"):
        parse_root_leaf(raw)
    if raw:
        report = verify(root_log(entered(10), raw), Pins((ROOT_VKEY,)))
        assert "log.root_leaf: entry 1: " in messages(report)


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ((entered(30), foreign(5), entered(10)), "log.root_order: entry 2 has size 10 of"),
        ((foreign(5), entered(30), foreign(5, b"\1" * 32)), "log.forked: entry 2 has root AQEB"),
        (
            (sign_note(format_checkpoint("evil.example/" + "a" * 26, 1, bytes(32)), format_skey("evil.example/" + "a" * 26, bytes(32))),),
            "log.foreign: entry 0 is of evil.example/",
        ),
        ((sign_note(format_checkpoint(ROOT, 1, bytes(32)), ROOT_SKEY),), "log.foreign: entry 0 is of log.example/root"),
    ],
)  # fmt: skip
def test_entries_of_one_log_keep_their_order_and_their_roots(entries: tuple[bytes, ...], message: str) -> None:
    assert message in messages(verify(root_log(*entries), Pins((ROOT_VKEY,))))


def test_order_is_kept_across_ranges_as_well() -> None:
    many = [foreign(i) for i in range(1, 20_000)]

    report = verify(root_log(*many, foreign(7)), Pins((ROOT_VKEY,)))

    assert "log.root_order: entry 19999 has size 7" in messages(report)


def test_the_chain_goes_from_the_log_over_its_entry_to_the_witness() -> None:
    root = root_log(entered(10), foreign(5), entered(40), witness=WITNESS)
    witness = parse_skey(WITNESS).vkey.text

    report = verify(folder(leaves(40)), pinned(root, witnesses=(witness,), quorum=1))

    assert codes(report) == []
    assert (report.entered_at, report.consistent_with) == (2, [10, 40])
    assert report.root is not None
    assert report.root.n_witnesses == 1


def test_a_checkpoint_that_was_not_entered_is_named() -> None:
    report = verify(folder(leaves(35)), Pins((VKEY,), snapshot=True, root=pinned(HONEST).root))

    assert "log.not_entered: size 35 of" in messages(report)
    assert "(its last: 40)" in messages(report)


def test_a_root_log_without_its_witnesses_is_named() -> None:
    witness = parse_skey(WITNESS).vkey.text

    report = verify(folder(leaves(40)), pinned(HONEST, witnesses=(witness,), quorum=1))

    assert "log.witness: root log: 0 of 1 witnesses" in messages(report)


def test_an_entry_of_another_history_is_a_fork() -> None:
    other = [leaf(i, actor="mallory") if i == 7 else raw for i, raw in enumerate(leaves(40))]
    root = root_log(entered(10, other), entered(40))

    report = verify(folder(leaves(40)), pinned(root))

    assert "log.forked: size 10 has root" in messages(report)
    assert "entry 0 of the root log has root" in messages(report)


def test_an_entry_under_another_key_is_named() -> None:
    root = root_log(entered(10, None, OTHER_SKEY), entered(40))

    assert "log.root_leaf: entry 0 of the root log does not open" in messages(verify(folder(leaves(40)), pinned(root)))


def test_a_log_behind_its_own_entries_is_rolled_back_but_a_bundle_may_be_older() -> None:
    behind = verify(folder(leaves(30)), pinned(HONEST))
    bundle = verify(folder(leaves(30)), Pins((VKEY,), root=pinned(HONEST).root, snapshot=True))

    assert "log.rolled_back: log shows size 30; entry 4 of the root log has 40" in messages(behind)
    assert codes(bundle) == []


def test_a_tampered_root_log_spoils_the_chain() -> None:
    root = Folder(HONEST)
    root["tile/0/000.p/5"] = bytes(160)

    assert "log.tile: root log: tile/0/000.p/5 hash 0 differs" in messages(verify(folder(leaves(40)), pinned(root)))
