"""From a `CalendarEntry` to the text of RFC 5545, with the library `icalendar` and without a clock.

The text is made in two parts, so that "has it changed?" can be asked before it is numbered: the body without
stamps, and the stamps (UID, SEQUENCE, DTSTAMP, LAST-MODIFIED) that `stamp` puts before it.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Literal
from zoneinfo import ZoneInfo

from icalendar import Alarm as VAlarm
from icalendar import Calendar, Component, Event, Timezone, vCalAddress, vDuration, vGeo, vText, vUri
from msgspec.structs import replace

from events_app.agenda import rules
from events_app.agenda.schemas import CalendarEntry, Contact, Rendered, Stamp
from events_app.platform.i18n import LOCALES, Locale

Method = Literal["REQUEST", "CANCEL"]

OPENING = b"BEGIN:VEVENT\r\n"
CLOSING = b"END:VEVENT\r\n"
# Older rules of a zone (Vietnam changed in 1975) concern no fair, and some programs trip over them.
FIRST_DAY_OF_ZONES = date(2000, 1, 1)
_ANY_UID = "any"
LONGEST_UNFOLDED = 70
PRODID = "-//events_app//Agenda 1.0//VI"


class CleanText(vText):
    r"""TEXT as RFC 5545 §3.3.11 escapes it; the library's own would turn a typed `\N` into a line break."""

    __slots__ = ()

    def to_ical(self) -> bytes:
        text = rules.clean_text(self)
        for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
            text = text.replace(plain, escaped)
        return text.encode()


def render(entry: CalendarEntry, locale: Locale) -> Rendered:
    """Write the body of the entry in one language, without stamps."""
    rules.ensure_well_formed(entry)
    event = Event()
    event.add("SUMMARY", CleanText(rules.shown_title(entry, locale)))
    _add_times(event, entry)
    event.add("STATUS", vText(rules.shown_status(entry).upper()))
    event.add("TRANSP", vText("TRANSPARENT" if rules.is_transparent(entry) else "OPAQUE"))
    _add_texts(event, entry, locale)
    _add_place(event, entry, locale)
    _add_links(event, entry, locale)
    return Rendered(fragment=_text(event)[len(OPENING) :], alarms=_render_alarms(entry, locale))


def stamp(rendered: Rendered, given: Stamp) -> bytes:
    """Number a rendered body: the fragment a feed is joined from."""
    uid = CleanText(given.uid).to_ical().decode()
    if not uid.isascii() or len(uid) > LONGEST_UNFOLDED:
        return _stamp_lines(given.uid, given.sequence, given.modified) + rendered.fragment
    # Hundreds of entries changed at once differ in their UID alone.
    lines = _stamp_lines(_ANY_UID, given.sequence, given.modified)
    return lines.replace(b"UID:" + _ANY_UID.encode() + b"\r\n", f"UID:{uid}\r\n".encode(), 1) + rendered.fragment


@lru_cache(maxsize=64)
def _stamp_lines(uid: str, sequence: int, modified: datetime) -> bytes:
    event = Event()
    event.add("UID", CleanText(uid))
    event.add("SEQUENCE", sequence)
    event.add("DTSTAMP", modified.astimezone(UTC))
    event.add("LAST-MODIFIED", modified.astimezone(UTC))
    return _text(event)[: -len(CLOSING)]


def complete(fragment: bytes, *, links: bytes = b"", alarms: bytes = b"") -> bytes:
    """Put what depends on the feed before the end of the event: its own links, a private feed's alarms."""
    return b"".join((fragment[: -len(CLOSING)], links, alarms, CLOSING))


def link_lines(public_url: str, page_path: str, image_path: str) -> bytes:
    """The properties that name pages of this service, under the address it is served at today."""
    lines = []
    if page_path:
        lines.append(f"URL:{public_url}{page_path}")
    if image_path:
        lines.append(f"IMAGE;VALUE=URI;DISPLAY=BADGE:{public_url}{image_path}")
    return b"".join(_fold(line) for line in lines)


def _fold(line: str) -> bytes:
    """Fold one line of plain ASCII: 75 octets, then 74 after the space."""
    rest = [line[at : at + 74] for at in range(75, len(line), 74)]
    return "\r\n ".join([line[:75], *rest]).encode("ascii") + b"\r\n"


def render_all(entry: CalendarEntry) -> tuple[dict[Locale, Rendered], bytes]:
    """Render every language, and hash what subscribers would see."""
    rendered = {locale: render(entry, locale) for locale in LOCALES}
    digest = sha256(f"{rules.own_path(entry.url)}\n{rules.own_path(entry.image)}\n".encode())
    for locale in LOCALES:
        digest.update(rendered[locale].fragment)
        digest.update(rendered[locale].alarms)
    return rendered, digest.digest()


