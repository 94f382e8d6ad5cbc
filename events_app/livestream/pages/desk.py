"""The organizer's desk: all sessions as a list and as a week, one session, its orders."""

from datetime import date, datetime, time, timedelta
from typing import Any

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from events_app.fairs.queries import fair_for_office
from events_app.livestream import queries
from events_app.livestream.errors import SessionNotFound
from events_app.livestream.pages.exports import ORDER_COLUMNS, SESSION_COLUMNS, order_rows, session_rows
from events_app.livestream.rules import week_of
from events_app.livestream.schemas import Session, SessionFilter, Status
from events_app.livestream.words import LOG, MISSING, ORDER_STATES, PLATFORMS, STATUSES
from events_app.platform.actor import Actor
from events_app.platform.audit import history_of
from events_app.platform.i18n import _
from events_app.platform.i18n.formats import VIETNAM
from events_app.platform.web.auth import Acting, Now, organizer
from events_app.platform.web.exports import excel
from events_app.platform.web.forms import blank_form
from events_app.platform.web.templates import Page, page


@get("/organizer/livestreams", guards=[organizer])
async def list_for_desk(acting: Acting, now: Now, status: FromQuery[str] = "", q: FromQuery[str] = "") -> Page:
    """Every session of the asker's offices."""
    wanted = _filter(status, q)
    sessions = await queries.all_sessions(wanted, acting=acting)
    return page("livestream/desk.html", **_split(sessions, now), **_words(), wanted=wanted, q=q, fair=None)


@get("/organizer/livestreams.xlsx", guards=[organizer])
async def export_sessions(acting: Acting, status: FromQuery[str] = "", q: FromQuery[str] = "") -> Response[bytes]:
    """The same list as an Excel file."""
    sessions = await queries.all_sessions(_filter(status, q), acting=acting)
    return excel(_("Livestream sessions"), [_(title) for title in SESSION_COLUMNS], session_rows(sessions))


@get("/organizer/fairs/{slug:str}/livestreams", guards=[organizer])
async def list_of_fair(slug: FromPath[str], acting: Acting, now: Now) -> Page:
    """The sessions of one fair."""
    fair = (await fair_for_office(slug, acting=acting, now=now)).fair
    sessions = await queries.all_sessions(SessionFilter(fair=fair.id), acting=acting)
    wanted = SessionFilter(fair=fair.id)
    return page("livestream/desk.html", **_split(sessions, now), **_words(), wanted=wanted, q="", fair=fair)


@get("/organizer/livestreams/week", guards=[organizer])
async def show_week(acting: Acting, now: Now, day: FromQuery[str] = "") -> Page:
    """One week by studio: what is where, and what is free."""
    monday, after = week_of(_day(day) or now.astimezone(VIETNAM).date())
    first, end = (datetime.combine(edge, time.min, VIETNAM) for edge in (monday, after))
    offices = acting.organized_offices
    sessions = [s for s in await queries.sessions_between(offices, first, end) if s.status != "cancelled"]
    return page(
        "livestream/week.html",
        days=[monday + timedelta(days=n) for n in range(7)],
        studios=await queries.list_studios(offices),
        cells=_cells(sessions),
        homeless=[each for each in sessions if each.studio is None or each.status == "unscheduled"],
        earlier=monday - timedelta(days=7),
        later=after,
        **_words(),
    )


@get("/organizer/livestreams/{session:int}", guards=[organizer])
async def show_for_desk(session: FromPath[int], acting: Acting, now: Now) -> Page:
    """One session: line-up, what the law still asks, orders, log."""
    return await session_page(session, acting=acting, now=now)


@get("/organizer/livestreams/{session:int}/orders.xlsx", guards=[organizer])
async def export_orders(session: FromPath[int], acting: Acting) -> Response[bytes]:
    """The orders of one session as an Excel file."""
    orders = await queries.orders_for(session, acting=acting)
    return excel(_("Livestream orders"), [_(title) for title in ORDER_COLUMNS], order_rows(orders))


async def session_page(session: int, *, acting: Actor, now: datetime, status: int = 200, **more: Any) -> Page:
    """The desk's page of one session; other handlers show it again with what they have to say."""
    found = await queries.session_by_id(session)
    if not acting.organizes(found.office):
        raise SessionNotFound
    context = {
        "session": found,
        "line_up": await queries.line_up_of(session, now=now),
        "sellers": await queries.list_sellers(session),
        "readiness": await queries.readiness_of(found),
        "orders": await queries.list_orders(session=session),
        "log": await history_of("stream_session", session),
        "log_words": LOG,
        "missing_words": MISSING,
        "order_states": ORDER_STATES,
        "found_products": [],
        "q": "",
        "form": blank_form(),
        "refusal": "",
        "fair": None,
        **_words(),
    }
    return page("livestream/desk_session.html", status=status, **(context | more))


def _filter(status: str, q: str) -> SessionFilter:
    known: dict[str, Status] = {word: word for word in STATUSES}
    return SessionFilter(status=known.get(status), search=q)


def _split(sessions: list[Session], now: datetime) -> dict[str, Any]:
    """What comes, nearest first; what waits for a slot; what is over, latest first."""
    waiting = [each for each in sessions if each.status == "unscheduled"]
    over = [each for each in sessions if each.ends_at < now or each.status in {"ended", "cancelled"}]
    coming = [each for each in sessions if each not in over and each not in waiting]
    return {"coming": coming[::-1], "waiting": waiting[::-1], "over": [each for each in over if each not in waiting]}


def _words() -> dict[str, Any]:
    return {"statuses": STATUSES, "platforms": PLATFORMS}


def _cells(sessions: list[Session]) -> dict[tuple[int, date], list[Session]]:
    cells: dict[tuple[int, date], list[Session]] = {}
    for each in sessions:
        if each.studio_id is not None and each.status != "unscheduled":
            cells.setdefault((each.studio_id, each.starts_at.astimezone(VIETNAM).date()), []).append(each)
    return cells


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


HANDLERS = [export_orders, export_sessions, list_for_desk, list_of_fair, show_for_desk, show_week]
