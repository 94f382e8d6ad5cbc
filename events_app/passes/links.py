"""Addresses of passes. Whoever knows one may read the pass, as whoever holds a paper ticket may.

A token is the pass's number and a keyed hash of it: nothing is stored, a mail can be sent again at any time,
and a replaced pass has another number and so another address.
"""

import base64
import binascii
import hmac
from hashlib import sha256
from typing import Final

_NUMBER_LENGTH: Final = 6
_HASH_LENGTH: Final = 18


def _keyed_hash(number: bytes, secret: str) -> bytes:
    key = sha256(b"events-app pass address " + secret.encode()).digest()
    return hmac.digest(key, number, sha256)[:_HASH_LENGTH]


def pass_token(pass_id: int, secret: str) -> str:
    """Return the token that opens a pass's page."""
    number = pass_id.to_bytes(_NUMBER_LENGTH)
    return base64.urlsafe_b64encode(number + _keyed_hash(number, secret)).decode("ascii")


def pass_of_token(token: str, secret: str) -> int | None:
    """Return the pass a token opens, or None when nobody here made it."""
    try:
        raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError, ValueError):
        return None
    number, mark = raw[:_NUMBER_LENGTH], raw[_NUMBER_LENGTH:]
    if not hmac.compare_digest(mark, _keyed_hash(number, secret)):
        return None
    return int.from_bytes(number)
