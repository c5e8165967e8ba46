"""Codes are short and distinct; keys do not clash with the workspace's own."""

import hashlib
import re
from typing import Any

import msgspec
import sqlalchemy as sa

from labelproof.events.event import Said
from labelproof.events.taxonomy import TaxonomyPublished
from labelproof.kernel.canonical import b64url, value_json
from labelproof.kernel.refused import Problem, Refused
from labelproof.ports.query import Query, param
from labelproof.ports.room import Asked, Decision, Handler
from labelproof.ports.store import Reading
from labelproof.rooms.taxonomy import commands
from labelproof.rooms.taxonomy.tables import versions

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}\Z")
RESERVED_KEYS = frozenset("sxcfhm")
LATEST = Query(
    sa.select(versions.c.version, versions.c.digest)
    .where(versions.c.log_id == param("log_id"))
    .order_by(versions.c.version.desc())
    .limit(1)
)


def latest(read: Reading, command: Any, asked: Asked) -> Any:
    """The newest version, or None."""
    return read.one(LATEST, log_id=asked.log_id)


def _problems(labels: list[commands.Label]) -> list[Problem]:
    problems: list[Problem] = []
    codes: set[str] = set()
    keys: set[str] = set()
    for n, label in enumerate(labels):
        at = f"labels[{n}]"
        if not CODE.match(label.code):
            problems.append(Problem(f"{at}.code", f"{label.code[:64]!r} is not a code of letters, digits, _ . -"))
        if label.code in codes:
            problems.append(Problem(f"{at}.code", f"{label.code} stands twice"))
        if not 1 <= len(label.name.strip()) <= 200:
            problems.append(Problem(f"{at}.name", f"has {len(label.name.strip())} characters, needs 1 to 200"))
        if label.key and (len(label.key) != 1 or label.key in RESERVED_KEYS or label.key in keys):
            problems.append(Problem(f"{at}.key", f"{label.key!r} is reserved or used twice"))
        codes.add(label.code)
        keys.add(label.key)
    return problems


def publish_taxonomy(found: Any, command: commands.PublishTaxonomy, asked: Asked) -> Decision:
    """At least two labels, every one sound, and something new."""
    if not 2 <= len(command.labels) <= 500:
        raise Refused("taxonomy.size", f"{len(command.labels)} labels", "publish 2 to 500")
    problems = _problems(command.labels)
    if problems:
        raise Refused(
            "taxonomy.labels",
            f"{len(problems)} things are wrong with the labels",
            "mend them and publish again",
            tuple(problems),
        )
    labels = [msgspec.structs.asdict(label) for label in command.labels]
    digest = b64url(hashlib.sha256(value_json(labels)).digest())
    if found is not None and found.digest == digest:
        raise Refused(
            "taxonomy.unchanged", f"version {found.version} has the same labels", "change a label before publishing"
        )
    return [TaxonomyPublished(version=1 if found is None else found.version + 1, digest=digest, labels=Said(labels))]


HANDLERS = {commands.PublishTaxonomy: Handler(latest, publish_taxonomy)}
