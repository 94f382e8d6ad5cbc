"""What can be wrong with people, roles and proofs of identity."""

from datetime import datetime

from events_app.platform.db import register
from events_app.platform.errors import (
    Conflict,
    Expired,
    FieldError,
    InvalidInput,
    NotAllowed,
    NotFound,
    SignInRequired,
    TooMany,
    Unavailable,
)
from events_app.platform.i18n import N_


class CredentialsRefused(SignInRequired):
    """The address and password do not belong together; said alike for unknown addresses."""

    code = "credentials_refused"
    message = N_("This e-mail address and password do not belong together.")


class AddressNotConfirmed(NotAllowed):
    """The password was right, but the address was never proved."""

    code = "address_not_confirmed"
    message = N_(
        "Your e-mail address is not confirmed yet. We have just sent you the link again: open it, then sign in."
    )


class TooManyAttempts(TooMany):
    """Guessing is slowed down until an instant."""

    code = "too_many_attempts"
    message = N_("There were too many attempts. Wait until %(until)s, then try again.")

    def __init__(self, until: datetime, now: datetime) -> None:
        seconds = max(1, round((until - now).total_seconds()))
        super().__init__(until=until, retry_after=seconds)


class SignInBusy(Unavailable):
    """More password checks are waiting than can be answered in reasonable time."""

    code = "sign_in_busy"
    message = N_("Many people are signing in at this moment. Try again in a few seconds.")


class LinkSpent(Expired):
    """A link of a mail that was used, replaced or is past its time."""

    code = "link_spent"
    message = N_("This link was used already, was replaced by a newer one, or is past its time.")


class KeptFormGone(Expired):
    """What was typed is no longer kept, or was typed in another browser."""

    code = "kept_form_gone"
    message = N_("What you had typed is no longer kept. It is kept for two hours, in the same browser.")


class OfficeNotFound(NotFound):
    """No office of this number."""

    code = "office_not_found"
    message = N_("This office does not exist.")


class MemberNotFound(NotFound):
    """The person is not a member of the office."""

    code = "member_not_found"
    message = N_("This person does not work for the office.")


class SessionNotFound(NotFound):
    """No open session of this number belongs to the person."""

    code = "session_not_found"
    message = N_("This sign-in does not exist or is closed already.")


class ApiKeyNotFound(NotFound):
    """No working key of this number belongs to the person."""

    code = "api_key_not_found"
    message = N_("This key does not exist or is revoked already.")


class AlreadyMember(Conflict):
    """The invited person works for the office already."""

    code = "already_member"
    message = N_("%(email)s works for this office already. Change the role in the list instead.")

    def __init__(self, email: str) -> None:
        super().__init__(email=email)


class EmailTaken(Conflict):
    """Somebody else confirmed the address first."""

    code = "email_taken"
    message = N_("Another account uses this e-mail address.")


class SlugTaken(Conflict):
    """Another office has the same short name."""

    code = "office_slug_taken"
    message = N_("Another office has this short name already.")


class LastOwner(Conflict):
    """An office with staff keeps an owner."""

    code = "last_owner"
    message = N_("An office needs an owner. Make somebody else the owner first.")


def refused(field: str, code: str, message: str, **data: object) -> InvalidInput:
    """Build the refusal of one field of a form."""
    return InvalidInput(fields={field: [FieldError(code=code, message=message, data=data)]})


register(
    {
        "account_unique_email": EmailTaken,
        "office_unique_slug": SlugTaken,
        "office_member_last_owner": LastOwner,
        "one_time_token_one_open": LinkSpent,
    }
)
