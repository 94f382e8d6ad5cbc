"""Plans drawn elsewhere than from the rows: before they are saved, and on paper."""

from events_app.floor_plans.drawing.paper import Paper, plan_on_paper
from events_app.floor_plans.drawing.unsaved import map_of_plan

__all__ = ["Paper", "map_of_plan", "plan_on_paper"]
