"""The livestream for programs: `/api/v1/stream-sessions` and what belongs to them."""

from datetime import datetime

from litestar import Router, get, patch, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from events_app.fairs.queries import find_fair
from events_app.livestream import operations, queries
from events_app.livestream.schemas import (
    Host,
    HostCheck,
    HostInput,
    LineUp,
    LineUpItem,
    Order,
    OrderAnswer,
    OrderCorrection,
    OrderInput,
    PlacedOrder,
    Reason,
    Session,
    SessionFilter,
    SessionInput,
    SessionPatch,
    Status,
    Studio,
    StudioInput,
)
from events_app.platform.listing import DEFAULT_LIMIT, Listing, read_window
from events_app.platform.web.auth import Acting, Now


@get("/stream-sessions")
async def list_stream_sessions(
    acting: Acting,
    now: Now,
    limit: FromQuery[int] = DEFAULT_LIMIT,
    cursor: FromQuery[str | None] = None,
    status: FromQuery[Status | None] = None,
    fair: FromQuery[str | None] = None,
    since: FromQuery[datetime | None] = None,
    until: FromQuery[datetime | None] = None,
) -> Listing[Session]:
    """Announced sessions, and the drafts of your own offices; the latest planned first."""
    at = (await find_fair(fair, acting=acting, now=now)).id if fair else None
    wanted = SessionFilter(status=status, fair=at, since=since, until=until)
    return await queries.list_sessions(read_window(limit, cursor), wanted, acting=acting)


@post("/stream-sessions")
async def create_stream_session(data: JSONBody[SessionInput], acting: Acting, now: Now) -> Session:
    """Plan a session; with a studio and a host it is announced at once.

    409 `studio_taken`, `host_taken` or `producer_taken` carries the clashing `session` and `free_from`.
    """
    return await operations.create_session(data, acting=acting, now=now)


@get("/stream-sessions/{session:int}")
async def read_stream_session(session: FromPath[int], acting: Acting) -> Session:
    """One session; the stream's address is null while it is not public."""
    return await queries.find_session(session, acting=acting)


@patch("/stream-sessions/{session:int}")
async def edit_stream_session(
    session: FromPath[int], data: JSONBody[SessionPatch], acting: Acting, now: Now
) -> Session:
    """Change a session at the `revision` you saw; `status` takes its next step (scheduled, live, ended)."""
    return await operations.edit_session(session, data, acting=acting, now=now)


@put("/stream-sessions/{session:int}/cancellation")
async def cancel_stream_session(session: FromPath[int], data: JSONBody[Reason], acting: Acting, now: Now) -> Session:
    """Call a session off; its studio, host and producers are free again."""
    return await operations.cancel_session(session, data, acting=acting, now=now)


@put("/stream-sessions/{session:int}/takedown")
async def take_stream_session_down(session: FromPath[int], data: JSONBody[Reason], acting: Acting, now: Now) -> Session:
    """End a session on air at once and hide its address."""
    return await operations.take_down(session, data, acting=acting, now=now)


@get("/stream-sessions/{session:int}/line-up")
async def list_line_up(session: FromPath[int], acting: Acting, now: Now) -> Listing[LineUpItem]:
    """The products in their order; stars only while a certificate is in force."""
    found = await queries.find_session(session, acting=acting)
    items = await queries.line_up_of(found.id, now=now)
    return Listing(items, len(items))


@put("/stream-sessions/{session:int}/line-up")
async def set_line_up(session: FromPath[int], data: JSONBody[LineUp], acting: Acting, now: Now) -> Listing[LineUpItem]:
    """Set the whole line-up in its order; 409 `producer_taken` when one sells elsewhere at that time."""
    items = await operations.replace_line_up(session, data, acting=acting, now=now)
    return Listing(items, len(items))


@put("/stream-sessions/{session:int}/sellers/{producer:int}/papers-check", status_code=204)
async def note_papers_check(session: FromPath[int], producer: FromPath[int], acting: Acting, now: Now) -> None:
    """Note that a seller's papers were looked at for this session."""
    await operations.check_seller_papers(session, producer, acting=acting, now=now)


@post("/stream-sessions/{session:int}/orders")
async def place_stream_order(
    session: FromPath[int], data: JSONBody[OrderInput], acting: Acting, now: Now
) -> PlacedOrder:
    """Hand an order intent to the producer; no account is needed, the consent to the text shown is."""
    return await operations.place_order(session, data, channel="api", acting=acting, now=now)


@get("/stream-sessions/{session:int}/orders")
async def list_stream_orders(session: FromPath[int], acting: Acting) -> Listing[Order]:
    """The order intents of a session: all for the office, their own for its producers."""
    orders = await queries.orders_for(session, acting=acting)
    return Listing(orders, len(orders))


@patch("/stream-orders/{order:int}")
async def answer_stream_order(order: FromPath[int], data: JSONBody[OrderAnswer], acting: Acting, now: Now) -> Order:
    """The producer confirms or declines; an order closed with its cancelled session takes no answer."""
    return await operations.answer_order(order, data.state, acting=acting, now=now)


@put("/stream-orders/{order:int}/correction")
async def correct_stream_order(
    order: FromPath[int], data: JSONBody[OrderCorrection], acting: Acting, now: Now
) -> Order:
    """The producer puts an answer given by mistake right, at the `revision` it saw; a buyer with an e-mail is told."""
    return await operations.correct_answer(order, data, acting=acting, now=now)


@get("/studios")
async def list_own_studios(acting: Acting) -> Listing[Studio]:
    """The studios of your offices."""
    acting.ensure_known()
    studios = await queries.list_studios(acting.organized_offices)
    return Listing(studios, len(studios))


@post("/studios")
async def open_studio(data: JSONBody[StudioInput], acting: Acting, now: Now) -> Studio:
    """Open a studio; the same name again is the same studio."""
    return await operations.add_studio(data, acting=acting, now=now)


@get("/hosts")
async def list_own_hosts(acting: Acting) -> Listing[Host]:
    """The hosts of your offices."""
    acting.ensure_known()
    hosts = await queries.list_hosts(acting.organized_offices)
    return Listing(hosts, len(hosts))


@post("/hosts")
async def enter_host(data: JSONBody[HostInput], acting: Acting, now: Now) -> Host:
    """Enter a host whose identity is still to be checked."""
    return await operations.add_host(data, acting=acting, now=now)


@put("/hosts/{host:int}/identity-check")
async def note_identity_check(host: FromPath[int], data: JSONBody[HostCheck], acting: Acting, now: Now) -> Host:
    """Note that and how a host's identity was checked."""
    return await operations.check_host_identity(host, data, acting=acting, now=now)


api_router = Router(
    "/api/v1",
    route_handlers=[
        answer_stream_order,
        cancel_stream_session,
        correct_stream_order,
        create_stream_session,
        edit_stream_session,
        enter_host,
        list_line_up,
        list_own_hosts,
        list_own_studios,
        list_stream_orders,
        list_stream_sessions,
        note_identity_check,
        note_papers_check,
        open_studio,
        place_stream_order,
        read_stream_session,
        set_line_up,
        take_stream_session_down,
    ],
    tags=["livestream"],
)
