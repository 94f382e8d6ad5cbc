"""Calling for applications: who may apply, until when."""

from datetime import datetime

import msgspec

from events_app.booths.operations.telling import audit_plan
from events_app.booths.queries import call_of
from events_app.booths.schemas import Call, CallInput
from events_app.fairs.queries import find_fair
from events_app.fairs.rules import ensure_changeable
from events_app.platform.actor import Actor
from events_app.platform.db import fetch, transaction


async def set_call(slug: str, wanted: CallInput, *, acting: Actor, now: datetime) -> Call:
    """Open, close or change the call of a fair."""
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    ensure_changeable(fair.status)
    async with transaction():
        await fetch(
            "INSERT INTO application_call (fair, is_open, closes_at, min_stars, groups, booths_most, support_percent,"
            " offer_hours, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (fair) DO UPDATE SET"
            " is_open = excluded.is_open, closes_at = excluded.closes_at, min_stars = excluded.min_stars,"
            " groups = excluded.groups, booths_most = excluded.booths_most,"
            " support_percent = excluded.support_percent, offer_hours = excluded.offer_hours, changed_at = $9",
            fair.id,
            wanted.is_open,
            wanted.closes_at,
            wanted.min_stars,
            sorted(set(wanted.groups)),
            wanted.booths_most,
            wanted.support_percent,
            wanted.offer_hours,
            now,
        )
        await audit_plan(fair, "application_call.set", msgspec.to_builtins(wanted), acting=acting, now=now)
        found = await call_of(fair.id)
    if found is None:
        raise RuntimeError("The call was written a moment ago.")
    return found
