"""What other slices hand in, and what feeds read out."""

from datetime import date, datetime, timedelta
from typing import Any, Literal, get_type_hints

import msgspec
from msgspec import Struct

from events_app.platform.i18n import Bilingual

Status = Literal["tentative", "confirmed", "cancelled"]


class Contact(Struct, frozen=True):
    """Somebody with an address: the organizer or the invited person of an invitation."""

    name: str
    email: str


class Alarm(Struct, frozen=True):
    """A reminder so many minutes before the start; stands in private feeds only."""

    minutes_before: int
    text: Bilingual


class Conference(Struct, frozen=True):
    """Where to watch: the address of a stream and what to call it."""

    url: str
    label: Bilingual


class CalendarEntry(Struct, frozen=True, kw_only=True):
    """One thing that stands in calendars, as its slice sees it.

    Attributes:
        source: names the row it is made from, "fair:12"; one entry per source.
        starts: the first local day (whole-day entry), or an aware instant.
        ends: the **last** local day (whole-day entry; the same day is a one-day entry), or the aware
            instant of the end. Of the same type as `starts`.
        zone: IANA name of the zone the hours are told in, and whole days begin in.
        status: `tentative` also for something postponed without a date (with `postponed`).
        postponed: marks the title "[HOÃN]"; a cancelled entry is marked "[ĐÃ HỦY]" by its status.
        uid: only when the entry is already known elsewhere under a UID; used at the first put.
        url: of its page; a path of this service ("/fairs/x") is made absolute when a feed is joined, because
            the service may move to another host.
        image: address or path of a picture, likewise.
        geo: latitude, longitude.
        categories: short words; commas are replaced.
        organizer: who invites, when the entry is sent by mail.
        busy: whether it blocks the time of whoever subscribes; a fair does not.
    """

    source: str
    title: Bilingual
    starts: date | datetime
    ends: date | datetime
    zone: str = "Asia/Ho_Chi_Minh"
    status: Status = "confirmed"
    postponed: bool = False
    description: Bilingual = Bilingual(vi="")
    location: Bilingual = Bilingual(vi="")
    url: str = ""
    image: str = ""
    geo: tuple[float, float] | None = None
    categories: tuple[Bilingual, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    conference: Conference | None = None
    organizer: Contact | None = None
    uid: str = ""
    busy: bool = False

    @property
    def all_day(self) -> bool:
        return not isinstance(self.starts, datetime)

    def to_json(self) -> str:
        return msgspec.json.encode(self).decode()

    @staticmethod
    def from_json(raw: str | bytes) -> "CalendarEntry":
        return _restore(msgspec.json.decode(raw))


class Rendered(Struct, frozen=True):
    """The text of one entry in one language, before it is joined into a feed."""

    fragment: bytes
    alarms: bytes


class Stamp(Struct, frozen=True):
    """What the row adds to the text: identity, the count of changes and the moment of the last one."""

    uid: str
    sequence: int
    modified: datetime


class ListedEntry(Struct, frozen=True):
    """An entry as a feed weighs it: enough to choose, to order and to make the ETag, without its text."""

    id: int
    source: str
    uid: str
    sequence: int
    modified: datetime
    status: Status
    starts_at: datetime
    ends_at: datetime
    zone: str
    page_path: str
    image_path: str
    size: int


class ComingEntry(Struct, frozen=True):
    """An entry as a page lists it: what it is, and when as instants."""

    entry: CalendarEntry
    starts_at: datetime
    ends_at: datetime

    @property
    def last_day_starts_at(self) -> datetime:
        """A moment within the last day, to show a span of days by."""
        return self.ends_at - timedelta(seconds=1)


def _restore(raw: dict[str, Any]) -> CalendarEntry:
    """Decode what `to_json` wrote, field by field: msgspec cannot tell a date from an instant by type."""
    hints = get_type_hints(CalendarEntry)
    values: dict[str, Any] = {
        name: _parse_time(value) if name in {"starts", "ends"} else msgspec.convert(value, hints[name])
        for name, value in raw.items()
        if name in hints
    }
    return CalendarEntry(**values)


def _parse_time(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
