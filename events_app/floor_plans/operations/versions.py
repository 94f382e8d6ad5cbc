"""The history of a plan: each saved plan is kept, and any of them can stand again."""

from datetime import datetime
from typing import Any

from events_app.fairs.queries import find_fair
from events_app.floor_plans.queries import floor_plan_of, plan_version
from events_app.floor_plans.schemas.plans import FloorPlanInput
from events_app.floor_plans.tables import FloorPlanVersion
from events_app.platform.actor import Actor
from events_app.platform.db import ensure_in_transaction, fetch
from events_app.platform.rows import insert_unless_there


async def keep_version(plan: Any, *, saved_by: str, now: datetime) -> None:
    """Write the plan that stands as the version of its revision, unless that is there already."""
    ensure_in_transaction()
    stands = await floor_plan_of(plan["fair"])
    version = {
        "plan": plan["id"],
        "revision": stands.revision,
        "content": stands,
        "booths": len(stands.booths),
        "saved_by": saved_by[:120],
        "saved_at": now,
    }
    await insert_unless_there(FloorPlanVersion, version, unique=["plan", "revision"])


async def keep_version_saved_before(plan: Any) -> None:
    """A plan saved before versions were kept becomes the version it is about to lose its place to."""
    rows = await fetch("SELECT FROM floor_plan_version WHERE plan = $1 AND revision = $2", plan["id"], plan["revision"])
    if not rows and plan["revision"]:
        await keep_version(plan, saved_by="", now=plan["changed_at"])


async def version_as_input(
    slug: str, version: int, *, revision: int | None, acting: Actor, now: datetime
) -> FloorPlanInput:
    """An old plan as it would be saved again over the revision somebody has seen.

    Raises:
        PlanVersionNotFound: It was never saved.
    """
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    old = (await plan_version(fair.id, version)).plan
    return FloorPlanInput(halls=old.halls, booths=old.booths, zones=old.zones, revision=revision)
