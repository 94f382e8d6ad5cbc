"""What an office decides about the booths of a plan that stands: blocking them, and how producers take them."""

from datetime import datetime

import msgspec

from events_app.fairs.operations import enter_fair
from events_app.fairs.queries import find_fair
from events_app.fairs.rules import Deed
from events_app.fairs.schemas import Fair
from events_app.floor_plans.errors import FloorPlanNotFound
from events_app.floor_plans.operations.recording import audit_plan, nudge
from events_app.floor_plans.schemas.plans import HoldTermsInput
from events_app.floor_plans.tables import FloorPlan
from events_app.platform.actor import Actor
from events_app.platform.db import ensure_in_transaction, fetch, transaction
from events_app.platform.rows import update_row


async def set_hold_terms(slug: str, wanted: HoldTermsInput, *, acting: Actor, now: datetime) -> None:
    """Say how long producers may hold booths, how many, and whether they may now."""
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    async with transaction():
        await enter_fair(fair.id, Deed.PREPARE, now=now)
        terms = {
            "hold_minutes": wanted.minutes,
            "hold_cap": wanted.cap,
            "holds_open": wanted.holds_open,
            "changed_at": now,
        }
        if await update_row(FloorPlan, terms, where={"fair": fair.id}) is None:
            raise FloorPlanNotFound
        await audit_plan(fair, "floor_plan.hold_terms", msgspec.to_builtins(wanted), acting=acting, now=now)
        await nudge(fair.id)


async def set_blocked(fair: Fair, booth: int, *, blocked: bool, reason: str, acting: Actor, now: datetime) -> None:
    """Keep a booth from being given out, or let it again; whoever asks has locked it and looked whose it is."""
    ensure_in_transaction()
    [row] = await fetch(
        "UPDATE booth SET blocked = $2, blocked_reason = $3 WHERE id = $1 RETURNING code", booth, blocked, reason
    )
    action = "booth.blocked" if blocked else "booth.unblocked"
    await audit_plan(fair, action, {"booth": booth, "code": row["code"], "reason": reason}, acting=acting, now=now)
    await nudge(fair.id, row["code"])
