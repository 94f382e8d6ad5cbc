"""Pure decisions about calendar entries: what stands in a feed, for how long, and how its text is cleaned."""

import re
import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from events_app.agenda.errors import EntryMalformed
from events_app.agenda.schemas import CalendarEntry, ListedEntry
from events_app.platform.i18n import Locale

# A constant, whatever address the product is served under: a UID must survive a move to another host.
UID_DOMAIN = "agenda.events-app"
# Raise it when `render` writes something differently: the job then rewrites what older versions wrote.
RENDER_VERSION = 1

PAST_SHOWN = timedelta(days=60)
TOMBSTONE_SHOWN = timedelta(days=30)
MOST_ENTRIES = 1_000
MOST_OCTETS = 1_000_000
LONGEST_TITLE = 300
LONGEST_TEXT = 4_000
LONGEST_PATH = 500

_SAFE_IN_URI = "!#$%&'()*+,/:;=?@[]~-._"
_LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_PREFIXES: dict[str, dict[Locale, str]] = {
    "cancelled": {"vi": "[ĐÃ HỦY] ", "en": "[CANCELLED] "},
    "postponed": {"vi": "[HOÃN] ", "en": "[POSTPONED] "},
}


def new_uid(now: datetime) -> str:
    """Make a UID: a UUID of version 7 (RFC 9562 §5.7) before the constant domain."""
    milliseconds = int(now.timestamp() * 1000)
    value = (milliseconds << 80) | secrets.randbits(80)
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}@{UID_DOMAIN}"


def ensure_well_formed(entry: CalendarEntry) -> None:
    """Refuse an entry that no calendar program could show.

    Raises:
        EntryMalformed: With the first thing that is wrong.
    """
    if isinstance(entry.starts, datetime) != isinstance(entry.ends, datetime):
        raise EntryMalformed(entry.source, "start and end are of different types")
    if isinstance(entry.starts, datetime) and isinstance(entry.ends, datetime):
        if entry.starts.tzinfo is None or entry.ends.tzinfo is None:
            raise EntryMalformed(entry.source, "an instant has no time zone")
        if entry.ends <= entry.starts:
            raise EntryMalformed(entry.source, "the end is not later than the start")
    elif entry.ends < entry.starts:
        raise EntryMalformed(entry.source, "the last day is before the first")
    if not clean_line(entry.title.text("vi")):
        raise EntryMalformed(entry.source, "there is no title")


def span(entry: CalendarEntry) -> tuple[datetime, datetime]:
    """When an entry takes place, as instants; whole days begin at midnight in the entry's zone.

    >>> from events_app.platform.i18n import Bilingual
    >>> day = date(2026, 12, 12)
    >>> [str(t) for t in span(CalendarEntry(source="fair:1", title=Bilingual("Chợ"), starts=day, ends=day))]
    ['2026-12-11 17:00:00+00:00', '2026-12-12 17:00:00+00:00']
    """
    if isinstance(entry.starts, datetime) and isinstance(entry.ends, datetime):
        return entry.starts.astimezone(UTC), entry.ends.astimezone(UTC)
    zone = ZoneInfo(entry.zone)
    first = datetime.combine(entry.starts, time.min, zone)
    end = datetime.combine(entry.ends + timedelta(days=1), time.min, zone)
    return first.astimezone(UTC), end.astimezone(UTC)


def leaves_feeds_at(status: str, ends_at: datetime) -> datetime:
    """When an entry falls out of the window of every feed."""
    return ends_at + (TOMBSTONE_SHOWN if status == "cancelled" else PAST_SHOWN)


def choose_for_feed(entries: Iterable[ListedEntry], now: datetime) -> list[ListedEntry]:
    """Keep what a feed shows: the window, then the caps; the nearest future stays, old past goes first.

    The order of the result depends on the entries, never on `now`: a feed whose entries stay is unchanged.
    """
    within = [entry for entry in entries if leaves_feeds_at(entry.status, entry.ends_at) > now]
    coming = sorted((entry for entry in within if entry.ends_at >= now), key=_by_start)
    past = sorted((entry for entry in within if entry.ends_at < now), key=_by_start, reverse=True)
    kept: list[ListedEntry] = []
    octets = 0
    for entry in [*coming, *past][:MOST_ENTRIES]:
        octets += entry.size
        if octets > MOST_OCTETS:
            break
        kept.append(entry)
    return sorted(kept, key=_by_start)


