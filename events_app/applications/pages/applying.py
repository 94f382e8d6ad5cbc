"""A producer applies for booths: written, handed in."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec import Struct

from events_app.applications import operations, queries
from events_app.applications.drawing import draw_decision
from events_app.applications.errors import ApplicationNotFound
from events_app.applications.rules.applications import BY_PRODUCER, EDITABLE, ApplicationState
from events_app.applications.rules.deadlines import is_running, may_still_answer, opens_later
from events_app.applications.schemas import Application, ApplicationInput, ApplicationPatch, Call
from events_app.applications.words import APPLICATIONS, TONES
from events_app.booths.pages.own import own_producer
from events_app.booths.queries import accepted_terms, terms_of
from events_app.fairs.queries import find_public_fair
from events_app.floor_plans.pages.words import plan_words
from events_app.floor_plans.queries import zone_names
from events_app.floor_plans.rules import Utility
from events_app.floor_plans.words import UTILITIES
from events_app.places.queries import places_by_ids
from events_app.platform.actor import Actor
from events_app.platform.errors import Conflict, InvalidInput, StaleRevision
from events_app.platform.i18n import _
from events_app.platform.i18n.formats import VIETNAM
from events_app.platform.web.auth import Acting, Now
from events_app.platform.web.errors import status_of
from events_app.platform.web.exports import pdf
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other
from events_app.producers.queries import producers_by_ids, products_of, standing_papers
from events_app.producers.rules.criteria import GROUPS
from events_app.producers.rules.papers import PAPER_KINDS

AnyRequest = Request[Any, Any, Any]


class ApplyForm(Struct, frozen=True, kw_only=True):
    """An application as browsers send it; `hand_in` is the button's word."""

    booths_wanted: int = 1
    utilities: list[Utility] = []
    zone_1: str = ""
    zone_2: str = ""
    zone_3: str = ""
    products: list[int] = []
    note: str = ""
    producer: int | None = None
    revision: int = 0
    hand_in: bool = False


@get("/{slug:str}/application")
async def show_application(
    slug: FromPath[str], acting: Acting, now: Now, producer: FromQuery[int | None] = None
) -> Page:
    """The own application at a fair, or an empty one."""
    return await application_page(slug, None, own_producer(producer, acting), acting=acting, now=now)


@post("/{slug:str}/application")
async def save_application(request: AnyRequest, slug: FromPath[str], acting: Acting, now: Now) -> Page | Response[None]:
    """Keep the draft, or hand the application in."""
    form = await read_form(request, ApplyForm)
    own = own_producer(form.data.producer if form.data else None, acting)
    if form.data is not None:
        try:
            saved = await _save(slug, form.data, own, acting=acting, now=now)
        except StaleRevision as stale:
            form.values["revision"] = stale.data["revision"]
            form.refuse(stale)
        except (InvalidInput, Conflict) as error:
            if isinstance(error, InvalidInput) and "zones" in error.fields:
                error.fields["zone_1"] = error.fields.pop("zones")
            form.refuse(error)
        else:
            handed_in = saved.state is ApplicationState.SUBMITTED
            flash = _("Handed in. You can change it until it is looked at.") if handed_in else _("The draft is kept.")
            return see_other(application_address(slug, own, acting), flash=flash)
    return await application_page(slug, form, own, acting=acting, now=now)


@get("/{slug:str}/application/letter.pdf")
async def print_own_decision(
    slug: FromPath[str], acting: Acting, now: Now, producer: FromQuery[int | None] = None
) -> Response[bytes]:
    """The office's letter about the own application, to print."""
    fair = await find_public_fair(slug, now=now)
    own = await queries.application_of(fair.id, own_producer(producer, acting), now=now)
    if own is None or own.state is ApplicationState.DRAFT:
        raise ApplicationNotFound
    return pdf(_("Decision on the application"), await draw_decision(fair, own, rank=None))


