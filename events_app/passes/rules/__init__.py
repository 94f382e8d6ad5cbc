"""Pure decisions about passes, scans and registration."""

from events_app.passes.rules.deciding import (
    CLOCK_TOLERANCE,
    LAST_DAY,
    FairDays,
    Verdict,
    happened_at,
    judge,
    slot_of,
)
from events_app.passes.rules.kinds import (
    DEFAULT_RULES,
    Direction,
    Entries,
    KindRule,
    PassKind,
    PassState,
    Reason,
    Result,
)
from events_app.passes.rules.serials import serial_of, serial_shown, serial_typed
from events_app.passes.rules.standing import KEEP_PEOPLE_FOR, Registration, may_become, registration_of

__all__ = [
    "CLOCK_TOLERANCE",
    "DEFAULT_RULES",
    "KEEP_PEOPLE_FOR",
    "LAST_DAY",
    "Direction",
    "Entries",
    "FairDays",
    "KindRule",
    "PassKind",
    "PassState",
    "Reason",
    "Registration",
    "Result",
    "Verdict",
    "happened_at",
    "judge",
    "may_become",
    "registration_of",
    "serial_of",
    "serial_shown",
    "serial_typed",
    "slot_of",
]
