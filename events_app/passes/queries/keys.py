"""The keys an office signs passes with."""

import base64
from datetime import datetime

import msgspec

from events_app.platform.actor import Actor
from events_app.platform.db import fetch


class KeyView(msgspec.Struct, frozen=True, kw_only=True):
    """One key: the public half in base64, and how many passes still rest on it."""

    key_id: int
    public_key: str
    valid_from: datetime
    retired_at: datetime | None
    distrusted_at: datetime | None
    passes: int

    @property
    def state(self) -> str:
        """Whether it signs, only verifies, or is not believed any more."""
        if self.distrusted_at is not None:
            return "distrusted"
        return "signs" if self.retired_at is None else "retired"


async def list_keys(office: int, *, acting: Actor) -> list[KeyView]:
    """List an office's keys for its owner, the one in use first."""
    acting.ensure_owns_office(office)
    rows = await fetch(
        "SELECT k.key_id, k.public_key, k.valid_from, k.retired_at, k.distrusted_at, coalesce(p.passes, 0) AS passes"
        " FROM signing_key k LEFT JOIN (SELECT p.key_id, count(*) AS passes FROM entry_pass p"
        "  JOIN fair f ON f.id = p.fair WHERE f.office = $1 AND p.state = 'valid' GROUP BY p.key_id) p"
        " ON p.key_id = k.key_id WHERE k.office = $1 ORDER BY k.key_id DESC",
        office,
    )
    return [
        msgspec.convert({**row, "public_key": base64.b64encode(row["public_key"]).decode("ascii")}, KeyView)
        for row in rows
    ]
