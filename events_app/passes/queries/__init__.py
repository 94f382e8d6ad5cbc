"""What may be read about passes, gates and check-ins."""

from events_app.passes.queries.badges import (
    PrintRunView,
    count_to_print,
    find_print_run,
    list_print_runs,
    read_badges,
)
from events_app.passes.queries.counts import (
    all_scans,
    count_conflicts,
    list_conflicts,
    local_midnight,
    read_live_counts,
)
from events_app.passes.queries.gates import (
    find_device_actor,
    find_gate,
    list_gates,
    read_gate_package,
    read_plan,
)
from events_app.passes.queries.invitations import find_invitation, list_invitations
from events_app.passes.queries.keys import KeyView, list_keys
from events_app.passes.queries.lists import (
    ListRowView,
    PassListView,
    find_list,
    list_list_rows,
    list_lists,
    wrong_rows,
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
from events_app.passes.queries.results import Curve, GateHour, read_curve, read_hours
from events_app.passes.queries.staff import BoothStaff, booth_passes_of, staff_of_booths
from events_app.passes.schemas import PassView

__all__ = [
    "BoothStaff",
    "Curve",
    "GateHour",
    "KeyView",
    "ListRowView",
    "PassFilter",
    "PassListView",
    "PassView",
    "PrintRunView",
    "all_passes",
    "all_scans",
    "booth_passes_of",
    "count_conflicts",
    "count_passes",
    "count_to_print",
    "count_valid_passes",
    "days_of",
    "find_device_actor",
    "find_gate",
    "find_holders",
    "find_invitation",
    "find_list",
    "find_pass",
    "find_pass_for_office",
    "find_print_run",
    "list_conflicts",
    "list_gates",
    "list_invitations",
    "list_keys",
    "list_list_rows",
    "list_lists",
    "list_passes",
    "list_print_runs",
    "local_midnight",
    "read_badges",
    "read_curve",
    "read_gate_package",
    "read_hours",
    "read_live_counts",
    "read_plan",
    "staff_of_booths",
    "wrong_rows",
]
