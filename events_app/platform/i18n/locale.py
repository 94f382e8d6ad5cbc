"""The language somebody reads: a value that travels with the request, never a global setting."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, get_args

import msgspec

Locale = Literal["vi", "en"]

LOCALES: tuple[Locale, ...] = get_args(Locale)

_current: ContextVar[Locale] = ContextVar("locale", default="vi")


class Bilingual(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text in both languages; where English is missing the Vietnamese one is shown."""

    vi: str
    en: str = ""

    def text(self, locale: Locale | None = None) -> str:
        """The text in the given language, or in the current one."""
        return (self.en or self.vi) if (locale or current_locale()) == "en" else (self.vi or self.en)


def current_locale() -> Locale:
    """The language of the request, mail or document being written."""
    return _current.get()


def parse_locale(text: str | None) -> Locale | None:
    """Read a stored or requested language code; None when it is not one of ours."""
    if text == "vi":
        return "vi"
    if text == "en":
        return "en"
    return None


@contextmanager
def use_locale(locale: Locale) -> Iterator[None]:
    """Write everything inside the block in one language."""
    token = _current.set(locale)
    try:
        yield
    finally:
        _current.reset(token)
