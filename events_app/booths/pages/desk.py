"""The organizer's plan: every booth with its holder, and what can be done about it."""

from datetime import date, datetime
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec import Meta, Struct

from events_app.booths import operations, queries
from events_app.booths.errors import BoothHasNoHolder, FloorPlanNotFound
from events_app.booths.pages.words import plan_words
from events_app.booths.rules import BoothState
from events_app.booths.schemas import BoothMap, BoothOnPlan, ExtensionInput, HoldTermsInput, Move
from events_app.booths.words import CATEGORIES, STATES, UTILITIES
from events_app.fairs.queries import fair_for_office
from events_app.fairs.rules import local_day
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


class AssignForm(Struct, frozen=True):
    """To whom the booth is given."""

    producer: int


class ExtendForm(Struct, frozen=True):
    """By how many minutes a hold is prolonged."""

    minutes: Annotated[int, Meta(ge=1, le=20160)]


class CopyForm(Struct, frozen=True):
    """Of which fair the plan is copied."""

    source: str


class AttendanceForm(Struct, frozen=True):
    """The day a producer was seen."""

    day: date


class MoveForm(Struct, frozen=True):
    """Where the holder goes; onto a taken booth means a swap."""

    to: int


class BlockForm(Struct, frozen=True):
    """Why the booth is not given out."""

    reason: str = ""


@get("/")
async def show_desk(slug: FromPath[str], acting: Acting, now: Now, booth: FromQuery[int | None] = None) -> Page:
    """The plan, figures, and the chosen booth at its side."""
    return await _desk(slug, booth, blank_form(), acting=acting, now=now)


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


@post("/{booth:int}/assignment")
async def assign(request: AnyRequest, slug: FromPath[str], booth: FromPath[int], acting: Acting, now: Now) -> Answer:
    """Give the booth to a producer."""
    form = await read_form(request, AssignForm)
    if form.data is not None:
        try:
            done = await operations.assign_booth(booth, form.data.producer, acting=acting, now=now)
        except (Conflict, InvalidInput, NotFound) as error:
            form.refuse(error)
        else:
            return _back(slug, booth, _("Booth %(booth)s is given.", booth=done.code))
    return await _desk(slug, booth, form, acting=acting, now=now)


@post("/{booth:int}/unassignment")
async def unassign(slug: FromPath[str], booth: FromPath[int], acting: Acting, now: Now) -> Answer:
    """Take the booth back."""
    await operations.unassign_booth(booth, acting=acting, now=now)
    return _back(slug, booth, _("Taken back. The producer is told."))


@post("/{booth:int}/extension")
async def extend(request: AnyRequest, slug: FromPath[str], booth: FromPath[int], acting: Acting, now: Now) -> Answer:
    """Give the producer more time."""
    form = await read_form(request, ExtendForm)
    if form.data is not None:
        try:
            wanted = ExtensionInput(minutes=form.data.minutes)
            await operations.extend_hold(booth, wanted, acting=acting, now=now)
        except (Conflict, InvalidInput, NotFound) as error:
            form.refuse(error)
        else:
            return _back(slug, booth, _("More time given."))
    return await _desk(slug, booth, form, acting=acting, now=now)


@post("/{booth:int}/release")
async def release(slug: FromPath[str], booth: FromPath[int], acting: Acting, now: Now) -> Answer:
    """End the hold."""
    await operations.release_hold(booth, acting=acting, now=now)
    return _back(slug, booth, _("Released. The booth is free."))


@post("/{booth:int}/move")
async def move(request: AnyRequest, slug: FromPath[str], booth: FromPath[int], acting: Acting, now: Now) -> Answer:
    """Move the holder to a free booth, or swap with whoever has the other one."""
    form = await read_form(request, MoveForm)
    if form.data is not None:
        try:
            _fair, other = await queries.find_booth(form.data.to, acting=acting, now=now)
            moves = [Move(booth, other.id)]
            if other.producer is not None:
                moves.append(Move(other.id, booth))
            await operations.move_booths(slug, moves, acting=acting, now=now)
        except (Conflict, InvalidInput, NotFound) as error:
            form.refuse(error)
        else:
            flash = _("Swapped.") if other.producer is not None else _("Moved to booth %(booth)s.", booth=other.code)
            return _back(slug, other.id, flash)
    return await _desk(slug, booth, form, acting=acting, now=now)


@post("/{booth:int}/block")
async def block(request: AnyRequest, slug: FromPath[str], booth: FromPath[int], acting: Acting, now: Now) -> Answer:
    """Keep the booth from being given out."""
    form = await read_form(request, BlockForm)
    try:
        await operations.block_booth(booth, form.data.reason if form.data else "", acting=acting, now=now)
    except (Conflict, NotFound) as error:
        form.refuse(error)
        return await _desk(slug, booth, form, acting=acting, now=now)
    return _back(slug, booth, _("Blocked."))


@post("/{booth:int}/unblock")
async def unblock(slug: FromPath[str], booth: FromPath[int], acting: Acting, now: Now) -> Answer:
    """Let the booth be given out again."""
    await operations.unblock_booth(booth, acting=acting, now=now)
    return _back(slug, booth, _("The booth can be given out again."))


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
    return await _desk(slug, None, form, acting=acting, now=now)


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
    return await _desk(slug, None, form, acting=acting, now=now)


@post("/{booth:int}/attendance")
async def note_attendance(
    request: AnyRequest, slug: FromPath[str], booth: FromPath[int], acting: Acting, now: Now
) -> Answer:
    """Note that the producer was seen on a day."""
    form = await read_form(request, AttendanceForm)
    if form.data is not None:
        try:
            _fair, found = await queries.find_booth(booth, acting=acting, now=now)
            if found.producer is None:
                raise BoothHasNoHolder(found.code)
            await operations.note_attendance(slug, found.producer, form.data.day, acting=acting, now=now)
        except (Conflict, InvalidInput, NotFound) as error:
            form.refuse(error)
        else:
            return _back(slug, booth, _("Noted."))
    return await _desk(slug, booth, form, acting=acting, now=now)


def _back(slug: str, booth: int, flash: str) -> Response[None]:
    return see_other(f"/organizer/fairs/{slug}/booths?booth={booth}", flash=flash)


async def _desk(slug: str, booth: int | None, form: Form[Any], *, acting: Actor, now: datetime) -> Page:
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
        **plan_words(),
    )


async def _sources(fair: int, acting: Actor) -> list[tuple[str, str]]:
    return [
        (address, _("%(title)s: %(count)s booths", title=title.text(), count=booths))
        for address, title, booths in await queries.plans_to_copy(fair, acting=acting)
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
