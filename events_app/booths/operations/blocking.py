"""Keeping a free booth from being given out."""

from datetime import datetime

from events_app.booths.errors.claims import BoothInUse
from events_app.booths.operations.locking import lock_booth
from events_app.booths.rules.claims import live
from events_app.fairs.operations import enter_fair
from events_app.fairs.queries import fair_by_id
from events_app.fairs.rules import Deed
from events_app.floor_plans.operations import set_blocked
from events_app.floor_plans.queries import booth_facts
from events_app.platform.actor import Actor
from events_app.platform.db import fetch, transaction
from events_app.platform.i18n import nfc


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
        await enter_fair(fair_id, Deed.PREPARE, now=now)
        locked = await lock_booth(booth)
        claim = live(locked.claim, now)
        if blocked and claim is not None:
            [row] = await fetch("SELECT name FROM producer WHERE id = $1", claim.producer)
            raise BoothInUse(locked.code, row["name"])
        await set_blocked(fair, booth, blocked=blocked, reason=reason, acting=acting, now=now)
