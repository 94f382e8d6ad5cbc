"""Drawing a fair's plan: saving it whole, laying it from a grid, blocking booths, setting the terms of holds."""

from events_app.booths.operations.planning.copying import copy_floor_plan
from events_app.booths.operations.planning.deciding import block_booth, set_hold_terms, unblock_booth
from events_app.booths.operations.planning.grid import lay_grid, plan_of_grid
from events_app.booths.operations.planning.saving import (
    preview_floor_plan,
    restore_version,
    save_floor_plan,
)
from events_app.booths.operations.planning.sheet import SheetPlan, read_plan_sheet
from events_app.booths.operations.planning.versions import version_as_input

__all__ = [
    "SheetPlan",
    "block_booth",
    "copy_floor_plan",
    "lay_grid",
    "plan_of_grid",
    "preview_floor_plan",
    "read_plan_sheet",
    "restore_version",
    "save_floor_plan",
    "set_hold_terms",
    "unblock_booth",
    "version_as_input",
]
