"""The verbs of plans: saved whole, laid from a grid, read from a spreadsheet, copied, restored."""

from events_app.floor_plans.operations.copying import copy_floor_plan
from events_app.floor_plans.operations.deciding import set_blocked, set_hold_terms
from events_app.floor_plans.operations.grid import lay_grid, plan_of_grid
from events_app.floor_plans.operations.recording import audit_plan, nudge
from events_app.floor_plans.operations.saving import preview_floor_plan, restore_version, save_floor_plan

__all__ = [
    "audit_plan",
    "copy_floor_plan",
    "lay_grid",
    "nudge",
    "plan_of_grid",
    "preview_floor_plan",
    "restore_version",
    "save_floor_plan",
    "set_blocked",
    "set_hold_terms",
]
