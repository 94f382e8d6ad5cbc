"""A producer chooses a booth on the plan: holds it, confirms it, gives it back."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec import Struct

from events_app.applications.queries import call_of
from events_app.booths.errors import HoldNotFound
from events_app.booths.operations import confirm_booth, hold_booth, release_hold
from events_app.booths.queries import booth_map, claims_of_producer, figures_of_booths
from events_app.fairs.queries import fairs_by_ids, find_public_fair, list_public_fairs
from events_app.fairs.schemas import PublicFilter
from events_app.floor_plans.pages.words import plan_words
from events_app.platform.actor import Actor
from events_app.platform.errors import Conflict, DomainError, Expired
from events_app.platform.i18n import _
from events_app.platform.web.auth import Acting, Now
from events_app.platform.web.errors import status_of
from events_app.platform.web.forms import read_form
from events_app.platform.web.templates import Page, page, see_other
from events_app.producers.queries import producers_by_ids

AnyRequest = Request[Any, Any, Any]
SHOWN_FAIRS = 60


class ActingForm(Struct, frozen=True):
    """For which of one's producers one acts."""

    producer: int | None = None


@get("/")
async def list_open_fairs(acting: Acting, now: Now) -> Page:
    """Fairs one may still take a booth at, and the booths one has."""
    fairs, _total = await list_public_fairs(PublicFilter(), today=now.date(), limit=SHOWN_FAIRS, now=now)
    figures = await figures_of_booths([fair.id for fair in fairs if fair.is_on], now=now)
    claims = [claim for own in sorted(acting.producer_ids) for claim in await claims_of_producer(own, now=now)]
    return page(
        "applications/open_fairs.html",
        fairs=[(each, figures[each.id]) for each in fairs if each.id in figures and figures[each.id].has_plan],
        claims=claims,
        fair_of=await fairs_by_ids([claim.fair for claim in claims], now=now),
        **plan_words(),
    )


@get("/{slug:str}")
async def to_choice(slug: FromPath[str]) -> Response[None]:
    """A fair's page for producers is its plan."""
    return see_other(f"/producer/fairs/{slug}/booths")


@get("/{slug:str}/booths")
async def show_choice(
    slug: FromPath[str],
    acting: Acting,
    now: Now,
    booth: FromQuery[int | None] = None,
    producer: FromQuery[int | None] = None,
) -> Page:
    """The plan to choose on."""
    return await _choice(slug, booth, producer, acting=acting, now=now)


@post("/{slug:str}/booths/{booth:int}/hold")
async def hold(
    request: AnyRequest, slug: FromPath[str], booth: FromPath[int], acting: Acting, now: Now
) -> Page | Response[None]:
    """Hold the booth; whoever comes too late sees what is free nearby."""
    own = await _own(request, acting)
    try:
        held = await hold_booth(booth, producer=own, acting=acting, now=now)
    except (Conflict, Expired) as error:
        return await _choice(slug, booth, own, acting=acting, now=now, error=error)
    flash = _("Booth %(booth)s is held for you. Confirm it before the time runs out.", booth=held.code)
    return see_other(_address(slug, booth, own, acting), flash=flash)


@post("/{slug:str}/booths/{booth:int}/confirmation")
async def confirm(
    request: AnyRequest, slug: FromPath[str], booth: FromPath[int], acting: Acting, now: Now
) -> Page | Response[None]:
    """Make the hold the own booth."""
    own = await _own(request, acting)
    try:
        done = await confirm_booth(booth, producer=own, acting=acting, now=now)
    except (Conflict, Expired, HoldNotFound) as error:
        return await _choice(slug, booth, own, acting=acting, now=now, error=error)
    flash = _("Booth %(booth)s is yours. The days to set up stand in your calendar.", booth=done.code)
    return see_other(_address(slug, booth, own, acting), flash=flash)


@post("/{slug:str}/booths/{booth:int}/release")
async def give_back(
    request: AnyRequest, slug: FromPath[str], booth: FromPath[int], acting: Acting, now: Now
) -> Response[None]:
    """Give the booth back; while it is free it can be taken again."""
    own = await _own(request, acting)
    await release_hold(booth, producer=own, acting=acting, now=now)
    flash = _("Given back. While it is free you can take it again below.")
    return see_other(_address(slug, booth, own, acting), flash=flash)


async def _own(request: AnyRequest, acting: Actor) -> int:
    form = await read_form(request, ActingForm)
    named = form.data.producer if form.data else None
    return named if named is not None else min(acting.producer_ids)


async def _choice(
    slug: str,
    booth: int | None,
    producer: int | None,
    *,
    acting: Actor,
    now: datetime,
    error: DomainError | None = None,
) -> Page:
    fair = await find_public_fair(slug, now=now)
    own = producer if producer in acting.producer_ids else min(acting.producer_ids)
    plan = await booth_map(fair.id, office=fair.office, acting=acting, now=now)
    selected = plan.find(booth)
    return page(
        "applications/choose.html",
        status=status_of(error) if error else 200,
        fair=fair,
        plan=plan,
        selected=selected,
        nearby=plan.nearest_free(selected) if selected and error else [],
        error=error,
        claims=await claims_of_producer(own, now=now, fair=fair.id),
        own=own,
        call=await call_of(fair.id),
        producers=await producers_by_ids(acting.producer_ids),
        **plan_words(),
    )


def _address(slug: str, booth: int, own: int, acting: Actor) -> str:
    more = f"&producer={own}" if len(acting.producer_ids) > 1 else ""
    return f"/producer/fairs/{slug}/booths?booth={booth}{more}"
