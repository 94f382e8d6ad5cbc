"""Planning a session, editing it, and its steps: announced, on air, ended, cancelled, taken down."""

from collections.abc import Awaitable
from datetime import datetime
from typing import Any, Literal

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec import Struct

from events_app.fairs.queries import list_office_fairs
from events_app.livestream import operations, queries
from events_app.livestream.errors import NotReadyForAir, SlotTaken
from events_app.livestream.pages.desk import session_page
from events_app.livestream.pages.forms import (
    SessionForm,
    as_input,
    as_patch,
    choices,
    filled_form,
    refuse,
    take_free_time,
)
from events_app.livestream.schemas import Reason, Session, SessionPatch
from events_app.platform.actor import Actor
from events_app.platform.errors import DomainError, NotAllowed, NotFound
from events_app.platform.i18n import N_, Bilingual, _
from events_app.platform.web.auth import Acting, Now, organizer
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other

AnyRequest = Request[Any, Any, Any]

ANNOUNCED = N_("The session is announced. It stands in every calendar that has subscribed.")
_DONE = {
    "scheduled": ANNOUNCED,
    "draft": N_("The session is a draft again and left the calendars."),
    "live": N_("The session is on air."),
    "ended": N_("The session has ended."),
}


class ReasonForm(Struct, kw_only=True):
    """Why, in both languages."""

    reason_vi: str
    reason_en: str = ""


class StepForm(Struct, kw_only=True):
    """The next step, and the revision it was chosen at."""

    step: Literal["draft", "scheduled", "live", "ended"]
    revision: int


@get("/organizer/livestreams/new", guards=[organizer])
async def show_new(
    acting: Acting, now: Now, day: FromQuery[str] = "", studio: FromQuery[str] = "", fair: FromQuery[str] = ""
) -> Page:
    """An empty form, filled with what was clicked in the week's view."""
    form = blank_form(day=day, studio=studio, fair=fair, platform="facebook", starts="20:00", ends="22:00")
    return await _form_page(form, None, acting=acting, now=now)


@post("/organizer/livestreams/new", guards=[organizer])
async def create(request: AnyRequest, acting: Acting, now: Now) -> Response[Any]:
    """Plan a session: as a draft, or announced at once."""
    form = await read_form(request, SessionForm)
    take_free_time(form, form.values.get("take", ""))
    if form.data is not None:
        try:
            # "Take this time" repeats the step that met the clash.
            draft = (form.values.get("step") or form.values.get("last_step")) == "draft"
            made = await operations.create_session(as_input(form.data, draft=draft), acting=acting, now=now)
        except DomainError as error:
            _keep_on_page(form, error)
        else:
            flash = _("The draft is saved.") if draft else _(ANNOUNCED)
            return see_other(f"/organizer/livestreams/{made.id}", flash=flash)
    return await _form_page(form, None, acting=acting, now=now)


@get("/organizer/livestreams/{session:int}/edit", guards=[organizer])
async def show_edit(session: FromPath[int], acting: Acting, now: Now) -> Page:
    """The form of a session as it is now."""
    found = await queries.session_by_id(session)
    acting.ensure_organizes(found.office)
    return await _form_page(filled_form(found), found, acting=acting, now=now)


@post("/organizer/livestreams/{session:int}/edit", guards=[organizer])
async def edit(request: AnyRequest, session: FromPath[int], acting: Acting, now: Now) -> Response[Any]:
    """Save the form; what somebody else changed meanwhile is shown beside it."""
    found = await queries.session_by_id(session)
    acting.ensure_organizes(found.office)
    form = await read_form(request, SessionForm)
    take_free_time(form, form.values.get("take", ""))
    if form.data is not None:
        try:
            await operations.edit_session(session, as_patch(form.data), acting=acting, now=now)
        except DomainError as error:
            _keep_on_page(form, error)
            form.values["revision"] = found.revision
        else:
            return see_other(f"/organizer/livestreams/{session}", flash=_("Saved. Calendars follow by themselves."))
    return await _form_page(form, found, acting=acting, now=now)


@post("/organizer/livestreams/{session:int}/step", guards=[organizer])
async def take_step(request: AnyRequest, session: FromPath[int], acting: Acting, now: Now) -> Response[Any]:
    """Announce, go on air, end, or take back into the drawer."""
    form = await read_form(request, StepForm)
    if form.data is None:
        return await session_page(session, acting=acting, now=now, status=422)
    patch = SessionPatch(revision=form.data.revision, status=form.data.step)
    doing = operations.edit_session(session, patch, acting=acting, now=now)
    return await _done_or_refused(doing, session, _(_DONE[form.data.step]), acting=acting, now=now)


@post("/organizer/livestreams/{session:int}/cancellation", guards=[organizer])
async def cancel(request: AnyRequest, session: FromPath[int], acting: Acting, now: Now) -> Response[Any]:
    """Call a session off."""
    reason = await _reason(request)
    doing = operations.cancel_session(session, reason, acting=acting, now=now)
    flash = _("The session is cancelled. Its studio and host are free again.")
    return await _done_or_refused(doing, session, flash, acting=acting, now=now)


@post("/organizer/livestreams/{session:int}/takedown", guards=[organizer])
async def take_down(request: AnyRequest, session: FromPath[int], acting: Acting, now: Now) -> Response[Any]:
    """Stop a session on air."""
    reason = await _reason(request)
    doing = operations.take_down(session, reason, acting=acting, now=now)
    flash = _("The session was stopped and its address is hidden.")
    return await _done_or_refused(doing, session, flash, acting=acting, now=now)


async def _reason(request: AnyRequest) -> Reason:
    """What was typed; an empty reason is refused by the operation, in its own words."""
    form = await read_form(request, ReasonForm)
    return Reason(Bilingual(form.data.reason_vi, form.data.reason_en) if form.data else "")


async def _done_or_refused(
    doing: Awaitable[Session], session: int, flash: str, *, acting: Actor, now: datetime
) -> Response[Any]:
    """Go back to the session's page, or show it with the refusal above what it concerns."""
    try:
        await doing
    except (NotFound, NotAllowed):
        raise
    except DomainError as error:
        status = 409 if isinstance(error, NotReadyForAir) else 422
        return await session_page(session, acting=acting, now=now, status=status, refusal=error.text())
    return see_other(f"/organizer/livestreams/{session}", flash=flash)


def _keep_on_page(form: Form[SessionForm], error: DomainError) -> None:
    if isinstance(error, NotFound | NotAllowed) and not isinstance(error, SlotTaken):
        raise error
    refuse(form, error)


async def _form_page(form: Form[Any], session: Session | None, *, acting: Actor, now: datetime) -> Page:
    fairs = await list_office_fairs(acting=acting, now=now)
    refused = form.error if isinstance(form.error, SlotTaken) else None
    return page(
        "livestream/form.html",
        status=422 if form.errors else 200,
        form=form,
        session=session,
        free_from=refused.data.get("free_from") if refused else None,
        clash=refused.clash if refused else None,
        fairs=[(each.fair.slug, each.fair.title.text()) for each in fairs],
        fair=None,
        **await choices(acting),
    )


HANDLERS = [cancel, create, edit, show_edit, show_new, take_down, take_step]
