"""A producer's own turns, and the orders that came in."""

from typing import Any, Literal

from litestar import Request, Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from events_app.livestream import operations, queries
from events_app.livestream.pages.exports import ORDER_COLUMNS, order_rows
from events_app.livestream.words import ORDER_STATES, PLATFORMS, STATUSES
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


@get(_HERE, guards=[producer_member])
async def list_own_slots(acting: Acting, now: Now) -> Page:
    """When am I on, where, with what; and who wants to buy."""
    mine = sorted(acting.producer_ids)
    return page(
        "livestream/own.html",
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
async def answer_own_order(request: AnyRequest, order: FromPath[int], acting: Acting, now: Now) -> Response[None]:
    """Say whether the producer will deliver."""
    form = await read_form(request, AnswerForm)
    if form.data is None:
        return see_other(f"{_HERE}#orders")
    answered = await operations.answer_order(order, form.data.answer, acting=acting, now=now)
    said = {"confirmed": _("Confirmed. Call the buyer and agree on delivery."), "declined": _("Declined.")}
    return see_other(f"{_HERE}#orders", flash=said.get(answered.state, ""))


@post("/producer/livestreams/orders/{order:int}/erasure", guards=[producer_member])
async def erase_own_buyer(order: FromPath[int], acting: Acting, now: Now) -> Response[None]:
    """Erase who the buyer was, at their request."""
    await operations.erase_buyer(order, acting=acting, now=now)
    return see_other(f"{_HERE}#orders", flash=_("The buyer's data are erased; the count stays."))


HANDLERS = [answer_own_order, erase_own_buyer, export_own_orders, list_own_slots]
