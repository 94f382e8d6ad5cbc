"""The log of who did what, written in the transaction of the act."""

from datetime import datetime
from typing import Any

import msgspec

from events_app.platform.actor import Actor
from events_app.platform.db import ensure_in_transaction, fetch
from events_app.platform.rows import insert_row
from events_app.platform.tables import AuditEntry


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
    actor = {"actor_kind": acting.kind, "actor_id": acting.id, "actor_name": acting.name}
    act = {"action": action, "subject": subject, "subject_id": subject_id, "office": office, "data": data or {}}
    await insert_row(AuditEntry, {"at": now}, actor, act)


class AuditLine(msgspec.Struct, frozen=True):
    """Who did what, when."""

    at: datetime
    actor_name: str
    action: str


async def history_of(subject: str, subject_id: int, *, limit: int = 30) -> list[AuditLine]:
    """What was done to one thing, the latest first; whoever asks has checked who may read it."""
    rows = await fetch(
        "SELECT at, actor_name, action FROM audit_entry WHERE subject = $1 AND subject_id = $2"
        " ORDER BY id DESC LIMIT $3",
        subject,
        subject_id,
        limit,
    )
    return [AuditLine(**row) for row in rows]
