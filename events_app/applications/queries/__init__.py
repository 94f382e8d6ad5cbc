"""Reads calls, applications, reviews and the published order."""

from events_app.applications.queries.applications import (
    applicants_of,
    application_of,
    applied_products,
    call_of,
    find_application,
    history_of_application,
    lacks,
    list_applications,
    zone_wishes,
)
from events_app.applications.queries.reviews import (
    checklist_of,
    find_reviewed,
    read_applied_paper,
    reviewers_of,
    share_of,
)
from events_app.applications.queries.scores import (
    ASKING,
    best_stars,
    place_in_line,
    priorities_of,
    ranked_applications,
    standings_of,
    waiting_list,
)

__all__ = [
    "ASKING",
    "applicants_of",
    "application_of",
    "applied_products",
    "best_stars",
    "call_of",
    "checklist_of",
    "find_application",
    "find_reviewed",
    "history_of_application",
    "lacks",
    "list_applications",
    "place_in_line",
    "priorities_of",
    "ranked_applications",
    "read_applied_paper",
    "reviewers_of",
    "share_of",
    "standings_of",
    "waiting_list",
    "zone_wishes",
]
