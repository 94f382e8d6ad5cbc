"""Planning a fair and changing it."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from events_app.accounts.queries import load_offices
from events_app.fairs import operations, queries
from events_app.fairs.errors import EffectsChanged
from events_app.fairs.forms import FAIR_FIELDS, FairForm, at_form_fields, fair_input, fair_patch, typed_values
from events_app.fairs.operations.changing import Outcome
from events_app.fairs.schemas import Fair
from events_app.fairs.words import KINDS, REGIONS
from events_app.places.queries import all_places
from events_app.platform.actor import Actor
from events_app.platform.errors import Conflict, InvalidInput, StaleRevision
from events_app.platform.i18n import _
from events_app.platform.web.auth import Acting, Now
from events_app.platform.web.errors import status_of
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other

AnyRequest = Request[Any, Any, Any]


@get("/new")
async def new_fair_page(acting: Acting) -> Page:
    """An empty form."""
    form = blank_form(kind="fair", opens="08:30", closes="21:00", time_zone="Asia/Ho_Chi_Minh")
    return await _form_page(form, fair=None, acting=acting)


@post("/new")
async def plan_fair(request: AnyRequest, acting: Acting, now: Now) -> Page | Response[None]:
    """Plan the fair, or show what is wrong beside what was typed."""
    form = await read_form(request, FairForm)
    if form.data is not None:
        try:
            venues = await queries.known_venues(acting=acting)
            fair = await operations.create_fair(fair_input(form.data, venues), acting=acting, now=now)
        except (InvalidInput, Conflict) as error:
            _refuse(form, error)
        else:
            return see_other(f"/organizer/fairs/{fair.slug}", flash=_("Saved as a draft. Only your office sees it."))
    return await _form_page(form, fair=None, acting=acting)


@get("/{slug:str}/edit")
async def edit_fair_page(slug: FromPath[str], acting: Acting, now: Now) -> Page:
    """The form with what stands."""
    found = await queries.fair_for_office(slug, acting=acting, now=now)
    return await _form_page(blank_form(**typed_values(found.fair)), fair=found.fair, acting=acting)


@post("/{slug:str}/edit")
async def save_fair(request: AnyRequest, slug: FromPath[str], acting: Acting, now: Now) -> Page | Response[None]:
    """Save; when a colleague was faster, both versions stand on the page."""
    form = await read_form(request, FairForm)
    found = await queries.fair_for_office(slug, acting=acting, now=now)
    theirs: Fair | None = None
    outcome: Outcome | None = None
    if form.data is not None:
        try:
            outcome = await _what_follows(slug, form.data, acting=acting, now=now)
            if outcome is None:
                fair = await _save(slug, form.data, acting=acting, now=now)
                return see_other(f"/organizer/fairs/{fair.slug}", flash=_("Saved."))
        except StaleRevision as stale:
            theirs = stale.data["current"]
            form.values["revision"] = stale.data["revision"]
            form.refuse(stale)
        except EffectsChanged as changed:
            outcome = await _preview(slug, form.data, acting=acting, now=now)
            form.refuse(changed)
        except (InvalidInput, Conflict) as error:
            _refuse(form, error)
    return await _form_page(form, fair=found.fair, acting=acting, theirs=theirs, outcome=outcome)


async def _what_follows(slug: str, typed: FairForm, *, acting: Actor, now: datetime) -> Outcome | None:
    """What is still to be read before the edit is made; None when nothing follows, or when it has been read."""
    if typed.seen:
        return None
    outcome = await _preview(slug, typed, acting=acting, now=now)
    return outcome if outcome is not None and outcome.effects else None


async def _preview(slug: str, typed: FairForm, *, acting: Actor, now: datetime) -> Outcome | None:
    patch = fair_patch(typed, await queries.known_venues(acting=acting))
    return await operations.rehearse_edit(slug, patch, opens_to_all=typed.opens_to_all, acting=acting, now=now)


async def _save(slug: str, typed: FairForm, *, acting: Actor, now: datetime) -> Fair:
    patch = fair_patch(typed, await queries.known_venues(acting=acting))
    return await operations.edit_fair(
        slug, patch, opens_to_all=typed.opens_to_all, seen=typed.seen or None, acting=acting, now=now
    )


def _refuse(form: Form[FairForm], error: InvalidInput | Conflict) -> None:
    if error.code == "slug_taken":
        form.errors.setdefault("slug", []).append(error.text())
        form.error = error
        return
    form.refuse(at_form_fields(error, FAIR_FIELDS) if isinstance(error, InvalidInput) else error)


async def _form_page(
    form: Form[Any], *, fair: Fair | None, acting: Actor, theirs: Fair | None = None, outcome: Outcome | None = None
) -> Page:
    places = [place for place in await all_places(levels=("province", "commune")) if place.valid_to is None]
    differing = _differences(form, theirs) if theirs is not None else []
    return page(
        "fairs/form.html",
        status=status_of(form.error) if form.error else 422 if form.errors else 200,
        form=form,
        fair=fair,
        theirs=differing,
        outcome=outcome,
        kinds=[(kind.value, _(name)) for kind, name in KINDS.items()],
        regions=[(region.value, _(name)) for region, name in REGIONS.items()],
        places=[(place.code, place.label()) for place in places],
        venues=[
            (number, ", ".join(part for part in (venue.name.text(), venue.address) if part))
            for number, venue in (await queries.known_venues(acting=acting)).items()
        ],
        offices=[(office.id, office.name.text()) for office in await load_offices(acting.organized_offices)],
    )


def _differences(form: Form[Any], theirs: Fair) -> list[tuple[str, Any]]:
    """The fields where the present state is not what was typed."""
    present = typed_values(theirs)
    return [
        (name, value)
        for name, value in present.items()
        if name != "revision" and str(value).split() != str(form.values.get(name, "")).split()
    ]
