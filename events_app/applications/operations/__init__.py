"""The verbs of calls, applications and reviews."""

from events_app.applications.operations.applications import apply_for_booths, edit_application
from events_app.applications.operations.calls import set_call
from events_app.applications.operations.drafts import remind_drafts
from events_app.applications.operations.reviews import deal_applications, give_application, save_checks
from events_app.applications.operations.steps import LockedApplication, application_row, lock_applications, take_step

__all__ = [
    "LockedApplication",
    "application_row",
    "apply_for_booths",
    "deal_applications",
    "edit_application",
    "give_application",
    "lock_applications",
    "remind_drafts",
    "save_checks",
    "set_call",
    "take_step",
]
