"""Pure decisions about applications: who may apply, until when, which state follows which, who comes first."""

from events_app.applications.rules.applications import (
    BY_OFFICE,
    BY_PRODUCER,
    OFFERABLE,
    ApplicationState,
    Waiting,
    ensure_offerable,
    ensure_offered,
    ensure_step,
)
from events_app.applications.rules.following import state_after
from events_app.applications.rules.pairs import Having, is_legal
from events_app.applications.rules.priority import Priority, Standing, priority_of, ranked

__all__ = [
    "BY_OFFICE",
    "BY_PRODUCER",
    "OFFERABLE",
    "ApplicationState",
    "Having",
    "Priority",
    "Standing",
    "Waiting",
    "ensure_offerable",
    "ensure_offered",
    "ensure_step",
    "is_legal",
    "priority_of",
    "ranked",
    "state_after",
]
