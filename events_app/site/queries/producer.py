"""The producer's home: booths, papers, slots, and where a booth is still free."""

from datetime import datetime

from events_app.booths.queries import coming_booths, open_fairs
from events_app.livestream.queries import broadcasts_of_producers, count_open_orders
from events_app.platform.actor import Actor
from events_app.platform.i18n.formats import VIETNAM
from events_app.producers.queries import certificate_standings, names_of_producers
from events_app.site.rules import producer_steps
from events_app.site.schemas import ProducerHome

_FAIRS_SHOWN = 6


async def producers_home(*, acting: Actor, now: datetime) -> ProducerHome:
    """What this person's producers must do next, and how they stand."""
    mine = sorted(acting.producer_ids)
    today = now.astimezone(VIETNAM).date()
    claims, papers = await coming_booths(mine, today=today, now=now), await certificate_standings(mine, on=today)
    orders = await count_open_orders(mine)
    return ProducerHome(
        names=await names_of_producers(mine),
        next_steps=producer_steps(claims, papers, orders, today),
        claims=claims,
        papers=papers,
        broadcasts=await broadcasts_of_producers(mine, since=now),
        open_fairs=await open_fairs(mine, today=today, limit=_FAIRS_SHOWN, now=now),
        orders=orders,
    )