async def _save(slug: str, typed: ApplyForm, own: int, *, acting: Actor, now: datetime) -> Application:
    fair = await find_public_fair(slug, now=now)
    present = await queries.application_of(fair.id, own, now=now)
    zones = [zone for zone in (typed.zone_1, typed.zone_2, typed.zone_3) if zone]
    if present is None:
        wanted = ApplicationInput(
            producer=own,
            booths_wanted=typed.booths_wanted,
            utilities=typed.utilities,
            zones=zones,
            products=typed.products,
            note=typed.note,
            state="submitted" if typed.hand_in else "draft",
        )
        return await operations.apply_for_booths(slug, wanted, acting=acting, now=now)
    patch = ApplicationPatch(
        revision=typed.revision,
        booths_wanted=typed.booths_wanted,
        utilities=typed.utilities,
        zones=zones,
        products=typed.products,
        note=typed.note,
        state=ApplicationState.SUBMITTED if typed.hand_in else present.state,
    )
    return await operations.edit_application(present.id, patch, acting=acting, now=now)


def application_address(slug: str, own: int, acting: Actor) -> str:
    more = f"?producer={own}" if len(acting.producer_ids) > 1 else ""
    return f"/producer/fairs/{slug}/application{more}"


async def application_page(
    slug: str, form: Form[Any] | None, own: int, *, acting: Actor, now: datetime, answering: bool = False
) -> Page:
    fair = await find_public_fair(slug, now=now)
    call = await queries.call_of(fair.id)
    present = await queries.application_of(fair.id, own, now=now)
    products = await products_of(own, now.date())
    shown = form if form is not None and not answering else blank_form(**_values(present))
    if answering and form is not None:
        shown.errors, shown.error = form.errors, form.error
    open_now = _is_open(call, now)
    return page(
        "applications/apply.html",
        status=status_of(shown.error) if shown.error else 422 if shown.errors else 200,
        fair=fair,
        call=call,
        open_now=open_now,
        form=shown,
        application=present,
        opens_later=opens_later(None if call is None else call.terms, now),
        editable=_is_editable(present, open_now=open_now, now=now),
        can_withdraw=present is not None and _may_withdraw(present.state),
        papers=(await standing_papers([own], on=now.astimezone(VIETNAM).date())).get(own, []),
        kinds=PAPER_KINDS,
        history=await queries.history_of_application(present.id) if present else [],
        zones=[(zone.vi, zone.text()) for zone in await zone_names(fair.id)],
        products=[(each.id, _product(each.name, each.stars)) for each in products],
        utilities=[(key.value, _(name)) for key, name in UTILITIES.items()],
        groups=GROUPS,
        own=own,
        producers=await producers_by_ids(acting.producer_ids),
        application_names=APPLICATIONS,
        application_tones=TONES,
        **await _call_facts(call, present, own, now=now),
        **await _terms_facts(fair.id, own),
        **plan_words(),
    )


async def _call_facts(call: Call | None, present: Application | None, own: int, *, now: datetime) -> dict[str, Any]:
    """What the call asks and the producer lacks; nothing where the fair has no call."""
    if call is None:
        return {"missing": [], "places": {}}
    chosen = await queries.applied_products(own, present.products if present else [], now.date())
    lacking = await queries.lacks(call, own, chosen, now=now)
    return {"missing": [error.text() for error in lacking], "places": await places_by_ids(call.places)}


async def _terms_facts(fair: int, own: int) -> dict[str, Any]:
    terms = await terms_of(fair)
    return {"terms": terms, "accepted": await accepted_terms(terms.id, own) if terms else None}


def _is_open(call: Call | None, now: datetime) -> bool:
    return is_running(None if call is None else call.terms, now)


def _is_editable(present: Application | None, *, open_now: bool, now: datetime) -> bool:
    if present is None:
        return open_now
    return present.state in EDITABLE and (open_now or may_still_answer(present.state, present.answer_until, now))


def _may_withdraw(state: ApplicationState) -> bool:
    return ApplicationState.WITHDRAWN in BY_PRODUCER.get(state, ()) or state is ApplicationState.OFFERED


def _product(name: str, stars: int | None) -> str:
    return f"{name} · {stars}★" if stars else _("%(name)s · no star in force", name=name)


def _values(application: Application | None) -> dict[str, Any]:
    if application is None:
        return {"booths_wanted": 1}
    zones = [*application.zones, "", "", ""]
    return {
        "booths_wanted": application.booths_wanted,
        "utilities": [each.value for each in application.utilities],
        "zone_1": zones[0],
        "zone_2": zones[1],
        "zone_3": zones[2],
        "products": application.products,
        "note": application.note,
        "revision": application.revision,
    }
