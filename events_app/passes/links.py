"""Addresses of passes. Whoever knows one may read it, as whoever holds a paper ticket may.

A token is a number and a keyed hash of it: nothing is stored, a mail can be sent again at any time, and a replaced
pass has another number and so another address.
"""

import base64
import binascii
import hmac
from hashlib import sha256
from typing import Final

_NUMBER_LENGTH: Final = 6
_HASH_LENGTH: Final = 18
_PASS: Final = b"events-app pass address "

PRIVATE: Final = {"Cache-Control": "private, no-cache", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
"""Headers of pages whose address is the key to them."""


def _keyed_hash(number: bytes, secret: str, purpose: bytes) -> bytes:
    key = sha256(purpose + secret.encode()).digest()
    return hmac.digest(key, number, sha256)[:_HASH_LENGTH]


def make_token(identity: int, secret: str, purpose: bytes) -> str:
    """Return the token of a number; `purpose` keeps tokens of passes and of other things apart."""
    number = identity.to_bytes(_NUMBER_LENGTH)
    return base64.urlsafe_b64encode(number + _keyed_hash(number, secret, purpose)).decode("ascii")


def read_token(token: str, secret: str, purpose: bytes) -> int | None:
    """Return the number of a token made for `purpose`, or None when nobody here made it."""
    try:
        raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError, ValueError):
        return None
    number, mark = raw[:_NUMBER_LENGTH], raw[_NUMBER_LENGTH:]
    if not hmac.compare_digest(mark, _keyed_hash(number, secret, purpose)):
        return None
    return int.from_bytes(number)


def pass_token(pass_id: int, secret: str) -> str:
    """Return the token that opens a pass's page."""
    return make_token(pass_id, secret, _PASS)


def pass_of_token(token: str, secret: str) -> int | None:
    """Return the pass a token opens, or None when nobody here made it."""
    return read_token(token, secret, _PASS)
