"""Keys of a log: announced under the one before, both for a while, then the old one no more."""

from typing import Any

import pytest

from labelproof.log.keys import parse_key_history
from labelproof.log.leaf import vkey_digest
from labelproof.log.note import format_skey, parse_skey
from labelproof.log.verify import Pins, Report, verify
from tests.log.folder import ORIGIN, SKEY, VKEY, Folder, codes, folder, leaf, leaves, messages, opened, signed

K2, K3 = (format_skey(ORIGIN, bytes([n]) * 32) for n in (1, 2))
V2, V3 = (parse_skey(skey).vkey.text for skey in (K2, K3))
ADDED, RETIRED = 10, 20  # leaves: the second key is added, the first one retired at size 25
N = 40


def key_leaf(i: int, kind: str, vkey: str, **refs: str) -> bytes:
    return leaf(i, kind=kind, actor="system", refs={"vkey": vkey_digest(vkey), **refs})


def rotated(n: int = N, last: str = "25") -> list[bytes]:
    entries = leaves(n)
    entries[ADDED] = key_leaf(ADDED, "log_key.added", V2)
    entries[RETIRED] = key_leaf(RETIRED, "log_key.retired", VKEY, size=last)
    return entries


def published(entries: list[bytes], *skeys: str, vkeys: tuple[str, ...] = (VKEY, V2)) -> Folder:
    files = folder(entries, *skeys)
    files["vkey"] = "".join(f"{vkey}\n" for vkey in vkeys).encode()
    return files


def check(files: Folder, **pins: Any) -> Report:
    return verify(files, Pins(**{"vkeys": (VKEY,), **pins}))


def test_a_pin_on_the_old_key_follows_to_the_new_one_through_a_checkpoint_it_signed() -> None:
    entries = rotated()

    report = check(published(entries, K2), old=(signed(entries[:15], SKEY, K2),))

    assert codes(report) == []
    assert (report.vkey, report.signed_by) == (VKEY, V2)


def test_in_the_overlap_both_sign_and_either_pin_verifies() -> None:
    files = published(rotated()[:20], SKEY, K2)

    assert [codes(check(files, vkeys=(vkey,))) for vkey in (VKEY, V2)] == [[], []]


@pytest.mark.parametrize("size", [1, ADDED])
def test_a_checkpoint_from_before_the_announcement_hands_nothing_on(size: int) -> None:
    """The leaf that names the new key lies above it: nobody but the new key itself vouches for that."""
    entries = rotated()

    report = check(published(entries, K2), old=(signed(entries[:size]),))

    assert "log.signature: checkpoint of" in messages(report)
    assert f"is not signed by {parse_skey(SKEY).vkey.key_id.hex()}" in messages(report)


def test_a_checkpoint_right_after_the_announcement_is_enough() -> None:
    entries = rotated()

    assert codes(check(published(entries, K2), old=(signed(entries[: ADDED + 1]),))) == []


def test_a_history_of_another_tree_hands_nothing_on() -> None:
    entries = rotated()
    other = [leaf(i, actor="mallory") if i == 3 else raw for i, raw in enumerate(entries)]

    report = check(published(entries, K2), old=(signed(other[:15]),))

    assert {"log.forked", "log.signature"} <= set(codes(report))


def test_an_enclosed_key_that_no_leaf_names_is_not_followed() -> None:
    report = check(published(leaves(N), K3, vkeys=(VKEY, V3)), old=(signed(leaves(15)),))

    assert codes(report) == ["log.signature"]


def test_without_the_new_keys_text_nothing_opens() -> None:
    entries = rotated()

    report = check(published(entries, K2, vkeys=(VKEY,)), old=(signed(entries[:15]),))

    assert "log.signature: checkpoint of" in messages(report)


def test_a_signature_of_the_old_key_above_its_retirement_does_not_count() -> None:
    report = check(published(rotated(), SKEY))

    assert "log.key_retired: the key" in messages(report)
    assert "was retired at size 25 and signs size 40" in messages(report)


