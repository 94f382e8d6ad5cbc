"""A plan made from a few numbers."""

from collections.abc import Sequence
from datetime import datetime

from events_app.floor_plans.operations.saving import save_floor_plan
from events_app.floor_plans.rules.grid import Grid, LaidGrid, lay_out
from events_app.floor_plans.rules.plan import centimetres
from events_app.floor_plans.rules.zones import ZoneStretch, read_zones, zone_of_row
from events_app.floor_plans.schemas.plans import (
    BoothInput,
    FixtureInput,
    FloorPlanInput,
    GridInput,
    HallInput,
    SavedPlan,
    ZoneInput,
    metres,
)
from events_app.floor_plans.words import FIXTURES
from events_app.platform.actor import Actor
from events_app.platform.i18n import Bilingual, nfc, translate


async def lay_grid(slug: str, wanted: GridInput, *, acting: Actor, now: datetime) -> SavedPlan:
    """Replace the plan of a fair by one made from a few numbers."""
    return await save_floor_plan(slug, plan_of_grid(wanted), acting=acting, now=now)


def plan_of_grid(wanted: GridInput) -> FloorPlanInput:
    """The whole plan a grid stands for, to be looked at before it is saved.

    Raises:
        GridInvalid: No plan can be made of these numbers.
    """
    laid = lay_out(_grid_of(wanted))
    stretches = read_zones(wanted.zones, wanted.rows)
    hall = HallInput(
        code=nfc(wanted.hall_code),
        name=Bilingual(nfc(wanted.hall_name)),
        width=metres(laid.width),
        height=metres(laid.height),
        fixtures=_fixtures_of(laid),
    )
    booths = [
        BoothInput(
            code=each.code,
            hall=hall.code,
            zone=zone_of_row(stretches, each.row),
            x=metres(each.x),
            y=metres(each.y),
            width=metres(each.width),
            height=metres(each.height),
            category=each.category,
            utilities=wanted.utilities,
            price=wanted.price,
        )
        for each in laid.booths
    ]
    return FloorPlanInput(halls=[hall], booths=booths, zones=_zones_of(stretches))


def _grid_of(wanted: GridInput) -> Grid:
    return Grid(
        rows=wanted.rows,
        columns=wanted.columns,
        booth_width=centimetres(wanted.booth_width),
        booth_depth=centimetres(wanted.booth_depth),
        aisle=centimetres(wanted.aisle),
        margin=centimetres(wanted.margin),
        block=wanted.block,
        cross_aisle=centimetres(wanted.cross_aisle),
        back_to_back=wanted.back_to_back,
        numbering=wanted.numbering,
        prefix=nfc(wanted.prefix),
        stage=wanted.stage,
        entrance=wanted.entrance,
    )


def _fixtures_of(laid: LaidGrid) -> list[FixtureInput]:
    return [
        FixtureInput(
            kind="stage" if kind == "stage" else "entrance",
            label=Bilingual(translate("vi", FIXTURES[kind]), translate("en", FIXTURES[kind])),
            x=metres(x),
            y=metres(y),
            width=metres(width),
            height=metres(height),
        )
        for kind, x, y, width, height in laid.fixtures
    ]


def _zones_of(stretches: Sequence[ZoneStretch]) -> list[ZoneInput]:
    return [ZoneInput(name=Bilingual(name)) for name in dict.fromkeys(stretch.name for stretch in stretches)]
