"""What an office decides about the booths of a plan that stands: blocking them, and how producers take them."""

from datetime import datetime

import msgspec

from events_app.booths.errors import BoothInUse, FloorPlanNotFound
from events_app.booths.operations.locking import booth_facts, lock_booth
from events_app.booths.operations.telling import audit_plan, nudge
from events_app.booths.rules import live
from events_app.booths.schemas import HoldTermsInput
from events_app.fairs.queries import fair_by_id, find_fair
from events_app.platform.actor import Actor
from events_app.platform.db import fetch, transaction
from events_app.platform.i18n import nfc


async def set_hold_terms(slug: str, wanted: HoldTermsInput, *, acting: Actor, now: datetime) -> None:
    """Say how long producers may hold booths, how many, and whether they may now."""
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    async with transaction():
        rows = await fetch(
            "UPDATE floor_plan SET hold_minutes = $2, hold_cap = $3, holds_open = $4, changed_at = $5 WHERE fair = $1"
            " RETURNING id",
            fair.id,
            wanted.minutes,
            wanted.cap,
            wanted.holds_open,
            now,
        )
        if not rows:
            raise FloorPlanNotFound
        await audit_plan(fair, "floor_plan.hold_terms", msgspec.to_builtins(wanted), acting=acting, now=now)
        await nudge(fair.id)


async def block_booth(booth: int, reason: str, *, acting: Actor, now: datetime) -> None:
    """Keep a free booth from being given out.

    Raises:
        BoothInUse: Somebody has it.
    """
    await _set_blocked(booth, blocked=True, reason=nfc(reason)[:200], acting=acting, now=now)


async def unblock_booth(booth: int, *, acting: Actor, now: datetime) -> None:
    """Let a booth be given out again."""
    await _set_blocked(booth, blocked=False, reason="", acting=acting, now=now)


async def _set_blocked(booth: int, *, blocked: bool, reason: str, acting: Actor, now: datetime) -> None:
    fair_id, _ = await booth_facts(booth)
    fair = await fair_by_id(fair_id, now=now)
    acting.ensure_organizes(fair.office)
    async with transaction():
        locked = await lock_booth(booth)
        claim = live(locked.claim, now)
        if blocked and claim is not None:
            [row] = await fetch("SELECT name FROM producer WHERE id = $1", claim.producer)
            raise BoothInUse(locked.code, row["name"])
        await fetch("UPDATE booth SET blocked = $2, blocked_reason = $3 WHERE id = $1", booth, blocked, reason)
        action = "booth.blocked" if blocked else "booth.unblocked"
        await audit_plan(fair, action, {"booth": booth, "code": locked.code, "reason": reason}, acting=acting, now=now)
        await nudge(fair.id, locked.code)
