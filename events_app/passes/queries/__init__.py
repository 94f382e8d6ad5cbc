"""What may be read about passes, gates and check-ins."""

from events_app.passes.queries.counts import (
    all_scans,
    count_conflicts,
    list_conflicts,
    read_live_counts,
)
from events_app.passes.queries.gates import (
    find_device_actor,
    find_gate,
    list_gates,
    read_gate_package,
    read_plan,
)
from events_app.passes.queries.passes import (
    PassFilter,
    all_passes,
    count_passes,
    count_valid_passes,
    days_of,
    find_holders,
    find_pass,
    find_pass_for_office,
    list_passes,
)
from events_app.passes.schemas import PassView

__all__ = [
    "PassFilter",
    "PassView",
    "all_passes",
    "all_scans",
    "count_conflicts",
    "count_passes",
    "count_valid_passes",
    "days_of",
    "find_device_actor",
    "find_gate",
    "find_holders",
    "find_pass",
    "find_pass_for_office",
    "list_conflicts",
    "list_gates",
    "list_passes",
    "read_gate_package",
    "read_live_counts",
    "read_plan",
]
