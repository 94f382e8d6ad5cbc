"""The list of fairs, one fair's overview with its next step, and the decisions about it."""

from datetime import date, datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from events_app.fairs import operations, queries
from events_app.fairs.changes import reach_of
from events_app.fairs.forms import CopyForm, FilingForm
from events_app.fairs.rules import Phase, Status, Step, local_day
from events_app.fairs.schemas import FairForOffice
from events_app.fairs.words import KINDS, PHASES, REGIONS, STATUSES, STEPS
from events_app.platform.actor import Actor
from events_app.platform.errors import Conflict, InvalidInput
from events_app.platform.i18n import N_, _
from events_app.platform.web.auth import Acting, Now
from events_app.platform.web.errors import status_of
from events_app.platform.web.exports import excel
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other

AnyRequest = Request[Any, Any, Any]
COLUMNS = (
    N_("Title"),
    N_("Kind"),
    N_("State"),
    N_("First day"),
    N_("Last day"),
    N_("Venue"),
    N_("Address"),
    N_("Region"),
    N_("Programme"),
    N_("Link"),
)
TONES = {
    Phase.DRAFT: "plain",
    Phase.COMING: "soon",
    Phase.RUNNING: "live",
    Phase.PAST: "done",
    Phase.UNDATED: "wait",
    Phase.CANCELLED: "stop",
}


@get("/")
async def list_fairs(
    acting: Acting, now: Now, q: FromQuery[str] = "", year: FromQuery[str] = "", status: FromQuery[str] = ""
) -> Page:
    """Every fair of the own offices, what comes next first."""
    found = await _listed(acting, now, q, year, status)
    return page(
        "fairs/list.html",
        fairs=found,
        q=q,
        year=year,
        wanted_status=status,
        years=await queries.years_of_fairs(acting=acting),
        statuses=[(each.value, _(name)) for each, name in STATUSES.items()],
        kinds=KINDS,
        phases=PHASES,
        steps=STEPS,
        tones=TONES,
        several_offices=len(acting.organized_offices) > 1,
    )


@get("/export.xlsx")
async def export_fairs(
    acting: Acting, now: Now, q: FromQuery[str] = "", year: FromQuery[str] = "", status: FromQuery[str] = ""
) -> Response[bytes]:
    """The list as an Excel file."""
    columns = [_(title) for title in COLUMNS]
    rows = [
        (
            fair.title.text(),
            _(KINDS[fair.kind]),
            _(PHASES[fair.phase]),
            fair.starts_on,
            fair.ends_on,
            fair.venue.name.text(),
            fair.venue.address,
            _(REGIONS[fair.region]) if fair.region else "",
            each.sessions,
            f"/fairs/{fair.slug}",
        )
        for each in await _listed(acting, now, q, year, status)
        for fair in (each.fair,)
    ]
    return excel(_("Fairs"), columns, rows)


@get("/{slug:str}")
async def show_fair(slug: FromPath[str], acting: Acting, now: Now) -> Page:
    """One fair: its state, its next step, its legal deadlines."""
    found = await queries.fair_for_office(slug, acting=acting, now=now)
    return await _overview(found, blank_form(), now=now)


@post("/{slug:str}/publication")
async def publish_fair(slug: FromPath[str], acting: Acting, now: Now) -> Page | Response[None]:
    """Show the fair to everybody."""
    try:
        fair = await operations.publish_fair(slug, acting=acting, now=now)
    except Conflict as error:
        return await _refused(slug, error, acting=acting, now=now)
    return see_other(
        f"/organizer/fairs/{fair.slug}", flash=_("Published. Everybody can see the fair and subscribe to it.")
    )


@post("/{slug:str}/copies")
async def copy_fair(request: AnyRequest, slug: FromPath[str], acting: Acting, now: Now) -> Page | Response[None]:
    """Make a draft from this fair, programme included."""
    form = await read_form(request, CopyForm)
    if form.data is not None:
        try:
            copy = await operations.copy_fair(slug, starts_on=form.data.starts_on, acting=acting, now=now)
        except (InvalidInput, Conflict) as error:
            form.refuse(error)
        else:
            flash = _("Copied with all that was prepared for it. Check the days and the title.")
            return see_other(f"/organizer/fairs/{copy.slug}/edit", flash=flash)
    found = await queries.fair_for_office(slug, acting=acting, now=now)
    return await _overview(found, form, now=now)


@post("/{slug:str}/filings/{step:str}")
async def record_filing(
    request: AnyRequest, slug: FromPath[str], step: FromPath[str], acting: Acting, now: Now
) -> Page | Response[None]:
    """Note the day a legal step was done."""
    form = await read_form(request, FilingForm)
    if form.data is not None and step in set(Step):
        await operations.record_filing(slug, Step(step), form.data.done_on, acting=acting, now=now)
        return see_other(f"/organizer/fairs/{slug}", flash=_("Noted."))
    found = await queries.fair_for_office(slug, acting=acting, now=now)
    return await _overview(found, form, now=now)


async def _listed(acting: Actor, now: datetime, q: str, year: str, status: str) -> list[FairForOffice]:
    return await queries.list_office_fairs(
        acting=acting,
        now=now,
        search=q,
        year=int(year) if year.isdecimal() and len(year) == len("2026") else None,
        status=Status(status) if status in set(Status) else None,
    )


async def _overview(found: FairForOffice, form: Form[Any], *, now: datetime) -> Page:
    fair = found.fair
    today = local_day(now, fair.time_zone)
    return page(
        "fairs/overview.html",
        status=status_of(form.error) if form.error else 422 if form.errors else 200,
        fair=fair,
        found=found,
        form=form,
        reach=await reach_of(fair.id, now=now),
        kinds=KINDS,
        regions=REGIONS,
        phases=PHASES,
        steps=STEPS,
        tones=TONES,
        venue_day=today,
        next_year=(fair.starts_on or fair.previous_starts_on or today).toordinal() + 364,
        day_of=date.fromordinal,
    )


async def _refused(slug: str, error: Conflict, *, acting: Actor, now: datetime) -> Page:
    form = blank_form()
    form.refuse(error)
    return await _overview(await queries.fair_for_office(slug, acting=acting, now=now), form, now=now)
