"""Signing keys of offices: made on first use, rotated by key id, distrusted when they leak."""

from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from events_app.passes.code import CodePayload, SignedCode, sign
from events_app.passes.errors import KeysUnreadable, TooManyKeys
from events_app.passes.keys import seal, unseal
from events_app.passes.tables import SigningKey
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import ensure_in_transaction, fetch, transaction
from events_app.platform.rows import insert_unless_there

_LAST_KEY_ID: Final = 255


class Signer:
    """Signs codes for one process. Opened private keys stay in its memory and nowhere else."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._opened: dict[tuple[int, int], Ed25519PrivateKey] = {}

    async def key_in_use(self, office: int, *, now: datetime) -> int:
        """Return the id of the key an office signs with, making its first one."""
        ensure_in_transaction()
        rows = await fetch(
            "SELECT key_id FROM signing_key WHERE office = $1 AND retired_at IS NULL", office
        ) or await self._make_key(office, now=now)
        return int(rows[0]["key_id"])

    async def sign(self, payload: CodePayload, *, office: int) -> SignedCode:
        """Sign one payload with the key it names."""
        return sign(payload, await self._private_key(office, payload.key_id))

    async def rotate_key(
        self, office: int, *, leaked: bool = False, in_use: int | None = None, acting: Actor, now: datetime
    ) -> int:
        """Sign with a new key from now on; codes of the old one stay valid unless it leaked.

        With `in_use` only if that key still signs: whoever presses twice rotates once.
        """
        acting.ensure_owns_office(office)
        async with transaction():
            await fetch("SELECT id FROM office WHERE id = $1 FOR UPDATE", office)
            signing = await fetch("SELECT key_id FROM signing_key WHERE office = $1 AND retired_at IS NULL", office)
            if in_use is not None and signing and signing[0]["key_id"] != in_use:
                return int(signing[0]["key_id"])
            await fetch(
                "UPDATE signing_key SET retired_at = $2::timestamptz,"
                " distrusted_at = CASE WHEN $3 THEN $2::timestamptz END"
                " WHERE office = $1 AND retired_at IS NULL",
                office,
                now,
                leaked,
            )
            key_id = int((await self._make_key(office, now=now))[0]["key_id"])
            await record_audit(
                acting,
                "signing_key.rotated",
                subject="signing_key",
                subject_id=key_id,
                office=office,
                data={"leaked": leaked},
                now=now,
            )
        return key_id

    async def distrust_key(self, office: int, key_id: int, *, acting: Actor, now: datetime) -> None:
        """Believe nothing any more that a retired key signed. Twice is once."""
        acting.ensure_owns_office(office)
        async with transaction():
            rows = await fetch(
                "UPDATE signing_key SET distrusted_at = $3 WHERE office = $1 AND key_id = $2"
                " AND retired_at IS NOT NULL AND distrusted_at IS NULL RETURNING key_id",
                office,
                key_id,
                now,
            )
            if rows:
                await record_audit(
                    acting, "signing_key.distrusted", subject="signing_key", subject_id=key_id, office=office, now=now
                )

    async def _make_key(self, office: int, *, now: datetime) -> list[dict[str, int]]:
        """Insert a key under the next id; of two at once the second finds the first one's row."""
        rows = await fetch("SELECT coalesce(max(key_id), 0) AS last FROM signing_key WHERE office = $1", office)
        key_id = rows[0]["last"] + 1
        if key_id > _LAST_KEY_ID:
            raise TooManyKeys
        key = Ed25519PrivateKey.generate()
        written = {
            "office": office,
            "key_id": key_id,
            "public_key": key.public_key().public_bytes_raw(),
            "private_key": seal(key, self._secret, office=office, key_id=key_id),
            "valid_from": now,
        }
        await insert_unless_there(SigningKey, written)
        kept = await fetch("SELECT key_id FROM signing_key WHERE office = $1 AND retired_at IS NULL", office)
        return [dict(row) for row in kept]

    async def _private_key(self, office: int, key_id: int) -> Ed25519PrivateKey:
        key = self._opened.get((office, key_id))
        if key is None:
            rows = await fetch("SELECT private_key FROM signing_key WHERE office = $1 AND key_id = $2", office, key_id)
            key = unseal(rows[0]["private_key"], self._secret, office=office, key_id=key_id)
            if key is None:
                raise KeysUnreadable
            self._opened[office, key_id] = key
        return key