@lru_cache(maxsize=64)
def timezone_text(zone: str) -> bytes:
    """The VTIMEZONE of an IANA zone; building one costs more than joining a whole feed."""
    component = Timezone.from_tzid(zone, first_date=FIRST_DAY_OF_ZONES)
    component.pop("COMMENT", None)
    return _text(component)


def render_invitation(
    entry: CalendarEntry,
    given: Stamp,
    locale: Locale,
    method: Method,
    organizer: Contact,
    attendee: Contact | None,
    public_url: str = "",
) -> bytes:
    """Write the entry as an iTIP message (RFC 5546) for a mail: the one place where METHOD stands."""
    calendar = Calendar()
    calendar.add("VERSION", vText("2.0"))
    calendar.add("PRODID", vText(PRODID))
    calendar.add("METHOD", vText(method))
    head = _text(calendar)[: -len(b"END:VCALENDAR\r\n")]
    people = Event()
    people.add("ORGANIZER", _address(organizer))
    if attendee is not None:
        people.add("ATTENDEE", _address(attendee, {"ROLE": "REQ-PARTICIPANT", "RSVP": "FALSE"}))
    lines = _text(people)[len(OPENING) : -len(CLOSING)]
    shown = entry if method == "REQUEST" else replace(entry, status="cancelled")
    page_path = rules.own_path(entry.url) if public_url else ""
    links = link_lines(public_url, page_path, "")
    fragment = complete(stamp(render(shown, locale), given), links=lines + links)
    zones = b"" if entry.all_day else timezone_text(entry.zone)
    return head + zones + fragment + b"END:VCALENDAR\r\n"


def _text(component: Component) -> bytes:
    text: bytes = component.to_ical()
    return text


def _address(contact: Contact, parameters: dict[str, str] | None = None) -> vCalAddress:
    address = vCalAddress(f"mailto:{rules.clean_line(contact.email).replace(' ', '')}")
    address.params["CN"] = rules.clean_line(contact.name) or contact.email
    address.params.update(parameters or {})
    return address


def _add_times(event: Event, entry: CalendarEntry) -> None:
    if isinstance(entry.starts, datetime) and isinstance(entry.ends, datetime):
        zone = ZoneInfo(entry.zone)
        event.add("DTSTART", entry.starts.astimezone(zone).replace(microsecond=0))
        event.add("DTEND", entry.ends.astimezone(zone).replace(microsecond=0))
        return
    first, end = rules.local_days(entry)
    event.add("DTSTART", first)
    event.add("DTEND", end)


def _add_texts(event: Event, entry: CalendarEntry, locale: Locale) -> None:
    description = rules.shorten(rules.clean_text(entry.description.text(locale)), rules.LONGEST_TEXT)
    if description:
        event.add("DESCRIPTION", CleanText(description))
    words = [rules.unescaped_line(category.text(locale)) for category in entry.categories]
    if any(words):
        event.add("CATEGORIES", [word for word in words if word])


def _add_place(event: Event, entry: CalendarEntry, locale: Locale) -> None:
    location = rules.shorten(rules.clean_line(entry.location.text(locale)), rules.LONGEST_TITLE)
    if location:
        event.add("LOCATION", CleanText(location))
    if entry.geo is None:
        return
    latitude, longitude = (round(value, 6) for value in entry.geo)
    event.add("GEO", vGeo((latitude, longitude)))
    event.add(
        "X-APPLE-STRUCTURED-LOCATION",
        vUri(
            f"geo:{latitude},{longitude}",
            params={
                "VALUE": "URI",
                "X-APPLE-RADIUS": "150",
                "X-TITLE": location or f"{latitude} {longitude}",
            },
        ),
    )


def _add_links(event: Event, entry: CalendarEntry, locale: Locale) -> None:
    if url := rules.clean_uri(entry.url):
        event.add("URL", vUri(url))
    if image := rules.clean_uri(entry.image):
        event.add("IMAGE", vUri(image, params={"VALUE": "URI", "DISPLAY": "BADGE"}))
    if entry.conference is not None and (stream := rules.clean_uri(entry.conference.url)):
        label = rules.clean_line(entry.conference.label.text(locale))
        features = {"VALUE": "URI", "FEATURE": ["FEED", "VIDEO"]}
        event.add("CONFERENCE", vUri(stream, params=features | ({"LABEL": label} if label else {})))


def _render_alarms(entry: CalendarEntry, locale: Locale) -> bytes:
    if entry.status == "cancelled":
        return b""
    texts = []
    for alarm in entry.alarms:
        component = VAlarm()
        component.add("ACTION", vText("DISPLAY"))
        text = rules.clean_line(alarm.text.text(locale)) or rules.shown_title(entry, locale)
        component.add("DESCRIPTION", CleanText(text))
        component.add("TRIGGER", vDuration(timedelta(minutes=-alarm.minutes_before)))
        texts.append(_text(component))
    return b"".join(texts)
