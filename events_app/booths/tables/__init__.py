"""The rows of floor plans, booths, claims, attendance and applications."""

from events_app.booths.tables.applications import ApplicationCall, ApplicationEvent, BoothApplication
from events_app.booths.tables.claims import Attendance, BoothClaim
from events_app.booths.tables.plans import Booth, FloorPlan, Hall, Zone

__all__ = [
    "ApplicationCall",
    "ApplicationEvent",
    "Attendance",
    "Booth",
    "BoothApplication",
    "BoothClaim",
    "FloorPlan",
    "Hall",
    "Zone",
]
