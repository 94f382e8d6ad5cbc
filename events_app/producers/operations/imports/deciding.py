"""What people decide about a list: write it, or throw it away."""

from datetime import datetime
from typing import Any

import msgspec

from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import fetch, transaction
from events_app.platform.live import notify
from events_app.platform.rows import update_row
from events_app.producers.errors import ImportNotFound, NothingToWrite
from events_app.producers.operations.imports.leases import channel
from events_app.producers.rules.imports import ensure_may_accept, ensure_may_discard
from events_app.producers.spreadsheet.problems import Problem
from events_app.producers.tables import ImportJob


async def accept_import(job: int, *, acting: Actor, now: datetime) -> None:
    """Say yes to a preview; a worker writes it. Saying it twice changes nothing.

    Raises:
        ImportNotReady: It is still being read.
        NothingToWrite: No row would change the register.
    """
    async with transaction():
        locked = await lock_job(job, acting)
        if ensure_may_accept(locked["state"], _failure_text(locked)) == "already":
            return
        counted = await fetch(
            "SELECT count(*) AS n FROM import_row WHERE job = $1 AND action IN ('new', 'change')", job
        )
        if not counted[0]["n"]:
            raise NothingToWrite
        accepted = {
            "state": "applying",
            "accepted_by": acting.id if acting.kind == "person" else None,
            "attempts": 0,
        }
        await update_row(ImportJob, accepted, where={"id": job})
        await record_audit(
            acting, "import.accepted", subject="import", subject_id=job, office=locked["office"],
            data={"rows": counted[0]["n"]}, now=now,
        )  # fmt: skip
        await notify(channel(job), "applying")


async def cancel_import(job: int, *, acting: Actor, now: datetime) -> None:
    """Throw a list away that was not written.

    Raises:
        ImportAlreadyAccepted: Its rows are in the register.
    """
    async with transaction():
        locked = await lock_job(job, acting)
        ensure_may_discard(locked["state"])
        await fetch("DELETE FROM import_job WHERE id = $1", job)
        await record_audit(
            acting, "import.discarded", subject="import", subject_id=job, office=locked["office"], now=now
        )
        await notify(channel(job), "discarded")


async def lock_job(job: int, acting: Actor) -> dict[str, Any]:
    """Lock an import of an office the person works for.

    Raises:
        ImportNotFound: There is none, or it is another office's.
    """
    acting.ensure_known()
    rows = await fetch("SELECT * FROM import_job WHERE id = $1 FOR UPDATE", job)
    if not rows or not acting.organizes(rows[0]["office"]):
        raise ImportNotFound
    return dict(rows[0])


def _failure_text(locked: dict[str, Any]) -> str:
    failure = locked["failure"]
    return msgspec.json.decode(failure, type=Problem).text() if failure else ""
