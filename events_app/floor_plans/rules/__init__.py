"""Pure decisions about plans, grids and zones."""

from events_app.floor_plans.rules.grid import Grid, Numbering, lay_out, spots_of
from events_app.floor_plans.rules.plan import (
    BoothSpot,
    BoothState,
    Category,
    HallSpot,
    Utility,
    check_plan,
    code_order,
    overlap,
    overlapping_pairs,
)
from events_app.floor_plans.rules.sheet.shapes import SheetHall, SheetRow

__all__ = [
    "BoothSpot",
    "BoothState",
    "Category",
    "Grid",
    "HallSpot",
    "Numbering",
    "SheetHall",
    "SheetRow",
    "Utility",
    "check_plan",
    "code_order",
    "lay_out",
    "overlap",
    "overlapping_pairs",
    "spots_of",
]
