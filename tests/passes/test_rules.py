"""Who may come in, without a database."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_app.fairs.rules import FairDay, dates_between, days_on, with_hours
from events_app.fairs.schemas import OpeningHours
from events_app.passes.code import CodePayload, KindCode
from events_app.passes.rules import (
    CLOCK_TOLERANCE,
    Direction,
    Entries,
    FairDays,
    KindRule,
    PassDays,
    PassKind,
    PassState,
    Reason,
    Registration,
    happened_at,
    judge,
    may_become,
    numbers_to_name,
    registration_of,
    serial_of,
    serial_shown,
    serial_typed,
    slot_of,
)

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
HANOI = "Asia/Ho_Chi_Minh"
FIRST, LAST = date(2026, 11, 23), date(2026, 11, 27)
PASS = CodePayload(1, 12, 1234565, KindCode.visitor, 1, 5)
ONCE_A_DAY = KindRule(Entries.once_a_day)


def fair(**changes):
    facts = {"status": "published", "starts_on": FIRST, "ends_on": LAST, "sets": {}} | changes
    days = days_on((), dates_between(facts["starts_on"], facts["ends_on"]), opens_to_all=True)
    return FairDays(12, facts["status"], HANOI, tuple(days), facts["sets"])


DAYS = fair()


def judged(payload=PASS, days=DAYS, rule=ONCE_A_DAY, gate=7, direction=Direction.inward, at=NOW, full=False):
    return judge(payload, days, rule, gate=gate, direction=direction, at=at, full=full)


def test_pass_of_today_takes_the_slot_of_today():
    assert (judged().reason, judged().day, judged().slot) == (None, 2, 2)


@pytest.mark.parametrize(("entries", "slot"), [(Entries.once, 0), (Entries.once_a_day, 2), (Entries.free, None)])
def test_slot_of_a_rule(entries, slot):
    assert slot_of(entries, 2) == slot


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"payload": CodePayload(1, 13, 1, KindCode.visitor, 1, 5)}, Reason.wrong_fair),
        ({"payload": CodePayload(1, 12, 1, KindCode.visitor, 3, 5)}, Reason.not_today),
        ({"payload": CodePayload(1, 12, 1, KindCode.visitor, 1, 1)}, Reason.not_today),
        ({"at": NOW - timedelta(days=30)}, Reason.not_today),
        ({"at": NOW + timedelta(days=400)}, Reason.not_today),
        ({"rule": KindRule(Entries.free, frozenset({8}))}, Reason.wrong_gate),
        ({"full": True}, Reason.full),
        ({"days": fair(status="cancelled")}, Reason.cancelled_fair),
        ({"days": fair(status="postponed", starts_on=None, ends_on=None)}, Reason.postponed_fair),
        (
            {"days": fair(status="postponed", starts_on=date(2027, 1, 4), ends_on=date(2027, 1, 8))},
            Reason.postponed_fair,
        ),
    ],
)
def test_refusals(changes, reason):
    assert judged(**changes).reason is reason


def test_postponed_fair_admits_on_its_new_days():
    moved = fair(status="postponed", starts_on=date(2026, 11, 24), ends_on=date(2026, 11, 28))
    assert (judged(days=moved).reason, judged(days=moved).day) == (None, 1)


def test_day_begins_at_midnight_where_the_fair_is():
    last_moment = datetime(2026, 11, 23, 16, 59, tzinfo=UTC)
    assert (DAYS.day_at(last_moment), DAYS.day_at(last_moment + timedelta(minutes=1))) == (1, 2)


NIGHT = fair()
NIGHT = FairDays(12, "published", HANOI, tuple(with_hours(NIGHT.days, [OpeningHours(opens="18:00", closes="01:00")])))
MOVED = FairDays(
    12,
    "published",
    HANOI,
    (
        FairDay(number=1, date=date(2026, 11, 23)),
        FairDay(number=2, date=date(2026, 11, 26)),
        FairDay(number=4, date=date(2026, 11, 27), open_to_all=False),
        FairDay(number=300, date=date(2026, 11, 28)),
    ),
    {1: frozenset({1, 4}), 2: frozenset({3, 300})},
)


def of_set(number):
    return CodePayload(1, 12, 1234565, KindCode.visitor, day_set=number)


@pytest.mark.parametrize(
    ("payload", "opened"),
    [
        (CodePayload(1, 12, 1, KindCode.visitor, 1, 2), [1, 2]),
        (CodePayload(1, 12, 1, KindCode.visitor, 2, 5), [2, 4]),
        (of_set(0), [1, 2, 300]),
        (of_set(1), [1, 4]),
        (of_set(2), [300]),
        (of_set(9), []),
    ],
)
def test_days_a_pass_opens(payload, opened):
    at = {day.number: datetime.combine(day.date, time(10), tzinfo=ZoneInfo(HANOI)) for day in MOVED.days}
    admitted = [number for number, moment in at.items() if judged(payload, days=MOVED, at=moment).reason is None]
    assert admitted == opened
    held = PassDays(payload.first_day, payload.last_day, payload.day_set, MOVED.sets.get(payload.day_set))
    assert [day.number for day in MOVED.opened_by(held)] == opened


def test_set_nobody_knows_admits_nobody():
    assert judged(of_set(9)).reason is Reason.unknown


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 23, 16, 59, tzinfo=UTC), 1),
        (datetime(2026, 11, 23, 17, 30, tzinfo=UTC), 1),
        (datetime(2026, 11, 23, 17, 59, 59, tzinfo=UTC), 1),
        (datetime(2026, 11, 23, 18, 0, tzinfo=UTC), 2),
        (datetime(2026, 11, 27, 17, 30, tzinfo=UTC), 5),
        (datetime(2026, 11, 27, 18, 30, tzinfo=UTC), None),
    ],
)
def test_night_market_runs_on_past_midnight(moment, day):
    assert (NIGHT.day_at(moment), judged(days=NIGHT, at=moment).slot) == (day, day)


@pytest.mark.parametrize(
    ("wanted", "days", "named"),
    [
        (None, DAYS, ()),
        ([1, 2, 3, 4, 5], DAYS, ()),
        ([5, 2, 2], DAYS, (2, 5)),
        (None, MOVED, (1, 2, 4, 300)),
        ([1, 2, 300], MOVED, (1, 2, 300)),
    ],
)
def test_every_day_is_named_where_a_day_is_not_open_to_all(wanted, days, named):
    assert numbers_to_name(wanted, days) == named


def test_days_are_counted_in_the_order_of_their_dates():
    assert [MOVED.position_of(number) for number in (1, 2, 4, 300, 3, None)] == [1, 2, 3, 4, None, None]


def test_day_begins_at_the_midnight_of_its_evening():
    begins = NIGHT.begin_of_day_at(datetime(2026, 11, 23, 17, 30, tzinfo=UTC))
    assert begins == datetime(2026, 11, 22, 17, 0, tzinfo=UTC)


def test_everybody_may_leave():
    assert judged(direction=Direction.outward, days=fair(status="cancelled")).reason is None


def test_answers_no_state_can_change_are_final():
    finals = [judged(days=fair(status="cancelled")), judged(payload=CodePayload(1, 13, 1, KindCode.vip, 1, 1))]
    assert all(verdict.final for verdict in finals)
    assert not judged(full=True).final


@given(st.integers(1, 10**15))
def test_serial_is_read_as_it_is_shown(number):
    assert serial_typed(serial_shown(serial_of(number))) == serial_of(number)


@given(st.integers(1, 10**12), st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_names_nobody(number, place, change):
    digits = str(serial_of(number))
    place %= len(digits)
    wrong = digits[:place] + str((int(digits[place]) + change) % 10) + digits[place + 1 :]
    assert serial_typed(wrong) is None


@pytest.mark.parametrize("text", ["", "0", "abc", "12a", "٣٤", "1" * 30, "-7"])
def test_what_is_no_serial_names_nobody(text):
    assert serial_typed(text) is None


def test_serial_is_shown_in_groups_of_three():
    assert [serial_shown(serial) for serial in (12, 1234, 123456, 12345678)] == ["12", "1 234", "123 456", "12 345 678"]


@pytest.mark.parametrize(
    ("days", "switched_on", "closes_at", "expected"),
    [
        (fair(), True, None, Registration.open),
        (fair(), False, None, Registration.closed),
        (fair(), True, NOW, Registration.closed),
        (fair(), True, NOW + timedelta(seconds=1), Registration.open),
        (fair(status="draft"), True, None, Registration.not_published),
        (fair(status="cancelled"), True, None, Registration.cancelled),
        (fair(status="postponed", starts_on=None, ends_on=None), True, None, Registration.postponed),
        (fair(ends_on=date(2026, 11, 24)), True, None, Registration.open),
        (fair(ends_on=date(2026, 11, 23)), True, None, Registration.over),
    ],
)
def test_registration(days, switched_on, closes_at, expected):
    assert registration_of(days, switched_on=switched_on, closes_at=closes_at, now=NOW) is expected


@pytest.mark.parametrize(
    ("said", "sent", "corrected", "flagged"),
    [
        (NOW - timedelta(hours=1), NOW, NOW - timedelta(hours=1), False),
        (NOW - timedelta(hours=1), NOW - CLOCK_TOLERANCE, NOW - timedelta(hours=1), False),
        (NOW - timedelta(days=2, hours=1), NOW - timedelta(days=2), NOW - timedelta(hours=1), True),
        (NOW + timedelta(days=2), NOW + timedelta(days=2), NOW, True),
        (NOW + timedelta(hours=3), None, NOW, True),
        (NOW + timedelta(seconds=30), None, NOW, False),
        (NOW - timedelta(days=3), None, NOW - timedelta(days=3), False),
    ],
)
def test_clock_of_a_phone_is_corrected_by_the_receipt(said, sent, corrected, flagged):
    assert happened_at(said, sent_at=sent, received_at=NOW) == (corrected, flagged)


def test_erased_and_replaced_passes_never_come_back():
    allowed = {(a, b) for a in PassState for b in PassState if may_become(a, b)}
    assert {a for a, b in allowed if b is PassState.valid} == {PassState.revoked, PassState.returned}
    assert not [pair for pair in allowed if pair[0] is PassState.erased]
    assert (PassState.valid, PassState.valid) not in allowed


def test_kinds_have_the_same_names_in_rules_and_code():
    assert [kind.value for kind in PassKind] == [kind.name for kind in KindCode]
