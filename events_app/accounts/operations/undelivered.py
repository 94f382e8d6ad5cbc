"""Work in the background that was given up: an owner has it tried again."""

from datetime import datetime

from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import transaction
from events_app.platform.outbox import revive


async def retry_undelivered(office: int, delivery: int, *, acting: Actor, now: datetime) -> None:
    """Have one dead letter tried for another two days.

    Raises:
        NotYourOffice: The asker does not own the office.
        DeadLetterNotFound: Somebody has already had it tried again.
    """
    acting.ensure_owns_office(office)
    async with transaction():
        letter = await revive(delivery, now=now)
        await record_audit(
            acting,
            "outbox.retried",
            subject="outbox_delivery",
            subject_id=delivery,
            office=office,
            data={"topic": letter.topic, "handler": letter.handler},
            now=now,
        )
