"""What msgspec says about a value that does not fit, said again in the reader's language."""

import re

from events_app.platform.errors import FieldError
from events_app.platform.i18n import N_

_PATH = re.compile(r"at `\$\.?(?P<path>[^`]*)`")

_KNOWN: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"missing required field `(?P<field>[^`]+)`"), "missing", N_("This is needed.")),
    (re.compile(r"contains unknown field `(?P<field>[^`]+)`"), "unknown_field", N_("This field is not known here.")),
    (
        re.compile(r"Invalid enum value '?(?P<value>[^' ]*)'?"),
        "not_a_choice",
        N_("“%(value)s” is not one of the choices."),
    ),
    (
        re.compile(r"Invalid RFC3339 encoded (?:date|datetime)"),
        "bad_date",
        N_("This date does not exist or is not written as YYYY-MM-DD."),
    ),
    (
        re.compile(r"Invalid RFC3339 encoded time"),
        "bad_time",
        N_("This time does not exist or is not written as HH:MM."),
    ),
    (re.compile(r"timezone component"), "no_time_zone", N_("Add the time zone to this time, for example +07:00.")),
    (re.compile(r"Expected `(?:int|float)"), "not_a_number", N_("Write a number here.")),
    (re.compile(r"Expected `str` of length <= (?P<most>\d+)"), "too_long", N_("At most %(most)s characters, please.")),
    (
        re.compile(r"Expected `str` of length >= (?P<least>\d+)"),
        "too_short",
        N_("At least %(least)s characters, please."),
    ),
    (
        re.compile(r"Expected `(?:array|list)` of length <= (?P<most>\d+)"),
        "too_many_items",
        N_("At most %(most)s entries, please."),
    ),
    (
        re.compile(r"Expected `(?:array|list)` of length >= (?P<least>\d+)"),
        "too_few_items",
        N_("At least %(least)s entries, please."),
    ),
    (
        re.compile(r"Expected `(?:int|float)` (?:>=|>) (?P<least>[-\d.]+)"),
        "too_small",
        N_("At least %(least)s, please."),
    ),
    (re.compile(r"Expected `(?:int|float)` (?:<=|<) (?P<most>[-\d.]+)"), "too_large", N_("At most %(most)s, please.")),
    (re.compile(r"Expected `bool"), "not_yes_or_no", N_("Answer true or false here.")),
    (re.compile(r"matching regex"), "wrong_form", N_("This is not written in the expected form.")),
    (re.compile(r"Expected `(?P<wanted>[^`]+)`"), "wrong_type", N_("A value of type %(wanted)s is expected here.")),
    (
        re.compile(r"malformed|truncated|Input data was|control characters|invalid utf-8|trailing"),
        "not_json",
        N_("This is not valid JSON."),
    ),
)

_RANGES = {"too_small", "too_large"}


def explain_decoding(text: str, key: str | None = None) -> dict[str, list[FieldError]]:
    """Turn msgspec's sentence into field errors; fields are dotted paths as the caller wrote them.

    >>> list(explain_decoding("Expected `int`, got `str` - at `$.venue.latitude`"))
    ['venue.latitude']
    """
    located = _PATH.search(text)
    path = located["path"] if located else ""
    # Ranges are looked for first: their sentences also match the plain "not a number".
    ordered = sorted(_KNOWN, key=lambda known: known[1] not in _RANGES)
    for pattern, code, message in ordered:
        if found := pattern.search(text):
            facts = found.groupdict()
            field = facts.pop("field", None)
            name = ".".join(part for part in (path, field) if part) or key or "body"
            return {name: [FieldError(code, message, facts)]}
    return {path or key or "body": [FieldError("wrong", N_("This could not be understood."))]}
