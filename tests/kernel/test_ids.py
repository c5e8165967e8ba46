"""An event's id is an HMAC as the standard library computes it."""

import base64
import hashlib
import hmac

from hypothesis import given
from hypothesis import strategies as st

from labelproof.kernel.ids import event_id

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


@given(st.binary(max_size=200), texts, texts, texts, st.integers(0, 10**9))
def test_an_id_is_the_hmac_of_who_asked_property(secret: bytes, home: str, account: str, key: str, n: int) -> None:
    text = f"{home}\n{account}\n{key}\n{n}".encode()
    want = base64.urlsafe_b64encode(hmac.new(secret, text, hashlib.sha256).digest()[:18]).decode()

    assert event_id(secret, home, account, key, str(n)) == want
