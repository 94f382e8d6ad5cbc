"""Offers for programs."""

from litestar import put
from litestar.params import FromPath, JSONBody

from events_app.applications.schemas import Application
from events_app.assignment import operations
from events_app.assignment.schemas import OfferAnswer, OfferInput
from events_app.platform.web.auth import Acting, Now


@put("/applications/{application:int}/offer-answer")
async def answer_offer(
    application: FromPath[int], data: JSONBody[OfferAnswer], acting: Acting, now: Now
) -> Application:
    """Accept or refuse the booths that are offered."""
    acting.ensure_known()
    return await operations.answer_offer(application, accepted=data.answer == "accepted", acting=acting, now=now)


@put("/booths/{booth:int}/offer")
async def offer_booth(booth: FromPath[int], data: JSONBody[OfferInput], acting: Acting, now: Now) -> Application:
    """Offer a free booth to an application, as the organizer."""
    return await operations.offer_booth(booth, data.application, acting=acting, now=now)


HANDLERS = [answer_offer, offer_booth]
