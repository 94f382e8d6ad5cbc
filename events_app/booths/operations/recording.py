"""What is written beside a change of a claim."""

from datetime import datetime
from typing import Any

from events_app.booths.changes import LockedBooth
from events_app.floor_plans.operations import nudge
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.outbox import put_message


async def record_step(
    action: str, booth: LockedBooth, producer: int, *, acting: Actor, now: datetime, **facts: Any
) -> None:
    """Audit, outbox and a nudge for one booth and the producer it is about."""
    payload = {"fair": booth.fair, "booth": booth.id, "code": booth.code, "producer": producer, **facts}
    await record_audit(acting, action, subject="booth", subject_id=booth.id, office=booth.office, data=payload, now=now)
    await put_message(action, payload, now=now)
    await nudge(booth.fair, booth.code)
