"""The editor: the plan drawn by hand in the browser, looked over and saved by the same operations as any plan."""

from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath

from events_app.booths import operations, queries
from events_app.booths.errors import FloorPlanNotFound
from events_app.booths.operations.planning.sheet import HALL
from events_app.booths.pages.drawn import read_plan
from events_app.booths.pages.editor_words import editor_words
from events_app.booths.rules.zones import TONES
from events_app.booths.schemas import FloorPlan, HallInput, SavedPlan
from events_app.booths.words import CATEGORIES, FIXTURES, UTILITIES
from events_app.fairs.queries import fair_for_office
from events_app.platform.i18n import Bilingual, _, translate
from events_app.platform.web.auth import Acting, Now
from events_app.platform.web.templates import Page, page

AnyRequest = Request[Any, Any, Any]


@get("/plan")
async def show_editor(slug: FromPath[str], acting: Acting, now: Now) -> Page:
    """The plan to draw on; a fair without one begins with an empty hall."""
    found = await fair_for_office(slug, acting=acting, now=now)
    fair = found.fair
    try:
        plan = await queries.floor_plan_of(fair.id)
        shown = await queries.booth_map(fair.id, office=fair.office, acting=acting, now=now)
        holders = {booth.code: booth.producer_name for booth in shown.booths if booth.producer_name}
    except FloorPlanNotFound:
        plan, holders = _empty_plan(), {}
    start = {
        "fair": fair.id,
        "plan": plan,
        "holders": holders,
        "wishes": await queries.zone_wishes(fair.id),
        "words": editor_words(),
        "tones": TONES,
        "kinds": {kind: _(name) for kind, name in FIXTURES.items()},
        "categories": {kind.value: _(name) for kind, name in CATEGORIES.items()},
        "utilities": {kind.value: _(name) for kind, name in UTILITIES.items()},
    }
    # In a script element only "</" could end the data before its end.
    data = msgspec.json.encode(start).decode().replace("<", "\\u003c")
    return page(
        "booths/editor.html",
        fair=fair,
        start=data,
        fixture_kinds=[(kind, _(name)) for kind, name in FIXTURES.items()],
        categories=[(kind.value, _(name)) for kind, name in CATEGORIES.items()],
        utilities=[(kind.value, _(name)) for kind, name in UTILITIES.items()],
    )


@post("/plan/preview", status_code=200)
async def preview_plan(request: AnyRequest, slug: FromPath[str], acting: Acting, now: Now) -> Response[SavedPlan]:
    """What saving would do, for the editor."""
    wanted = read_plan(await request.body())
    return Response(await operations.preview_floor_plan(slug, wanted, acting=acting, now=now))


@post("/plan", status_code=200)
async def save_plan(request: AnyRequest, slug: FromPath[str], acting: Acting, now: Now) -> Response[SavedPlan]:
    """Save what was drawn; refusals go back as problems, nothing drawn is lost."""
    wanted = read_plan(await request.body())
    return Response(await operations.save_floor_plan(slug, wanted, acting=acting, now=now))


def _empty_plan() -> FloorPlan:
    name = Bilingual(translate("vi", HALL, code="A"), translate("en", HALL, code="A"))
    return FloorPlan(halls=[HallInput(code="A", name=name, width=40, height=30)], booths=[], zones=[], revision=0)


HANDLERS = [show_editor, preview_plan, save_plan]
