"""Who may vouch for the root log, and which key may go: decided from facts alone."""

from types import SimpleNamespace
from typing import Any

import pytest

from labelproof.events.event import Said
from labelproof.events.log import LogKeyAdded, LogKeyRetired, RootPolicySet, TimestampsSet, WitnessAdded
from labelproof.kernel.refused import Refused
from labelproof.log.leaf import vkey_digest
from labelproof.log.note import format_skey, parse_skey
from labelproof.ports.room import Asked
from labelproof.rooms.log import commands, decide
from labelproof.testing.witness import Witness

ASKED = Asked(1, 1, "account", "account", "", frozenset({"instance_owner"}))
VKEY = Witness().vkey
LOG_KEY = parse_skey(format_skey("log.example/root", b"x" * 32)).vkey.text


def key(vkey: str, added: int, last_size: int | None = None) -> Any:
    return SimpleNamespace(vkey=vkey, added_index=added, last_size=last_size)


def test_a_second_key_is_added() -> None:
    assert decide.rotate([key("a", 0)], commands.RotateLogKey("b"), ASKED) == [LogKeyAdded("b")]


def test_a_third_key_waits_until_one_is_retired() -> None:
    with pytest.raises(Refused, match=r"log_key\.overlap"):
        decide.rotate([key("a", 0), key("b", 5)], commands.RotateLogKey("c"), ASKED)
    assert decide.rotate([key("a", 0, 7), key("b", 5)], commands.RotateLogKey("c"), ASKED) == [LogKeyAdded("c")]


def test_the_older_key_is_retired_once_the_newer_is_covered() -> None:
    found = [key("a", 0), key("b", 5)]

    assert decide.retire(found, commands.RetireLogKey("a", 9, 6), ASKED) == [LogKeyRetired("a", 9)]
    with pytest.raises(Refused, match=r"log_key\.not_covered"):
        decide.retire(found, commands.RetireLogKey("a", 9, 5), ASKED)


def test_the_last_key_stays() -> None:
    with pytest.raises(Refused, match=r"log_key\.last"):
        decide.retire([key("a", 0, 4), key("b", 2)], commands.RetireLogKey("b", 9, 9), ASKED)


@pytest.mark.parametrize("named", ["zzz", "a"])
def test_only_a_key_that_signs_is_retired(named: str) -> None:
    with pytest.raises(Refused, match=r"log_key\.unknown"):
        decide.retire([key("a", 0, 4), key("b", 2)], commands.RetireLogKey(named, 9, 9), ASKED)


def test_a_key_is_named_by_its_text_or_by_the_digest_that_leaves_hold() -> None:
    digest = vkey_digest(LOG_KEY)

    assert decide.digest_of(LOG_KEY) == decide.digest_of(digest) == digest


def test_a_witness_is_pinned_by_its_cosigner_s_key() -> None:
    command = commands.AddWitness("https://w.example/x/", VKEY)

    expected = WitnessAdded(vkey_digest(VKEY), Said({"url": "https://w.example/x", "vkey": VKEY}))
    assert decide.add_witness(frozenset(), command, ASKED) == [expected]


def test_a_log_s_key_is_no_witness() -> None:
    with pytest.raises(Refused, match=r"witness\.key"):
        decide.add_witness(frozenset(), commands.AddWitness("https://w.example", LOG_KEY), ASKED)


def test_a_witness_is_pinned_once() -> None:
    with pytest.raises(Refused, match=r"witness\.pinned"):
        decide.add_witness(frozenset({vkey_digest(VKEY)}), commands.AddWitness("https://w.example", VKEY), ASKED)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://w.example",
        "https://",
        "https://user:pass@w.example",
        "https://w.example/x?y",
        "https://w.example/#x",
        "https://w.example/a b",
        "https://w.example\n",
        "https://w.example:http",
        "https://w.example/" + "x" * 500,
    ],
)
def test_an_address_is_plain_http(url: str) -> None:
    with pytest.raises(Refused, match=r"witness\.url"):
        decide.checked_url(url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:80/p", "https://[::1]:8080", "https://w.example/a/b-c_d"])
def test_an_address_may_have_a_port_and_a_path(url: str) -> None:
    assert decide.checked_url(url) == url


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (commands.SetRootPolicy(1, "later"), "witness.mode"),
        (commands.SetRootPolicy(2, "wait"), "witness.quorum"),
        (commands.SetRootPolicy(-1, "wait"), "witness.quorum"),
        (commands.SetRootPolicy(1, "wait", 0), "witness.every"),
        (commands.SetRootPolicy(1, "wait", 86_401), "witness.every"),
    ],
)
def test_a_policy_is_one_that_the_pinned_witnesses_can_give(command: commands.SetRootPolicy, code: str) -> None:
    with pytest.raises(Refused) as refused:
        decide.set_policy(frozenset({"one"}), command, ASKED)
    assert refused.value.code == code


def test_a_policy_is_an_event() -> None:
    assert decide.set_policy(frozenset({"one"}), commands.SetRootPolicy(1, "wait", 30), ASKED) == [
        RootPolicySet(1, "wait", 30)
    ]


def test_timestamps_are_set_and_stopped() -> None:
    started = decide.set_timestamps(None, commands.SetTimestamps("https://tsa.example", 12), ASKED)

    assert started == [TimestampsSet(12, Said("https://tsa.example"))]
    assert decide.set_timestamps(None, commands.SetTimestamps(every_h=0), ASKED) == [TimestampsSet(0, None)]
    with pytest.raises(Refused, match=r"timestamp\.every"):
        decide.set_timestamps(None, commands.SetTimestamps("https://tsa.example", 10_000), ASKED)
