"""Building a line-up: finding products, adding, moving, taking out; and looking at sellers' papers."""

from typing import Annotated, Any, Literal

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec import Meta, Struct

from events_app.livestream import operations, queries
from events_app.livestream.pages.desk import session_page
from events_app.livestream.schemas import LineUp, LineUpInput
from events_app.platform.actor import Actor
from events_app.platform.errors import DomainError, NotAllowed, NotFound
from events_app.platform.i18n import _
from events_app.platform.i18n.formats import VIETNAM
from events_app.platform.listing import Window
from events_app.platform.web.auth import Acting, Now, organizer
from events_app.platform.web.forms import read_form
from events_app.platform.web.templates import Page, see_other
from events_app.producers.queries import list_products
from events_app.producers.schemas import RegisterFilter

AnyRequest = Request[Any, Any, Any]

_FOUND_AT_ONCE = 12


class ItemForm(Struct, kw_only=True):
    """One product and what to do with it."""

    product: int
    action: Literal["add", "up", "down", "remove"]
    price: Annotated[int, Meta(gt=0, le=10_000_000_000)] | None = None
    note: Annotated[str, Meta(max_length=200)] = ""


@get("/organizer/livestreams/{session:int}/products", guards=[organizer])
async def find_products(session: FromPath[int], acting: Acting, now: Now, q: FromQuery[str] = "") -> Page:
    """The session's page with the products that match what was typed."""
    on = now.astimezone(VIETNAM).date()
    wanted = RegisterFilter(text=q[:200])
    found = await list_products(wanted, Window(limit=_FOUND_AT_ONCE), offices=None, on=on)
    return await session_page(session, acting=acting, now=now, found_products=found.items, q=q)


@post("/organizer/livestreams/{session:int}/line-up", guards=[organizer])
async def change_line_up(request: AnyRequest, session: FromPath[int], acting: Acting, now: Now) -> Response[Any]:
    """Add a product, move it a place, or take it out."""
    form = await read_form(request, ItemForm)
    if form.data is None:
        return await session_page(session, acting=acting, now=now, status=422, form=form)
    try:
        await _change(session, form.data, acting=acting, now=now)
    except (NotFound, NotAllowed):
        raise
    except DomainError as error:
        return await session_page(session, acting=acting, now=now, status=409, refusal=error.text())
    return see_other(f"/organizer/livestreams/{session}#line-up")


@post("/organizer/livestreams/{session:int}/sellers/{producer:int}/papers-check", guards=[organizer])
async def check_papers(session: FromPath[int], producer: FromPath[int], acting: Acting, now: Now) -> Response[None]:
    """Note that a seller's papers were looked at."""
    await operations.check_seller_papers(session, producer, acting=acting, now=now)
    return see_other(f"/organizer/livestreams/{session}#sellers", flash=_("Noted: the papers were looked at."))


async def _change(session: int, wanted: ItemForm, *, acting: Actor, now: Now) -> None:
    if wanted.action in {"up", "down"}:
        await operations.move_item(session, wanted.product, wanted.action, acting=acting, now=now)
        return
    kept = [
        LineUpInput(product=item.product, price=item.price, note=item.note)
        for item in await queries.line_up_of(session, now=now)
        if item.product != wanted.product
    ]
    if wanted.action == "add":
        kept.append(LineUpInput(product=wanted.product, price=wanted.price, note=wanted.note))
    await operations.replace_line_up(session, LineUp(items=kept), acting=acting, now=now)


HANDLERS = [change_line_up, check_papers, find_products]
