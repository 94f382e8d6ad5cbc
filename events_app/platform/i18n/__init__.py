"""Languages: Vietnamese first, English second; messages, formats, search folding and sort order."""

from events_app.platform.i18n.catalogue import N_, _, ngettext, translate, translate_plural
from events_app.platform.i18n.folding import fold, nfc, vietnamese_sort_key
from events_app.platform.i18n.locale import (
    LOCALES,
    Bilingual,
    Locale,
    current_locale,
    parse_locale,
    use_locale,
)

__all__ = [
    "LOCALES",
    "N_",
    "Bilingual",
    "Locale",
    "_",
    "current_locale",
    "fold",
    "nfc",
    "ngettext",
    "parse_locale",
    "translate",
    "translate_plural",
    "use_locale",
    "vietnamese_sort_key",
]
