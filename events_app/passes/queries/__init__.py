"""What may be read about passes, gates and check-ins."""

from events_app.passes.queries.counts import (
    all_scans,
    list_conflicts,
    read_live_counts,
)
from events_app.passes.queries.days import count_passes_by_day, count_passes_of_days, days_of, days_with_admissions
from events_app.passes.queries.figures import (
    PASSES_OF_FAIR,
    TAKES_PASSES,
    count_passes_given,
    figures_of_passes,
)
from events_app.passes.queries.gates import (
    find_device_actor,
    find_gate,
    list_gates,
    read_gate_package,
    read_plan,
)
from events_app.passes.queries.keys import KeyView, list_keys
from events_app.passes.queries.passes import (
    PassFilter,
    all_passes,
    count_passes,
    count_valid_passes,
    find_holders,
    find_pass,
    find_pass_for_office,
    find_passes_in_order,
    find_passes_of_booths,
    list_passes,
)
from events_app.passes.queries.readers import READER, WITH_ADDRESS, count_readers_of_fair, readers_of_fair
from events_app.passes.queries.results import Curve, GateHour, read_curve, read_hours
from events_app.passes.schemas import PassView

__all__ = [
    "PASSES_OF_FAIR",
    "READER",
    "TAKES_PASSES",
    "WITH_ADDRESS",
    "Curve",
    "GateHour",
    "KeyView",
    "PassFilter",
    "PassView",
    "all_passes",
    "all_scans",
    "count_passes",
    "count_passes_by_day",
    "count_passes_given",
    "count_passes_of_days",
    "count_readers_of_fair",
    "count_valid_passes",
    "days_of",
    "days_with_admissions",
    "figures_of_passes",
    "find_device_actor",
    "find_gate",
    "find_holders",
    "find_pass",
    "find_pass_for_office",
    "find_passes_in_order",
    "find_passes_of_booths",
    "list_conflicts",
    "list_gates",
    "list_keys",
    "list_passes",
    "read_curve",
    "read_gate_package",
    "read_hours",
    "read_live_counts",
    "read_plan",
    "readers_of_fair",
]
