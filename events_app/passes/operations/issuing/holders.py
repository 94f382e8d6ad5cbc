"""Holders as they are stored, and the consent they gave."""

from collections.abc import Sequence
from typing import Final

import msgspec

from events_app.accounts.rules import clean_phone, fold_email, read_name
from events_app.passes.schemas import HolderInput
from events_app.platform.errors import FieldError, InvalidInput
from events_app.platform.i18n import fold

CONSENT_VERSION: Final = "2026-11"
"""The version of the consent text on our own pages; raise it whenever the text changes."""


class Holder(msgspec.Struct, frozen=True):
    """A holder as stored: cleaned, with the text the search reads."""

    name: str
    email: str | None
    phone: str | None

    @property
    def folded(self) -> str:
        """The name without diacritics and the phone as it is dialled at home."""
        return f"{fold(self.name)} {(self.phone or '').replace('+84', '0')}".strip()


def clean_holder(typed: HolderInput) -> Holder:
    """Bring what was typed into the form it is kept in.

    Raises:
        InvalidInput: The name is empty, or the address or number is none; all of them are named at once.
    """
    cleaned: dict[str, str] = {}
    wrong: dict[str, Sequence[FieldError]] = {}
    for field, clean, text in (
        ("name", read_name, typed.name),
        ("email", fold_email, (typed.email or "").strip()),
        ("phone", clean_phone, typed.phone or ""),
    ):
        try:
            cleaned[field] = clean(text) if text or field == "name" else ""
        except InvalidInput as error:
            wrong |= error.fields
    if wrong:
        raise InvalidInput(wrong)
    return Holder(cleaned["name"], cleaned["email"] or None, cleaned["phone"] or None)
