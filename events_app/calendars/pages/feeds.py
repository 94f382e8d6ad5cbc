"""The addresses calendar programs read. No cookie, no `Accept-Language`: the address alone decides the answer."""

from typing import Any

from litestar import HttpMethod, Request, Response, route
from litestar.params import FromPath, FromQuery

from events_app.calendars import feeds, queries, rules
from events_app.calendars.errors import CalendarNotFound, CalendarRevoked
from events_app.calendars.operations import note_use
from events_app.calendars.schemas import Feed, Subscription
from events_app.fairs.queries import find_public_fair, list_public_fairs
from events_app.fairs.rules import Kind, Region
from events_app.fairs.schemas import Fair, PublicFilter
from events_app.livestream.queries import public_session, sessions_of_fair
from events_app.platform.i18n import Locale, fold, parse_locale
from events_app.platform.i18n.formats import VIETNAM
from events_app.platform.web.auth import Now
from events_app.platform.web.templates import Page, page
from events_app.platform.web.wiring import wiring_of

AnyRequest = Request[Any, Any, Any]

READ = [HttpMethod.GET, HttpMethod.HEAD]
MEDIA_TYPE = "text/calendar"
PUBLIC = {"Cache-Control": "public, max-age=300"}
PRIVATE = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
_MOST_FAIRS = 5_000
_LONGEST_FILTER = 20
_LONGEST_NUMBER = 18


@route("/calendars/fairs.ics", http_method=READ)
async def read_fairs(
    request: AnyRequest,
    now: Now,
    kind: FromQuery[Kind | None] = None,
    region: FromQuery[Region | None] = None,
    district: FromQuery[str | None] = None,
) -> Response[bytes]:
    """Every public fair, or those of a kind, a region or a district."""
    chosen = {"kind": kind, "region": region, "district": district}
    named = {name: str(value)[:_LONGEST_FILTER] for name, value in chosen.items() if value}
    fairs = None
    if named:
        wanted = PublicFilter(kind=kind, region=region, when="all")
        found, _total = await list_public_fairs(
            wanted, today=now.astimezone(VIETNAM).date(), limit=_MOST_FAIRS, now=now
        )
        fairs = [fair for fair in found if _lies_in(fair, named.get("district"))]
    return await _answer(request, feeds.fairs_feed(fairs, **named), now)


@route("/calendars/fairs/{name:str}", http_method=READ)
async def read_fair(request: AnyRequest, name: FromPath[str], now: Now) -> Response[bytes] | Page:
    """One fair with its programme, also by an address it had before; without `.ics` the page for people."""
    slug, dot, extension = name.rpartition(".")
    if not dot:
        fair = await find_public_fair(name, now=now)
        has_streams = bool(await sessions_of_fair(fair.id))
        return page("calendars/fair.html", fair=fair, has_streams=has_streams)
    if extension != "ics":
        raise CalendarNotFound
    fair = await find_public_fair(slug, now=now)
    return await _answer(request, feeds.fair_feed(fair), now)


@route("/calendars/fairs/{slug:str}/livestreams.ics", http_method=READ)
async def read_fair_livestreams(request: AnyRequest, slug: FromPath[str], now: Now) -> Response[bytes]:
    """The livestream sessions of one fair."""
    fair = await find_public_fair(slug, now=now)
    return await _answer(request, feeds.fair_livestreams_feed(fair), now)


@route("/calendars/livestreams.ics", http_method=READ)
async def read_livestreams(request: AnyRequest, now: Now) -> Response[bytes]:
    """Every public livestream session."""
    return await _answer(request, feeds.livestreams_feed(), now)


@route("/calendars/livestreams/{name:str}", http_method=READ)
async def read_livestream(request: AnyRequest, name: FromPath[str], now: Now) -> Response[bytes]:
    """One livestream session."""
    stem = _stem(name)
    if not stem.isdecimal() or len(stem) > _LONGEST_NUMBER:
        raise CalendarNotFound
    session = await public_session(int(stem), now=now)
    return await _answer(request, feeds.livestream_feed(session.id, session.title), now)


@route("/calendars/p/{name:str}", http_method=READ)
async def read_private(request: AnyRequest, name: FromPath[str], now: Now) -> Response[bytes]:
    """What concerns one person. A revoked address says so for thirty days, then it is gone."""
    token = _stem(name)
    subscription = await queries.find_subscription(token)
    state = rules.state_of(subscription.revoked_at, now)
    if state == "open":
        keys = await queries.subscribed_keys(subscription)
        await note_use(subscription, request.headers.get("user-agent", ""), now=now)
        feed = feeds.private_feed(subscription, keys, token)
    else:
        feed = _revoked(subscription, token, gone=state == "gone")
    return await _answer(request, feed, now, subscription.locale)


def _revoked(subscription: Subscription, token: str, *, gone: bool) -> Feed:
    revoked_at = subscription.revoked_at or subscription.created_at
    if gone:
        raise CalendarRevoked(revoked_at)
    return feeds.revoked_feed(subscription, revoked_at, token)


async def _answer(request: AnyRequest, feed: Feed, now: Now, default: Locale = "vi") -> Response[bytes]:
    """Answer with the feed, or with 304 before any text is read."""
    locale = parse_locale(request.query_params.get("lang")) or default
    public_url = wiring_of(request.app).settings.public_url.rstrip("/")
    state = await queries.feed_state(feed, locale, public_url=public_url, now=now)
    headers = {
        "ETag": state.etag,
        "Last-Modified": rules.http_date(state.changed_at),
        **(PRIVATE if feed.private else PUBLIC),
    }
    if rules.is_unchanged(
        state.etag,
        state.changed_at,
        if_none_match=request.headers.get("if-none-match"),
        if_modified_since=request.headers.get("if-modified-since"),
    ):
        return Response(b"", status_code=304, headers=headers)
    body = await queries.feed_body(feed, state, locale, public_url=public_url)
    headers |= {"Content-Language": locale, "Content-Disposition": _disposition(request, feed, locale)}
    if request.method == HttpMethod.HEAD:
        headers["Content-Length"] = str(len(body))
        body = b""
    return Response(body, status_code=200, media_type=MEDIA_TYPE, headers=headers)


def _disposition(request: AnyRequest, feed: Feed, locale: Locale) -> str:
    kind = "attachment" if "download" in request.query_params else "inline"
    name = "-".join("".join(char if char.isalnum() else " " for char in fold(feed.name.text(locale))).split())
    plain = name.encode("ascii", "ignore").decode()[:60] or "calendar"
    return f'{kind}; filename="{plain}.ics"'


def _stem(name: str) -> str:
    stem, dot, extension = name.rpartition(".")
    if not dot or extension != "ics":
        raise CalendarNotFound
    return stem


def _lies_in(fair: Fair, district: str | None) -> bool:
    """Whether the fair is held in the unit of that code, as far as somebody has linked its venue to one."""
    return not district or fair.venue.place == district
