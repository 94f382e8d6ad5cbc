"""Random tokens and the hashes that are stored in their place."""

import secrets
from hashlib import sha256

_BYTES = 32
API_KEY_PREFIX = "ea_"


def new_token() -> str:
    """Make a token of 256 random bits, fit for URLs, cookies and headers."""
    return secrets.token_urlsafe(_BYTES)


def new_api_key() -> str:
    """Make an API key; the prefix tells it from a session and lets secret scanners find it."""
    return API_KEY_PREFIX + new_token()


def hash_token(token: str) -> bytes:
    """Give what is stored of a token. A fast hash is right: nobody guesses 256 random bits."""
    return sha256(token.encode()).digest()
