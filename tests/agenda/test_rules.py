"""Pure decisions about entries: the window, the caps, cleaning, identity."""

from datetime import UTC, date, datetime, timedelta

import pytest

from events_app.agenda import rules
from events_app.agenda.errors import EntryMalformed
from events_app.agenda.schemas import Alarm, CalendarEntry, Conference, Contact, ListedEntry
from events_app.platform.i18n import Bilingual

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
DAY = date(2026, 12, 12)


def an_entry(**changes) -> CalendarEntry:
    return CalendarEntry(
        **({"source": "fair:1", "title": Bilingual("Hội chợ", "Fair"), "starts": DAY, "ends": DAY} | changes)
    )


def listed(number: int, starts_in: timedelta, *, lasts=timedelta(hours=2), status="confirmed", size=500):
    starts = NOW + starts_in
    return ListedEntry(
        id=number,
        source=f"fair:{number}",
        uid=f"{number}@x",
        sequence=0,
        modified=NOW,
        status=status,
        starts_at=starts,
        ends_at=starts + lasts,
        zone="",
        page_path="",
        image_path="",
        size=size,
    )


def test_entry_survives_the_way_into_the_row_and_back():
    entry = an_entry(
        geo=(21.028511, 105.804817),
        categories=(Bilingual("hội chợ", "fair"),),
        alarms=(Alarm(60, Bilingual("Sắp mở")),),
        conference=Conference("https://example.vn/live", Bilingual("Xem")),
        organizer=Contact("Văn phòng", "ntm@example.vn"),
    )
    assert CalendarEntry.from_json(entry.to_json()) == entry
    timed = an_entry(starts=NOW, ends=NOW + timedelta(hours=1))
    assert CalendarEntry.from_json(timed.to_json()) == timed


def test_window_keeps_sixty_days_of_past_and_all_the_future():
    just_inside = listed(1, -timedelta(days=60, hours=1))
    just_outside = listed(2, -timedelta(days=60, hours=2))
    far = listed(3, timedelta(days=5000))
    assert rules.choose_for_feed([far, just_outside, just_inside], NOW) == [just_inside, far]


def test_tombstone_stays_thirty_days_after_its_end():
    inside = listed(1, -timedelta(days=30, hours=1), status="cancelled")
    outside = listed(2, -timedelta(days=30, hours=2), status="cancelled")
    assert rules.choose_for_feed([inside, outside], NOW) == [inside]


def test_cap_lets_the_oldest_past_go_first():
    coming = [listed(n, timedelta(days=n)) for n in range(1, 999)]
    past = [listed(2000 + n, -timedelta(days=n)) for n in range(1, 11)]
    kept = rules.choose_for_feed(past + coming, NOW)
    assert len(kept) == rules.MOST_ENTRIES
    assert [entry.id for entry in kept[:3]] == [2002, 2001, 1]


def test_cap_of_octets_lets_the_farthest_future_go():
    entries = [listed(n, timedelta(days=n), size=400_000) for n in range(1, 6)]
    assert [entry.id for entry in rules.choose_for_feed(entries, NOW)] == [1, 2]


def test_order_does_not_move_when_time_passes():
    entries = [listed(n, timedelta(hours=n)) for n in range(1, 6)]
    later = NOW + timedelta(hours=4)
    assert rules.choose_for_feed(entries, NOW) == rules.choose_for_feed(entries, later)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"ends": DAY - timedelta(days=1)}, "last day"),
        ({"ends": NOW}, "different types"),
        ({"starts": NOW, "ends": NOW}, "not later"),
        ({"starts": datetime(2026, 1, 1), "ends": datetime(2026, 1, 2)}, "time zone"),  # noqa: DTZ001
        ({"title": Bilingual(" \x00\n")}, "title"),
    ],
)
def test_malformed_entry_is_refused_with_its_reason(changes, why):
    with pytest.raises(EntryMalformed, match=why):
        rules.ensure_well_formed(an_entry(**changes))


def test_uid_is_a_version_7_uuid_before_the_constant_domain():
    uids = {rules.new_uid(NOW) for _ in range(100)}
    assert len(uids) == 100
    milliseconds = int(NOW.timestamp() * 1000)
    for uid in uids:
        local, domain = uid.split("@")
        assert domain == rules.UID_DOMAIN
        assert int(local.replace("-", "")[:12], 16) == milliseconds
        assert local[14] == "7"
        assert local[19] in "89ab"


def test_postponed_entry_is_tentative_and_says_so():
    entry = an_entry(postponed=True)
    assert rules.shown_status(entry) == "tentative"
    assert rules.shown_title(entry, "en") == "[POSTPONED] Fair"


def test_cancelled_wins_over_postponed():
    entry = an_entry(postponed=True, status="cancelled", busy=True)
    assert rules.shown_status(entry) == "cancelled"
    assert rules.shown_title(entry, "vi") == "[ĐÃ HỦY] Hội chợ"
    assert rules.is_transparent(entry)


@pytest.mark.parametrize(
    "text",
    ["", "example.vn", "ftp://example.vn/x", "https://", "javascript:alert(1)", "http://[::1", "//x.vn"],
)
def test_uri_that_is_no_web_address_is_left_out(text):
    assert rules.clean_uri(text) == ""


def test_uri_with_a_line_break_cannot_start_a_property():
    assert rules.clean_uri("https://example.vn/a\r\nATTACH:x") == "https://example.vn/a%20ATTACH:x"
