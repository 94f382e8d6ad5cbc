"""Writing down and spreading what was done to a fair."""

from datetime import datetime
from typing import Any

from events_app.fairs.schemas import Fair
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.live import notify


async def audit_fair(acting: Actor, action: str, fair: Fair, data: dict[str, Any], *, now: datetime) -> None:
    """One audit row about a fair, and a nudge to the pages that show it."""
    await record_audit(acting, action, subject="fair", subject_id=fair.id, office=fair.office, data=data, now=now)
    await notify(f"fair:{fair.id}")


def moved_payload(before: Fair, after: Fair) -> dict[str, Any]:
    """What those above are told when a fair's days or place change."""
    return {
        "fair": after.id,
        "revision": after.revision,
        "old": {"starts_on": before.starts_on, "ends_on": before.ends_on, "venue": before.venue.name.vi},
        "new": {"starts_on": after.starts_on, "ends_on": after.ends_on, "venue": after.venue.name.vi},
    }
