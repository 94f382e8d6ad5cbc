"""What an organizer does with a run: stop it, start it again, publish it, take it back, refill, lock places."""

from typing import Any

from litestar import Request, Response, post
from litestar.params import FromPath
from msgspec import Struct

from events_app.assignment import operations
from events_app.assignment.pages.preparing import begin
from events_app.assignment.pages.showing import run_page
from events_app.assignment.schemas import RunInput
from events_app.platform.errors import Conflict, NotFound
from events_app.platform.i18n import _, ngettext
from events_app.platform.web.auth import Acting, Now
from events_app.platform.web.forms import read_form
from events_app.platform.web.templates import Page, see_other

AnyRequest = Request[Any, Any, Any]
Answer = Page | Response[None]


class LockForm(Struct, frozen=True):
    """The applications whose places are kept."""

    applications: list[int] = []


@post("/{run:int}/stop")
async def stop(slug: FromPath[str], run: FromPath[int], acting: Acting, now: Now) -> Answer:
    """Ask the run to stop with the best it has."""
    await operations.stop_run(run, acting=acting, now=now)
    return see_other(_address(slug, run))


@post("/{run:int}/again")
async def start_again(slug: FromPath[str], run: FromPath[int], acting: Acting, now: Now) -> Answer:
    """Start a new run from the same frozen input."""
    try:
        again = await operations.start_run(slug, RunInput(repeats=run), acting=acting, now=now)
    except Conflict as error:
        return await run_page(slug, run, error, acting=acting, now=now)
    return begin(slug, again.id, now)


@post("/{run:int}/publication")
async def publish(slug: FromPath[str], run: FromPath[int], acting: Acting, now: Now) -> Answer:
    """Offer every placement to its producer."""
    try:
        await operations.publish_run(run, acting=acting, now=now)
    except (Conflict, NotFound) as error:
        return await run_page(slug, run, error, acting=acting, now=now)
    return see_other(_address(slug, run), flash=_("Published: every producer placed has its offer."))


@post("/{run:int}/publication/removal")
async def take_back(slug: FromPath[str], run: FromPath[int], acting: Acting, now: Now) -> Answer:
    """Withdraw all offers of the run."""
    try:
        await operations.take_back(run, acting=acting, now=now)
    except (Conflict, NotFound) as error:
        return await run_page(slug, run, error, acting=acting, now=now)
    return see_other(_address(slug, run), flash=_("Taken back: no offer of this run stands any more."))


@post("/{run:int}/refill")
async def refill(slug: FromPath[str], run: FromPath[int], acting: Acting, now: Now) -> Answer:
    """Offer booths that came free to those who wait."""
    try:
        made = await operations.refill_run(run, acting=acting, now=now)
    except (Conflict, NotFound) as error:
        return await run_page(slug, run, error, acting=acting, now=now)
    flash = ngettext(
        "Offered to %(num)s producer; nobody was moved.", "Offered to %(num)s producers; nobody was moved.", len(made)
    )
    return see_other(_address(slug, run), flash=flash)


@post("/{run:int}/locks")
async def lock(request: AnyRequest, slug: FromPath[str], run: FromPath[int], acting: Acting, now: Now) -> Answer:
    """Keep the places of the chosen producers in the next runs."""
    form = await read_form(request, LockForm)
    chosen = form.data.applications if form.data is not None else []
    try:
        locked = await operations.lock_placements(run, chosen, acting=acting, now=now)
    except (Conflict, NotFound) as error:
        return await run_page(slug, run, error, acting=acting, now=now)
    flash = ngettext("%(num)s place is kept in the next runs.", "%(num)s places are kept in the next runs.", locked)
    return see_other(f"/organizer/fairs/{slug}/assignment#pins", flash=flash)


def _address(slug: str, run: int) -> str:
    return f"/organizer/fairs/{slug}/assignment/{run}"
