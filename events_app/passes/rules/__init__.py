"""Pure decisions about passes, scans and registration."""

from events_app.passes.rules.days import EVERY_DAY, FairDays, PassDays, numbers_to_name
from events_app.passes.rules.deciding import (
    CLOCK_TOLERANCE,
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
    "EVERY_DAY",
    "KEEP_PEOPLE_FOR",
    "Direction",
    "Entries",
    "FairDays",
    "KindRule",
    "PassDays",
    "PassKind",
    "PassState",
    "Reason",
    "Registration",
    "Result",
    "Verdict",
    "happened_at",
    "judge",
    "may_become",
    "numbers_to_name",
    "registration_of",
    "serial_of",
    "serial_shown",
    "serial_typed",
    "slot_of",
]
