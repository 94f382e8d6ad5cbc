"""Entity tags, conditional requests, tokens and the life of a subscription, without a database."""

from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256

import pytest

from events_app.agenda.schemas import ListedEntry
from events_app.calendars.rules import (
    FIRST_DAY,
    FIRST_MOMENT,
    MOST_PASS_SUBSCRIPTIONS,
    MOST_SUBSCRIPTIONS,
    REVOKED_SHOWN,
    USE_NOTED_EVERY,
    client_name,
    etag,
    hash_token,
    http_date,
    is_public_path,
    is_token,
    is_unchanged,
    is_use_worth_noting,
    key_of_pass,
    new_token,
    pass_of_key,
    placeholder_uid,
    state_of,
)
from tests.clock import NOW

HEAD = b"BEGIN:VCALENDAR\r\n"
SECOND = timedelta(seconds=1)


def entry(uid="a@events", sequence=0):
    return ListedEntry(1, "fair:1", uid, sequence, NOW, "confirmed", NOW, NOW, "Asia/Ho_Chi_Minh", "/", "", 100)


BYTES = b"BEGIN:VCALENDAR\r\n\na@events 0\nb@events 3"
ENTRIES = [entry("a@events", 0), entry("b@events", 3)]


def test_tag_is_strong_and_the_same_for_the_same_feed():
    tag = etag(HEAD, ENTRIES)
    assert tag == etag(HEAD, iter(list(ENTRIES)))
    assert tag == f'"{sha256(BYTES).hexdigest()[:32]}"'


@pytest.mark.parametrize(
    ("head", "entries"),
    [
        pytest.param(HEAD + b" ", ENTRIES, id="another head"),
        pytest.param(HEAD, [], id="no entry"),
        pytest.param(HEAD, ENTRIES[:1], id="one entry less"),
        pytest.param(HEAD, [*ENTRIES, entry("c@events")], id="one entry more"),
        pytest.param(HEAD, [entry("a@events", 1), ENTRIES[1]], id="an entry changed"),
        pytest.param(HEAD, [entry("z@events", 0), ENTRIES[1]], id="an entry exchanged for another"),
        pytest.param(HEAD, ENTRIES[::-1], id="another order"),
    ],
)
def test_tag_changes_with_whatever_changes_the_bytes(head, entries):
    assert etag(head, entries) != etag(HEAD, ENTRIES)


TAG = '"abc"'


@pytest.mark.parametrize(
    ("if_none_match", "if_modified_since", "unchanged"),
    [
        (None, None, False),
        ('"abc"', None, True),
        ('W/"abc"', None, True),
        ('"x", W/"abc"', None, True),
        ("*", None, True),
        (" * ", None, True),
        ('"x"', None, False),
        ("abc", None, False),
        ("", None, False),
        # The tag decides where there is one.
        ('"x"', http_date(NOW), False),
        ('"abc"', http_date(NOW - SECOND), True),
        (None, http_date(NOW), True),
        (None, http_date(NOW + SECOND), True),
        (None, http_date(NOW - SECOND), False),
        (None, "Tue, 24 Nov 2026 02:00:00 -0000", True),
        (None, "Tue, 24 Nov 2026 01:59:59 -0000", False),
        (None, "Tue, 24 Nov 2026 09:00:00 +0700", True),
        (None, "no date", False),
        (None, "Tue, 99 Nov 2026 02:00:00 GMT", False),
        (None, "", False),
    ],
)
def test_request_with_a_condition(if_none_match, if_modified_since, unchanged):
    changed_at = NOW + timedelta(microseconds=999_999)
    answer = is_unchanged(TAG, changed_at, if_none_match=if_none_match, if_modified_since=if_modified_since)
    assert answer is unchanged


def test_moment_is_written_in_greenwich_time_and_whole_seconds():
    local = datetime(2026, 11, 24, 9, 0, 0, 900_000, tzinfo=timezone(timedelta(hours=7)))
    assert http_date(local) == "Tue, 24 Nov 2026 02:00:00 GMT"


def test_key_of_a_pass_leads_back_to_it():
    assert (key_of_pass(33), pass_of_key("pass:33")) == ("pass:33", 33)


@pytest.mark.parametrize("key", ["fair:3", "pass:", "pass:x", "pass:-1", "pass", "", "xpass:3"])
def test_other_keys_are_no_passes(key):
    assert pass_of_key(key) is None


