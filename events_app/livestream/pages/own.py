"""A producer's own turns, and the orders that came in."""

from datetime import datetime
from typing import Any, Literal

from litestar import Request, Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from events_app.livestream import operations, queries
from events_app.livestream.pages.exports import ORDER_COLUMNS, order_rows
from events_app.livestream.schemas import OrderCorrection
from events_app.livestream.words import ORDER_STATES, PLATFORMS, STATUSES
from events_app.platform.actor import Actor
from events_app.platform.errors import Conflict, StaleRevision
from events_app.platform.i18n import _
from events_app.platform.web.auth import Acting, Now, producer_member
from events_app.platform.web.exports import excel
from events_app.platform.web.forms import read_form
from events_app.platform.web.templates import Page, page, see_other

AnyRequest = Request[Any, Any, Any]

_HERE = "/producer/livestreams"


class AnswerForm(Struct, kw_only=True):
    """Whether the producer will deliver."""

    answer: Literal["confirmed", "declined"]


class CorrectionForm(Struct, kw_only=True):
    """The right answer, and the revision at which the wrong one was seen."""

    answer: Literal["confirmed", "declined"]
    revision: int


@get(_HERE, guards=[producer_member])
async def list_own_slots(acting: Acting, now: Now) -> Page:
    """When am I on, where, with what; and who wants to buy."""
    return await _own_page(acting, now)


async def _own_page(acting: Actor, now: datetime, *, status: int = 200, refusal: str = "", refused: int = 0) -> Page:
    """The page, with why an order was not answered above the present state of that order."""
    mine = sorted(acting.producer_ids)
    return page(
        "livestream/own.html",
        status=status,
        refusal=refusal,
        refused=refused,
        slots=await queries.slots_of_producers(mine, now=now),
        past=await queries.slots_of_producers(mine, now=now, past=True),
        orders=await queries.list_orders(producers=mine),
        order_states=ORDER_STATES,
        statuses=STATUSES,
        platforms=PLATFORMS,
    )


@get("/producer/livestreams/orders.xlsx", guards=[producer_member])
async def export_own_orders(acting: Acting) -> Response[bytes]:
    """The producer's orders as an Excel file."""
    orders = await queries.list_orders(producers=sorted(acting.producer_ids))
    return excel(_("Livestream orders"), [_(title) for title in ORDER_COLUMNS], order_rows(orders))


@post("/producer/livestreams/orders/{order:int}/answer", guards=[producer_member])
async def answer_own_order(request: AnyRequest, order: FromPath[int], acting: Acting, now: Now) -> Response[Any]:
    """Say whether the producer will deliver."""
    form = await read_form(request, AnswerForm)
    if form.data is None:
        return see_other(f"{_HERE}#orders")
    try:
        answered = await operations.answer_order(order, form.data.answer, acting=acting, now=now)
    except Conflict as error:
        return await _own_page(acting, now, status=409, refusal=error.text(), refused=order)
    said = {"confirmed": _("Confirmed. Call the buyer and agree on delivery."), "declined": _("Declined.")}
    return see_other(f"{_HERE}#orders", flash=said.get(answered.state, ""))


@post("/producer/livestreams/orders/{order:int}/correction", guards=[producer_member])
async def correct_own_answer(request: AnyRequest, order: FromPath[int], acting: Acting, now: Now) -> Response[Any]:
    """Put an answer given by mistake right."""
    form = await read_form(request, CorrectionForm)
    if form.data is None:
        return see_other(f"{_HERE}#orders")
    wanted = OrderCorrection(form.data.answer, form.data.revision)
    try:
        await operations.correct_answer(order, wanted, acting=acting, now=now)
    except StaleRevision:
        refusal = _("Somebody corrected this answer a moment ago. What holds now stands below.")
        return await _own_page(acting, now, status=409, refusal=refusal, refused=order)
    except Conflict as error:
        return await _own_page(acting, now, status=409, refusal=error.text(), refused=order)
    return see_other(f"{_HERE}#orders", flash=_("The answer is corrected. A buyer with an e-mail address is told."))


@post("/producer/livestreams/orders/{order:int}/erasure", guards=[producer_member])
async def erase_own_buyer(order: FromPath[int], acting: Acting, now: Now) -> Response[None]:
    """Erase who the buyer was, at their request."""
    await operations.erase_buyer(order, acting=acting, now=now)
    return see_other(f"{_HERE}#orders", flash=_("The buyer's data are erased; the count stays."))


HANDLERS = [answer_own_order, correct_own_answer, erase_own_buyer, export_own_orders, list_own_slots]
