"""Takes an import back: what nobody touched since goes, what was used stays and is listed."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import fetch, transaction
from events_app.platform.live import notify
from events_app.platform.rows import update_row
from events_app.producers.operations.imports.deciding import lock_job
from events_app.producers.operations.imports.leases import channel
from events_app.producers.queries.undo import Undo, load_undo
from events_app.producers.rules.imports import Subject, ensure_may_undo
from events_app.producers.tables import ImportJob

_TABLES = {"producer": "producer", "product": "product", "certificate": "certificate"}
_RESTORABLE = {
    "producer": {"tax_code", "representative", "phone", "phone_second", "email", "address_printed", "place"},
    "product": {"group_code"},
    "certificate": {"stars", "points", "decision_number"},
}


async def undo_import(job: int, *, acting: Actor, now: datetime) -> None:
    """Take an import back. Doing it twice changes nothing.

    Everything it wrote is locked first, so that nobody can begin to use a row between the look and the deletion.

    Raises:
        ImportNotAccepted: Nothing was written.
    """
    async with transaction():
        locked = await lock_job(job, acting)
        if ensure_may_undo(locked["state"]) == "already":
            return
        undo = await load_undo(job, lock=True)
        await _take_back(undo, now)
        await _record_undo(job, undo)
        await update_row(ImportJob, {"state": "undone", "undone_at": now}, where={"id": job})
        await record_audit(
            acting, "import.undone", subject="import", subject_id=job, office=locked["office"],
            data={"taken_back": len(undo.changes) - len(undo.kept), "kept": len(undo.kept)}, now=now,
        )  # fmt: skip
        await notify(channel(job), "undone")


async def _take_back(undo: Undo, now: datetime) -> None:
    going = [row for row in undo.changes if (row["subject_kind"], row["subject"]) not in undo.kept]
    for row in going:
        if row["before"] is not None:
            await _restore((row["subject_kind"], row["subject"]), msgspec.json.decode(row["before"]), now)
    for kind in ("certificate", "product", "producer"):
        created = [row["subject"] for row in going if row["before"] is None and row["subject_kind"] == kind]
        await fetch(f"DELETE FROM {_TABLES[kind]} WHERE id = ANY($1::bigint[])", created)


async def _restore(subject: Subject, before: dict[str, Any], now: datetime) -> None:
    kind, number = subject
    values = {name: _value(name, value) for name, value in before.items() if name in _RESTORABLE[kind]}
    await fetch(
        f"UPDATE {_TABLES[kind]} SET revision = revision + 1, updated_at = $2"
        + "".join(f", {name} = ${place}" for place, name in enumerate(values, start=3))
        + " WHERE id = $1",
        number,
        now,
        *values.values(),
    )


def _value(name: str, value: Any) -> Any:
    return Decimal(value) if name == "points" and value is not None else value


async def _record_undo(job: int, undo: Undo) -> None:
    kept: Iterable[tuple[Subject, str]] = undo.kept.items()
    kinds, subjects, reasons = [], [], []
    for (kind, number), reason in kept:
        kinds.append(kind)
        subjects.append(number)
        reasons.append(reason[:63])
    await fetch(
        "UPDATE import_change c SET outcome = CASE WHEN u.reason IS NULL THEN 'undone' ELSE 'kept' END,"
        " kept_because = coalesce(u.reason, '') FROM import_change other"
        " LEFT JOIN unnest($2::text[], $3::bigint[], $4::text[]) AS u (kind, subject, reason)"
        " ON u.kind = other.subject_kind AND u.subject = other.subject WHERE c.id = other.id AND c.job = $1",
        job,
        kinds,
        subjects,
        reasons,
    )
