"""Calls and applications for programs."""

from litestar import get, patch, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from events_app.booths import operations, queries
from events_app.booths.errors import ApplicationNotFound
from events_app.booths.rules import ApplicationState
from events_app.booths.schemas import (
    Application,
    ApplicationInput,
    ApplicationPatch,
    Call,
    CallInput,
    OfferAnswer,
    OfferInput,
    Terms,
    TermsAcceptanceInput,
)
from events_app.fairs.queries import find_fair
from events_app.platform.listing import Listing
from events_app.platform.web.auth import Acting, Now


@get("/fairs/{slug:str}/application-call")
async def read_call(slug: FromPath[str], acting: Acting, now: Now) -> Call:
    """Who may apply for booths at the fair, until when."""
    fair = await find_fair(slug, acting=acting, now=now)
    call = await queries.call_of(fair.id)
    if call is None:
        raise ApplicationNotFound
    return call


@put("/fairs/{slug:str}/application-call")
async def set_call(slug: FromPath[str], data: JSONBody[CallInput], acting: Acting, now: Now) -> Call:
    """Open, close or change the call, as the organizer."""
    return await operations.set_call(slug, data, acting=acting, now=now)


@put("/fairs/{slug:str}/terms-acceptance", status_code=204)
async def accept_terms(slug: FromPath[str], data: JSONBody[TermsAcceptanceInput], acting: Acting, now: Now) -> None:
    """Accept the terms of the fair for your producer, at the version you read; booths are confirmed after it."""
    acting.ensure_known()
    await operations.accept_terms(slug, data.producer, data.version, channel="program", acting=acting, now=now)


@get("/fairs/{slug:str}/terms")
async def read_terms(slug: FromPath[str], acting: Acting, now: Now) -> Terms:
    """The terms of the fair as they stand."""
    fair = await find_fair(slug, acting=acting, now=now)
    terms = await queries.terms_of(fair.id)
    if terms is None:
        raise ApplicationNotFound
    return terms


@get("/fairs/{slug:str}/applications")
async def list_applications(
    slug: FromPath[str], acting: Acting, now: Now, standing: FromQuery[ApplicationState | None] = None
) -> Listing[Application]:
    """Applications in the order of priority: the office sees all that were handed in, a producer its own."""
    acting.ensure_known()
    fair = await find_fair(slug, acting=acting, now=now)
    found = await queries.list_applications(fair.id, office=fair.office, acting=acting, now=now, state=standing)
    return Listing(found, len(found))


@post("/fairs/{slug:str}/applications")
async def apply_for_booths(
    slug: FromPath[str], data: JSONBody[ApplicationInput], acting: Acting, now: Now
) -> Application:
    """Begin an application as a draft, or hand it in with `"state": "submitted"`."""
    acting.ensure_known()
    return await operations.apply_for_booths(slug, data, acting=acting, now=now)


@get("/applications/{application:int}")
async def read_application(application: FromPath[int], acting: Acting, now: Now) -> Application:
    """One application, for its producer and its office."""
    acting.ensure_known()
    return await queries.find_application(application, acting=acting, now=now)


@patch("/applications/{application:int}")
async def edit_application(
    application: FromPath[int], data: JSONBody[ApplicationPatch], acting: Acting, now: Now
) -> Application:
    """Change an application or its state at the `revision` you saw."""
    acting.ensure_known()
    return await operations.edit_application(application, data, acting=acting, now=now)


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


HANDLERS = [
    read_call,
    set_call,
    read_terms,
    accept_terms,
    list_applications,
    apply_for_booths,
    read_application,
    edit_application,
    answer_offer,
    offer_booth,
]
