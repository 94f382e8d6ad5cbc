"""Taking a fair in hand: locked, allowed, at the revision that was seen."""

from datetime import datetime

from events_app.fairs.errors import FairNotFound
from events_app.fairs.operations.guard import take_fair_alone
from events_app.fairs.queries import fair_by_id
from events_app.fairs.schemas import Fair
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.platform.errors import StaleRevision


async def lock_fair(slug: str, *, acting: Actor, now: datetime) -> Fair:
    """Lock the fair at an address for the rest of the transaction.

    Raises:
        FairNotFound: There is none, or it is a draft of an office the actor has nothing to do with.
        NotAllowed: Another office organizes it.
    """
    rows = await fetch("SELECT fair FROM fair_alias WHERE slug = $1", slug)
    if not rows:
        raise FairNotFound
    await take_fair_alone(rows[0]["fair"])
    await fetch("SELECT FROM fair WHERE id = $1 FOR UPDATE", rows[0]["fair"])
    fair = await fair_by_id(rows[0]["fair"], now=now)
    if not fair.is_public and not acting.organizes(fair.office):
        raise FairNotFound
    acting.ensure_organizes(fair.office)
    return fair


async def lock_fair_by_id(fair: int, *, acting: Actor, now: datetime) -> Fair:
    """Lock a fair by its number for the rest of the transaction."""
    await take_fair_alone(fair)
    rows = await fetch("SELECT office FROM fair WHERE id = $1 FOR UPDATE", fair)
    if not rows:
        raise FairNotFound
    acting.ensure_organizes(rows[0]["office"])
    return await fair_by_id(fair, now=now)


def ensure_fresh(fair: Fair, revision: int) -> None:
    """Refuse an edit of a state that has been overtaken, with the present one."""
    if fair.revision != revision:
        raise StaleRevision(current=fair, revision=fair.revision)
