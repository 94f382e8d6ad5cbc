"""Heads of feeds and the joining of cached texts under them."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import lru_cache

from icalendar import Calendar, vDuration, vText, vUri

from events_app.agenda.render import CleanText, complete, render, stamp, timezone_text
from events_app.agenda.rules import clean_uri, unescaped_line, zones_of
from events_app.agenda.schemas import ListedEntry, Stamp
from events_app.calendars.rules import placeholder_uid
from events_app.calendars.schemas import Feed
from events_app.platform.i18n import Locale

REFRESH = timedelta(hours=1)
COLOR = "firebrick"
ZONE = "Asia/Ho_Chi_Minh"
END = b"END:VCALENDAR\r\n"


@lru_cache(maxsize=512)
def render_head(feed: Feed, locale: Locale, source: str, page: str) -> bytes:
    """Everything before the first component; made from the feed only, so kept until it is renamed.

    `Calendar()` is built by hand: `Calendar.new()` would add a UID, which makes programs merge calendars.
    """
    head = Calendar()
    name = unescaped_line(feed.name.text(locale))
    head.add("VERSION", vText("2.0"))
    head.add("PRODID", vText(f"-//events_app//Calendars 1.0//{locale.upper()}"))
    head.add("CALSCALE", vText("GREGORIAN"))
    # The library writes these two unescaped unless they are given as text.
    head.add("NAME", CleanText(name))
    head.add("X-WR-CALNAME", CleanText(name))
    head.add("DESCRIPTION", CleanText(feed.description.text(locale)))
    head.add("X-WR-CALDESC", CleanText(feed.description.text(locale)))
    head.add("REFRESH-INTERVAL", vDuration(REFRESH, params={"VALUE": "DURATION"}))
    head.add("X-PUBLISHED-TTL", vDuration(REFRESH))
    head.add("SOURCE", vUri(clean_uri(source), params={"VALUE": "URI"}))
    head.add("URL", vUri(clean_uri(page)))
    head.add("COLOR", vText(COLOR))
    head.add("X-WR-TIMEZONE", vText(ZONE))
    text: bytes = head.to_ical()
    return text[: -len(END)]


def join(head: bytes, entries: Sequence[ListedEntry], fragments: Iterable[bytes]) -> bytes:
    """The whole feed: head, the zones its events name, cached texts, end."""
    zones = (timezone_text(zone) for zone in zones_of(entries))
    return b"".join((head, *zones, *fragments, END))


def render_placeholder(feed: Feed, locale: Locale) -> bytes:
    """The one event of an empty calendar: a program keeps the old events of a calendar that has none."""
    given = Stamp(placeholder_uid(feed.identity), 0, feed.placeholder_since)
    return complete(stamp(render(feed.placeholder, locale), given))
