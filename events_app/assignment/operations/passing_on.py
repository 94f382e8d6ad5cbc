"""A booth that has come free is offered to the next in line."""

from datetime import datetime, timedelta

from events_app.applications.queries import call_of, waiting_list
from events_app.assignment.rules import next_in_line
from events_app.booths.changes import LockedBooth
from events_app.booths.operations import offer_booths
from events_app.fairs.queries import fair_by_id
from events_app.fairs.rules import Deed, refusal_of
from events_app.floor_plans.queries import utilities_of
from events_app.platform.actor import SYSTEM

OFFER_HOURS = 48


async def offer_until(fair: int, *, now: datetime) -> datetime:
    """When an offer made now ends: by the fair's call, or after two days."""
    call = await call_of(fair)
    return now + timedelta(hours=call.offer_hours if call is not None else OFFER_HOURS)


async def pass_on(locked: LockedBooth, *, now: datetime) -> None:
    """Offer a free booth to whoever is next in line and can use it."""
    fair = await fair_by_id(locked.fair, now=now)
    if locked.blocked or refusal_of(Deed.TAKE, fair.phase) is not None:
        return
    # Rows another booth is just being passed on to are skipped, so that nobody is asked twice at once.
    chosen = next_in_line(await waiting_list(fair, lock=True, now=now), await utilities_of(locked.id))
    if chosen is not None:
        until = await offer_until(locked.fair, now=now)
        await offer_booths([locked], chosen.producer, until=until, acting=SYSTEM, now=now)
