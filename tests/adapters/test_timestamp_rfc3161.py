"""Timestamps of a local authority verify with the library and with openssl; altered in any way they do not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labelproof.adapters.timestamp_rfc3161 import Rfc3161
from labelproof.kernel.refused import Refused
from tests.timestamp_authority import Authority, make_authority, openssl, stamping

TEXT = b"log.example/root\n2\nMUtqA1RTqwBvxoW+bZFWgD8V7Wl0WcIdWbYPSX4YsAY=\n"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with stamping(make_authority(tmp_path_factory.mktemp("tsa"))) as made:
        yield made


@pytest.fixture(scope="module")
def response(authority: Authority) -> bytes:
    return Rfc3161().stamp(authority.url, TEXT)


def openssl_verifies(folder: Path, response: bytes, text: bytes, authority: Authority) -> bool:
    (folder / "text").write_bytes(text)
    (folder / "tsr").write_bytes(response)
    root = authority.folder / "root.pem"
    try:
        said = openssl("ts", "-verify", "-data", folder / "text", "-in", folder / "tsr", "-CAfile", root)
    except RuntimeError:
        return False
    return "Verification: OK" in said


def test_it_verifies_with_openssl_and_with_the_library(authority: Authority, response: bytes, tmp_path: Path) -> None:
    assert openssl_verifies(tmp_path, response, TEXT, authority)
    assert Rfc3161().check(response, TEXT, authority.root) > 1_500_000_000_000


def test_the_request_has_a_nonce_asks_for_the_certificate_and_names_sha_256(
    authority: Authority, response: bytes, tmp_path: Path
) -> None:
    (tmp_path / "query").write_bytes(authority.requests[0])

    said = openssl("ts", "-query", "-in", tmp_path / "query", "-text")

    assert "Hash Algorithm: sha256" in said
    assert "Nonce: 0x" in said
    assert "Certificate required: yes" in said


def test_an_altered_text_fails(authority: Authority, response: bytes, tmp_path: Path) -> None:
    altered = TEXT.replace(b"\n2\n", b"\n3\n")

    with pytest.raises(Refused, match=r"timestamp\.text"):
        Rfc3161().check(response, altered, authority.root)
    assert not openssl_verifies(tmp_path, response, altered, authority)


def test_another_authority_s_root_does_not_vouch_for_it(response: bytes, tmp_path: Path) -> None:
    other = make_authority(tmp_path)

    with pytest.raises(Refused, match=r"timestamp\.not_verified"):
        Rfc3161().check(response, TEXT, other.root)
    assert not openssl_verifies(tmp_path, response, TEXT, other)


@pytest.mark.parametrize(
    "roots", [b"", b"no PEM at all", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_a_root_that_is_none_is_refused(response: bytes, roots: bytes) -> None:
    with pytest.raises(Refused, match=r"timestamp\.not_verified"):
        Rfc3161().check(response, TEXT, roots)


def test_a_response_to_another_question_is_not_taken(authority: Authority, response: bytes) -> None:
    authority.broken.append(response)

    with pytest.raises(Refused, match=r"timestamp\.nonce"):
        Rfc3161().stamp(authority.url, TEXT)


def test_an_authority_that_refuses_is_named(authority: Authority) -> None:
    """A request for a digest it does not do is answered without a timestamp."""
    (authority.folder / "bad.tsq").write_bytes(b"\x30\x00")
    authority.broken.append(authority_says_no(authority))

    with pytest.raises(Refused, match=r"timestamp\.(not_granted|malformed)"):
        Rfc3161().stamp(authority.url, TEXT)


def authority_says_no(authority: Authority) -> bytes:
    """PKIStatusInfo alone: status 2, rejection (RFC 3161 section 2.4.2)."""
    return bytes.fromhex("30053003020102")


@pytest.mark.parametrize("said", [b"", b"x", b"\x30\x00", b"\x30\x82\xff\xff", b"<html></html>"])
def test_what_is_no_response_is_refused(authority: Authority, said: bytes) -> None:
    authority.broken.append(said)

    with pytest.raises(Refused, match=r"timestamp\.(silent|malformed)"):
        Rfc3161().stamp(authority.url, TEXT)


def test_nobody_there_is_refused() -> None:
    with pytest.raises(Refused, match=r"timestamp\.silent"):
        Rfc3161(1.0).stamp("http://127.0.0.1:9/tsr", TEXT)


@pytest.mark.hypothesis
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(at=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_a_flipped_bit_is_refused_or_changes_nothing_that_was_said(
    authority: Authority, response: bytes, at: int, bit: int
) -> None:
    """Some bytes are covered by no signature (status, unused fields); the time and the text are."""
    time = Rfc3161().check(response, TEXT, authority.root)
    altered = bytearray(response)
    altered[at % len(response)] ^= 1 << bit

    try:
        said = Rfc3161().check(bytes(altered), TEXT, authority.root)
    except Refused as refused:
        said = time if refused.code.startswith("timestamp.") else 0
    assert said == time


@pytest.mark.hypothesis
@given(raw=st.binary(max_size=400))
def test_hostile_bytes_are_refused(raw: bytes) -> None:
    with pytest.raises(Refused, match=r"timestamp\."):
        Rfc3161().check(raw, TEXT, b"")
