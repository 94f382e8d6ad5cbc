"""What a new plan does to booths and zones that stand: said to the slices above, which refuse it or follow."""

from msgspec import Struct

from events_app.floor_plans.schemas import Touched
from events_app.platform.followers import Followers


class PlanChange(Struct, frozen=True, kw_only=True):
    """A plan is replaced.

    Attributes:
        fair: Whose plan.
        changed: Booths that get another place, size, zone, category, equipment or price: number and code.
        removed: Booths that are on the new plan no more: number and code.
        zones_gone: Zones that are on the new plan no more: number and name.
    """

    fair: int
    changed: dict[int, str]
    removed: dict[int, str]
    zones_gone: dict[int, str]


plan_changes: Followers[PlanChange, Touched] = Followers("change of a plan")
