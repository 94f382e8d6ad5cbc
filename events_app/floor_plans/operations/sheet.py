"""A plan from a spreadsheet of booths: read apart, looked through row by row, shown before it is saved."""

from datetime import datetime

import msgspec
from msgspec import Struct

from events_app.fairs.queries import fair_for_office
from events_app.floor_plans.errors import FloorPlanNotFound, SheetRefused
from events_app.floor_plans.operations.saving import preview_floor_plan
from events_app.floor_plans.queries import floor_plan_of
from events_app.floor_plans.rules.plan import MOST_BOOTHS, centimetres
from events_app.floor_plans.rules.sheet import read_sheet
from events_app.floor_plans.rules.sheet.reading import TITLES
from events_app.floor_plans.rules.sheet.shapes import ReadSheet, RowFault, SheetHall, SheetRow
from events_app.floor_plans.schemas.plans import BoothInput, FloorPlan, FloorPlanInput, HallInput, SavedPlan, metres
from events_app.platform.actor import Actor
from events_app.platform.errors import FieldError
from events_app.platform.i18n import N_, Bilingual, translate
from events_app.platform.spreadsheet.problems import SENTENCES, UnreadableFileError
from events_app.platform.spreadsheet.reading import read_table_apart
from events_app.platform.spreadsheet.wanted import Wanted

HALL = N_("Hall %(code)s")


class SheetPlan(Struct, frozen=True):
    """What a sheet would make of the plan; without a plan while rows are at fault."""

    plan: FloorPlanInput | None
    change: SavedPlan | None
    faults: list[RowFault]
    rows: int


async def read_plan_sheet(slug: str, content: bytes, *, acting: Actor, now: datetime) -> SheetPlan:
    """Read a spreadsheet of booths and say what saving it would do, without doing it.

    Raises:
        SheetRefused: The file cannot be read as a list of booths.
        FloorPlanInUse: A booth somebody has is not in the list.
    """
    fair = (await fair_for_office(slug, acting=acting, now=now)).fair
    try:
        rows = await read_table_apart(content, Wanted(TITLES, ["code"], MOST_BOOTHS))
    except UnreadableFileError as refusal:
        fault = FieldError(refusal.code, SENTENCES[refusal.code], refusal.data)
        raise SheetRefused(fields={"file": [fault]}) from refusal
    if not rows:
        raise SheetRefused(fields={"file": [FieldError("no_rows", N_("There is not one booth in the file."))]})
    try:
        stands = await floor_plan_of(fair.id)
    except FloorPlanNotFound:
        stands = FloorPlan(halls=[], booths=[], zones=[], revision=0)
    known = [SheetHall(hall.code, centimetres(hall.width), centimetres(hall.height)) for hall in stands.halls]
    read = read_sheet([SheetRow(row.number, row.texts, row.formulas) for row in rows], known)
    if read.faults:
        return SheetPlan(None, None, read.faults, len(rows))
    plan = _plan_of(read, stands)
    return SheetPlan(plan, await preview_floor_plan(slug, plan, acting=acting, now=now), [], len(rows))


def _plan_of(read: ReadSheet, stands: FloorPlan) -> FloorPlanInput:
    known = {hall.code: hall for hall in stands.halls}
    halls = []
    for hall in read.halls:
        before = known.get(hall.code)
        width, height = metres(hall.width), metres(hall.height)
        if before is not None:
            halls.append(msgspec.structs.replace(before, width=width, height=height))
        else:
            name = Bilingual(translate("vi", HALL, code=hall.code), translate("en", HALL, code=hall.code))
            halls.append(HallInput(code=hall.code, name=name, width=width, height=height))
    booths = [
        BoothInput(
            code=booth.code,
            hall=booth.hall,
            x=metres(booth.x),
            y=metres(booth.y),
            width=metres(booth.width),
            height=metres(booth.height),
            zone=booth.zone,
            category=booth.category,
            utilities=booth.utilities,
            price=booth.price,
        )
        for booth in read.booths
    ]
    return FloorPlanInput(halls=halls, booths=booths, zones=stands.zones, revision=stands.revision)
