"""What is written beside a change of a plan: its audit row, and a nudge to the pages that show it."""

from datetime import datetime
from typing import Any

from events_app.fairs.schemas import Fair
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.live import notify


async def audit_plan(fair: Fair, action: str, data: dict[str, Any], *, acting: Actor, now: datetime) -> None:
    """One audit row about a fair's plan."""
    subject: dict[str, Any] = {"subject": "fair", "subject_id": fair.id, "office": fair.office}
    await record_audit(acting, action, **subject, data=data, now=now)


async def nudge(fair: int, message: str = "changed") -> None:
    """Tell open pages that the plan of a fair looks different now."""
    await notify(f"fair:{fair}:booths", message)
