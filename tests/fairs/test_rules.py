"""Fairs' pure decisions: states, addresses, working days, shifting wall times."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_app.fairs.errors import (
    FairAlreadyPublished,
    FairCancelled,
    FairInvalid,
    FairIsPast,
    FairNotPublished,
    FairWithoutDays,
    PostponedBackwards,
    ProgrammeSessionInvalid,
    ReasonMissing,
)
from events_app.fairs.rules import (
    Kind,
    Phase,
    Status,
    Step,
    WorkingDays,
    check_programme_session,
    check_reason,
    deadlines_of,
    ensure_cancellable,
    ensure_changeable,
    ensure_postponable,
    ensure_publishable,
    ensure_unpublishable,
    is_on,
    is_public,
    local_day,
    phase_of,
    shift_wall_time,
    slug_after_move,
    slug_from_title,
    slug_is_sound,
)
from events_app.fairs.rules.fields import FairFields, check_fair
from events_app.platform.i18n import Bilingual

TODAY = date(2026, 11, 24)
FIRST = date(2026, 12, 12)
LAST = date(2026, 12, 16)


@pytest.mark.parametrize(
    ("status", "first", "last", "phase"),
    [
        (Status.DRAFT, FIRST, LAST, Phase.DRAFT),
        (Status.PUBLISHED, FIRST, LAST, Phase.COMING),
        (Status.PUBLISHED, TODAY, TODAY, Phase.RUNNING),
        (Status.PUBLISHED, date(2026, 11, 20), date(2026, 11, 23), Phase.PAST),
        (Status.POSTPONED, None, None, Phase.UNDATED),
        (Status.POSTPONED, FIRST, LAST, Phase.COMING),
        (Status.CANCELLED, FIRST, LAST, Phase.CANCELLED),
    ],
)
def test_phase_is_read_from_status_and_days(status: Status, first: date, last: date, phase: Phase) -> None:
    assert phase_of(status, first, last, TODAY) is phase


def test_fair_is_on_when_published_or_postponed_to_known_days() -> None:
    assert [is_on(Status.PUBLISHED, FIRST), is_on(Status.POSTPONED, FIRST)] == [True, True]
    assert [is_on(Status.POSTPONED, None), is_on(Status.DRAFT, FIRST), is_on(Status.CANCELLED, FIRST)] == [False] * 3


def test_drafts_and_what_was_called_off_as_a_draft_are_hidden() -> None:
    assert [status for status in Status if not is_public(status, was_published=True)] == [Status.DRAFT]
    hidden = [status for status in Status if not is_public(status, was_published=False)]
    assert hidden == [Status.DRAFT, Status.CANCELLED]


def test_the_day_at_the_venue_is_not_the_day_in_utc() -> None:
    assert local_day(datetime(2026, 11, 23, 18, 0, tzinfo=UTC), "Asia/Ho_Chi_Minh") == TODAY


def test_cancelled_fair_cannot_be_changed() -> None:
    with pytest.raises(FairCancelled):
        ensure_changeable(Status.CANCELLED)


def test_fair_without_days_cannot_be_published() -> None:
    with pytest.raises(FairWithoutDays):
        ensure_publishable(Status.POSTPONED, None)


def test_fair_that_began_cannot_become_a_draft_again() -> None:
    ensure_unpublishable(Status.PUBLISHED, date(2026, 11, 25), TODAY)
    with pytest.raises(FairIsPast):
        ensure_unpublishable(Status.PUBLISHED, TODAY, TODAY)
    with pytest.raises(FairAlreadyPublished):
        ensure_unpublishable(Status.POSTPONED, FIRST, TODAY)


def test_draft_is_edited_not_postponed() -> None:
    with pytest.raises(FairNotPublished):
        ensure_postponable(Status.DRAFT, LAST, TODAY, new_start=None, new_end=None)


def test_fair_over_cannot_be_postponed_or_cancelled() -> None:
    yesterday = date(2026, 11, 23)
    with pytest.raises(FairIsPast):
        ensure_postponable(Status.PUBLISHED, yesterday, TODAY, new_start=None, new_end=None)
    with pytest.raises(FairIsPast):
        ensure_cancellable(Status.PUBLISHED, yesterday, TODAY)


@pytest.mark.parametrize(("first", "last"), [(date(2026, 11, 23), LAST), (LAST, FIRST)])
def test_postponement_leads_to_days_ahead_in_order(first: date, last: date) -> None:
    with pytest.raises(PostponedBackwards):
        ensure_postponable(Status.PUBLISHED, LAST, TODAY, new_start=first, new_end=last)


@pytest.mark.parametrize("slug", ["../etc", "a/b", "Hội-chợ", "a--b", "-a", "a-", "", "new", "a" * 81, "a b", "a\n"])
def test_unsound_slug_is_refused(slug: str) -> None:
    assert not slug_is_sound(slug)


@given(st.text(max_size=300))
def test_any_title_gives_a_sound_slug(title: str) -> None:
    assert slug_is_sound(slug_from_title(title, FIRST))


def test_slug_keeps_the_year_of_the_title() -> None:
    assert slug_from_title("Tết Đinh Mùi 2027", FIRST) == "tet-dinh-mui-2027"


def test_slug_follows_into_the_new_year_only_as_a_whole_number() -> None:
    assert slug_after_move("hang-2026-120260", date(2026, 12, 1), date(2027, 1, 1)) == "hang-2027-120260"
    assert slug_after_move("hang-2026", date(2026, 11, 1), date(2026, 12, 1)) == "hang-2026"


def test_seven_working_days_jump_over_weekend_and_tet() -> None:
    # Tết Đinh Mùi: 5–10 February 2027 are off, 4 February too in the official calendar.
    assert WorkingDays().after(date(2027, 2, 1), 7) == date(2027, 2, 17)


def test_saturday_worked_instead_counts() -> None:
    assert WorkingDays().is_working(date(2026, 8, 22))
    assert not WorkingDays().is_working(date(2026, 8, 31))


def test_dossier_is_due_thirty_days_before_on_a_working_day() -> None:
    # 30 days before Tuesday 29 December 2026 is Sunday 29 November: Friday the 27th it is.
    due = {found.step: found.due_on for found in deadlines_of(Kind.FAIR, date(2026, 12, 29), date(2026, 12, 31))}
    assert due == {Step.DOSSIER: date(2026, 11, 27), Step.REPORT: date(2027, 2, 1)}


def test_answer_is_due_seven_working_days_after_the_dossier_was_sent() -> None:
    found = deadlines_of(Kind.FAIR, FIRST, LAST, dossier_sent_on=date(2026, 11, 6))
    assert {item.step: item.due_on for item in found}[Step.ANSWER] == date(2026, 11, 17)


def test_training_needs_no_dossier() -> None:
    assert deadlines_of(Kind.TRAINING, FIRST, LAST) == []


def test_deadline_is_late_only_while_undone() -> None:
    undone, done = (
        deadlines_of(Kind.FAIR, date(2026, 12, 1), LAST),
        deadlines_of(Kind.FAIR, date(2026, 12, 1), LAST, dossier_sent_on=date(2026, 10, 1)),
    )
    assert undone[0].is_late(TODAY)
    assert not done[0].is_late(TODAY)


def test_wall_time_survives_a_change_of_the_clocks() -> None:
    nine_in_berlin = datetime(2026, 10, 24, 7, 0, tzinfo=UTC)
    assert shift_wall_time(nine_in_berlin, 1, "Europe/Berlin").astimezone(UTC).hour == 8


def _fields(**overrides: object) -> FairFields:
    values: dict[str, object] = {
        "texts": {"title": Bilingual("Hội chợ"), "summary": Bilingual("")},
        "starts_on": FIRST,
        "ends_on": LAST,
        "hours": [],
        "days_off": [],
        "venue_name_vi": "Cung Quần Ngựa",
        "venue_name_en": "",
        "venue_address": "",
        "latitude": None,
        "longitude": None,
        "time_zone": "Asia/Ho_Chi_Minh",
        "slug": None,
    }
    return FairFields(**(values | overrides))  # type: ignore[arg-type] - a test's overrides are of many types


@pytest.mark.parametrize(
    ("overrides", "field", "code"),
    [
        ({"texts": {"title": Bilingual("")}}, "title", "required"),
        ({"texts": {"title": Bilingual("x" * 10_000_000)}}, "title", "too_long"),
        ({"texts": {"title": Bilingual("A", "x" * 201)}}, "title", "too_long"),
        ({"texts": {"title": Bilingual("A"), "summary": Bilingual("A", "x" * 4001)}}, "summary", "too_long"),
        ({"ends_on": date(2026, 12, 11)}, "ends_on", "end_before_start"),
        ({"ends_on": date(2028, 1, 1)}, "ends_on", "too_long"),
        ({"starts_on": date(1900, 1, 1)}, "starts_on", "far_day"),
        ({"slug": "../secret"}, "slug", "slug_form"),
        ({"venue_name_vi": ""}, "venue.name", "required"),
        ({"latitude": 21.0}, "venue.latitude", "half_point"),
        ({"time_zone": "Mars/Olympus"}, "venue.time_zone", "unknown_zone"),
        ({"hours": [(None, "21:00", "8:30")]}, "opening_hours", "closes_first"),
        ({"starts_on": None}, "starts_on", "required"),
    ],
)
def test_each_wrong_field_is_named(overrides: dict[str, object], field: str, code: str) -> None:
    with pytest.raises(FairInvalid) as refusal:
        check_fair(_fields(**overrides))
    assert code in [error.code for error in refusal.value.fields[field]]


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(FairInvalid) as refusal:
        check_fair(_fields(texts={"title": Bilingual("")}, slug="A", venue_name_vi=""))
    assert set(refusal.value.fields) == {"title", "slug", "venue.name"}


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "code"),
    [
        (datetime(2026, 12, 12, 3, tzinfo=UTC), datetime(2026, 12, 12, 2, tzinfo=UTC), "ends_first"),
        (datetime(2026, 12, 20, 3, tzinfo=UTC), datetime(2026, 12, 20, 4, tzinfo=UTC), "outside_fair"),
        (datetime(2026, 12, 12, 3), datetime(2026, 12, 12, 4), "no_offset"),  # noqa: DTZ001 - the fault itself
    ],
)
def test_programme_session_times_are_looked_over(starts_at: datetime, ends_at: datetime, code: str) -> None:
    with pytest.raises(ProgrammeSessionInvalid) as refusal:
        check_programme_session(
            title_vi="Khai mạc",
            title_en="",
            room="",
            speakers=[],
            starts_at=starts_at,
            ends_at=ends_at,
            fair_days=(FIRST, LAST),
            time_zone="Asia/Ho_Chi_Minh",
        )
    assert code in [error.code for errors in refusal.value.fields.values() for error in errors]


def test_postponing_needs_a_reason() -> None:
    with pytest.raises(ReasonMissing):
        check_reason("")
