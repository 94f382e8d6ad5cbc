"""Signing keys at rest: private halves are sealed with a key derived from the installation's secret."""

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_LENGTH: Final = 12


def _sealing_key(secret: str) -> AESGCM:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"events-app passes signing key")
    return AESGCM(derived.derive(secret.encode()))


def _bound_to(office: int, key_id: int) -> bytes:
    return f"office {office} key {key_id}".encode()


def seal(key: Ed25519PrivateKey, secret: str, *, office: int, key_id: int) -> bytes:
    """Encrypt a private key; it opens only as the key it was sealed as."""
    nonce = os.urandom(_NONCE_LENGTH)
    return nonce + _sealing_key(secret).encrypt(nonce, key.private_bytes_raw(), _bound_to(office, key_id))


def unseal(sealed: bytes, secret: str, *, office: int, key_id: int) -> Ed25519PrivateKey | None:
    """Decrypt a private key, or return None when the secret is another one or the row was tampered with."""
    nonce, body = sealed[:_NONCE_LENGTH], sealed[_NONCE_LENGTH:]
    try:
        raw = _sealing_key(secret).decrypt(nonce, body, _bound_to(office, key_id))
    except InvalidTag:
        return None
    return Ed25519PrivateKey.from_private_bytes(raw)
