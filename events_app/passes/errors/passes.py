"""What can go wrong with one pass and its keys."""

from events_app.platform.db import register
from events_app.platform.errors import (
    Conflict,
    Expired,
    FieldError,
    InvalidInput,
    NotAllowed,
    NotFound,
    Unavailable,
)
from events_app.platform.i18n import N_


class PassNotFound(NotFound):
    code = "pass_not_found"
    message = N_("There is no such pass. Check the number, or ask the organizer.")


class RegistrationClosed(Conflict):
    """Visitors cannot take a pass themselves now; `why` is a value of `rules.Registration`."""

    code = "registration_closed"
    message = N_("Passes for this fair cannot be taken online just now. Please ask at the gate.")

    def __init__(self, why: str) -> None:
        super().__init__(why=why)


class FairIsOff(Conflict):
    code = "fair_is_off"
    message = N_("This fair is cancelled or has no date yet, so no passes are given.")


class DayIsFull(Conflict):
    """The passes for a day are all taken."""

    code = "day_is_full"
    message = N_("All passes for this day are taken. Choose another day.")


class KindNotOpen(NotAllowed):
    """Only the office gives passes of this kind."""

    code = "kind_not_open"
    message = N_("Passes of this kind are given by the organizer.")


class PassCannotChange(Conflict):
    """A pass in its state cannot be put into another; `state` is what it is now."""

    code = "pass_cannot_change"
    message = N_("This pass can no longer be changed that way.")

    def __init__(self, state: str) -> None:
        super().__init__(state=state)


class ConsentMissing(InvalidInput):
    code = "consent_missing"
    message = N_("We need your consent to keep your name for this fair.")

    def __init__(self) -> None:
        wrong = FieldError("consent_missing", N_("Please read the text and tick the box if you agree."))
        super().__init__({"consent": [wrong]})


class DaysOutsideFair(InvalidInput):
    """The days wanted are not days of the fair, which has `count`."""

    code = "days_outside_fair"
    message = N_("The fair has %(count)s days. Choose days among them.")

    def __init__(self, count: int) -> None:
        wrong = FieldError("days_outside_fair", N_("Choose one of the days of the fair."))
        super().__init__({"days": [wrong]}, count=count)


class ChooseDaysOnce(InvalidInput):
    """The days of a pass were said in more than one way."""

    code = "choose_days_once"
    message = N_("Name the days in one way: by dates, by their numbers, or by the first and the last.")

    def __init__(self) -> None:
        wrong = FieldError("choose_days_once", N_("Name the days in one way only."))
        super().__init__({"days": [wrong]})


class BadPhone(InvalidInput):
    code = "bad_phone"
    message = N_("This is not a phone number we can call.")

    def __init__(self) -> None:
        wrong = FieldError("bad_phone", N_("Write a phone number such as 0912 345 678."))
        super().__init__({"phone": [wrong]})


class BadEmail(InvalidInput):
    code = "bad_email"
    message = N_("This is not an e-mail address.")

    def __init__(self) -> None:
        wrong = FieldError("bad_email", N_("Write an e-mail address such as lan@vi-du.vn."))
        super().__init__({"email": [wrong]})


class PassAlreadyUsed(Conflict):
    """Somebody came in with the pass, so nobody else takes it over."""

    code = "pass_already_used"
    message = N_("Somebody has come in with this pass already, so it cannot be handed on.")


class KeysUnreadable(Unavailable):
    """The installation's secret is not the one the signing keys were sealed with."""

    code = "signing_keys_unreadable"
    message = N_("Passes cannot be signed: the secret of this installation was changed. Restore EVENTS_APP_SECRET.")


class TooManyKeys(Conflict):
    code = "too_many_signing_keys"
    message = N_("This office has used all 255 signing keys.")


class PassErased(Expired):
    """The person behind the pass asked to be forgotten."""

    code = "pass_erased"
    message = N_("This pass was deleted together with the personal data it carried.")


class NoAddress(Conflict):
    """The pass cannot be sent: nobody left an e-mail address."""

    code = "pass_without_address"
    message = N_("This pass has no e-mail address. Show its page or print it.")


class BoothPassesAllNamed(Conflict):
    """All passes for the staff of the booth are named; `most` is how many there may be."""

    code = "booth_passes_all_named"
    message = N_("All passes of this booth are named. Take a name off the list first, or ask the organizer for more.")

    def __init__(self, most: int | None = None) -> None:
        super().__init__(most=most)


class BoothNoLongerHeld(Conflict):
    """The booth the pass was named for is no longer its producer's."""

    code = "booth_no_longer_held"
    message = N_("The producer no longer has the booth this pass was named for. Name the person at another booth.")


register({"entry_pass_booth_place": BoothPassesAllNamed})
