"""Samples nobody could have chosen: a seed fixed by two who do not know each other's half."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from labelproof.kernel.refused import Problem, Refused
from labelproof.quality.sampling.audit import audit
from labelproof.quality.sampling.draw import Sample

_NONCE_BYTES = 16


def commitment(nonce: bytes) -> bytes:
    """What is published before labelling closes, so that the nonce cannot be changed after it.

    Shape:   at least 16 random bytes; 32 bytes result.
    Unit:    none.
    Missing: does not occur.
    Errors:  Refused("sample.bad") for a nonce that could be guessed.
    Source:  SHA-256 (FIPS 180-4).

    >>> commitment(bytes(16)).hex()[:8]
    '374708ff'
    """
    if len(nonce) < _NONCE_BYTES:
        problem = Problem("nonce", f"has {len(nonce)} bytes; fewer than {_NONCE_BYTES} can be guessed")
        raise Refused("sample.bad", f"nonce {problem.what}", "draw the nonce from a secure source", (problem,))
    return hashlib.sha256(nonce).digest()


def honest_seed(nonce: bytes, cosignature: bytes, committed: bytes) -> bytes:
    """The seed: SHA-256 of the committed nonce and the first independent witness's cosignature on the named checkpoint.

    The operator makes the nonce and the log's head: without the witness's half they could try heads until the sample
    suits them.

    Shape:   the nonce, the cosignature's bytes, and the commitment published before labelling closed.
    Unit:    32 bytes.
    Missing: without a witness there is no honest seed: use `draw_audit` with the nonce alone.
    Errors:  Refused("sample.bad") when the nonce is not the one committed to, or the cosignature is empty.
    Source:  statistics.md, Label errors and sampling.

    >>> honest_seed(bytes(16), b"signed", commitment(bytes(16))).hex()[:8]
    '49e78282'
    """
    problems: list[Problem] = []
    if commitment(nonce) != committed:
        problems.append(Problem("nonce", "is not the one committed to"))
    if not cosignature:
        problems.append(Problem("cosignature", "is empty"))
    if problems:
        what = "; ".join(f"{each.field} {each.what}" for each in problems)
        raise Refused("sample.bad", what, "give the nonce of the plan and the witness's cosignature", tuple(problems))
    return hashlib.sha256(nonce + cosignature).digest()


def draw_audit(n: int, item_ids: Sequence[str], nonce: bytes, cosignature: bytes | None, committed: bytes) -> Sample:
    """The random audit that the plan named; honest with a witness's cosignature, reproducible without.

    Shape:   as `audit` and `honest_seed`.
    Unit:    probability n / items for each.
    Missing: without a cosignature (None) the seed is SHA-256 of the nonce alone, which the operator could have chosen.
    Errors:  Refused("sample.bad").
    Source:  statistics.md, Label errors and sampling; anyone who has the nonce, the cosignature and the ids can redraw it.

    >>> draw_audit(1, ["a", "b"], bytes(16), b"signed", commitment(bytes(16))).claim
    'honest'
    """
    if cosignature is not None:
        return replace(audit(n, honest_seed(nonce, cosignature, committed), item_ids), claim="honest")
    honest_seed(nonce, b"none", committed)  # refuses a nonce that is not the one committed to
    return audit(n, hashlib.sha256(nonce).digest(), item_ids)
