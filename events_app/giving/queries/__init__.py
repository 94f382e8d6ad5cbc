"""What may be read about lists, invitations, staff of booths and badges."""

from events_app.giving.queries.badges import (
    PrintRunView,
    count_to_print,
    find_print_run,
    list_print_runs,
    read_badges,
)
from events_app.giving.queries.invitations import find_invitation, list_invitations
from events_app.giving.queries.lists import (
    ListRowView,
    PassListView,
    find_list,
    list_list_rows,
    list_lists,
    wrong_rows,
)
from events_app.giving.queries.readers import count_readers_of_list, readers_of_list
from events_app.giving.queries.staff import BoothStaff, booth_passes_of, staff_of_booths

__all__ = [
    "BoothStaff",
    "ListRowView",
    "PassListView",
    "PrintRunView",
    "booth_passes_of",
    "count_readers_of_list",
    "count_to_print",
    "find_invitation",
    "find_list",
    "find_print_run",
    "list_invitations",
    "list_list_rows",
    "list_lists",
    "list_print_runs",
    "read_badges",
    "readers_of_list",
    "staff_of_booths",
    "wrong_rows",
]
