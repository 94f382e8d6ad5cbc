"""The log of who did what, written in the transaction of the act."""

from datetime import datetime
from typing import Any

import msgspec

from events_app.platform.actor import Actor
from events_app.platform.db import ensure_in_transaction, fetch


async def record_audit(
    acting: Actor,
    action: str,
    *,
    subject: str,
    subject_id: int | None = None,
    office: int | None = None,
    data: dict[str, Any] | None = None,
    now: datetime,
) -> None:
    """Write one audit row. Facts only: no passwords, tokens, or more personal data than the act needs."""
    ensure_in_transaction()
    await fetch(
        "INSERT INTO audit_entry (at, actor_kind, actor_id, actor_name, action, subject, subject_id, office, data) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        now,
        acting.kind,
        acting.id,
        acting.name,
        action,
        subject,
        subject_id,
        office,
        msgspec.json.encode(data or {}).decode(),
    )
