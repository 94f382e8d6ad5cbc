"""The rows of floor plans, booths, claims, attendance and applications."""

from events_app.booths.tables.applications import ApplicationCall, ApplicationEvent, BoothApplication
from events_app.booths.tables.claims import Attendance, BoothClaim
from events_app.booths.tables.fees import BoothFee, CallTerms, OfficeBankAccount, TermsAcceptance
from events_app.booths.tables.holders import BoothHandOver, HolderMessage
from events_app.booths.tables.plans import Booth, FloorPlan, FloorPlanVersion, Hall, Zone
from events_app.booths.tables.reviews import ApplicationCheck, ApplicationShare
from events_app.booths.tables.runs import (
    AssignmentRun,
    BoothPin,
    BoothReserve,
    RunInput,
    RunPlacement,
    RunResult,
)

__all__ = [
    "ApplicationCall",
    "ApplicationCheck",
    "ApplicationEvent",
    "ApplicationShare",
    "AssignmentRun",
    "Attendance",
    "Booth",
    "BoothApplication",
    "BoothClaim",
    "BoothFee",
    "BoothHandOver",
    "BoothPin",
    "BoothReserve",
    "CallTerms",
    "FloorPlan",
    "FloorPlanVersion",
    "Hall",
    "HolderMessage",
    "OfficeBankAccount",
    "RunInput",
    "RunPlacement",
    "RunResult",
    "TermsAcceptance",
    "Zone",
]
