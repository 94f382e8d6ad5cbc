"""The plan as a spreadsheet: handed in, shown before it replaces anything, and taken away in the same columns."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from events_app.fairs.queries import fair_for_office
from events_app.floor_plans import operations, queries
from events_app.floor_plans.drawing.unsaved import map_of_plan
from events_app.floor_plans.errors import FileMissing, FloorPlanNotFound
from events_app.floor_plans.operations.sheet import SheetPlan, read_plan_sheet
from events_app.floor_plans.pages.drawn import read_plan
from events_app.floor_plans.pages.words import plan_words
from events_app.floor_plans.rules.plan import Category, Utility
from events_app.floor_plans.schemas.plans import BoothInput
from events_app.floor_plans.words import CATEGORIES, UTILITIES
from events_app.platform.actor import Actor
from events_app.platform.errors import Conflict, InvalidInput
from events_app.platform.i18n import N_, _
from events_app.platform.spreadsheet.limits import MAX_BYTES
from events_app.platform.web.auth import Acting, Now
from events_app.platform.web.errors import status_of
from events_app.platform.web.exports import excel
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other

AnyRequest = Request[Any, Any, Any]
MAX_REQUEST = MAX_BYTES + 1024 * 1024
SHEET_COLUMNS = (
    N_("Booth code"),
    N_("Hall"),
    N_("X (m)"),
    N_("Y (m)"),
    N_("Width (m)"),
    N_("Depth (m)"),
    N_("Zone"),
    N_("Category (standard, corner, large)"),
    N_("Utilities (power, water, cold storage)"),
    N_("Fee (đồng)"),
)


class SheetForm(Struct, frozen=True):
    """The file comes beside the fields."""


@get("/sheet")
async def show_sheet(slug: FromPath[str], acting: Acting, now: Now) -> Page:
    """Where a spreadsheet of booths is handed in."""
    return await _sheet_page(slug, blank_form(), None, acting=acting, now=now)


@post("/sheet", status_code=200, request_max_body_size=MAX_REQUEST)
async def read_sheet(request: AnyRequest, slug: FromPath[str], acting: Acting, now: Now) -> Page:
    """Read the file and show what it would make of the plan; nothing is saved yet."""
    form = await read_form(request, SheetForm)
    upload = form.files.get("file")
    sheet = None
    try:
        if upload is None or not upload.filename:
            raise FileMissing
        sheet = await read_plan_sheet(slug, await upload.read(), acting=acting, now=now)
    except (Conflict, InvalidInput) as error:
        form.refuse(error)
    return await _sheet_page(slug, form, sheet, acting=acting, now=now)


@post("/sheet/acceptance", status_code=200, request_max_body_size=MAX_REQUEST)
async def accept_sheet(request: AnyRequest, slug: FromPath[str], acting: Acting, now: Now) -> Page | Response[None]:
    """Save the plan that was shown."""
    sent = await request.form()
    form = blank_form()
    try:
        wanted = read_plan(str(sent.get("plan", "")))
        saved = await operations.save_floor_plan(slug, wanted, acting=acting, now=now)
    except (Conflict, InvalidInput) as error:
        form.refuse(error)
        return await _sheet_page(slug, form, None, acting=acting, now=now)
    flash = _("The plan has %(count)s booths now.", count=saved.booths)
    return see_other(f"/organizer/fairs/{slug}/booths", flash=flash)


@get("/plan.xlsx")
async def export_plan(slug: FromPath[str], acting: Acting, now: Now) -> Response[bytes]:
    """The plan as the sheet it could be made of."""
    fair = (await fair_for_office(slug, acting=acting, now=now)).fair
    plan = await queries.floor_plan_of(fair.id)
    name = _("Floor plan of %(fair)s", fair=fair.title.text())
    return excel(name, [_(title) for title in SHEET_COLUMNS], [_row_of(booth) for booth in plan.booths])


@get("/template.xlsx")
async def download_template(slug: FromPath[str], acting: Acting, now: Now) -> Response[bytes]:
    """An example to fill in."""
    await fair_for_office(slug, acting=acting, now=now)
    corner, standard = _(CATEGORIES[Category.CORNER]), _(CATEGORIES[Category.SMALL])
    power = _(UTILITIES[Utility.POWER])
    rows = [
        ("A01", "A", 3, 3, 3, 3, "Thực phẩm", corner, power, 2_000_000),
        ("A02", "A", 6, 3, 3, 3, "Thực phẩm", standard, power, 2_000_000),
        ("A03", "A", 9, 3, 3, 3, "Thực phẩm", standard, power, 2_000_000),
    ]
    return excel(_("Booths to fill in"), [_(title) for title in SHEET_COLUMNS], rows)


def _row_of(booth: BoothInput) -> tuple[Any, ...]:
    return (
        booth.code,
        booth.hall,
        booth.x,
        booth.y,
        booth.width,
        booth.height,
        booth.zone or "",
        _(CATEGORIES[booth.category]),
        ", ".join(_(UTILITIES[each]) for each in booth.utilities),
        booth.price,
    )


async def _sheet_page(slug: str, form: Form[Any], sheet: SheetPlan | None, *, acting: Actor, now: datetime) -> Page:
    fair = (await fair_for_office(slug, acting=acting, now=now)).fair
    plan = sheet.plan if sheet else None
    refused = status_of(form.error) if form.error else 422 if sheet and sheet.faults else 200
    return page(
        "floor_plans/sheet.html",
        status=refused,
        fair=fair,
        form=form,
        sheet=sheet,
        plan=None if plan is None else map_of_plan(fair.id, plan),
        packed=None if plan is None else msgspec.json.encode(plan).decode(),
        stands=await _stands(fair.id),
        **plan_words(),
    )


async def _stands(fair: int) -> bool:
    try:
        await queries.plan_versions(fair)
    except FloorPlanNotFound:
        return False
    return True


HANDLERS = [show_sheet, read_sheet, accept_sheet, export_plan, download_template]
