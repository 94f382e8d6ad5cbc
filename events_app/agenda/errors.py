"""What can be wrong with a calendar entry."""

from events_app.platform.errors import Conflict, InvalidInput, NotFound
from events_app.platform.i18n import N_


class EntryMalformed(InvalidInput):
    code = "calendar_entry_malformed"
    message = N_("The calendar entry %(source)s cannot be written: %(why)s.")

    def __init__(self, source: str, why: str) -> None:
        super().__init__(source=source, why=why)


class EntryNotFound(NotFound):
    code = "calendar_entry_not_found"
    message = N_("This is not in any calendar.")

    def __init__(self, source: str) -> None:
        super().__init__(source=source)


class UidTaken(Conflict):
    code = "calendar_uid_taken"
    message = N_("Another calendar entry already has this UID.")
