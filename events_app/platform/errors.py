"""What can go wrong, told as facts.

An error knows its stable `code`, a sentence that says what to do, and the facts of the case. It does not know HTTP:
`platform.web.errors` maps the six families once, for the API and for people.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import msgspec

from events_app.platform.i18n import N_, Locale, current_locale, translate


class FieldError(msgspec.Struct, frozen=True):
    """What is wrong with one field, in a form both machines and people can use."""

    code: str
    message: str
    data: dict[str, Any] = {}

    def text(self, locale: Locale | None = None) -> str:
        """The sentence in the reader's language."""
        return translate(locale or current_locale(), self.message, **self.data)


class DomainError(Exception):
    """A refusal by the rules of the field. `data` holds the facts and fills the message's placeholders."""

    code: ClassVar[str] = "refused"
    message: ClassVar[str] = N_("That is not possible.")

    def __init__(self, **data: Any) -> None:
        self.data: dict[str, Any] = data
        super().__init__(self.code)

    def text(self, locale: Locale | None = None) -> str:
        """The sentence in the reader's language."""
        return translate(locale or current_locale(), self.message, **self.data)

    def __str__(self) -> str:
        return f"{self.code}: {translate('en', self.message, **self.data)}"


class NotFound(DomainError):
    """The thing is not there, or the asker may not know of it."""

    code = "not_found"
    message = N_("We could not find that. It may have been moved or removed.")


class NotAllowed(DomainError):
    """The asker may not do this."""

    code = "not_allowed"
    message = N_("You do not have permission to do that. Ask the owner of your office.")


class SignInRequired(DomainError):
    """Nobody has signed in yet, or the session has ended."""

    code = "sign_in_required"
    message = N_("Please sign in first.")


class InvalidInput(DomainError):
    """What was typed cannot be taken as it is; `fields` says where."""

    code = "invalid_input"
    message = N_("Some fields need another look.")

    def __init__(self, fields: Mapping[str, Sequence[FieldError]] | None = None, **data: Any) -> None:
        super().__init__(**data)
        self.fields: dict[str, list[FieldError]] = {name: list(errors) for name, errors in (fields or {}).items()}


class Conflict(DomainError):
    """Somebody or something was faster, or stands in the way."""

    code = "conflict"
    message = N_("That clashes with what is there already.")


class StaleRevision(Conflict):
    """The thing was edited since it was read. `current` is its state now."""

    code = "stale_revision"
    message = N_("Somebody changed this while you were editing. Compare with the current state, then save again.")

    def __init__(self, *, current: Any, revision: int) -> None:
        super().__init__(current=current, revision=revision)


class Expired(DomainError):
    """It was there once, and its time is over."""

    code = "expired"
    message = N_("That has ended.")


class Unavailable(DomainError):
    """A part we depend on does not answer just now."""

    code = "unavailable"
    message = N_("The service is not ready just now. Nothing was lost; please try again in a moment.")


class TooMany(DomainError):
    """Asked more often than is sensible; `retry_after` is in seconds."""

    code = "too_many_requests"
    message = N_("Too many attempts. Please wait a little and try again.")
