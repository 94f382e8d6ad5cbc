"""A byte-level checker of the fifteen calendar rules, written from the RFCs and independent of any library.

The readers we test with (`icalendar`, `ical`, `vobject`, vdirsyncer) forgive many byte-level faults that one
program or another does not, so the rules are checked here, on the bytes a subscriber receives:

    faults = check_feed(body)                 # rules 1-4, 7-14
    faults = check_change(before, after)      # rules 5 and 6, between two answers of one feed
    faults = check_response(path, headers)    # rule 15

Each returns the faults found; none means the bytes are right.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple

MAX_OCTETS = 75


class Fault(NamedTuple):
    """One broken rule."""

    rule: int
    what: str


class Line(NamedTuple):
    """An unfolded content line."""

    name: str
    params: dict[str, str]
    value: str


class Component(NamedTuple):
    """A component with its own lines and the components in it."""

    name: str
    lines: list[Line]
    inner: list["Component"]

    def all(self, name: str) -> list[Line]:
        return [line for line in self.lines if line.name == name]

    def one(self, name: str) -> Line | None:
        found = self.all(name)
        return found[0] if found else None


# --- bytes ---


def check_bytes(body: bytes) -> list[Fault]:
    """Rules 1 and 2 as far as they concern single bytes."""
    faults: list[Fault] = []
    if not body.endswith(b"\r\n"):
        faults.append(Fault(1, "the text does not end with CRLF"))
    if body.startswith(b"\xef\xbb\xbf"):
        faults.append(Fault(1, "a byte order mark"))
    for number, line in enumerate(body.split(b"\r\n")[:-1], start=1):
        if b"\n" in line or b"\r" in line:
            faults.append(Fault(1, f"line {number}: a bare CR or LF"))
        if len(line) > MAX_OCTETS:
            faults.append(Fault(1, f"line {number}: {len(line)} octets"))
        if not line.strip():
            faults.append(Fault(1, f"line {number}: empty"))
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            faults.append(Fault(1, f"line {number}: folded inside a UTF-8 sequence, or not UTF-8"))
            continue
        if any((ord(char) < 0x20 and char != "\t") or 0x7F <= ord(char) <= 0x9F for char in text):
            faults.append(Fault(2, f"line {number}: a control character"))
    return faults


def unfold(body: bytes) -> Iterator[str]:
    """Content lines with the folds taken out, on bytes as RFC 5545 §3.1 defines it."""
    for line in re.sub(rb"\r\n[ \t]", b"", body).split(b"\r\n"):
        if line:
            yield line.decode("utf-8", "replace")


# --- content lines ---

_NAME = re.compile(r"[A-Z0-9-]+")
_PARAM = re.compile(r';([A-Z0-9-]+)=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)')


def parse_line(text: str) -> Line | None:
    """Split a content line strictly; None when it is not one."""
    name = _NAME.match(text)
    if name is None:
        return None
    at = name.end()
    params: dict[str, str] = {}
    while match := _PARAM.match(text, at):
        if match[1] in params:
            return None
        params[match[1]] = match[2]
        at = match.end()
    if text[at : at + 1] != ":":
        return None
    return Line(name[0], params, text[at + 1 :])


def parse(body: bytes) -> tuple[Component | None, list[Fault]]:
    """Build the tree of components; anything that does not nest is a fault of rule 3 (injection)."""
    faults: list[Fault] = []
    root: Component | None = None
    stack: list[Component] = []
    for text in unfold(body):
        line = parse_line(text)
        if line is None:
            faults.append(Fault(2, f"not a content line: {text[:60]!r}"))
            continue
        if line.name == "BEGIN":
            component = Component(line.value, [], [])
            if stack:
                stack[-1].inner.append(component)
            elif root is None:
                root = component
            else:
                faults.append(Fault(3, "a second calendar in one text"))
            stack.append(component)
        elif line.name == "END":
            if not stack or stack.pop().name != line.value:
                faults.append(Fault(3, f"END:{line.value} does not close what is open"))
        elif stack:
            stack[-1].lines.append(line)
        else:
            faults.append(Fault(3, f"{line.name} outside of a component"))
    if stack:
        faults.append(Fault(3, f"{stack[-1].name} is not closed"))
    return root, faults


# --- text values ---

TEXT_PROPERTIES = {
    "SUMMARY",
    "DESCRIPTION",
    "LOCATION",
    "NAME",
    "X-WR-CALNAME",
    "X-WR-CALDESC",
    "STATUS",
    "TRANSP",
    "UID",
}
_BAD_TEXT = re.compile(r"(?<!\\)(?:\\\\)*(?:[;,]|\\(?![\\;,nN]))")
_CARET = re.compile(r"\^[n^']")


def unescape(value: str) -> str:
    """TEXT as a reader sees it."""
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value)


def _check_texts(component: Component) -> Iterator[Fault]:
    for line in component.lines:
        if line.name in TEXT_PROPERTIES and _BAD_TEXT.search(line.value):
            yield Fault(2, f"{line.name} is not escaped: {line.value[:60]!r}")
        for name, value in line.params.items():
            if "^" in _CARET.sub("", value):
                yield Fault(2, f"parameter {name} of {line.name} has a caret that RFC 6868 does not know")
        if line.name == "CATEGORIES" and "\\" in line.value:
            yield Fault(12, "a category with a character that needs escaping")
    for inner in component.inner:
        yield from _check_texts(inner)


# --- the calendar ---

_DURATION = re.compile(r"P(?:\d+W|(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)")


def _check_head(calendar: Component, *, feed: bool) -> Iterator[Fault]:
    if calendar.name != "VCALENDAR":
        yield Fault(3, f"the outer component is {calendar.name}")
    for name in ("VERSION", "PRODID"):
        if len(calendar.all(name)) != 1:
            yield Fault(11, f"{name} must stand once")
    if calendar.all("UID"):
        yield Fault(4, "a UID at the calendar's own level")
    if bool(calendar.all("METHOD")) == feed:
        yield Fault(10, "METHOD stands in a feed, or is missing in a message")
    if feed:
        yield from _check_names(calendar)
        yield from _check_head_hints(calendar)


def _check_names(calendar: Component) -> Iterator[Fault]:
    for name in ("NAME", "X-WR-CALNAME"):
        line = calendar.one(name)
        if line is None or len(calendar.all(name)) != 1:
            yield Fault(3, f"{name} must stand once")
        elif re.search(r"[,;\\\n]", line.value) or not line.value.strip():
            yield Fault(3, f"{name} holds a character that programs show raw: {line.value!r}")


def _check_head_hints(calendar: Component) -> Iterator[Fault]:
    wanted = {"REFRESH-INTERVAL": "DURATION", "SOURCE": "URI", "URL": None, "COLOR": None}
    for name, value_type in wanted.items():
        line = calendar.one(name)
        if line is None:
            yield Fault(11, f"{name} is missing")
        elif value_type and line.params.get("VALUE") != value_type:
            yield Fault(11, f"{name} must say VALUE={value_type}")
    for name in ("REFRESH-INTERVAL", "X-PUBLISHED-TTL"):
        line = calendar.one(name)
        if line is None or not _DURATION.fullmatch(line.value) or line.value in {"P", "PT"}:
            yield Fault(11, f"{name} is not a duration")
    zone = calendar.one("X-WR-TIMEZONE")
    if zone is None or "/" not in zone.value:
        yield Fault(11, "X-WR-TIMEZONE is not an IANA name")


# --- events ---

ONCE = ("UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "SUMMARY", "DTSTART", "DTEND", "STATUS", "TRANSP")
AT_MOST_ONCE = ("DESCRIPTION", "LOCATION", "URL", "GEO", "CLASS", "X-APPLE-STRUCTURED-LOCATION")
PREFIXES = {"CANCELLED": ("[ĐÃ HỦY]", "[CANCELLED]")}
_UID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}@[a-z0-9.-]+")
_UTC = re.compile(r"\d{8}T\d{6}Z")
_LOCAL = re.compile(r"\d{8}T\d{6}")
_DAY = re.compile(r"\d{8}")


def _check_event(event: Component, *, private: bool, own_uids: bool) -> Iterator[Fault]:
    for name in ONCE:
        if len(event.all(name)) != 1:
            yield Fault(6, f"{name} stands {len(event.all(name))} times in an event")
    for name in AT_MOST_ONCE:
        if len(event.all(name)) > 1:
            yield Fault(6, f"{name} stands twice in an event")
    if any(len(event.all(name)) != 1 for name in ONCE):
        return
    yield from _check_identity(event, own_uids=own_uids)
    yield from _check_status(event)
    yield from _check_times(event)
    yield from _check_links(event)
    for inner in event.inner:
        if inner.name != "VALARM":
            yield Fault(13, f"{inner.name} in an event")
        elif not private:
            yield Fault(13, "VALARM in a public feed")


def _value(event: Component, name: str) -> str:
    line = event.one(name)
    assert line is not None
    return line.value


def _check_identity(event: Component, *, own_uids: bool) -> Iterator[Fault]:
    uid = _value(event, "UID")
    if own_uids and not _UID.fullmatch(uid):
        yield Fault(5, f"the UID is not a UUID of version 7 before a domain: {uid}")
    if not _value(event, "SEQUENCE").isdigit():
        yield Fault(6, "SEQUENCE is not a number")
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        if not _UTC.fullmatch(_value(event, name)):
            yield Fault(6, f"{name} is not in UTC")
    if _value(event, "DTSTAMP") != _value(event, "LAST-MODIFIED"):
        yield Fault(6, "DTSTAMP is not the time of the last change")


def _check_status(event: Component) -> Iterator[Fault]:
    status, title = _value(event, "STATUS"), unescape(_value(event, "SUMMARY"))
    if status not in {"TENTATIVE", "CONFIRMED", "CANCELLED"}:
        yield Fault(7, f"STATUS:{status}")
    if status == "CANCELLED":
        if _value(event, "TRANSP") != "TRANSPARENT":
            yield Fault(7, "a cancelled event still blocks time")
        if not title.startswith(PREFIXES["CANCELLED"]):
            yield Fault(7, "a cancelled event does not say so before its title")
    elif title.startswith(PREFIXES["CANCELLED"]):
        yield Fault(7, "a title says cancelled, the status does not")
    if title.startswith(("[HOÃN]", "[POSTPONED]")) and status != "TENTATIVE":
        yield Fault(7, "a postponed event is not tentative")


def _check_times(event: Component) -> Iterator[Fault]:
    start, end = event.one("DTSTART"), event.one("DTEND")
    assert start is not None
    assert end is not None
    if start.params != end.params:
        yield Fault(8, "DTSTART and DTEND are of different types")
        return
    if start.params.get("VALUE") == "DATE":
        if not (_DAY.fullmatch(start.value) and _DAY.fullmatch(end.value)):
            yield Fault(8, "a day is not a day")
        elif _to_day(end.value) <= _to_day(start.value):
            yield Fault(8, "the last day of a whole-day event is not exclusive")
        return
    if "TZID" not in start.params:
        yield Fault(9, "a local event without a zone")
    if not (_LOCAL.fullmatch(start.value) and _LOCAL.fullmatch(end.value)):
        yield Fault(9, f"not a local time: {start.value} {end.value}")
    elif end.value <= start.value:
        yield Fault(8, "the end is not later than the start")


def _to_day(text: str) -> date:
    return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone


def _check_links(event: Component) -> Iterator[Fault]:
    for line in event.all("CONFERENCE"):
        if line.params.get("VALUE") != "URI" or line.params.get("FEATURE") != "FEED,VIDEO":
            yield Fault(12, f"CONFERENCE with {line.params}")
    for line in event.all("IMAGE"):
        if line.params.get("VALUE") != "URI":
            yield Fault(12, "IMAGE without VALUE=URI")
    if bool(event.all("GEO")) != bool(event.all("X-APPLE-STRUCTURED-LOCATION")):
        yield Fault(12, "GEO and X-APPLE-STRUCTURED-LOCATION must stand together")
    for name in ("URL", "CONFERENCE", "IMAGE"):
        for line in event.all(name):
            if not re.fullmatch(r"https?://[!-~]+", line.value):
                yield Fault(12, f"{name} is not an address: {line.value[:60]!r}")


def _check_zones(calendar: Component) -> Iterator[Fault]:
    defined = [_value(zone, "TZID") for zone in calendar.inner if zone.name == "VTIMEZONE"]
    used = {
        line.params["TZID"].strip('"')
        for event in calendar.inner
        if event.name == "VEVENT"
        for line in event.lines
        if "TZID" in line.params
    }
    for zone in used - set(defined):
        yield Fault(9, f"no VTIMEZONE for {zone}")
    if len(defined) != len(set(defined)):
        yield Fault(9, "a VTIMEZONE stands twice")
    for zone in used:
        if "/" not in zone or re.search(r"GMT|UTC|[+]\d", zone):
            yield Fault(9, f"{zone} is not an IANA name")


# --- what tests call ---


def check_feed(body: bytes, *, private: bool = False, own_uids: bool = True) -> list[Fault]:
    """Every fault in the bytes of one feed."""
    return _check(body, private=private, own_uids=own_uids, feed=True)


def check_message(body: bytes) -> list[Fault]:
    """Every fault in the bytes of an iTIP message in a mail (rule 10 the other way round)."""
    faults = _check(body, private=False, own_uids=True, feed=False)
    calendar, _ = parse(body)
    for event in events(body):
        if not event.all("ORGANIZER"):
            faults.append(Fault(10, "a message without ORGANIZER"))
    method = calendar.one("METHOD") if calendar else None
    if method and method.value == "CANCEL" and any(_value(event, "STATUS") != "CANCELLED" for event in events(body)):
        faults.append(Fault(10, "METHOD:CANCEL with a status that is not CANCELLED"))
    return faults


def _check(body: bytes, *, private: bool, own_uids: bool, feed: bool) -> list[Fault]:
    faults = check_bytes(body)
    calendar, structure = parse(body)
    faults += structure
    if calendar is None:
        return [*faults, Fault(3, "no calendar")]
    faults += _check_texts(calendar)
    faults += _check_head(calendar, feed=feed)
    faults += _check_zones(calendar)
    found = events(body)
    if not found:
        faults.append(Fault(14, "an empty calendar"))
    for event in found:
        faults += _check_event(event, private=private, own_uids=own_uids)
    for inner in calendar.inner:
        if inner.name not in {"VEVENT", "VTIMEZONE"}:
            faults.append(Fault(13, f"{inner.name} in a calendar"))
    uids = [_value(event, "UID") for event in found if event.all("UID")]
    if len(uids) != len(set(uids)):
        faults.append(Fault(5, "a UID stands twice"))
    return faults


def events(body: bytes) -> list[Component]:
    """The events of a calendar."""
    calendar, _ = parse(body)
    return [] if calendar is None else [inner for inner in calendar.inner if inner.name == "VEVENT"]


def event_named(body: bytes, title: str) -> Component:
    """The one event whose title contains `title`."""
    [event] = [event for event in events(body) if title in unescape(_value(event, "SUMMARY"))]
    return event


def value(event: Component, name: str) -> str:
    """The raw value of a property that stands once."""
    [line] = event.all(name)
    return line.value


STAMPS = {"SEQUENCE", "DTSTAMP", "LAST-MODIFIED"}


def check_change(before: bytes, after: bytes) -> list[Fault]:
    """Rules 5 and 6 between two answers of one feed: what changed counts a step, the rest is byte-equal."""
    faults: list[Fault] = []
    earlier = {_value(event, "UID"): event for event in events(before)}
    for event in events(after):
        old = earlier.get(_value(event, "UID"))
        if old is None:
            continue
        step = int(_value(event, "SEQUENCE")) - int(_value(old, "SEQUENCE"))
        if _visible(old) == _visible(event):
            if step or old != event:
                faults.append(Fault(6, "stamps moved though nothing changed"))
        elif step < 1:
            faults.append(Fault(6, f"a change without a step: {_value(event, 'SUMMARY')}"))
        elif _value(event, "LAST-MODIFIED") < _value(old, "LAST-MODIFIED"):
            faults.append(Fault(6, "LAST-MODIFIED ran back"))
    return faults


def _visible(event: Component) -> list[Line]:
    return [line for line in event.lines if line.name not in STAMPS]


def check_response(path: str, headers: Mapping[str, str]) -> list[Fault]:
    """Rule 15: the media type once, the path ends in `.ics`."""
    faults: list[Fault] = []
    media = headers.get("content-type", "")
    if media.replace(" ", "").lower() != "text/calendar;charset=utf-8":
        faults.append(Fault(15, f"Content-Type: {media}"))
    if not path.split("?", maxsplit=1)[0].endswith(".ics"):
        faults.append(Fault(15, f"the path does not end in .ics: {path}"))
    return faults
