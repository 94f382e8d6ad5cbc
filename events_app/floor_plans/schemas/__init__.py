"""The shapes of plans: as they are written, and as they are drawn."""

from events_app.floor_plans.schemas.maps import BoothMap, BoothOnPlan, HallOnPlan, read_fixtures, zones_of
from events_app.floor_plans.schemas.plans import (
    BoothInput,
    FixtureInput,
    FloorPlanInput,
    GridInput,
    HallInput,
    HoldTermsInput,
    Touched,
    ZoneInput,
    metres,
)

__all__ = [
    "BoothInput",
    "BoothMap",
    "BoothOnPlan",
    "FixtureInput",
    "FloorPlanInput",
    "GridInput",
    "HallInput",
    "HallOnPlan",
    "HoldTermsInput",
    "Touched",
    "ZoneInput",
    "metres",
    "read_fixtures",
    "zones_of",
]
