"""The organizer's plan: every booth with its holder, and what can be done about it."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec import Struct

from events_app.booths import queries
from events_app.booths.words import CLOSED
from events_app.fairs.queries import fair_for_office
from events_app.fairs.rules import local_day
from events_app.floor_plans import operations
from events_app.floor_plans.errors import FloorPlanNotFound
from events_app.floor_plans.pages.words import plan_words
from events_app.floor_plans.queries import plans_to_copy
from events_app.floor_plans.rules import BoothState
from events_app.floor_plans.schemas import BoothMap, BoothOnPlan, HoldTermsInput
from events_app.floor_plans.words import CATEGORIES, STATES, UTILITIES
from events_app.platform.actor import Actor
from events_app.platform.errors import Conflict, InvalidInput, NotFound
from events_app.platform.i18n import N_, _
from events_app.platform.web.auth import Acting, Now
from events_app.platform.web.errors import status_of
from events_app.platform.web.exports import excel
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other
from events_app.producers.queries import producers_by_ids, search_producers

AnyRequest = Request[Any, Any, Any]
Answer = Page | Response[None]
MOST_PRODUCERS = 5000
COLUMNS = (
    N_("Booth"),
    N_("Hall"),
    N_("Zone"),
    N_("Category"),
    N_("Width (m)"),
    N_("Depth (m)"),
    N_("Utilities"),
    N_("Fee (đồng)"),
    N_("State"),
    N_("Producer"),
    N_("Phone"),
    N_("E-mail"),
    N_("Held until"),
    N_("Days attended"),
)


class CopyForm(Struct, frozen=True):
    """Of which fair the plan is copied."""

    source: str


@get("/")
async def show_desk(slug: FromPath[str], acting: Acting, now: Now, booth: FromQuery[int | None] = None) -> Page:
    """The plan, figures, and the chosen booth at its side."""
    return await desk_page(slug, booth, blank_form(), acting=acting, now=now)


@get("/list.xlsx")
async def export_booths(slug: FromPath[str], acting: Acting, now: Now) -> Response[bytes]:
    """Every booth with its holder as an Excel file."""
    found = await fair_for_office(slug, acting=acting, now=now)
    plan = await queries.booth_map(found.fair.id, office=found.fair.office, acting=acting, now=now)
    known = await producers_by_ids({booth.producer for booth in plan.booths if booth.producer is not None})
    attended = await queries.attendance_days(found.fair.id)
    rows = []
    for booth in plan.booths:
        holder = known.get(booth.producer) if booth.producer is not None else None
        rows.append(
            (
                booth.code,
                booth.hall,
                booth.zone.text() if booth.zone else "",
                _(CATEGORIES[booth.category]),
                booth.width / 100,
                booth.height / 100,
                ", ".join(_(UTILITIES[each]) for each in booth.utilities),
                booth.price,
                _(STATES[booth.state]),
                booth.producer_name,
                holder.phone if holder else "",
                holder.email if holder else "",
                booth.expires_at,
                attended.get(booth.producer or 0, 0) or None,
            )
        )
    return excel(_("Booths of %(fair)s", fair=found.fair.title.text()), [_(title) for title in COLUMNS], rows)


@post("/terms")
async def hold_terms(request: AnyRequest, slug: FromPath[str], acting: Acting, now: Now) -> Answer:
    """Say how producers take booths here."""
    form = await read_form(request, HoldTermsInput)
    if form.data is not None:
        try:
            await operations.set_hold_terms(slug, form.data, acting=acting, now=now)
        except NotFound as error:
            form.refuse(error)
        else:
            flash = _("Producers can choose booths now.") if form.data.holds_open else _("Choosing is closed now.")
            return see_other(f"/organizer/fairs/{slug}/booths", flash=flash)
    return await desk_page(slug, None, form, acting=acting, now=now)


@post("/copy")
async def copy_plan(request: AnyRequest, slug: FromPath[str], acting: Acting, now: Now) -> Answer:
    """Take the plan of another fair over."""
    form = await read_form(request, CopyForm)
    if form.data is not None:
        try:
            saved = await operations.copy_floor_plan(slug, form.data.source, acting=acting, now=now)
        except (Conflict, InvalidInput, NotFound) as error:
            form.refuse(error)
        else:
            flash = _("The plan has %(count)s booths now.", count=saved.booths)
            return see_other(f"/organizer/fairs/{slug}/booths", flash=flash)
    return await desk_page(slug, None, form, acting=acting, now=now)


async def desk_page(slug: str, booth: int | None, form: Form[Any], *, acting: Actor, now: datetime) -> Page:
    """The desk with one booth at its side and what was typed about it."""
    found = await fair_for_office(slug, acting=acting, now=now)
    fair = found.fair
    try:
        plan = await queries.booth_map(fair.id, office=fair.office, acting=acting, now=now)
    except FloorPlanNotFound:
        return page(
            "booths/no_plan.html",
            status=status_of(form.error) if form.error else 200,
            fair=fair,
            form=form,
            sources=await _sources(fair.id, acting),
        )
    selected = plan.find(booth)
    return page(
        "booths/desk.html",
        status=status_of(form.error) if form.error else 422 if form.errors else 200,
        fair=fair,
        plan=plan,
        selected=selected,
        form=form,
        history=await queries.history_of_booth(selected.id) if selected else [],
        holder=await _holder(selected),
        attended=await queries.attendance_of(fair.id, selected.producer) if selected and selected.producer else [],
        venue_day=local_day(now, fair.time_zone),
        producers=await _producers(plan, selected, fair.office),
        free=[each for each in plan.booths if each.state is BoothState.AVAILABLE],
        others=[each for each in plan.booths if each.producer is not None and each is not selected],
        closed_names=CLOSED,
        **plan_words(),
    )


async def _sources(fair: int, acting: Actor) -> list[tuple[str, str]]:
    return [
        (address, _("%(title)s: %(count)s booths", title=title.text(), count=booths))
        for address, title, booths in await plans_to_copy(fair, acting=acting)
    ]


async def _holder(booth: BoothOnPlan | None) -> Any:
    if booth is None or booth.producer is None:
        return None
    return (await producers_by_ids([booth.producer])).get(booth.producer)


async def _producers(plan: BoothMap, booth: BoothOnPlan | None, office: int) -> list[tuple[int, str]]:
    """Whom a free booth can be given to; those with a booth already say so."""
    if booth is None or booth.state is not BoothState.AVAILABLE:
        return []
    has: dict[int, list[str]] = {}
    for each in plan.booths:
        if each.producer is not None:
            has.setdefault(each.producer, []).append(each.code)
    known = await search_producers("", office, limit=MOST_PRODUCERS)
    return [
        (
            one.id,
            _("%(name)s (has %(booths)s)", name=one.name, booths=", ".join(has[one.id])) if one.id in has else one.name,
        )
        for one in known
    ]
