"""Decisions about a fair that others live by: what follows is read before the button, and the button knows it was."""

from datetime import date, datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from events_app.fairs import operations, queries
from events_app.fairs.errors import EffectsChanged
from events_app.fairs.forms import FAIR_FIELDS, CancellationForm, PostponementForm, SeenForm, at_form_fields
from events_app.fairs.operations.changing import Outcome
from events_app.fairs.schemas import Cancellation, Postponement
from events_app.platform.actor import Actor
from events_app.platform.errors import Conflict, InvalidInput
from events_app.platform.i18n import Bilingual, _
from events_app.platform.web.auth import Acting, Now
from events_app.platform.web.errors import status_of
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other

AnyRequest = Request[Any, Any, Any]


@get("/{slug:str}/postponement")
async def postponement_page(request: AnyRequest, slug: FromPath[str], acting: Acting, now: Now) -> Page:
    """New days or none, and what would follow from them."""
    typed = {name: value for name, value in request.query_params.items() if value and name != "seen"}
    asked = "starts_on" in request.query_params
    return await _postponement(slug, blank_form(**typed), asked=asked, acting=acting, now=now)


@post("/{slug:str}/postponement")
async def postpone_fair(request: AnyRequest, slug: FromPath[str], acting: Acting, now: Now) -> Page | Response[None]:
    """Put the fair off, once what follows has been read."""
    form = await read_form(request, PostponementForm)
    if form.data is not None and form.data.seen:
        reason = Bilingual(form.data.reason_vi, form.data.reason_en)
        wanted = Postponement(reason, form.data.starts_on, form.data.ends_on)
        try:
            fair = await operations.postpone_fair(slug, wanted, seen=form.data.seen, acting=acting, now=now)
        except (InvalidInput, Conflict) as error:
            _refuse(form, error)
        else:
            flash = _("Postponed. Calendars show it now; messages to those concerned are on their way.")
            return see_other(f"/organizer/fairs/{fair.slug}", flash=flash)
    return await _postponement(slug, form, asked=True, acting=acting, now=now)


@get("/{slug:str}/cancellation")
async def cancellation_page(slug: FromPath[str], acting: Acting, now: Now) -> Page:
    """Why the fair does not take place, and what would follow."""
    return await _cancellation(slug, blank_form(), acting=acting, now=now)


@post("/{slug:str}/cancellation")
async def cancel_fair(request: AnyRequest, slug: FromPath[str], acting: Acting, now: Now) -> Page | Response[None]:
    """Call the fair off, once what follows has been read."""
    form = await read_form(request, CancellationForm)
    if form.data is not None and form.data.seen:
        wanted = Cancellation(Bilingual(form.data.reason_vi, form.data.reason_en))
        try:
            fair = await operations.cancel_fair(slug, wanted, seen=form.data.seen, acting=acting, now=now)
        except (InvalidInput, Conflict) as error:
            _refuse(form, error)
        else:
            flash = _("Cancelled. Calendars show it now; messages to those concerned are on their way.")
            return see_other(f"/organizer/fairs/{fair.slug}", flash=flash)
    return await _cancellation(slug, form, acting=acting, now=now)


@get("/{slug:str}/unpublication")
async def unpublication_page(slug: FromPath[str], acting: Acting, now: Now) -> Page:
    """What taking the fair back would do."""
    return await _unpublication(slug, blank_form(), acting=acting, now=now)


@post("/{slug:str}/unpublication")
async def unpublish_fair(request: AnyRequest, slug: FromPath[str], acting: Acting, now: Now) -> Page | Response[None]:
    """Take the fair back into the drawer, once what follows has been read."""
    form = await read_form(request, SeenForm)
    if form.data is not None and form.data.seen:
        try:
            fair = await operations.unpublish_fair(slug, seen=form.data.seen, acting=acting, now=now)
        except Conflict as error:
            _refuse(form, error)
        else:
            flash = _("A draft again. Publishing it brings everything back.")
            return see_other(f"/organizer/fairs/{fair.slug}", flash=flash)
    return await _unpublication(slug, form, acting=acting, now=now)


def _refuse(form: Form[Any], error: InvalidInput | Conflict) -> None:
    form.refuse(at_form_fields(error, FAIR_FIELDS) if isinstance(error, InvalidInput) else error)


async def _postponement(slug: str, form: Form[Any], *, asked: bool, acting: Actor, now: datetime) -> Page:
    starts_on, ends_on = (_day(form.values.get(name, "")) for name in ("starts_on", "ends_on"))
    wanted = Postponement("…", starts_on, ends_on if starts_on else None)
    outcome = None
    if asked:
        try:
            outcome = await operations.rehearse_postponement(slug, wanted, acting=acting, now=now)
        except (InvalidInput, Conflict) as error:
            _refuse_once(form, error)
    return await _page("fairs/postponement.html", slug, form, outcome, asked=asked, acting=acting, now=now)


async def _cancellation(slug: str, form: Form[Any], *, acting: Actor, now: datetime) -> Page:
    outcome = None
    try:
        outcome = await operations.rehearse_cancellation(slug, acting=acting, now=now)
    except Conflict as error:
        _refuse_once(form, error)
    return await _page("fairs/cancellation.html", slug, form, outcome, asked=True, acting=acting, now=now)


async def _unpublication(slug: str, form: Form[Any], *, acting: Actor, now: datetime) -> Page:
    outcome = None
    try:
        outcome = await operations.rehearse_unpublication(slug, acting=acting, now=now)
    except Conflict as error:
        _refuse_once(form, error)
    return await _page("fairs/unpublication.html", slug, form, outcome, asked=True, acting=acting, now=now)


def _refuse_once(form: Form[Any], error: InvalidInput | Conflict) -> None:
    """Say why a preview is impossible, unless the change itself was refused for it a moment ago."""
    if form.error is None or isinstance(form.error, EffectsChanged):
        form.errors.pop("", None)
        _refuse(form, error)


async def _page(
    template: str, slug: str, form: Form[Any], outcome: Outcome | None, *, asked: bool, acting: Actor, now: datetime
) -> Page:
    found = await queries.fair_for_office(slug, acting=acting, now=now)
    return page(
        template,
        status=status_of(form.error) if form.error else 422 if form.errors else 200,
        fair=found.fair,
        form=form,
        outcome=outcome,
        asked=asked,
    )


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
