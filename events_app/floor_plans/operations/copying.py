"""The plan of one fair for another: last year's hall is this year's."""

from datetime import datetime

from events_app.fairs.queries import find_fair
from events_app.floor_plans.operations.saving import save_floor_plan
from events_app.floor_plans.queries import floor_plan_of
from events_app.floor_plans.schemas.plans import FloorPlanInput, SavedPlan
from events_app.platform.actor import Actor


async def copy_floor_plan(slug: str, source: str, *, acting: Actor, now: datetime) -> SavedPlan:
    """Replace a fair's plan by that of another fair of the own offices; holders stay where they are.

    Raises:
        FloorPlanNotFound: The other fair has none.
        FloorPlanInUse: A booth somebody has would vanish.
    """
    other = await find_fair(source, acting=acting, now=now)
    acting.ensure_organizes(other.office)
    plan = await floor_plan_of(other.id)
    wanted = FloorPlanInput(halls=plan.halls, booths=plan.booths, zones=plan.zones)
    return await save_floor_plan(slug, wanted, acting=acting, now=now)
