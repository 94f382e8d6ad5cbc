"""Count people who come without a pass, at fairs that give none or to those who have none."""

from datetime import datetime

from events_app.passes.errors import DeviceRevoked
from events_app.passes.operations.check_ins import CheckInDesk
from events_app.passes.rules import happened_at
from events_app.passes.schemas import WalkInAnswer, WalkInInput
from events_app.passes.tables import WalkIn
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.platform.rows import insert_unless_there


async def count_walk_in(desk: CheckInDesk, walk_in: WalkInInput, *, acting: Actor, now: datetime) -> WalkInAnswer:
    """Count one more or one less. The same `scan_id` counts once."""
    facts = await desk.facts.for_gate(walk_in.gate, acting=acting, now=now)
    device = acting.id if acting.kind == "device" else None
    if device is not None and await fetch(
        "SELECT id FROM gate_device WHERE id = $1 AND revoked_at IS NOT NULL", device
    ):
        raise DeviceRevoked
    at, _ = happened_at(walk_in.scanned_at, sent_at=None, received_at=now)
    counted = {
        "scan_id": walk_in.scan_id,
        "fair": facts.days.fair,
        "gate": walk_in.gate,
        "device": device,
        "people": walk_in.people,
        "happened_at": at,
        "received_at": now,
    }
    await insert_unless_there(WalkIn, counted, unique=["scan_id"])
    desk.nudges.fair_changed(facts.days.fair)
    rows = await fetch(
        "SELECT coalesce(sum(people), 0) AS people FROM walk_in WHERE fair = $1 AND gate = $2",
        facts.days.fair,
        walk_in.gate,
    )
    return WalkInAnswer(gate=walk_in.gate, people=rows[0]["people"])