def test_token_is_long_new_each_time_and_kept_as_its_hash():
    tokens = {new_token() for _ in range(50)}
    assert len(tokens) == 50
    assert all(is_token(token) and len(token) == 43 for token in tokens)
    assert hash_token("abc") == sha256(b"abc").digest()


@pytest.mark.parametrize("text", ["", "a" * 42, "a" * 44, "a" * 42 + "!", "a" * 42 + "é", "a" * 43 + "\n"])
def test_what_is_no_token_is_not_looked_up(text):
    assert not is_token(text)


@pytest.mark.parametrize(
    ("revoked_at", "state"),
    [
        (None, "open"),
        (NOW, "revoked"),
        (NOW - timedelta(days=30) + SECOND, "revoked"),
        (NOW - timedelta(days=30), "gone"),
        (NOW - timedelta(days=31), "gone"),
    ],
)
def test_revoked_address_says_so_for_thirty_days(revoked_at, state):
    assert state_of(revoked_at, NOW) == state
    assert timedelta(days=30) == REVOKED_SHOWN


@pytest.mark.parametrize(
    ("last", "worth"),
    [
        (None, True),
        (NOW, False),
        (NOW - timedelta(minutes=10) + SECOND, False),
        (NOW - timedelta(minutes=10), True),
        (NOW - timedelta(days=1), True),
    ],
)
def test_use_is_noted_every_ten_minutes_at_most(last, worth):
    assert is_use_worth_noting(last, NOW) is worth
    assert timedelta(minutes=10) == USE_NOTED_EVERY


def test_one_person_has_twenty_addresses_at_most_and_one_pass_five():
    assert (MOST_SUBSCRIPTIONS, MOST_PASS_SUBSCRIPTIONS) == (20, 5)


def test_placeholder_has_one_uid_for_a_calendar_whatever_the_time():
    """The very letters: programs know an event by them, so they must outlast releases."""
    assert placeholder_uid("fairs?") == "019b76da-a800-700a-8084-c2ce64da856d@agenda.events-app"
    assert placeholder_uid("fair:1") != placeholder_uid("fair:2")
    assert (date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC)) == (FIRST_DAY, FIRST_MOMENT)


@pytest.mark.parametrize(
    ("path", "public"),
    [
        ("/calendars/fairs.ics", True),
        ("/calendars/fairs/hoi-cho-2026.ics", True),
        ("/calendars/fairs/hoi-cho-2026/livestreams.ics?lang=en", True),
        ("/calendars/fairs.ics?kind=product_week&region=south", True),
        (f"/calendars/{'a' * 160}.ics", True),
        (f"/calendars/{'a' * 161}.ics", False),
        ("/calendars/.ics", False),
        ("/calendars/p/abc.ics", False),
        ("/calendars/Fairs.ics", False),
        ("/calendars/fairs.ics?kind=", False),
        ("/calendars/fairs.ics?kind=a&", False),
        ("/calendars/fairs.ics\n", False),
        ("x/calendars/fairs.ics", False),
        ("//evil.example/calendars/fairs.ics", False),
        ("/calendars/fairs.ical", False),
    ],
)
def test_codes_are_drawn_of_public_addresses_alone(path, public):
    assert is_public_path(path) is public


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Google-Calendar-Importer", "Google Calendar"),
        ("Mozilla/5.0 (compatible; Google-Calendar-Importer)", "Google Calendar"),
        ("Microsoft.Exchange/1.0", "Outlook"),
        ("Microsoft Office/16.0", "Outlook"),
        ("OUTLOOK/16", "Outlook"),
        ("dataaccessd/1.0", "Apple (iPhone, iPad)"),
        ("iOS/17.0 (21A329)", "Apple (iPhone, iPad)"),
        ("macOS/14.0 (23A344)", "Apple (Mac)"),
        ("CalendarAgent/1", "Apple (Mac)"),
        ("Mozilla/5.0 Thunderbird/115", "Thunderbird"),
        ("ICSx5/2.2 (Android)", "ICSx5 (Android)"),
        ("DAVx5/4.3", "DAVx5 (Android)"),
        ("vdirsyncer/0.19", "vdirsyncer"),
        ("Mozilla/5.0 (X11; Linux x86_64)", "Web"),
        ("curl/8.5/x", "curl"),
        (" <b>Ứng dụng</b> 1.0/2", "bỨng dụng"),
        ("x" * 50, "x" * 40),
        ("", ""),
    ],
)
def test_program_is_told_in_a_word_people_know(user_agent, name):
    assert client_name(user_agent) == name
