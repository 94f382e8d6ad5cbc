"""Who may come in, without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_app.passes.code import CodePayload, KindCode
from events_app.passes.rules import (
    CLOCK_TOLERANCE,
    Direction,
    Entries,
    FairDays,
    KindRule,
    PassKind,
    PassState,
    Reason,
    Registration,
    happened_at,
    judge,
    may_become,
    registration_of,
    serial_of,
    serial_shown,
    serial_typed,
    slot_of,
)

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
DAYS = FairDays(12, "published", date(2026, 11, 23), date(2026, 11, 27), "Asia/Ho_Chi_Minh")
PASS = CodePayload(1, 12, 1234565, KindCode.visitor, 1, 5)
ONCE_A_DAY = KindRule(Entries.once_a_day)


def judged(payload=PASS, days=DAYS, rule=ONCE_A_DAY, gate=7, direction=Direction.inward, at=NOW, full=False):
    return judge(payload, days, rule, gate=gate, direction=direction, at=at, full=full)


def fair(**changes):
    facts = {"status": "published", "starts_on": DAYS.starts_on, "ends_on": DAYS.ends_on} | changes
    return FairDays(12, facts["status"], facts["starts_on"], facts["ends_on"], "Asia/Ho_Chi_Minh")


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
