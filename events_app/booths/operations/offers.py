"""Offering booths to applications, and the producer's answer."""

from datetime import datetime

from events_app.booths.errors import ApplicationNotFound, BoothBlocked, MovesUnclear
from events_app.booths.operations.holds import accept_claims, expire_claim
from events_app.booths.operations.lines import (
    application_row,
    end_offer,
    lock_offers,
    make_offer,
    set_state,
)
from events_app.booths.operations.locking import booth_facts, lock_booth
from events_app.booths.operations.receipts import ensure_terms_accepted
from events_app.booths.operations.telling import refresh_booth_entries
from events_app.booths.queries import find_application
from events_app.booths.rules import (
    ApplicationState,
    ClosedReason,
    ensure_offerable,
    ensure_offered,
    live,
    refuse_taken,
)
from events_app.booths.schemas import Application
from events_app.fairs.queries import fair_by_id
from events_app.platform.actor import Actor
from events_app.platform.db import transaction


async def offer_booth(booth: int, application: int, *, acting: Actor, now: datetime) -> Application:
    """Offer a free booth to an application until the call's offer time is over.

    Raises:
        BoothAlreadyHeld, BoothAlreadyAssigned, BoothBlocked: It is not free.
        ApplicationStateFinal: The application was not looked at yet, or is settled.
    """
    fair_id, _ = await booth_facts(booth)
    fair = await fair_by_id(fair_id, now=now)
    acting.ensure_organizes(fair.office)
    async with transaction():
        locked = await lock_booth(booth, applications=[application])
        found = await application_row(application, now=now)
        if found.fair != fair_id:
            raise MovesUnclear
        ensure_offerable(found.state)
        standing = live(locked.claim, now)
        if standing is not None:
            refuse_taken(standing, booth=locked.code)
        if locked.blocked:
            raise BoothBlocked(locked.code)
        if locked.claim is not None:
            await expire_claim(locked, locked.claim, now=now)
        await make_offer([locked], application, found.producer, acting=acting, now=now)
        return await application_row(application, now=now)


async def answer_offer(application: int, *, accepted: bool, acting: Actor, now: datetime) -> Application:
    """Accept or refuse what is offered, all of it. The same answer twice is one.

    Raises:
        ApplicationNotOffered: No offer stands any more.
    """
    found = await find_application(application, acting=acting, now=now)
    if not acting.acts_for(found.producer):
        raise ApplicationNotFound
    async with transaction():
        offers = await lock_offers(found)
        found = await application_row(application, now=now)
        settled = ApplicationState.ACCEPTED if accepted else ApplicationState.REFUSED
        if found.state is settled:
            return found
        ensure_offered(found.state)
        if all(claim.is_past(now) for _, claim in offers):
            ensure_offered(ApplicationState.LAPSED)
        if accepted:
            await ensure_terms_accepted(found.fair, found.producer)
            await accept_claims(offers, by="offer", acting=acting, now=now)
            await set_state(found.fair, found.producer, settled, acting=acting, now=now)
            await refresh_booth_entries(found.fair, [found.producer], now=now)
        else:
            for locked, claim in offers:
                await end_offer(locked, claim, ClosedReason.DECLINED, settled, acting=acting, now=now)
        return await application_row(application, now=now)
