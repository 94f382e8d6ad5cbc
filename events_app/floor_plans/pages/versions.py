"""The history of a plan: every saved plan, one of them looked at, and back to it."""

from datetime import datetime

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from events_app.fairs.queries import fair_for_office
from events_app.floor_plans import operations, queries
from events_app.floor_plans.drawing.unsaved import map_of_plan
from events_app.floor_plans.operations.versions import version_as_input
from events_app.floor_plans.pages.words import plan_words
from events_app.platform.actor import Actor
from events_app.platform.errors import Conflict, DomainError, InvalidInput
from events_app.platform.i18n import _
from events_app.platform.web.auth import Acting, Now
from events_app.platform.web.errors import status_of
from events_app.platform.web.templates import Page, page, see_other


@get("/versions")
async def list_versions(slug: FromPath[str], acting: Acting, now: Now) -> Page:
    """Every saved plan, the latest first."""
    fair = (await fair_for_office(slug, acting=acting, now=now)).fair
    return page("floor_plans/versions.html", fair=fair, history=await queries.plan_versions(fair.id))


@get("/versions/{revision:int}")
async def show_version(slug: FromPath[str], revision: FromPath[int], acting: Acting, now: Now) -> Page:
    """One old plan, and what going back to it would do."""
    return await _version_page(slug, revision, None, acting=acting, now=now)


@post("/versions/{revision:int}/restoration")
async def restore(
    slug: FromPath[str], revision: FromPath[int], acting: Acting, now: Now, seen: FromQuery[int | None] = None
) -> Page | Response[None]:
    """Let an old plan stand again; `seen` is the plan that stood when it was looked at."""
    try:
        saved = await operations.restore_version(slug, revision, revision=seen, acting=acting, now=now)
    except (Conflict, InvalidInput) as error:
        return await _version_page(slug, revision, error, acting=acting, now=now)
    flash = _("Plan %(old)s stands again, as plan %(new)s.", old=revision, new=saved.revision)
    return see_other(f"/organizer/fairs/{slug}/booths", flash=flash)


async def _version_page(slug: str, revision: int, refusal: DomainError | None, *, acting: Actor, now: datetime) -> Page:
    fair = (await fair_for_office(slug, acting=acting, now=now)).fair
    old = await queries.plan_version(fair.id, revision)
    standing = (await queries.plan_versions(fair.id)).revision
    wanted = await version_as_input(slug, revision, revision=standing, acting=acting, now=now)
    change, failed = None, refusal
    if revision != standing:
        try:
            change = await operations.preview_floor_plan(slug, wanted, acting=acting, now=now)
        except (Conflict, InvalidInput) as error:
            refusal = refusal or error
    return page(
        "floor_plans/version.html",
        status=200 if failed is None else status_of(failed),
        fair=fair,
        version=old.version,
        standing=standing,
        plan=map_of_plan(fair.id, wanted),
        change=change,
        refusal=refusal,
        **plan_words(),
    )


HANDLERS = [list_versions, show_version, restore]
