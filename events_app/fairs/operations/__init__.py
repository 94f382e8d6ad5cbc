"""The verbs of fairs: each locks, decides, writes, audits and tells, in one transaction."""

from events_app.fairs.operations.editing import copy_fair, create_fair, edit_fair, record_filing, rehearse_edit
from events_app.fairs.operations.guard import enter_fair
from events_app.fairs.operations.lifecycle import (
    cancel_fair,
    postpone_fair,
    publish_fair,
    rehearse_cancellation,
    rehearse_postponement,
    rehearse_unpublication,
    unpublish_fair,
)
from events_app.fairs.operations.programme import (
    add_programme_session,
    edit_programme_session,
    remove_programme_session,
)

__all__ = [
    "add_programme_session",
    "cancel_fair",
    "copy_fair",
    "create_fair",
    "edit_fair",
    "edit_programme_session",
    "enter_fair",
    "postpone_fair",
    "publish_fair",
    "record_filing",
    "rehearse_cancellation",
    "rehearse_edit",
    "rehearse_postponement",
    "rehearse_unpublication",
    "remove_programme_session",
    "unpublish_fair",
]
