"""Requests that carry a key of their own, so that a repeat is one; with other content the key means another request."""

from hashlib import sha256
from typing import Any

import msgspec

from events_app.platform.errors import InvalidInput
from events_app.platform.i18n import N_


class KeyReused(InvalidInput):
    code = "idempotency_key_reused"
    message = N_("This key was used for another request. Use a new one for each request.")


def digest_of(*content: Any) -> bytes:
    """Digest what was asked, cleaned first, so that only what matters tells two requests apart; 32 bytes.

    >>> digest_of("Lan", 1) == digest_of("Lan", 1), digest_of("Lan", 1) == digest_of("Lan", 2)
    (True, False)
    """
    return sha256(msgspec.json.encode(content, order="deterministic")).digest()


def key_with_content(key: str, digest: bytes) -> bytes:
    """Bind a form's key to what was typed: a form sent twice is one request, and changed in between it is another.

    The Back button shows a form with its old key, and whoever fills it in anew means somebody else.
    """
    return sha256(key.encode() + digest).digest()


def ensure_same(kept: bytes | None, digest: bytes) -> None:
    """Refuse a program that uses its key again for other content; rows of before digests were kept have none.

    Raises:
        KeyReused: It is another request.
    """
    if kept is not None and kept != digest:
        raise KeyReused
