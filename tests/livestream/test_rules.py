"""Pure decisions about livestream sessions."""

from datetime import UTC, date, datetime, timedelta

import pytest

from events_app.livestream import rules
from events_app.livestream.errors import (
    FieldsWrong,
    NotReadyForAir,
    OrdersClosed,
    SessionClosed,
    SlotMissing,
    WrongStep,
)
from events_app.platform.i18n import Bilingual

EIGHT = datetime(2026, 12, 1, 13, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("status", "wanted"),
    [
        ("draft", "scheduled"),
        ("draft", "cancelled"),
        ("unscheduled", "scheduled"),
        ("scheduled", "draft"),
        ("scheduled", "live"),
        ("scheduled", "cancelled"),
        ("live", "ended"),
        ("live", "live"),
    ],
)
def test_step_that_follows_is_taken(status, wanted):
    rules.ensure_step(status, wanted)


@pytest.mark.parametrize(
    ("status", "wanted"), [("draft", "live"), ("scheduled", "ended"), ("live", "cancelled"), ("live", "draft")]
)
def test_step_that_skips_another_is_refused(status, wanted):
    with pytest.raises(WrongStep):
        rules.ensure_step(status, wanted)


@pytest.mark.parametrize("status", ["ended", "cancelled"])
def test_closed_session_takes_no_step(status):
    with pytest.raises(SessionClosed):
        rules.ensure_step(status, "live")
    with pytest.raises(SessionClosed):
        rules.ensure_changeable(status)


def test_nothing_is_announced_without_studio_and_host():
    rules.ensure_slot_chosen(1, 2)
    with pytest.raises(SlotMissing) as refused:
        rules.ensure_slot_chosen(None, None)
    assert set(refused.value.fields) == {"studio", "host"}


def wrong_fields(**changes):
    given = {
        "title": Bilingual("Mật ong"),
        "summary": Bilingual(""),
        "starts_at": EIGHT,
        "ends_at": EIGHT + HOUR,
        "url": "",
    } | changes
    with pytest.raises(FieldsWrong) as refused:
        rules.ensure_sound(**given)
    return {name: wrong[0].code for name, wrong in refused.value.fields.items()}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"title": Bilingual("")}, {"title": "missing"}),
        ({"title": Bilingual("a" * 201)}, {"title": "too_long"}),
        ({"summary": Bilingual("a" * 5001)}, {"summary": "too_long"}),
        ({"ends_at": EIGHT}, {"ends_at": "ends_before_start"}),
        ({"ends_at": EIGHT + 25 * HOUR}, {"ends_at": "too_long_session"}),
        ({"starts_at": EIGHT.replace(tzinfo=None)}, {"starts_at": "no_time_zone"}),
        ({"url": "javascript:alert(1)"}, {"stream_url": "not_an_address"}),
        ({"url": "https://localhost"}, {"stream_url": "not_an_address"}),
        ({"url": "https://a.vn/x y"}, {"stream_url": "not_an_address"}),
        ({"title": Bilingual(""), "ends_at": EIGHT - HOUR}, {"title": "missing", "ends_at": "ends_before_start"}),
    ],
)
def test_each_fault_stands_at_its_field(changes, expected):
    assert wrong_fields(**changes) == expected


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({}, []),
        ({"stream_url": ""}, ["stream_url"]),
        ({"identity_checked": False, "host_papers": " "}, ["host_identity", "host_papers"]),
        ({"sellers_unchecked": ["HTX A"]}, ["seller_papers"]),
    ],
)
def test_law_is_asked_before_going_live(facts, missing):
    ready = {"stream_url": "https://a.vn", "identity_checked": True, "host_papers": "HĐ 1", "sellers_unchecked": []}
    assert rules.missing_before_air(**(ready | facts)) == missing


def test_unready_session_says_what_is_missing():
    rules.ensure_ready_for_air([], [])
    with pytest.raises(NotReadyForAir) as refused:
        rules.ensure_ready_for_air(["seller_papers"], ["HTX A"])
    assert refused.value.data == {"missing": ["seller_papers"], "producers": ["HTX A"]}


@pytest.mark.parametrize(
    ("busy", "expected"),
    [
        ([], 0),
        ([(0, 2)], -1),
        ([(0, 0.5)], 0.5),
        ([(-1, 1)], 1),
        ([(0, 2), (2, 9)], -1),
        ([(-3, 1)], 1),
        ([(0, 1), (1.5, 9)], -1),
        ([(-9, 9)], 9),
    ],
)
def test_nearest_free_slot_before_or_after(busy, expected):
    taken = [(EIGHT + start * HOUR, EIGHT + end * HOUR) for start, end in busy]
    found = rules.nearest_free(taken, EIGHT, HOUR, not_before=EIGHT - 5 * HOUR)
    assert found == EIGHT + expected * HOUR


def test_nearest_free_slot_is_not_in_the_past():
    taken = [(EIGHT, EIGHT + 2 * HOUR), (EIGHT + 2 * HOUR, EIGHT + 9 * HOUR)]
    assert rules.nearest_free(taken, EIGHT, HOUR, not_before=EIGHT) == EIGHT + 9 * HOUR


def test_shift_keeps_the_wall_time():
    assert rules.shifted(EIGHT, 7, "Asia/Ho_Chi_Minh") == EIGHT + timedelta(days=7)
    before = datetime(2026, 3, 28, 9, tzinfo=UTC)
    assert rules.shifted(before, 1, "Europe/Paris") == datetime(2026, 3, 29, 8, tzinfo=UTC)


def test_week_begins_on_monday():
    assert rules.week_of(date(2026, 11, 24)) == (date(2026, 11, 23), date(2026, 11, 30))
    assert rules.week_of(date(2026, 11, 29)) == (date(2026, 11, 23), date(2026, 11, 30))


@pytest.mark.parametrize(
    ("product", "direction", "expected"),
    [(7, "up", [7, 4, 9]), (7, "down", [4, 9, 7]), (9, "down", [4, 7, 9]), (5, "up", [4, 7, 9])],
)
def test_line_up_moves_by_one_place(product, direction, expected):
    assert rules.moved([4, 7, 9], product, direction) == expected


@pytest.mark.parametrize(
    ("status", "was_published", "public"),
    [
        ("draft", False, False),
        ("unscheduled", False, False),
        ("unscheduled", True, True),
        ("scheduled", True, True),
        ("cancelled", False, False),
        ("cancelled", True, True),
    ],
)
def test_only_what_was_announced_is_public(status, was_published, public):
    assert rules.is_public(status, was_published=was_published) is public


def test_address_is_hidden_from_drafts_and_after_a_takedown():
    assert rules.shows_address("scheduled", taken_down=False)
    assert not rules.shows_address("draft", taken_down=False)
    assert not rules.shows_address("ended", taken_down=True)


def test_orders_close_a_day_after_the_end():
    rules.ensure_orders_open("ended", EIGHT, taken_down=False, now=EIGHT + 24 * HOUR)
    with pytest.raises(OrdersClosed):
        rules.ensure_orders_open("ended", EIGHT, taken_down=False, now=EIGHT + 25 * HOUR)
    with pytest.raises(OrdersClosed):
        rules.ensure_orders_open("draft", EIGHT, taken_down=False, now=EIGHT)
    with pytest.raises(OrdersClosed):
        rules.ensure_orders_open("ended", EIGHT, taken_down=True, now=EIGHT)


def test_consent_is_to_the_text_of_today():
    rules.ensure_consented(rules.CONSENT_VERSION)
    with pytest.raises(FieldsWrong):
        rules.ensure_consented("2019")
