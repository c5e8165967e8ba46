"""Honest samples: nobody chooses the seed alone, and anyone can draw the sample again."""

import hashlib
import hmac

import pytest

from labelproof.kernel.refused import Refused
from labelproof.quality.sampling import commitment, draw_audit, honest_seed

NONCE, SIGNATURE = b"n" * 32, b"cosigned"
IDS = [f"item-{n}" for n in range(100)]


def test_the_seed_is_the_digest_of_both_halves() -> None:
    assert honest_seed(NONCE, SIGNATURE, commitment(NONCE)) == hashlib.sha256(NONCE + SIGNATURE).digest()


def test_anyone_can_draw_the_sample_again() -> None:
    """From the published halves and the ids, with nothing but a hash function."""
    seed = hashlib.sha256(NONCE + SIGNATURE).digest()
    redrawn = sorted(IDS, key=lambda each: hmac.new(seed, each.encode(), "sha256").digest())[:10]
    sample = draw_audit(10, IDS, NONCE, SIGNATURE, commitment(NONCE))

    assert {IDS[n] for n in sample.item_index} == set(redrawn)
    assert sample.claim == "honest"


def test_another_cosignature_draws_another_sample() -> None:
    one, other = (draw_audit(10, IDS, NONCE, sign, commitment(NONCE)) for sign in (SIGNATURE, b"other"))

    assert one.item_index.tolist() != other.item_index.tolist()


def test_without_a_witness_a_sample_is_reproducible_and_not_honest() -> None:
    sample = draw_audit(10, IDS, NONCE, None, commitment(NONCE))

    assert sample.claim == "reproducible"


def test_a_nonce_that_was_not_committed_to_is_refused() -> None:
    for signature in (SIGNATURE, None):
        with pytest.raises(Refused, match="not the one committed to"):
            draw_audit(10, IDS, b"m" * 32, signature, commitment(NONCE))
    with pytest.raises(Refused, match="cosignature is empty"):
        honest_seed(NONCE, b"", commitment(NONCE))
    with pytest.raises(Refused, match="can be guessed"):
        commitment(b"short")
