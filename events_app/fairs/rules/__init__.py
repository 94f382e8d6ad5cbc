"""Pure decisions about fairs: states and phases, addresses, legal deadlines, programme, fields."""

from events_app.fairs.rules.deadlines import Deadline, Step, WorkingDays, deadlines_of
from events_app.fairs.rules.fields import check_fair, check_programme_session, check_reason, read_wall_time
from events_app.fairs.rules.lifecycle import (
    Kind,
    Phase,
    Region,
    SessionKind,
    Status,
    ensure_cancellable,
    ensure_changeable,
    ensure_postponable,
    ensure_publishable,
    ensure_unpublishable,
    is_on,
    is_public,
    local_day,
    phase_of,
)
from events_app.fairs.rules.rooms import room_key
from events_app.fairs.rules.slugs import slug_after_move, slug_from_title, slug_is_sound
from events_app.fairs.rules.span import days_between, shift_wall_time

__all__ = [
    "Deadline",
    "Kind",
    "Phase",
    "Region",
    "SessionKind",
    "Status",
    "Step",
    "WorkingDays",
    "check_fair",
    "check_programme_session",
    "check_reason",
    "days_between",
    "deadlines_of",
    "ensure_cancellable",
    "ensure_changeable",
    "ensure_postponable",
    "ensure_publishable",
    "ensure_unpublishable",
    "is_on",
    "is_public",
    "local_day",
    "phase_of",
    "read_wall_time",
    "room_key",
    "shift_wall_time",
    "slug_after_move",
    "slug_from_title",
    "slug_is_sound",
]