@pytest.mark.parametrize(("size", "found"), [(25, []), (26, ["log.key_retired"])])
def test_the_last_size_the_old_key_may_sign_is_the_one_that_is_named(size: int, found: list[str]) -> None:
    assert codes(check(published(rotated(size), SKEY))) == found


def test_an_old_checkpoint_above_the_retirement_is_no_evidence() -> None:
    entries = rotated()
    good = signed(entries[:15], SKEY, K2)

    report = check(published(entries, K2), old=(good, signed(entries[:30], SKEY)))

    assert "log.old: an older checkpoint has a size that does not count: the key" in messages(report)


def test_trust_goes_on_from_key_to_key() -> None:
    entries = rotated()
    entries[30] = key_leaf(30, "log_key.added", V3)
    files = published(entries, K3, vkeys=(VKEY, V2, V3))

    followed = check(files, old=(signed(entries[:15]), signed(entries[:35], K2)))
    gap = check(files, old=(signed(entries[:15]), signed(entries[:30], K2)))

    assert codes(followed) == []
    assert "log.signature" in codes(gap)


def test_a_pin_on_the_new_key_accepts_history_under_the_old_one_up_to_its_end() -> None:
    entries = rotated()

    assert codes(check(published(entries, K2), vkeys=(V2,), old=(signed(entries[:15]),))) == []
    assert codes(check(published(entries, K2), vkeys=(V2,), old=(signed(entries[:26]),))) == ["log.old"]


def test_what_was_remembered_under_the_old_pin_carries_over_the_rotation() -> None:
    entries = rotated()
    first = check(published(entries[:15], SKEY, K2)).state()
    second = verify(published(entries, K2), Pins((VKEY,)), first)
    grown = [*entries, *(leaf(i) for i in range(N, 60))]
    assert second.state() is not None

    third = verify(published(grown, K2), Pins((VKEY,)), second.state())

    assert (codes(second), codes(third)) == ([], [])
    assert third.state() is not None
    assert (third.vkey, third.signed_by) == (VKEY, V2)


def test_what_was_remembered_is_no_fault_when_its_key_is_retired_below_it_later() -> None:
    """A key that was stolen is retired at a size that it had gone beyond; what was seen then still binds."""
    entries = rotated()
    first = check(published(entries[:20], SKEY)).state()
    entries[RETIRED] = key_leaf(RETIRED, "log_key.retired", VKEY, size="15")

    report = verify(published(entries, K2), Pins((VKEY,)), first)

    assert (codes(report), report.consistent_with) == ([], [20])


def test_an_opening_leaf_anywhere_but_first_announces_nothing() -> None:
    entries = leaves(N)
    entries[ADDED] = key_leaf(ADDED, "log.opened", V2)

    assert codes(check(published(entries, K2), old=(signed(entries[:15]),))) == ["log.signature"]


@pytest.mark.parametrize("last", ["025", "x", "-1", ""])
def test_a_retirement_without_a_canonical_size_retires_at_once(last: str) -> None:
    entries = rotated(last=last) if last else [*leaves(20), key_leaf(20, "log_key.retired", VKEY)]

    assert "was retired at size 0 and signs size" in messages(check(published(entries, SKEY)))


def test_of_two_retirements_the_earlier_end_holds() -> None:
    history = parse_key_history(
        [(0, opened()), *((i, key_leaf(i, "log_key.retired", VKEY, size=str(i * 10))) for i in (3, 2, 4))]
    )

    assert history.last_size(parse_skey(SKEY).vkey) == 20


def test_a_key_that_lies_enclosed_alone_vouches_for_itself_only() -> None:
    report = verify(published(rotated(), K2), Pins())

    assert (codes(report), report.key_enclosed) == ([], True)


def test_garbage_beside_a_pinned_key_changes_nothing() -> None:
    files = published(rotated()[:20])
    for raw in (b"", b"\xff\n\0", b"a+b+c\n" * 200, VKEY.encode()):
        files["vkey"] = raw

        assert codes(check(files)) == []
