"""Addresses of passes and invitations. Whoever knows one may read it, as whoever holds a paper ticket may.

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
_INVITATION: Final = b"events-app pass invitation "


def _keyed_hash(number: bytes, secret: str, purpose: bytes) -> bytes:
    key = sha256(purpose + secret.encode()).digest()
    return hmac.digest(key, number, sha256)[:_HASH_LENGTH]


def _token(identity: int, secret: str, purpose: bytes) -> str:
    number = identity.to_bytes(_NUMBER_LENGTH)
    return base64.urlsafe_b64encode(number + _keyed_hash(number, secret, purpose)).decode("ascii")


def _identity(token: str, secret: str, purpose: bytes) -> int | None:
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
    return _token(pass_id, secret, _PASS)


def pass_of_token(token: str, secret: str) -> int | None:
    """Return the pass a token opens, or None when nobody here made it."""
    return _identity(token, secret, _PASS)


def invitation_token(invitation: int, secret: str) -> str:
    """Return the token that opens an invitation; it opens no pass."""
    return _token(invitation, secret, _INVITATION)


def invitation_of_token(token: str, secret: str) -> int | None:
    """Return the invitation a token opens, or None when nobody here made it."""
    return _identity(token, secret, _INVITATION)