def _by_start(entry: ListedEntry) -> tuple[datetime, int]:
    return entry.starts_at, entry.id


def zones_of(entries: Sequence[ListedEntry]) -> tuple[str, ...]:
    """The zones a feed must carry a VTIMEZONE for."""
    return tuple(sorted({entry.zone for entry in entries if entry.zone}))


def shown_title(entry: CalendarEntry, locale: Locale) -> str:
    """The title with what matters most before it.

    >>> from events_app.platform.i18n import Bilingual
    >>> day = date(2026, 12, 12)
    >>> fair = CalendarEntry(source="fair:1", title=Bilingual("Chợ"), starts=day, ends=day, postponed=True)
    >>> shown_title(fair, "vi")
    '[HOÃN] Chợ'
    """
    kind = "cancelled" if entry.status == "cancelled" else "postponed" if entry.postponed else ""
    prefix = _PREFIXES[kind][locale] if kind else ""
    return prefix + shorten(clean_line(entry.title.text(locale)), LONGEST_TITLE)


def shown_status(entry: CalendarEntry) -> str:
    """STATUS of the entry; something postponed is tentative whatever it was before."""
    return "tentative" if entry.postponed and entry.status == "confirmed" else entry.status


def is_transparent(entry: CalendarEntry) -> bool:
    """Whether it leaves the subscriber's time free: everything does but a duty that is not cancelled."""
    return not entry.busy or entry.status == "cancelled"


def clean_text(text: str) -> str:
    r"""Take out what breaks calendar programs: control characters, lone surrogates, odd line ends.

    >>> clean_text("một\r\nhai\x00\tba\u2028bốn")
    'một\nhai ba\nbốn'
    """
    lines = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    kept = "".join(char for char in lines if char == "\n" or unicodedata.category(char) not in {"Cc", "Cs"})
    return unicodedata.normalize("NFC", kept).strip()


def clean_line(text: str) -> str:
    """The same on one line, runs of white space folded."""
    return " ".join(clean_text(text).split())


def unescaped_line(text: str) -> str:
    r"""A calendar's name: the library writes it unescaped, so nothing that would need escaping may stay.

    >>> unescaped_line("Hội chợ: Tết, Xuân; 2027\\nEND:VCALENDAR")
    'Hội chợ: Tết Xuân 2027 nEND:VCALENDAR'
    """
    return clean_line(re.sub(r"[,;\\\n\r]", " ", clean_text(text)))


def clean_uri(text: str) -> str:
    """An http(s) address in plain ASCII without white space, or nothing.

    >>> clean_uri("https://example.vn/phiên live")
    'https://example.vn/phi%C3%AAn%20live'
    >>> clean_uri("javascript:alert(1)")
    ''
    """
    cleaned = clean_line(text)
    try:
        parts = urlsplit(cleaned)
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not parts.netloc:
        return ""
    return quote(cleaned, safe=_SAFE_IN_URI)


def own_path(text: str) -> str:
    """The address when it is a path of this service, in plain ASCII; nothing when it is not.

    >>> own_path("/fairs/tet-2027"), own_path("https://example.vn/x"), own_path("//evil.example")
    ('/fairs/tet-2027', '', '')
    """
    cleaned = clean_line(text)
    if not cleaned.startswith("/") or cleaned.startswith(("//", "/\\")):
        return ""
    path = quote(cleaned, safe=_SAFE_IN_URI)
    return path if len(path) <= LONGEST_PATH else ""


def shorten(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def local_days(entry: CalendarEntry) -> tuple[date, date]:
    """First day and exclusive last day of a whole-day entry, as DTSTART and DTEND say them."""
    return entry.starts, entry.ends + timedelta(days=1)
