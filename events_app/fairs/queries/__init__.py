"""Reads fairs and programmes."""

from events_app.fairs.queries.days import all_days_of, days_of, days_of_fairs
from events_app.fairs.queries.finding import (
    fair_by_id,
    fair_for_office,
    fairs_by_ids,
    find_fair,
    find_programme_session,
    find_public_fair,
    free_slug,
    programme_between,
    programme_of,
    slug_when_moved,
)
from events_app.fairs.queries.lists import (
    known_venues,
    list_fairs,
    list_office_fairs,
    list_public_fairs,
    years_of_fairs,
)
from events_app.fairs.queries.rows import fair_of, session_of

__all__ = [
    "all_days_of",
    "days_of",
    "days_of_fairs",
    "fair_by_id",
    "fair_for_office",
    "fair_of",
    "fairs_by_ids",
    "find_fair",
    "find_programme_session",
    "find_public_fair",
    "free_slug",
    "known_venues",
    "list_fairs",
    "list_office_fairs",
    "list_public_fairs",
    "programme_between",
    "programme_of",
    "session_of",
    "slug_when_moved",
    "years_of_fairs",
]
