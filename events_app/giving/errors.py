"""What can go wrong with lists, invitations, staff of booths and badges."""

from typing import Any

from events_app.platform.db import register
from events_app.platform.errors import (
    Conflict,
    Expired,
    FieldError,
    InvalidInput,
    NotAllowed,
    NotFound,
)
from events_app.platform.i18n import N_


class ListRefused(InvalidInput):
    """The file is no list of people; `code` of the field's error says why."""

    code = "pass_list_refused"
    message = N_("This file cannot be read as a list.")

    def __init__(self, code: str, sentence: str, data: dict[str, Any] | None = None) -> None:
        super().__init__({"file": [FieldError(code, sentence, data or {})]})


class PassListNotFound(NotFound):
    code = "pass_list_not_found"
    message = N_("There is no such list at this fair.")


class PassListDone(Conflict):
    """The list was given or taken back; `state` is what it is now."""

    code = "pass_list_done"
    message = N_("This list was already dealt with. Hand the file in again to begin anew.")

    def __init__(self, state: str) -> None:
        super().__init__(state=state)


class NothingToGive(Conflict):
    code = "nothing_to_give"
    message = N_("Not one row of this list can become a pass. Correct the file and hand it in again.")


class NotYourBooth(NotAllowed):
    code = "not_your_booth"
    message = N_("Only who has this booth for certain names its staff.")


class InvitationNotFound(NotFound):
    code = "pass_invitation_not_found"
    message = N_("There is no such invitation. Check the address, or ask whoever invited you.")


class InvitationOver(Expired):
    """The invitation was withdrawn or its time is past."""

    code = "pass_invitation_over"
    message = N_("This invitation is no longer open. Please ask the organizer for a new one.")


class InvitationAccepted(Conflict):
    code = "pass_invitation_accepted"
    message = N_("This invitation was taken up already. Revoke the pass instead.")


class AlreadyInvited(Conflict):
    code = "pass_already_invited"
    message = N_("This address is invited already.")


class BadAddresses(InvalidInput):
    """Some lines are no addresses; `lines` are those lines."""

    code = "bad_addresses"
    message = N_("Some lines are not e-mail addresses.")

    def __init__(self, lines: list[str]) -> None:
        wrong = FieldError(
            "bad_addresses", N_("These lines are not e-mail addresses: %(lines)s"), {"lines": "; ".join(lines[:5])}
        )
        super().__init__({"addresses": [wrong]}, lines=lines)


class TooManyInvited(InvalidInput):
    code = "too_many_invited"
    message = N_("Invite at most %(most)s people at once.")

    def __init__(self, most: int) -> None:
        wrong = FieldError("too_many_invited", N_("At most %(most)s lines, please."), {"most": most})
        super().__init__({"addresses": [wrong]}, most=most)


class NobodyToPrint(Conflict):
    code = "nobody_to_print"
    message = N_("No valid pass fits this choice, so there is nothing to print.")


class PrintRunNotFound(NotFound):
    code = "print_run_not_found"
    message = N_("There is no such batch of badges.")


class PrintRunCannotChange(Conflict):
    code = "print_run_cannot_change"
    message = N_("This batch of badges is no longer at a point where that can be done.")


class PrintRunAtWork(Conflict):
    code = "print_run_at_work"
    message = N_("A batch of badges of this fair is being drawn just now. Wait for it, or cancel it.")


register(
    {
        "pass_invitation_one_open": AlreadyInvited,
        "print_run_one_at_work": PrintRunAtWork,
    }
)
