"""Timestamps by RFC 3161 over HTTP (its section 3.4), made and read with rfc3161-client: extra `[timestamp]`."""

import hashlib
from importlib.util import find_spec
from typing import Any

from cryptography import x509

from labelproof.adapters.witness_http import post
from labelproof.kernel.refused import Refused

TIMEOUT_S = 30.0
SHA256 = "2.16.840.1.101.3.4.2.1"
_FIX = "ask the authority, or take another: `labelproof timestamp set URL`"


class Rfc3161:
    """Timestamper over a web server of the authority's."""

    def __init__(self, timeout_s: float = TIMEOUT_S) -> None:
        self._timeout_s = timeout_s

    def stamp(self, url: str, text: bytes) -> bytes:
        """A granted response (DER) over SHA-256 of `text`, with our nonce and the authority's certificate, or Refused."""
        request = _request(text)
        answer = post(url, request.as_bytes(), "application/timestamp-query", self._timeout_s)
        if answer.status != 200:
            why = answer.body.decode("utf-8", "replace")[:200] if answer.status == 0 else f"status {answer.status}"
            raise Refused("timestamp.silent", f"{url} gave no timestamp ({why})", "it is asked again later")
        said = _parsed(answer.body)
        if said.tst_info.nonce != request.nonce:
            raise Refused("timestamp.nonce", f"{url} answered another question than ours", _FIX)
        if _imprint(said) != _imprint_of(text):
            raise Refused("timestamp.text", f"{url} timestamped another text than ours", _FIX)
        if not said.signed_data.certificates:
            raise Refused("timestamp.no_certificate", f"{url} left its certificate out", _FIX)
        return answer.body

    def check(self, response: bytes, text: bytes, roots: bytes) -> int:
        """The time in ms since 1970 that a response proves for `text` under a root in this PEM, or Refused.

        The authority's certificate must have been valid at that time; it may have expired since.
        """
        said = _parsed(response)
        if _imprint(said) != _imprint_of(text):
            raise Refused(
                "timestamp.text", "the timestamp was made over another text", "give the text it was made over"
            )
        from rfc3161_client import VerificationError, VerifierBuilder

        builder = VerifierBuilder()
        try:
            for root in x509.load_pem_x509_certificates(roots):
                builder = builder.add_root_certificate(root)
            builder.build().verify_message(said, text)
        except (VerificationError, ValueError) as wrong:
            what = f"the timestamp does not verify under the given authority ({str(wrong)[:200]})"
            raise Refused("timestamp.not_verified", what, "check which authority made it, and give its root") from None
        return int(said.tst_info.gen_time.timestamp() * 1000)


def _request(text: bytes) -> Any:
    _wants_extra()
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    builder = TimestampRequestBuilder().data(text).hash_algorithm(HashAlgorithm.SHA256)
    return builder.nonce(nonce=True).cert_request(cert_request=True).build()


def _parsed(response: bytes) -> Any:
    """A granted response; its parser is a library's, so whatever it raises is a refusal here."""
    _wants_extra()
    from rfc3161_client import PKIStatus, decode_timestamp_response

    try:
        said = decode_timestamp_response(response)
        granted = PKIStatus(said.status) == PKIStatus.GRANTED
        assert not granted or said.tst_info.message_imprint.message
    except BaseException as wrong:
        if isinstance(wrong, KeyboardInterrupt | SystemExit):
            raise  # all else comes of hostile bytes: the library promises no one exception, and may panic
        raise Refused("timestamp.malformed", f"this is no timestamp response ({str(wrong)[:200]})", _FIX) from None
    if not granted:
        reason = "; ".join(said.status_string) or f"status {said.status}"
        raise Refused("timestamp.not_granted", f"the authority did not grant it ({reason[:200]})", _FIX)
    return said


def _imprint(said: Any) -> tuple[str, bytes]:
    imprint = said.tst_info.message_imprint
    return imprint.hash_algorithm.dotted_string, bytes(imprint.message)


def _imprint_of(text: bytes) -> tuple[str, bytes]:
    return SHA256, hashlib.sha256(text).digest()


def _wants_extra() -> None:
    if find_spec("rfc3161_client") is None:
        raise Refused(
            "timestamp.extra", "rfc3161-client is not installed", "install it: pip install 'labelproof[timestamp]'"
        )
