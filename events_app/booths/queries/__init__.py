"""Reads plans, booths, claims and applications."""

from events_app.booths.queries.applications import (
    application_of,
    applied_products,
    call_of,
    find_application,
    history_of_application,
    list_applications,
    waiting_list,
    zone_names,
)
from events_app.booths.queries.claims import (
    assigned_producers,
    attendance_days,
    attendance_of,
    booth_counts,
    claim_of,
    claims_of_fair,
    claims_of_producer,
    count_producers,
    history_of_booth,
)
from events_app.booths.queries.maps import booth_map, find_booth, list_booths
from events_app.booths.queries.plans import (
    floor_plan_of,
    has_plan,
    plan_version,
    plan_versions,
    plans_to_copy,
    zone_wishes,
)

__all__ = [
    "application_of",
    "applied_products",
    "assigned_producers",
    "attendance_days",
    "attendance_of",
    "booth_counts",
    "booth_map",
    "call_of",
    "claim_of",
    "claims_of_fair",
    "claims_of_producer",
    "count_producers",
    "find_application",
    "find_booth",
    "floor_plan_of",
    "has_plan",
    "history_of_application",
    "history_of_booth",
    "list_applications",
    "list_booths",
    "plan_version",
    "plan_versions",
    "plans_to_copy",
    "waiting_list",
    "zone_names",
    "zone_wishes",
]
