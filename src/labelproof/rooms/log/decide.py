"""Which key signs a log, and who vouches for the root log."""

import re
from typing import Any

from labelproof.events.event import Said
from labelproof.events.log import (
    LogKeyAdded,
    LogKeyRetired,
    RootPolicySet,
    TimestampsSet,
    WitnessAdded,
    WitnessRemoved,
)
from labelproof.kernel.refused import Refused
from labelproof.log.leaf import vkey_digest
from labelproof.log.note import COSIGNER, parse_vkey
from labelproof.ports.room import Asked, Decision, Handler, no_facts
from labelproof.rooms.log import commands, facts

WAIT, PUBLISH = "wait", "publish"
MOST_WITNESSES = 32
MOST_SECONDS = 86_400
MOST_HOURS = 24 * 31
URL = re.compile(
    r"https?://(?:[A-Za-z0-9.-]+|\[[0-9a-fA-F:.]+\])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?\Z"
)


def rotate(found: list[Any], command: commands.Rotating, asked: Asked) -> Decision:
    """A further key, beside the one that signs now: both sign until the older is retired."""
    active = [key for key in found if key.last_size is None]
    if len(active) > 1:
        what = f"{len(active)} keys sign this log already"
        raise Refused("log_key.overlap", what, "retire the older one first: `labelproof key retire VKEY`")
    return [LogKeyAdded(vkey=command.vkey)]


def retire(found: list[Any], command: commands.Retiring, asked: Asked) -> Decision:
    """The key's signatures end here, if a checkpoint that it signed covers the key that goes on."""
    digest = digest_of(command.vkey)
    active = {key.vkey: key for key in found if key.last_size is None}
    if digest not in active:
        raise Refused("log_key.unknown", "this is no key that signs this log now", "see `labelproof key list`")
    following = [key for key in active.values() if key.vkey != digest]
    if not following:
        raise Refused("log_key.last", "no other key signs this log", "add one first: `labelproof key rotate`")
    if all(key.added_index >= command.signed for key in following):
        what = "no checkpoint that the old key signed covers the new one yet: nobody who knows the old could follow"
        raise Refused("log_key.not_covered", what, "try again in a moment: the log is signed about once a second")
    return [LogKeyRetired(vkey=digest, size=command.size)]


def digest_of(named: str) -> str:
    """How leaves name a key, from its vkey or from that very digest."""
    return vkey_digest(parse_vkey(named).text) if "+" in named else named


def add_witness(found: frozenset[str], command: commands.AddWitness, asked: Asked) -> Decision:
    """A cosigner's key that is not pinned yet, and where it listens."""
    key = parse_vkey(command.vkey)
    if key.type != COSIGNER:
        raise Refused("witness.key", f"{key.name} is a log's key, not a witness's", "ask for its cosignature/v1 vkey")
    witness = vkey_digest(key.text)
    if witness in found:
        raise Refused("witness.pinned", f"{key.name} is pinned already", "see `labelproof witness list`")
    if len(found) >= MOST_WITNESSES:
        raise Refused("witness.many", f"{MOST_WITNESSES} witnesses are pinned", "remove one first")
    at = {"url": checked_url(command.url), "vkey": key.text}
    return [WitnessAdded(witness=witness, at=Said(at))]


def remove_witness(found: frozenset[str], command: commands.RemoveWitness, asked: Asked) -> Decision:
    """One that is pinned."""
    witness = digest_of(command.witness)
    if witness not in found:
        raise Refused("witness.unknown", "no witness of this key is pinned", "see `labelproof witness list`")
    return [WitnessRemoved(witness=witness)]


def set_policy(found: frozenset[str], command: commands.SetRootPolicy, asked: Asked) -> Decision:
    """A quorum that the pinned witnesses can give."""
    if command.mode not in (WAIT, PUBLISH):
        raise Refused("witness.mode", f"{command.mode[:40]!r} is no way to go on", f"choose {WAIT} or {PUBLISH}")
    if not 0 <= command.quorum <= len(found):
        what = f"a quorum of {command.quorum} and {len(found)} pinned witnesses"
        raise Refused("witness.quorum", what, "add witnesses first, or ask for fewer")
    if not 1 <= command.every_s <= MOST_SECONDS:
        raise Refused("witness.every", f"every {command.every_s} seconds", f"choose 1 to {MOST_SECONDS}")
    return [RootPolicySet(quorum=command.quorum, mode=command.mode, every_s=command.every_s)]


def set_timestamps(found: None, command: commands.SetTimestamps, asked: Asked) -> Decision:
    """An authority and how often, or none any more."""
    if not 0 <= command.every_h <= MOST_HOURS:
        raise Refused("timestamp.every", f"every {command.every_h} hours", f"choose 1 to {MOST_HOURS}; 0 stops it")
    if command.every_h == 0:
        return [TimestampsSet(every_h=0, authority=None)]
    return [TimestampsSet(every_h=command.every_h, authority=Said(checked_url(command.url)))]


def checked_url(url: str) -> str:
    """An http(s) address without credentials, query or fragment, and without a slash at its end."""
    if len(url) > 500 or not URL.match(url):
        raise Refused(
            "witness.url", f"{url[:100]!r} is no address to send to", "use https://HOST/PATH, without query or password"
        )
    return url.rstrip("/")


HANDLERS = {
    commands.RotateLogKey: Handler(facts.for_keys, rotate),
    commands.RetireLogKey: Handler(facts.for_keys, retire),
    commands.RotateInstanceLogKey: Handler(facts.for_keys, rotate, "instance"),
    commands.RetireInstanceLogKey: Handler(facts.for_keys, retire, "instance"),
    commands.AddWitness: Handler(facts.for_witnesses, add_witness, "instance"),
    commands.RemoveWitness: Handler(facts.for_witnesses, remove_witness, "instance"),
    commands.SetRootPolicy: Handler(facts.for_witnesses, set_policy, "instance"),
    commands.SetTimestamps: Handler(no_facts, set_timestamps, "instance"),
}
