"""Drawing a plan from a few numbers: shown first, saved then."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from msgspec import structs

from events_app.fairs.queries import fair_for_office
from events_app.floor_plans import operations, queries
from events_app.floor_plans.drawing.unsaved import map_of_plan
from events_app.floor_plans.operations.grid import plan_of_grid
from events_app.floor_plans.operations.saving import preview_floor_plan
from events_app.floor_plans.pages.words import plan_words
from events_app.floor_plans.schemas.plans import FloorPlanInput, GridInput
from events_app.floor_plans.words import NUMBERINGS, UTILITIES
from events_app.platform.actor import Actor
from events_app.platform.errors import Conflict, InvalidInput
from events_app.platform.i18n import _
from events_app.platform.web.auth import Acting, Now
from events_app.platform.web.errors import status_of
from events_app.platform.web.forms import Form, blank_form, build_form, read_form
from events_app.platform.web.templates import Page, page, see_other

AnyRequest = Request[Any, Any, Any]
START = {
    "rows": 8,
    "columns": 15,
    "booth_width": 3,
    "booth_depth": 3,
    "aisle": 3,
    "margin": 3,
    "block": 5,
    "cross_aisle": 3,
    "back_to_back": "on",
    "numbering": "island",
    "prefix": "",
    "stage": "on",
    "entrance": "on",
    "hall_code": "A",
    "hall_name": "Sảnh A",
    "zones": "Thực phẩm: 1-4\nĐồ uống và dược liệu: 5-6\nThủ công mỹ nghệ: 7-8",
    "utilities": ["power"],
    "price": 0,
}


@get("/grid")
async def show_grid(request: AnyRequest, slug: FromPath[str], acting: Acting, now: Now) -> Page:
    """The numbers and the plan they make."""
    typed = {name: list(request.query_params.getall(name)) for name in request.query_params}
    form = build_form(typed, GridInput) if typed else blank_form(**START)
    if not typed:
        form.data = structs.replace(_start())
    return await _grid_page(slug, form, acting=acting, now=now)


@post("/grid")
async def save_grid(request: AnyRequest, slug: FromPath[str], acting: Acting, now: Now) -> Page | Response[None]:
    """Save the plan; one that would lose a holder is refused with the names."""
    form = await read_form(request, GridInput)
    wanted = form.data
    if wanted is not None:
        try:
            saved = await operations.lay_grid(slug, wanted, acting=acting, now=now)
        except (InvalidInput, Conflict) as error:
            form.refuse(error)
            if isinstance(error, Conflict):
                form.data = wanted
        else:
            flash = _("The plan has %(count)s booths now.", count=saved.booths)
            return see_other(f"/organizer/fairs/{slug}/booths", flash=flash)
    return await _grid_page(slug, form, acting=acting, now=now)


def _start() -> GridInput:
    typed = {name: value if isinstance(value, list) else [str(value)] for name, value in START.items()}
    form = build_form(typed, GridInput)
    if form.data is None:
        raise RuntimeError("The numbers a plan starts with make no plan.")
    return form.data


async def _grid_page(slug: str, form: Form[GridInput], *, acting: Actor, now: datetime) -> Page:
    found = await fair_for_office(slug, acting=acting, now=now)
    plan: FloorPlanInput | None = None
    change = None
    if form.data is not None:
        try:
            plan = plan_of_grid(form.data)
            change = await preview_floor_plan(slug, plan, acting=acting, now=now)
        except Conflict as error:
            if form.error is None:
                form.refuse(error)
        except InvalidInput as error:
            form.refuse(error)
    return page(
        "floor_plans/grid.html",
        status=status_of(form.error) if form.error else 422 if form.errors else 200,
        fair=found.fair,
        form=form,
        plan=None if plan is None else map_of_plan(found.fair.id, plan),
        change=change,
        stands=await queries.has_plan(found.fair.id),
        numberings=[(key.value, _(name)) for key, name in NUMBERINGS.items()],
        utilities=[(key.value, _(name)) for key, name in UTILITIES.items()],
        **plan_words(),
    )
