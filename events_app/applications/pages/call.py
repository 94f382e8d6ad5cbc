"""The organizer writes the call of a fair: who may apply, until when, with which papers, on which terms."""

from datetime import date, datetime, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from litestar import Request, Response, get, post
from litestar.params import FromPath
from msgspec import Meta, Struct

from events_app.applications import operations, queries
from events_app.applications.rules.deadlines import is_running, opens_later
from events_app.applications.schemas import Call, CallInput, Group, PaperCode
from events_app.booths.queries import terms_of
from events_app.booths.schemas import Terms
from events_app.fairs.queries import fair_for_office
from events_app.places.queries import all_places
from events_app.platform.actor import Actor
from events_app.platform.errors import Conflict, FieldError, InvalidInput
from events_app.platform.i18n import N_, Bilingual, _
from events_app.platform.web.auth import Acting, Now
from events_app.platform.web.errors import status_of
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other
from events_app.producers.rules.criteria import GROUPS
from events_app.producers.rules.papers import kinds_on

AnyRequest = Request[Any, Any, Any]
LONGEST_ITEM = 200
MOST_ITEMS = 30


class CallForm(Struct, frozen=True, kw_only=True):
    """The call, its deadline by the day (until midnight at the venue); the checklist has one item a line."""

    closes_on: date
    # From midnight at the venue; empty, from when applications are taken.
    opens_on: date | None = None
    is_open: bool = False
    min_stars: Annotated[int, Meta(ge=0, le=5)] = 0
    groups: list[Group] = []
    places: list[int] = []
    booths_most: Annotated[int, Meta(ge=1, le=3)] = 2
    papers: list[PaperCode] = []
    checklist: str = ""
    support_percent: Annotated[int, Meta(ge=0, le=100)] = 0
    offer_hours: Annotated[int, Meta(ge=1, le=720)] = 48
    pay_within: Annotated[int, Meta(ge=1, le=90)] = 7
    terms_vi: str = ""
    terms_en: str = ""

    def wanted(self, time_zone: str) -> CallInput:
        """The call as the operation takes it."""
        items = [line.strip() for line in self.checklist.splitlines() if line.strip()]
        if len(items) > MOST_ITEMS or any(len(item) > LONGEST_ITEM for item in items):
            message = N_("At most %(items)s items of %(letters)s characters each.")
            wrong = FieldError("too_long", message, {"items": MOST_ITEMS, "letters": LONGEST_ITEM})
            raise InvalidInput({"checklist": [wrong]})
        return CallInput(
            is_open=self.is_open,
            opens_at=datetime.combine(self.opens_on, time(), ZoneInfo(time_zone)) if self.opens_on else None,
            closes_at=datetime.combine(self.closes_on, time(23, 59, 59), ZoneInfo(time_zone)),
            min_stars=self.min_stars,
            groups=self.groups,
            places=self.places,
            booths_most=self.booths_most,
            papers=self.papers,
            checklist=items,
            support_percent=self.support_percent,
            offer_hours=self.offer_hours,
            pay_within=self.pay_within,
            terms=Bilingual(self.terms_vi, self.terms_en) if self.terms_vi else None,
        )


@get("/call")
async def show_call(slug: FromPath[str], acting: Acting, now: Now) -> Page:
    """The call to be written or changed."""
    return await _call_page(slug, None, acting=acting, now=now)


@post("/call")
async def set_call(request: AnyRequest, slug: FromPath[str], acting: Acting, now: Now) -> Page | Response[None]:
    """Open, close or change the call."""
    form = await read_form(request, CallForm)
    if form.data is not None:
        found = await fair_for_office(slug, acting=acting, now=now)
        try:
            await operations.set_call(slug, form.data.wanted(found.fair.time_zone), acting=acting, now=now)
        except (Conflict, InvalidInput) as error:
            if isinstance(error, InvalidInput) and "opens_at" in error.fields:
                error.fields["opens_on"] = error.fields.pop("opens_at")
            form.refuse(error)
        else:
            is_open = form.values.get("is_open")
            flash = _("The call is open.") if is_open else _("The call is closed.")
            return see_other(f"/organizer/fairs/{slug}/applications", flash=flash)
    return await _call_page(slug, form, acting=acting, now=now)


async def _call_page(slug: str, form: Form[Any] | None, *, acting: Actor, now: datetime) -> Page:
    found = await fair_for_office(slug, acting=acting, now=now)
    call = await queries.call_of(found.fair.id)
    terms = await terms_of(found.fair.id)
    shown = form or blank_form(**_values(call, terms, found.fair.time_zone))
    places = [place for place in await all_places(levels=("province", "commune")) if place.valid_to is None]
    return page(
        "applications/call.html",
        status=status_of(shown.error) if shown.error else 422 if shown.errors else 200,
        fair=found.fair,
        form=shown,
        call=call,
        open_now=is_running(None if call is None else call.terms, now),
        opens_later=opens_later(None if call is None else call.terms, now),
        terms=terms,
        groups=[(code, name.text()) for code, name in GROUPS.items()],
        kinds=[(kind.code, kind.title.text()) for kind in kinds_on(now.date()) if kind.code != "other"],
        places=[(place.id, place.label()) for place in places],
    )


def _values(call: Call | None, terms: Terms | None, time_zone: str) -> dict[str, Any]:
    written = {"terms_vi": terms.text.vi, "terms_en": terms.text.en} if terms else {}
    if call is None:
        return {"min_stars": 3, "booths_most": 2, "support_percent": 0, "offer_hours": 48, "pay_within": 7, **written}
    return {
        "opens_on": call.opens_at.astimezone(ZoneInfo(time_zone)).date() if call.opens_at else None,
        "closes_on": call.closes_at.astimezone(ZoneInfo(time_zone)).date(),
        "is_open": call.is_open,
        "min_stars": call.min_stars,
        "groups": call.groups,
        "places": call.places,
        "booths_most": call.booths_most,
        "papers": call.papers,
        "checklist": "\n".join(call.checklist),
        "support_percent": call.support_percent,
        "offer_hours": call.offer_hours,
        "pay_within": call.pay_within,
        **written,
    }
