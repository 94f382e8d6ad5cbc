"""The days of a fair: what becomes of each when they change, and which of them a moment belongs to."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from events_app.fairs.rules import (
    FairDay,
    date_at,
    dated,
    dates_between,
    day_at,
    days_on,
    ends_at,
    has_ended,
    held_numbers,
    hours_on,
    new_moment,
    overlapping,
    read_hours,
    starts_at,
    with_hours,
)
from events_app.fairs.schemas import OpeningHours

HANOI = "Asia/Ho_Chi_Minh"
FIRST = date(2026, 12, 12)
NIGHT = [OpeningHours("18:00", "01:00")]


def on(number: int) -> date:
    """The date so many days after the first, counted from 1 like days of a fair."""
    return FIRST + timedelta(days=number - 1)


def fair(*dates: int) -> list[FairDay]:
    return days_on((), [on(each) for each in dates], opens_to_all=True)


def placed(days: list[FairDay]) -> dict[int, int | None]:
    """Number → which date, both counted from 1; None while the date is not known. Days taken out are left out."""
    return {day.number: day.date and (day.date - FIRST).days + 1 for day in days if not day.taken_out}


def moved(days: list[FairDay], *dates: int, held: tuple[int, ...] = ()) -> list[FairDay]:
    return days_on(days, [on(each) for each in dates], held=held)


def at(day: int, clock: str, zone: str = HANOI) -> datetime:
    hour, minute = clock.split(":")
    return datetime(2026, 12, 11, int(hour), int(minute), tzinfo=ZoneInfo(zone)) + timedelta(days=day)


@pytest.mark.parametrize(
    ("dates", "after"),
    [
        ((1, 2, 3), {1: 1, 2: 2, 3: 3}),
        ((8, 9, 10), {1: 8, 2: 9, 3: 10}),  # a week later
        ((2, 3, 4), {1: 2, 2: 3, 3: 4}),  # a day later: it moves, although two dates are the same
        ((0, 1, 2, 3), {1: 1, 2: 2, 3: 3, 4: 0}),  # a day put before
        ((1, 2, 3, 4), {1: 1, 2: 2, 3: 3, 4: 4}),  # a day put after
        ((1, 3), {1: 1, 3: 3}),  # a day cancelled
        ((2, 3), {2: 2, 3: 3}),
        ((8, 9), {1: 8, 2: 9}),  # moved and shorter
        ((8, 9, 10, 11), {1: 8, 2: 9, 3: 10, 4: 11}),  # moved and longer
        ((), {1: None, 2: None, 3: None}),
    ],
)
def test_days_go_on_by_date_or_move_in_their_order(dates, after):
    assert placed(moved(fair(1, 2, 3), *dates)) == after


def test_number_is_never_given_twice():
    shorter = moved(fair(1, 2, 3), 1, 2)
    longer = moved(shorter, 1, 2, 7)
    assert placed(longer) == {1: 1, 2: 2, 4: 7}
    assert [(day.number, day.date, day.taken_out) for day in longer if day.taken_out] == [(3, None, True)]


def test_day_put_back_is_the_day_it_was():
    assert placed(moved(moved(fair(1, 2, 3), 1, 3), 1, 2, 3)) == {1: 1, 2: 2, 3: 3}


def test_two_moves_and_back_leave_everything_as_it_was():
    away = moved(moved(fair(1, 2, 3), 8, 9), 20, 21)
    assert placed(moved(away, 1, 2, 3)) == {1: 1, 2: 2, 3: 3}


def test_fair_without_days_takes_new_ones_in_order():
    waiting = moved(fair(1, 2, 3))
    assert [day.was_on for day in waiting] == [on(1), on(2), on(3)]
    assert placed(moved(waiting, 9, 10, 11)) == {1: 9, 2: 10, 3: 11}


def test_held_days_stay_and_the_dates_asked_for_are_those_of_the_others():
    assert placed(moved(fair(1, 2, 3), 8, 9, held=(1,))) == {1: 1, 2: 8, 3: 9}
    assert placed(moved(fair(1, 2, 3), 8, 9, 10, held=(1,))) == {1: 1, 2: 8, 3: 9, 4: 10}
    assert placed(moved(fair(1, 2, 3), 1, 2, 3, 4, held=(1,))) == {1: 1, 2: 2, 3: 3, 4: 4}
    assert placed(moved(fair(1, 2, 3), held=(1,))) == {1: 1, 2: None, 3: None}


def test_added_day_opens_to_every_day_passes_only_when_the_office_says_so():
    closed = days_on(fair(1), [on(1), on(2)])
    opened = days_on(fair(1), [on(1), on(2)], opens_to_all=True)
    assert ([day.open_to_all for day in closed], [day.open_to_all for day in opened]) == ([True, False], [True, True])


SPANS = st.lists(st.integers(0, 30), min_size=0, max_size=6, unique=True).map(sorted)


@given(first=st.lists(st.integers(1, 20), min_size=1, max_size=6, unique=True).map(sorted), spans=st.lists(SPANS))
def test_whatever_is_asked_for_is_what_the_dates_are(first, spans):
    days = fair(*first)
    numbers = {day.number for day in days}
    for span in spans:
        days = moved(days, *span)
        assert sorted(each for each in placed(days).values() if each is not None) == span
        assert numbers <= {day.number for day in days}
        assert len({day.number for day in days}) == len(days)
        numbers = {day.number for day in days}
        if not span:
            assert all(day.date is None for day in days)


@given(spans=st.lists(SPANS, max_size=4), held=st.sets(st.integers(1, 3)))
def test_held_days_never_change(spans, held):
    days = fair(1, 2, 3)
    for span in spans:
        after = days_on(days, [on(each) for each in span], held=held)
        assert [day for day in after if day.number in held] == [day for day in days if day.number in held]
        days = after


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        (at(1, "00:00"), 1),
        (at(1, "23:59"), 1),
        (at(2, "00:30"), 1),  # the night market of day 1 still runs
        (at(2, "00:59"), 1),
        (at(2, "01:00"), 2),
        (at(4, "00:30"), 3),
        (at(4, "01:00"), None),
        (at(0, "20:00"), None),
    ],
)
def test_evening_belongs_to_its_day_until_it_has_closed(moment, number):
    day = day_at(with_hours(fair(1, 2, 3), NIGHT), moment, HANOI)
    assert (day and day.number) == number
    if number == 1 and moment > at(1, "01:00"):
        assert date_at(NIGHT, moment, HANOI) == on(1)


def test_fair_has_ended_when_its_last_evening_has_closed():
    days = with_hours(fair(1, 2), NIGHT)
    assert not has_ended(days, at(3, "00:59"), HANOI)
    assert has_ended(days, at(3, "01:00"), HANOI)
    assert not has_ended(moved(days), at(300, "00:00"), HANOI)


def test_day_is_held_when_it_has_closed_or_somebody_came_in():
    days = fair(1, 2, 3)
    assert held_numbers(days, [], at(2, "00:00"), HANOI) == {1}
    assert held_numbers(days, [3], at(1, "12:00"), HANOI) == {3}
    assert held_numbers(moved(days, 1, 2), [3], at(1, "12:00"), HANOI) == set()


def test_days_in_paris_keep_their_wall_clock_across_the_end_of_summer_time():
    zone = "Europe/Paris"
    dates = dates_between(date(2026, 10, 24), date(2026, 10, 26))
    days = with_hours(days_on((), dates), [OpeningHours("20:00", "03:30")])
    assert [ends_at(day, zone).astimezone(UTC) - starts_at(day, zone).astimezone(UTC) for day in days] == [
        timedelta(hours=8, minutes=30),
        timedelta(hours=7, minutes=30),
        timedelta(hours=7, minutes=30),
    ]
    assert day_at(days, datetime(2026, 10, 25, 0, 15, tzinfo=UTC), zone) == days[0]
    nine = datetime(2026, 10, 24, 9, 0, tzinfo=ZoneInfo(zone))
    later = new_moment(nine, days, days_on(days, dates_between(date(2026, 10, 31), date(2026, 11, 2))), zone)
    assert later == datetime(2026, 10, 31, 9, 0, tzinfo=ZoneInfo(zone))


def test_moment_goes_with_its_day():
    before, after = fair(1, 2, 3), moved(fair(1, 2, 3), 8, 10, 12)
    assert new_moment(at(2, "09:30"), before, after, HANOI) == at(10, "09:30")
    assert new_moment(at(0, "15:00"), before, after, HANOI) == at(7, "15:00")  # the afternoon of setting up
    assert new_moment(at(4, "08:00"), before, after, HANOI) == at(13, "08:00")  # the morning of taking down
    assert new_moment(at(2, "09:30"), before, moved(before, 1, 3), HANOI) is None
    assert new_moment(at(2, "09:30"), before, moved(before), HANOI) is None
    assert new_moment(at(2, "09:30"), moved(before), moved(moved(before), 8, 9, 10), HANOI) == at(9, "09:30")


@pytest.mark.parametrize(
    ("opens", "closes", "hours"),
    [
        ("8:30", "21:00", (510, 1260)),
        ("18:00", "01:00", (1080, 1500)),
        ("18:00", "06:00", (1080, 1800)),
        ("18:00", "06:01", None),
        ("18:00", "17:59", None),
        ("00:00", "00:00", (0, 1440)),
    ],
)
def test_closing_before_opening_is_on_the_morning_after(opens, closes, hours):
    read = read_hours(opens, closes)
    assert (read and (read.opens, read.closes)) == hours


def test_own_hours_of_a_day_stand_before_those_of_every_day():
    lines = [OpeningHours("8:00", "17:00"), OpeningHours("18:00", "1:00", on(2))]
    assert [hours_on(lines, on(n)).closes for n in (1, 2)] == [1020, 1500]
    assert hours_on([], on(1)).closes == 1440


def test_night_that_reaches_into_the_next_day_is_found():
    late = with_hours(fair(1, 2), [OpeningHours("18:00", "05:00"), OpeningHours("4:00", "12:00", on(2))])
    assert overlapping(late) == on(2)
    assert overlapping(with_hours(fair(1, 2), NIGHT)) is None
    assert overlapping([replace(day, closes=1440) for day in dated(fair(1, 2))]) is None


def test_days_off_are_left_out():
    assert dates_between(on(1), on(4), [on(2)]) == [on(1), on(3), on(4)]
    assert dates_between(None, None) == []
