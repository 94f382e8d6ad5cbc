"""How states and mistakes of lists, invitations and print runs are called; each is a message to translate."""

from typing import Final

from events_app.platform.i18n import N_

LIST_STATES: Final = {
    "preview": N_("To be looked at"),
    "issued": N_("Passes given"),
    "undone": N_("Passes taken back"),
}

LIST_COLUMNS: Final = {
    "name": N_("Full name"),
    "phone": N_("Telephone"),
    "email": N_("E-mail"),
    "kind": N_("Kind of pass"),
    "days": N_("Days"),
}

LIST_ERRORS: Final = {
    "missing_name": N_("The name is missing."),
    "bad_name": N_("“%(text)s” is no name: it is empty or longer than 120 characters."),
    "bad_email": N_("“%(text)s” is not an e-mail address."),
    "bad_phone": N_("“%(text)s” is not a telephone number. A Vietnamese one has 10 digits and begins with 0."),
    "unknown_kind": N_("“%(text)s” is not a kind of pass. The template lists the words that can be used."),
    "bad_days": N_(
        "“%(text)s” are not days of the fair, which has %(count)s. Write 2, or 2-4, or its dates, with commas"
        " between several."
    ),
    "formula": N_("This cell holds a formula. Paste its value instead (Paste special → Values)."),
    "twice_in_file": N_("The same person stands in row %(row)s already."),
    "has_pass": N_("This person has pass %(serial)s of this kind already."),
    "name_has_pass": N_(
        "A list gave this name pass %(serial)s of this kind already. If this is somebody else, add a telephone number "
        "or an e-mail address and hand the row in again."
    ),
}

INVITATION_STATES: Final = {
    "open": N_("Not taken up yet"),
    "accepted": N_("Has a pass"),
    "expired": N_("Time is past"),
    "withdrawn": N_("Withdrawn"),
}

PRINT_RUN_STATES: Final = {
    "waiting": N_("Waiting"),
    "drawing": N_("Being drawn"),
    "ready": N_("Ready to print"),
    "cancelled": N_("Cancelled"),
    "failed": N_("Could not be drawn"),
}
