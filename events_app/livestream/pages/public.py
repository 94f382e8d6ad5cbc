"""What viewers see: coming sessions, one session, and the form to order from a producer."""

import secrets
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec import Meta, Struct

from events_app.livestream import operations, queries
from events_app.livestream.errors import SessionNotFound
from events_app.livestream.rules import CONSENT_VERSION, ensure_orders_open
from events_app.livestream.schemas import Buyer, Consent, OrderInput, Session
from events_app.livestream.words import PLATFORMS, STATUSES
from events_app.platform.errors import DomainError
from events_app.platform.i18n import N_, _
from events_app.platform.web.auth import Acting, Now
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other

AnyRequest = Request[Any, Any, Any]

CONSENT_MISSING = N_("Please tick the consent: without it the producer may not call you.")


class OrderForm(Struct, kw_only=True):
    """What a viewer types."""

    product: int
    quantity: Annotated[int, Meta(ge=1, le=1000)] = 1
    buyer_name: Annotated[str, Meta(max_length=120)]
    buyer_phone: Annotated[str, Meta(max_length=32)]
    buyer_email: Annotated[str, Meta(max_length=254)] = ""
    buyer_address: Annotated[str, Meta(max_length=300)] = ""
    note: Annotated[str, Meta(max_length=500)] = ""
    consent: bool = False
    request_key: Annotated[str, Meta(max_length=64)] = ""


@get("/livestreams")
async def list_livestreams(now: Now, when: FromQuery[str] = "coming") -> Page:
    """On air, coming, or past."""
    past = when == "past"
    sessions = await queries.list_public_sessions(now=now, past=past)
    return page("livestream/list.html", sessions=sessions, past=past, statuses=STATUSES, platforms=PLATFORMS)


@get("/livestreams/{session:int}")
async def show_livestream(session: FromPath[int], acting: Acting, now: Now) -> Page:
    """One session with its products in their order."""
    found = await queries.find_session(session, acting=acting)
    form = blank_form(request_key=secrets.token_urlsafe(18), quantity=1)
    return await _session_page(found, form, now)


@post("/livestreams/{session:int}/orders")
async def order_from_livestream(request: AnyRequest, session: FromPath[int], acting: Acting, now: Now) -> Response[Any]:
    """Hand the viewer's wish to the producer."""
    form = await read_form(request, OrderForm)
    if form.data is not None and not form.data.consent:
        form.errors["consent"] = [_(CONSENT_MISSING)]
    elif form.data is not None:
        try:
            placed = await operations.place_order(session, _order(form.data), channel="web", acting=acting, now=now)
        except SessionNotFound:
            raise
        except DomainError as error:
            form.refuse(error)
        else:
            done = _("%(producer)s has your order number %(number)s and will call you. Nothing is to be paid yet.",
                     producer=placed.producer, number=placed.id)  # fmt: skip
            return see_other(f"/livestreams/{session}", flash=done)
    # It may have been called off while this was typed: the page says so then, above what was typed.
    return await _session_page(await queries.find_session(session, acting=acting), form, now, status=422)


def _order(typed: OrderForm) -> OrderInput:
    return OrderInput(
        product=typed.product,
        quantity=typed.quantity,
        buyer=Buyer(
            name=typed.buyer_name, phone=typed.buyer_phone, address=typed.buyer_address, email=typed.buyer_email
        ),
        consent=Consent(CONSENT_VERSION),
        note=typed.note,
        request_key=typed.request_key or None,
    )


async def _session_page(session: Session, form: Form[Any], now: Now, status: int = 200) -> Page:
    line_up = await queries.line_up_of(session.id, now=now)
    return page(
        "livestream/session.html",
        status=status,
        session=session,
        line_up=line_up,
        form=form,
        takes_orders=bool(line_up) and _takes_orders(session, now),
        statuses=STATUSES,
        platforms=PLATFORMS,
    )


def _takes_orders(session: Session, now: Now) -> bool:
    try:
        ensure_orders_open(session.status, session.ends_at, taken_down=session.taken_down_at is not None, now=now)
    except DomainError:
        return False
    return True


HANDLERS = [list_livestreams, order_from_livestream, show_livestream]
