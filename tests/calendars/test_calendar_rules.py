"""The fifteen rules of calendars, one by one, on the bytes a subscriber receives (no database needed)."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from events_app.agenda import render as agenda_render
from events_app.agenda.render import Rendered, complete, render, render_all, render_invitation, stamp
from events_app.agenda.rules import new_uid, own_path, span
from events_app.agenda.schemas import Alarm, Conference, Contact, ListedEntry, Stamp
from events_app.calendars import render as feed_render
from events_app.calendars.rules import FIRST_DAY, FIRST_MOMENT
from events_app.calendars.schemas import Feed
from events_app.platform.i18n import Bilingual
from tests.calendars import checker
from tests.calendars.checker import check_bytes, check_change, check_feed, check_message, events, value
from tests.factories.agenda import an_entry

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=3)
START = datetime(2026, 12, 12, 13, 0, tzinfo=UTC)
UID = new_uid(NOW)
STREAM = {
    "source": "stream:7",
    "title": Bilingual("Phiên livestream: mật ong, trà; cà phê", "Livestream: honey, tea; coffee"),
    "starts": START,
    "ends": START + timedelta(hours=2),
    "conference": Conference("https://video.example.vn/live?id=1,2", Bilingual("Xem, trực tiếp")),
    "alarms": (Alarm(60, Bilingual("Còn một giờ")),),
}

# Anything a person may paste into a title: every code point, control characters and lone surrogates too.
anything = st.text(st.characters(exclude_categories=()), max_size=200)


def a_feed(**changes) -> Feed:
    given = {
        "identity": "fairs",
        "keys": ("fairs",),
        "name": Bilingual("Hội chợ OCOP", "OCOP fairs"),
        "description": Bilingual("Mọi hội chợ", "Every fair"),
        "path": "/calendars/fairs.ics",
        "page": "/fairs",
        "placeholder": an_entry(source="placeholder:fairs", starts=FIRST_DAY, ends=FIRST_DAY),
        "placeholder_since": FIRST_MOMENT,
    }
    return Feed(**(given | changes))


def written(entry, *, locale="vi", uid=UID, sequence=0, modified=NOW, private=False) -> tuple[ListedEntry, bytes]:
    rendered = render(entry, locale)
    starts, ends = span(entry)
    listed = ListedEntry(
        id=1,
        source=entry.source,
        uid=uid,
        sequence=sequence,
        modified=modified,
        status="confirmed",
        starts_at=starts,
        ends_at=ends,
        zone="" if entry.all_day else entry.zone,
        page_path=own_path(entry.url),
        image_path=own_path(entry.image),
        size=len(rendered.fragment),
    )
    text = stamp(rendered, Stamp(uid, sequence, modified))
    links = agenda_render.link_lines("https://example.vn", listed.page_path, listed.image_path)
    return listed, complete(text, links=links, alarms=rendered.alarms if private else b"")


def feed_of(*pairs: tuple[ListedEntry, bytes], locale="vi", **changes) -> bytes:
    feed = a_feed(**changes)
    head = feed_render.render_head(feed, locale, "https://example.vn/calendars/fairs.ics", "https://example.vn/fairs")
    texts = [text for _, text in pairs] or [feed_render.render_placeholder(feed, locale)]
    return feed_render.join(head, [listed for listed, _ in pairs], texts)


# --- each rule ---


@given(title=anything, description=anything, location=anything, word=anything)
def test_rules_1_and_2_whatever_people_type_the_bytes_are_right(title, description, location, word):
    entry = an_entry(
        title=Bilingual(f"Hội chợ {title}"),
        description=Bilingual(description),
        location=Bilingual(location),
        categories=(Bilingual(word),),
        geo=(21.0, 105.8),
        conference=Conference("https://example.vn/x", Bilingual(word)),
        alarms=(Alarm(30, Bilingual(word)),),
    )
    body = feed_of(written(entry, private=True), name=Bilingual(f"Lịch {title}"), description=Bilingual(word))
    assert check_feed(body, private=True) == []
    # An independent reader sees exactly what was typed, cleaned.
    [event] = Calendar.from_ical(body).walk("VEVENT")
    assert checker.unescape(value(events(body)[0], "SUMMARY")) == str(event["SUMMARY"])


def test_rule_1_long_vietnamese_text_is_folded_between_characters():
    body = feed_of(written(an_entry(description=Bilingual("Đặc sản vùng miền hội tụ " * 60))))
    assert check_bytes(body) == []
    assert max(len(line) for line in body.split(b"\r\n")) > 70


def test_rule_2_text_is_escaped_and_read_back_as_typed():
    title = r"Chè, mật; C:\New \n\N"
    body = feed_of(written(an_entry(title=Bilingual(title), description=Bilingual("một\r\nhai\x07"))))
    [event] = events(body)
    assert checker.unescape(value(event, "SUMMARY")) == title
    assert value(event, "DESCRIPTION") == r"một\nhai"


def test_rule_3_a_name_cannot_inject_a_component():
    evil = Bilingual("Lịch\r\nBEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT, a; b\\")
    body = feed_of(written(an_entry()), name=evil)
    assert check_feed(body) == []
    assert len(events(body)) == 1


def test_rule_4_the_calendar_itself_has_no_uid():
    body = feed_of(written(an_entry()))
    calendar, _ = checker.parse(body)
    assert calendar.all("UID") == []


def test_rule_5_a_uid_twice_or_not_ours_is_a_fault():
    listed, text = written(an_entry())
    assert checker.Fault(5, "a UID stands twice") in check_feed(feed_of((listed, text), (listed, text)))
    _, slug_uid = written(an_entry(), uid="hoi-cho-tet@example.vn")
    assert [fault.rule for fault in check_feed(feed_of((listed, slug_uid)))] == [5]


def test_rule_6_rendering_again_later_gives_the_same_bytes():
    first, again = written(an_entry(**STREAM)), written(an_entry(**STREAM))
    assert first == again
    assert value(events(feed_of(first))[0], "DTSTAMP") == "20261124T020000Z"


@pytest.mark.parametrize(
    "changes",
    [
        {"title": Bilingual("Tên khác", "OCOP product week")},
        {"title": Bilingual("Tuần hàng OCOP", "Another name")},
        {"ends": date(2026, 12, 17)},
        {"status": "cancelled"},
        {"postponed": True},
        {"location": Bilingual("Cung Văn hóa")},
        {"geo": (21.0, 105.0)},
        {"url": "https://example.vn/fairs/x"},
        {"url": "/fairs/x"},
        {"image": "/fairs/x/picture.svg"},
        {"busy": True},
        {"alarms": (Alarm(5, Bilingual("Sắp")),)},
        {"categories": (Bilingual("OCOP"),)},
        {"image": "https://example.vn/a.svg"},
        {"conference": Conference("https://example.vn/l", Bilingual("Xem"))},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_rule_6_each_visible_change_changes_the_hash(changes):
    assert render_all(an_entry())[1] != render_all(an_entry(**changes))[1]


def test_rule_6_what_nobody_sees_does_not_count():
    assert render_all(an_entry())[1] == render_all(an_entry(organizer=Contact("A", "a@example.vn")))[1]


@pytest.mark.parametrize(
    ("changes", "status", "transp", "prefix"),
    [
        ({"busy": True}, "CONFIRMED", "OPAQUE", "Tuần"),
        ({"status": "tentative"}, "TENTATIVE", "TRANSPARENT", "Tuần"),
        ({"status": "cancelled", "busy": True}, "CANCELLED", "TRANSPARENT", "[ĐÃ HỦY] Tuần"),
        ({"postponed": True}, "TENTATIVE", "TRANSPARENT", "[HOÃN] Tuần"),
    ],
)
def test_rule_7_status_transparency_and_prefix(changes, status, transp, prefix):
    body = feed_of(written(an_entry(**changes)))
    [event] = events(body)
    assert check_feed(body) == []
    assert (value(event, "STATUS"), value(event, "TRANSP")) == (status, transp)
    assert value(event, "SUMMARY").startswith(prefix)


def test_rule_8_last_day_of_a_fair_is_exclusive_in_the_text():
    [event] = events(feed_of(written(an_entry(starts=date(2026, 12, 30), ends=date(2026, 12, 31)))))
    assert event.one("DTSTART") == checker.Line("DTSTART", {"VALUE": "DATE"}, "20261230")
    assert event.one("DTEND") == checker.Line("DTEND", {"VALUE": "DATE"}, "20270101")


@pytest.mark.parametrize("zone", ["Asia/Ho_Chi_Minh", "Asia/Bangkok", "Europe/Paris"])
def test_rule_9_every_zone_named_is_defined_once(zone):
    one, two = written(an_entry(**STREAM, zone=zone)), written(an_entry(**STREAM), uid=new_uid(NOW))
    body = feed_of(one, two)
    assert check_feed(body) == []
    # An independent reader lands on the same instant.
    starts = {event["DTSTART"].dt.astimezone(UTC) for event in Calendar.from_ical(body).walk("VEVENT")}
    assert starts == {START}


def test_rule_9_whole_days_need_no_zone():
    assert b"VTIMEZONE" not in feed_of(written(an_entry()))


def test_rule_9_the_zone_is_built_once():
    agenda_render.timezone_text.cache_clear()
    for _ in range(5):
        feed_of(written(an_entry(**STREAM)))
    assert agenda_render.timezone_text.cache_info().misses == 1


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
@pytest.mark.parametrize("locale", ["vi", "en"])
def test_rule_10_a_message_has_a_method_and_an_organizer(method, locale):
    office = Contact('Văn phòng "NTM", Hà Nội', "ntm@example.vn")
    guest = Contact("Nguyễn Thị Lan", "lan@example.vn")
    body = render_invitation(an_entry(**STREAM), Stamp(UID, 4, NOW), locale, method, office, guest)
    assert check_message(body) == []
    [event] = events(body)
    assert value(event, "UID") == UID
    assert value(event, "SEQUENCE") == "4"
    assert value(event, "ATTENDEE") == "mailto:lan@example.vn"


def test_rule_10_a_feed_has_no_method():
    assert b"METHOD" not in feed_of(written(an_entry()))


def test_rule_11_the_head_tells_programs_how_to_treat_it():
    calendar, _ = checker.parse(feed_of(written(an_entry())))
    assert calendar.one("REFRESH-INTERVAL") == checker.Line("REFRESH-INTERVAL", {"VALUE": "DURATION"}, "PT1H")
    assert calendar.one("SOURCE").params == {"VALUE": "URI"}
    assert calendar.one("X-PUBLISHED-TTL").value == "PT1H"
    assert calendar.one("X-WR-TIMEZONE").value == "Asia/Ho_Chi_Minh"


def test_rule_12_stream_place_and_words():
    entry = an_entry(**STREAM, geo=(21.0285, 105.8048), categories=(Bilingual("trà, cà phê; mật"), Bilingual("OCOP")))
    body = feed_of(written(entry))
    [event] = events(body)
    assert check_feed(body) == []
    [stream] = event.all("CONFERENCE")
    assert (stream.params["FEATURE"], stream.value) == ("FEED,VIDEO", "https://video.example.vn/live?id=1,2")
    assert value(event, "CATEGORIES") == "trà cà phê mật,OCOP"
    assert value(event, "GEO") == "21.0285;105.8048"


def test_rule_12_own_pages_are_named_by_the_address_of_today():
    path = "/fairs/" + "hoi-cho-" * 12 + "tết"
    body = feed_of(written(an_entry(url=path, image="/fairs/x.svg")))
    [event] = events(body)
    assert check_feed(body) == []
    assert value(event, "URL") == "https://example.vn/fairs/" + "hoi-cho-" * 12 + "t%E1%BA%BFt"
    assert event.one("IMAGE").params == {"VALUE": "URI", "DISPLAY": "BADGE"}


def test_rule_13_alarms_stand_in_private_feeds_only():
    assert check_feed(feed_of(written(an_entry(**STREAM)))) == []
    private = feed_of(written(an_entry(**STREAM), private=True))
    assert check_feed(private, private=True) == []
    assert b"BEGIN:VALARM" in private
    assert check_feed(private) == [checker.Fault(13, "VALARM in a public feed")]


def test_rule_13_a_cancelled_duty_rings_no_alarm():
    assert render(an_entry(**STREAM, status="cancelled"), "vi").alarms == b""


def test_rule_14_an_empty_calendar_holds_a_placeholder_that_never_changes():
    empty = feed_of()
    assert check_feed(empty) == []
    assert empty == feed_of()
    other = feed_of(identity="livestreams")
    assert value(events(empty)[0], "UID") != value(events(other)[0], "UID")


@pytest.mark.parametrize(
    ("path", "media", "right"),
    [
        ("/calendars/fairs.ics?lang=en", "text/calendar; charset=utf-8", True),
        ("/calendars/fairs", "text/calendar; charset=utf-8", False),
        ("/calendars/fairs.ics", "text/calendar; charset=utf-8; charset=utf-8", False),
        ("/calendars/fairs.ics", "text/plain; charset=utf-8", False),
    ],
)
def test_rule_15_media_type_once_and_path(path, media, right):
    assert (checker.check_response(path, {"content-type": media}) == []) is right


# --- the checker itself must be able to fail ---

GOOD = feed_of(written(an_entry(**STREAM, geo=(21.0, 105.0), image="https://example.vn/a.svg")))


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        (1, b"\r\nVERSION", b"\nVERSION"),
        (1, b"SUMMARY:", b"SUMMARY:" + b"a" * 75),
        (1, "mật".encode(), b"m" + "ậ".encode()[:2] + b"\r\n " + "ậ".encode()[2:] + b"t"),
        (2, b"STATUS:CONFIRMED", b"STATUS:CONFIRMED\r\nDESCRIPTION:one, two"),
        (2, b"STATUS:CONFIRMED", b"STATUS:CONFIRMED\r\nDESCRIPTION:a\x07"),
        (2, b"STATUS:CONFIRMED", b"STATUS:CONFIRMED\r\nX-A;P=a^b:c"),
        (3, b"X-WR-CALNAME:", b"X-WR-CALNAME:a\\, b "),
        (3, b"END:VEVENT", b"END:VEVENT\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR"),
        (4, b"VERSION:2.0", b"VERSION:2.0\r\nUID:x"),
        (5, UID.encode(), b"fair-1@example.vn"),
        (6, b"SEQUENCE:0\r\n", b""),
        (6, b"DTSTAMP:20261124T020000Z", b"DTSTAMP:20261124T020001Z"),
        (7, b"STATUS:CONFIRMED", b"STATUS:CANCELLED"),
        (7, b"STATUS:CONFIRMED", b"STATUS:NEEDS-ACTION"),
        (8, b"DTEND;TZID=Asia/Ho_Chi_Minh:20261212T220000", b"DTEND;VALUE=DATE:20261213"),
        (8, b"T220000", b"T200000"),
        (9, b"TZID:Asia/Ho_Chi_Minh", b"TZID:Asia/Saigon"),
        (
            9,
            b"DTSTART;TZID=Asia/Ho_Chi_Minh:20261212T200000",
            b"DTSTART;TZID=Asia/Ho_Chi_Minh:20261212T130000Z",
        ),
        (10, b"VERSION:2.0", b"VERSION:2.0\r\nMETHOD:PUBLISH"),
        (11, b"REFRESH-INTERVAL;VALUE=DURATION", b"REFRESH-INTERVAL"),
        (11, b"X-PUBLISHED-TTL:PT1H", b"X-PUBLISHED-TTL:1H"),
        (12, b"FEATURE=FEED,VIDEO", b'FEATURE="FEED,VIDEO"'),
        (12, b"IMAGE;DISPLAY=BADGE;VALUE=URI", b"IMAGE;DISPLAY=BADGE"),
        (12, b"GEO:21.0;105.0\r\n", b""),
        (13, b"END:VEVENT", b"BEGIN:VLOCATION\r\nUID:a\r\nEND:VLOCATION\r\nEND:VEVENT"),
        (14, GOOD[GOOD.index(b"BEGIN:VEVENT") : GOOD.index(b"END:VCALENDAR")], b""),
    ],
    ids=map(str, count(1)),  # the UID is new in every process, and test ids must not be
)
def test_checker_finds_a_broken_rule(rule, old, new):
    assert check_feed(GOOD) == []
    assert GOOD.count(old) >= 1
    assert rule in {fault.rule for fault in check_feed(GOOD.replace(old, new, 1))}


def test_checker_finds_a_change_that_does_not_count():
    before = feed_of(written(an_entry()))
    changed = an_entry(ends=date(2026, 12, 20))
    assert [fault.rule for fault in check_change(before, feed_of(written(changed)))] == [6]
    assert [fault.rule for fault in check_change(before, feed_of(written(an_entry(), modified=LATER)))] == [6]
    assert check_change(before, feed_of(written(changed, sequence=1, modified=LATER))) == []


def test_rendered_parts_join_to_one_event():
    rendered = render(an_entry(**STREAM), "en")
    assert isinstance(rendered, Rendered)
    whole = complete(stamp(rendered, Stamp(UID, 0, NOW)), alarms=rendered.alarms)
    assert whole.startswith(b"BEGIN:VEVENT\r\n")
    assert whole.count(b"END:VEVENT\r\n") == 1
