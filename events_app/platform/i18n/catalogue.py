"""Messages: English is the msgid in the code, each slice keeps its Vietnamese beside it in `locale/vi.po`."""

import logging
from datetime import date, datetime
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from events_app.platform.i18n.formats import format_day, format_moment
from events_app.platform.i18n.locale import Bilingual, Locale, current_locale

PACKAGE = Path(__file__).resolve().parents[2]

logger = logging.getLogger(__name__)


def N_(text: str) -> str:  # noqa: N802 - the gettext convention that extraction looks for
    """Mark a message for translation where it is defined; it is translated where it is shown."""
    return text


def _(text: str, /, **data: object) -> str:
    """Translate into the reader's language and fill in the facts."""
    return translate(current_locale(), text, **data)


def translate(locale: Locale, text: str, /, **data: object) -> str:
    """Translate into a given language and fill `%(name)s` placeholders; dates are written as people say them."""
    template = _vietnamese().get(text, text) if locale == "vi" else text
    return _fill(template, locale, data)


def look_up(text: str) -> str:
    """The reader's template of a message, its placeholders still open (what Jinja's i18n extension fills itself)."""
    return _vietnamese().get(text, text) if current_locale() == "vi" else text


def ngettext(singular: str, plural: str, n: int, /, **data: object) -> str:
    """Translate a message that counts something; `%(n)s` is the count."""
    return translate_plural(current_locale(), singular, plural, n, **data)


def translate_plural(locale: Locale, singular: str, plural: str, n: int, /, **data: object) -> str:
    """Translate a counting message; Vietnamese has one form, English two."""
    chosen = _vietnamese().get(singular, singular) if locale == "vi" else (singular if n == 1 else plural)
    return _fill(chosen, locale, {"n": n, "num": n, **data})


def _fill(template: str, locale: Locale, data: dict[str, object]) -> str:
    return template % {name: _localise(value, locale) for name, value in data.items()}


def _localise(value: object, locale: Locale) -> object:
    if isinstance(value, datetime):
        return format_moment(value, locale)
    if isinstance(value, date):
        return format_day(value, locale)
    if isinstance(value, Bilingual):
        return value.text(locale)
    if isinstance(value, list | tuple):
        return ", ".join(str(_localise(each, locale)) for each in value)
    return value


@cache
def _vietnamese() -> dict[str, str]:
    """All slices' messages in one table: msgids are whole sentences, so one meaning has one msgid."""
    messages: dict[str, str] = {}
    for path in sorted(PACKAGE.glob("*/locale/vi.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale="vi")
        for message in catalogue:
            if not message.id or message.fuzzy:
                continue
            msgid = message.id if isinstance(message.id, str) else message.id[0]
            text = message.string if isinstance(message.string, str) else next(iter(message.string or ()), "")
            if text:
                messages.setdefault(msgid, text)
    return messages
