"""The editor: the plan drawn by hand in the browser, looked over and saved by the same operations as any plan."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from litestar import Request, Response, post
from litestar.params import FromPath

from events_app.fairs.schemas import Fair
from events_app.floor_plans import operations, queries
from events_app.floor_plans.errors import FloorPlanNotFound
from events_app.floor_plans.operations.sheet import HALL
from events_app.floor_plans.pages.drawn import read_plan
from events_app.floor_plans.pages.editor_words import editor_words
from events_app.floor_plans.rules.zones import TONES
from events_app.floor_plans.schemas.plans import FloorPlan, HallInput, SavedPlan
from events_app.floor_plans.words import CATEGORIES, FIXTURES, UTILITIES
from events_app.platform.i18n import Bilingual, _, translate
from events_app.platform.web.auth import Acting, Now
from events_app.platform.web.templates import Page, page

AnyRequest = Request[Any, Any, Any]


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


async def editor_page(fair: Fair, *, holders: Mapping[str, str], wishes: Mapping[str, Sequence[str]]) -> Page:
    """The plan to draw on; a fair without one begins with an empty hall.

    Args:
        fair: Whose plan.
        holders: By code of a booth, who has it.
        wishes: By name of a zone, who wishes it.
    """
    try:
        plan = await queries.floor_plan_of(fair.id)
    except FloorPlanNotFound:
        plan = _empty_plan()
    start = {
        "fair": fair.id,
        "plan": plan,
        "holders": holders,
        "wishes": wishes,
        "words": editor_words(),
        "tones": TONES,
        "kinds": {kind: _(name) for kind, name in FIXTURES.items()},
        "categories": {kind.value: _(name) for kind, name in CATEGORIES.items()},
        "utilities": {kind.value: _(name) for kind, name in UTILITIES.items()},
    }
    # In a script element only "</" could end the data before its end.
    data = msgspec.json.encode(start).decode().replace("<", "\\u003c")
    return page(
        "floor_plans/editor.html",
        fair=fair,
        start=data,
        fixture_kinds=[(kind, _(name)) for kind, name in FIXTURES.items()],
        categories=[(kind.value, _(name)) for kind, name in CATEGORIES.items()],
        utilities=[(kind.value, _(name)) for kind, name in UTILITIES.items()],
    )


def _empty_plan() -> FloorPlan:
    name = Bilingual(translate("vi", HALL, code="A"), translate("en", HALL, code="A"))
    return FloorPlan(halls=[HallInput(code="A", name=name, width=40, height=30)], booths=[], zones=[], revision=0)


HANDLERS = [preview_plan, save_plan]
