"""Offering booths to applications, the producer's answer, and the end of an offer nobody answered."""

from datetime import datetime

from events_app.applications.errors import ApplicationNotFound
from events_app.applications.operations import application_row, lock_applications
from events_app.applications.queries import find_application
from events_app.applications.rules import ApplicationState, ensure_offerable, ensure_offered
from events_app.applications.schemas import Application
from events_app.assignment.operations.passing_on import offer_until
from events_app.booths.errors import BoothBlocked, MovesUnclear
from events_app.booths.operations import (
    accept_claims,
    end_offers,
    ensure_terms_accepted,
    lock_booth,
    lock_booths,
    offer_booths,
    offers_among,
)
from events_app.booths.queries import booths_with_past_offers, offered_booths
from events_app.booths.rules import ClaimState, ClosedReason, live, refuse_taken
from events_app.fairs.operations import enter_fair
from events_app.fairs.queries import fair_by_id
from events_app.fairs.rules import Deed
from events_app.floor_plans.queries import booth_facts
from events_app.platform.actor import SYSTEM, Actor
from events_app.platform.db import transaction

LAPSED_AT_ONCE = 200


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
        await enter_fair(fair_id, Deed.OFFER, now=now)
        locked = await lock_booth(booth)
        await lock_applications([application], offered_on=[locked])
        found = await application_row(application, now=now)
        if found.fair != fair_id:
            raise MovesUnclear
        ensure_offerable(found.state)
        standing = live(locked.claim, now)
        if standing is not None:
            refuse_taken(standing, booth=locked.code)
        if locked.blocked:
            raise BoothBlocked(locked.code)
        until = await offer_until(fair_id, now=now)
        await offer_booths([locked], found.producer, until=until, acting=acting, now=now)
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
        await enter_fair(found.fair, Deed.ANSWER if accepted else Deed.CORRECT, now=now)
        booths = await lock_booths(await offered_booths(found.fair, found.producer))
        await lock_applications([application])
        found = await application_row(application, now=now)
        settled = ApplicationState.ACCEPTED if accepted else ApplicationState.REFUSED
        if found.state is settled:
            return found
        ensure_offered(found.state)
        offers = offers_among(booths, found.producer)
        if all(claim.is_past(now) for _, claim in offers):
            ensure_offered(ApplicationState.LAPSED)
        if accepted:
            await ensure_terms_accepted(found.fair, found.producer)
            await accept_claims(offers, by="offer", acting=acting, now=now)
        else:
            await end_offers(offers, ClosedReason.DECLINED, acting=acting, now=now)
        return await application_row(application, now=now)


async def lapse_offers(*, now: datetime) -> int:
    """End offers whose time is past, each by itself, and ask the next in line; returns how many."""
    lapsed = 0
    for booth in await booths_with_past_offers(now, most=LAPSED_AT_ONCE):
        fair, _ = await booth_facts(booth)
        async with transaction():
            await enter_fair(fair, Deed.CORRECT, now=now)
            locked = await lock_booth(booth)
            claim = locked.claim
            if claim is not None and claim.state is ClaimState.OFFERED and claim.is_past(now):
                await end_offers([(locked, claim)], ClosedReason.EXPIRED, acting=SYSTEM, now=now)
                lapsed += 1
    return lapsed
