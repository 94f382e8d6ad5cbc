"""Pages about calendars: where to subscribe, and one's own secret addresses."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.params import FromPath, FromQuery

from events_app.agenda.queries import coming_up
from events_app.calendars import operations, queries
from events_app.calendars.codes import code_svg
from events_app.calendars.errors import CalendarNotFound, TooManySubscriptions
from events_app.calendars.rules import is_public_path, is_token
from events_app.calendars.schemas import SubscriptionForm
from events_app.fairs.queries import fair_by_id, list_public_fairs
from events_app.fairs.rules import Kind, Region
from events_app.fairs.schemas import PublicFilter
from events_app.fairs.words import KINDS, REGIONS
from events_app.passes.links import pass_of_token
from events_app.passes.queries import find_pass
from events_app.passes.rules import PassState
from events_app.platform.actor import Actor
from events_app.platform.i18n import _, current_locale
from events_app.platform.i18n.formats import VIETNAM
from events_app.platform.web.auth import Acting, Now, signed_in
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other
from events_app.platform.web.wiring import wiring_of

AnyRequest = Request[Any, Any, Any]

NEW_ADDRESS_COOKIE = "events_new_calendar"
_ADDRESSES = "/account/calendars"
_FAIRS_SHOWN = 24


@get("/calendars")
async def show_calendars(now: Now, kind: FromQuery[str | None] = None, region: FromQuery[str | None] = None) -> Page:
    """Every public calendar with all ways to subscribe; a choice makes a narrower one."""
    kinds, regions = {each.value for each in Kind}, {each.value for each in Region}
    chosen = {"kind": kind if kind in kinds else "", "region": region if region in regions else ""}
    fairs, _total = await list_public_fairs(
        PublicFilter(), today=now.astimezone(VIETNAM).date(), limit=_FAIRS_SHOWN, now=now
    )
    return page(
        "calendars/overview.html",
        fairs=fairs,
        kinds=[(each.value, _(word)) for each, word in KINDS.items()],
        regions=[(each.value, _(word)) for each, word in REGIONS.items()],
        narrowed={name: value for name, value in chosen.items() if value},
    )


@get("/calendars/code.svg")
async def draw_code(request: AnyRequest, path: FromQuery[str]) -> Response[str]:
    """The QR of one public calendar's address, for a phone beside the screen; of nothing else."""
    if not is_public_path(path):
        raise CalendarNotFound
    host = wiring_of(request.app).settings.public_url.split("://", 1)[1].rstrip("/")
    return Response(
        code_svg(f"webcal://{host}{path}"),
        media_type="image/svg+xml",
        headers={"Cache-Control": "public, max-age=86400"},
    )


@get(_ADDRESSES, guards=[signed_in])
async def list_addresses(request: AnyRequest, acting: Acting, now: Now) -> Page:
    """One's own addresses with their last use, and what the calendar shows next."""
    token = request.cookies.get(NEW_ADDRESS_COOKIE, "")
    shown = page("calendars/addresses.html", **await _overview(acting, now, blank_form()))
    if is_token(token):
        shown.context |= {"token": token, "code": code_svg(_webcal(request, token))}
        shown.cookies = [*shown.cookies, Cookie(key=NEW_ADDRESS_COOKIE, path=_ADDRESSES, max_age=0)]
    return shown


@post(_ADDRESSES, guards=[signed_in])
async def make_address(request: AnyRequest, acting: Acting, now: Now) -> Response[Any]:
    """Make one more address; it is shown once, on the page that follows."""
    form = await read_form(request, SubscriptionForm)
    if form.data is not None:
        try:
            made = await operations.make_subscription(form.data.name, current_locale(), acting=acting, now=now)
        except TooManySubscriptions as error:
            form.refuse(error)
        else:
            return see_other(_ADDRESSES, cookies=[_new_address(request, made.token)])
    return page("calendars/addresses.html", status=422, **await _overview(acting, now, form))


@post(_ADDRESSES + "/{subscription:int}/revocation", guards=[signed_in])
async def revoke_address(subscription: FromPath[int], acting: Acting, now: Now) -> Response[None]:
    """Close an address for good."""
    await operations.revoke_subscription(subscription, acting=acting, now=now)
    return see_other(_ADDRESSES, flash=_("The address was revoked. Programs that use it say so for 30 days."))


@post("/calendars/passes/{token:str}", status_code=200)
async def make_pass_address(request: AnyRequest, token: FromPath[str], now: Now) -> Page:
    """Make a private address for whoever holds a pass, and show it once; a pass needs no account for it."""
    settings = wiring_of(request.app).settings
    pass_id = pass_of_token(token, settings.secret)
    if pass_id is None:
        raise CalendarNotFound
    held = await find_pass(pass_id)
    if held.state is not PassState.valid:
        raise CalendarNotFound
    made = await operations.make_pass_subscription(pass_id, _("Pass"), current_locale(), now=now)
    return page(
        "calendars/pass_address.html",
        headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"},
        fair=await fair_by_id(held.fair, now=now),
        pass_token=token,
        token=made.token,
        code=code_svg(_webcal(request, made.token)),
    )


async def _overview(acting: Actor, now: Now, form: Form[Any]) -> dict[str, Any]:
    layout = "organizer" if acting.organized_offices else "producer" if acting.producer_ids else "public"
    return {
        "layout": f"{layout}.html",
        "subscriptions": await queries.list_subscriptions(acting=acting),
        "coming": await coming_up(queries.keys_of(acting), now=now, limit=8),
        "form": form,
        "token": "",
        "code": "",
    }


def _new_address(request: AnyRequest, token: str) -> Cookie:
    """Carries the address over the redirect, to this page of this browser only."""
    secure = wiring_of(request.app).settings.secure_cookies
    return Cookie(
        key=NEW_ADDRESS_COOKIE,
        value=token,
        path=_ADDRESSES,
        max_age=300,
        httponly=True,
        secure=secure,
        samesite="lax",
    )


def _webcal(request: AnyRequest, token: str) -> str:
    host = wiring_of(request.app).settings.public_url.split("://", 1)[1].rstrip("/")
    language = "?lang=en" if current_locale() == "en" else ""
    return f"webcal://{host}/calendars/p/{token}.ics{language}"
