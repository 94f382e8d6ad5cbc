"""The rows of passes, gates and check-ins."""

from events_app.passes.tables.gates import Gate, GateDevice, GatePairing
from events_app.passes.tables.passes import DaySet, EntryPass
from events_app.passes.tables.plans import PassPlan, PassRule, SigningKey
from events_app.passes.tables.scans import Admission, CheckIn, WalkIn

__all__ = [
    "Admission",
    "CheckIn",
    "DaySet",
    "EntryPass",
    "Gate",
    "GateDevice",
    "GatePairing",
    "PassPlan",
    "PassRule",
    "SigningKey",
    "WalkIn",
]
