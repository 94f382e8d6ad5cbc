"""Editing a fair's programme, day by day."""

from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Request, Response, get, post
from litestar.params import FromPath

from events_app.fairs import operations, queries
from events_app.fairs.forms import (
    SESSION_FIELDS,
    SessionForm,
    at_form_fields,
    session_input,
    session_patch,
    typed_session,
)
from events_app.fairs.schemas import Fair, ProgrammeSession
from events_app.fairs.words import SESSION_KINDS
from events_app.platform.actor import Actor
from events_app.platform.errors import Conflict, InvalidInput, StaleRevision
from events_app.platform.i18n import N_, _
from events_app.platform.web.auth import Acting, Now
from events_app.platform.web.errors import status_of
from events_app.platform.web.exports import excel
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other

AnyRequest = Request[Any, Any, Any]
COLUMNS = (N_("Starts at"), N_("Ends at"), N_("Title"), N_("Kind"), N_("Room"), N_("Speakers"))


@get("/{slug:str}/programme")
async def show_programme(slug: FromPath[str], acting: Acting, now: Now) -> Page:
    """The programme by days, and a form for the next part."""
    return await _programme_page(slug, blank_form(kind="talk"), acting=acting, now=now)


@post("/{slug:str}/programme")
async def add_session(request: AnyRequest, slug: FromPath[str], acting: Acting, now: Now) -> Page | Response[None]:
    """Add a part."""
    form = await read_form(request, SessionForm)
    if form.data is not None:
        try:
            fair = await queries.find_fair(slug, acting=acting, now=now)
            values = session_input(form.data, fair.time_zone)
            session = await operations.add_programme_session(slug, values, acting=acting, now=now)
        except (InvalidInput, Conflict) as error:
            _refuse(form, error)
        else:
            return see_other(
                f"/organizer/fairs/{slug}/programme", flash=_("Added: %(title)s", title=session.title.text())
            )
    return await _programme_page(slug, form, acting=acting, now=now)


@get("/{slug:str}/programme.xlsx")
async def export_programme(slug: FromPath[str], acting: Acting, now: Now) -> Response[bytes]:
    """The programme as an Excel file."""
    found = await queries.fair_for_office(slug, acting=acting, now=now)
    columns = [_(title) for title in COLUMNS]
    rows = [
        (
            session.starts_at if session.scheduled else None,
            session.ends_at if session.scheduled else None,
            session.title.text(),
            _(SESSION_KINDS[session.kind]),
            session.room,
            ", ".join(session.speakers),
        )
        for session in await queries.programme_of(found.fair.id)
    ]
    return excel(_("Programme of %(fair)s", fair=found.fair.title.text()), columns, rows)


@get("/{slug:str}/programme/{session:int}")
async def edit_session_page(slug: FromPath[str], session: FromPath[int], acting: Acting, now: Now) -> Page:
    """The form of one part."""
    _fair, found = await queries.find_programme_session(session, acting=acting)
    fair = await queries.find_fair(slug, acting=acting, now=now)
    return await _programme_page(
        slug, blank_form(**typed_session(found, fair.time_zone)), acting=acting, now=now, editing=found
    )


@post("/{slug:str}/programme/{session:int}")
async def save_session(
    request: AnyRequest, slug: FromPath[str], session: FromPath[int], acting: Acting, now: Now
) -> Page | Response[None]:
    """Save one part; when a colleague was faster, what was typed stays."""
    form = await read_form(request, SessionForm)
    if form.data is not None:
        try:
            fair = await queries.find_fair(slug, acting=acting, now=now)
            patch = session_patch(form.data, fair.time_zone)
            await operations.edit_programme_session(session, patch, acting=acting, now=now)
        except StaleRevision as stale:
            form.values["revision"] = stale.data["revision"]
            form.refuse(stale)
        except (InvalidInput, Conflict) as error:
            _refuse(form, error)
        else:
            return see_other(f"/organizer/fairs/{slug}/programme", flash=_("Saved."))
    _fair, found = await queries.find_programme_session(session, acting=acting)
    return await _programme_page(slug, form, acting=acting, now=now, editing=found)


@post("/{slug:str}/programme/{session:int}/removal")
async def remove_session(slug: FromPath[str], session: FromPath[int], acting: Acting, now: Now) -> Response[None]:
    """Take one part out."""
    await operations.remove_programme_session(session, acting=acting, now=now)
    return see_other(f"/organizer/fairs/{slug}/programme", flash=_("Taken out of the programme and of calendars."))


def _refuse(form: Form[SessionForm], error: InvalidInput | Conflict) -> None:
    if error.code == "room_taken":
        form.errors.setdefault("room", []).append(error.text())
        form.error = error
        return
    if isinstance(error, InvalidInput):
        fields = SESSION_FIELDS | {"starts_at": "starts", "ends_at": "ends"}
        form.refuse(at_form_fields(error, fields))
        return
    form.refuse(error)


async def _programme_page(
    slug: str, form: Form[Any], *, acting: Actor, now: datetime, editing: ProgrammeSession | None = None
) -> Page:
    found = await queries.fair_for_office(slug, acting=acting, now=now)
    fair = found.fair
    sessions = await queries.programme_of(fair.id)
    rooms = sorted({session.room for session in sessions if session.room})
    return page(
        "fairs/programme.html",
        status=status_of(form.error) if form.error else 422 if form.errors else 200,
        fair=fair,
        form=form,
        editing=editing,
        days=_by_day([session for session in sessions if session.scheduled], fair),
        waiting=[session for session in sessions if not session.scheduled],
        rooms=rooms,
        day_choices=_days_of(fair),
        kinds=[(kind.value, _(name)) for kind, name in SESSION_KINDS.items()],
        session_kinds=SESSION_KINDS,
        zone=ZoneInfo(fair.time_zone),
    )


def _by_day(sessions: list[ProgrammeSession], fair: Fair) -> list[tuple[date, bool, list[ProgrammeSession]]]:
    """The parts of each day, and whether that day is one of the fair's."""
    zone = ZoneInfo(fair.time_zone)
    days = []
    for day, some in groupby(sessions, key=lambda session: session.starts_at.astimezone(zone).date()):
        inside = fair.starts_on is None or fair.ends_on is None or fair.starts_on <= day <= fair.ends_on
        days.append((day, inside, list(some)))
    return days


def _days_of(fair: Fair) -> list[date]:
    first, last = fair.starts_on or fair.previous_starts_on, fair.ends_on or fair.previous_ends_on
    if first is None or last is None:
        return []
    return [first + timedelta(days=number) for number in range(min((last - first).days, 60) + 1)]
