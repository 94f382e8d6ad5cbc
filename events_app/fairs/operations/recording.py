"""Writing down and spreading what was done to a fair."""

from datetime import datetime
from typing import Any

from events_app.fairs.operations.changing import Outcome
from events_app.fairs.operations.values import changed_names
from events_app.fairs.schemas import Fair
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.live import notify
from events_app.platform.outbox import put_message


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


async def record_edit(outcome: Outcome, *, acting: Actor, now: datetime) -> Fair:
    """An edit in the audit; people are told when days, hours or place of a fair they know of have changed."""
    before, after = outcome.change.before, outcome.fair
    if after.is_public and outcome.change.moved:
        await put_message("fair.moved", moved_payload(before, after), now=now)
    data = {"changed": changed_names(before, after), "revision": after.revision}
    await audit_fair(acting, "fair.edited", after, data, now=now)
    return after


async def record_state(outcome: Outcome, topic: str, *, acting: Actor, now: datetime) -> Fair:
    """A change of state in the audit, told to everybody concerned."""
    before, after = outcome.change.before, outcome.fair
    payload = moved_payload(before, after) | {"reason": {"vi": after.reason.vi, "en": after.reason.en}}
    await put_message(topic, payload, now=now)
    await audit_fair(acting, topic, after, payload, now=now)
    return after
