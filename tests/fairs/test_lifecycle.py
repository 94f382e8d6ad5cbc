"""A fair published, taken back, put off and called off: the row, what follows from it, and what is refused."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import asyncpg
import pytest

from events_app.fairs.errors import (
    FairAlreadyPublished,
    FairCancelled,
    FairIsPast,
    FairNotFound,
    FairNotPublished,
    FairWithoutDays,
    PostponedBackwards,
    ReasonMissing,
)
from events_app.fairs.operations import (
    add_programme_session,
    cancel_fair,
    edit_fair,
    edit_programme_session,
    postpone_fair,
    publish_fair,
    unpublish_fair,
)
from events_app.fairs.queries import fair_by_id, programme_of
from events_app.fairs.rules import (
    Kind,
    Phase,
    Region,
    SessionKind,
    Status,
    days_between,
    ensure_cancellable,
    ensure_postponable,
    ensure_publishable,
    ensure_unpublishable,
    is_on,
    is_public,
    phase_of,
    shift_wall_time,
)
from events_app.fairs.schemas import (
    Cancellation,
    FairPatch,
    Postponement,
    ProgrammeSessionInput,
    ProgrammeSessionPatch,
)
from events_app.platform.actor import NotYourOffice
from events_app.platform.db import fetch
from events_app.platform.errors import StaleRevision
from events_app.platform.i18n import Bilingual
from tests.clock import NOW
from tests.factories.accounts import make_office, make_organizer
from tests.factories.fairs import make_fair, make_programme_session, make_venue, slug_of
from tests.locks import until_somebody_waits
from tests.trails import audit, audit_trail, heard_nudges, messages

TODAY = date(2026, 11, 24)
FIRST, LAST = date(2026, 12, 12), date(2026, 12, 16)
TEN = datetime(2026, 12, 12, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
STORM = Bilingual("Bão số 5", "Storm no. 5")
COLUMNS = (
    "status, starts_on, ends_on, previous_starts_on, previous_ends_on, reason_vi, reason_en, slug, revision,"
    " changed_at, published_at"
)


@pytest.fixture
async def office(database):
    return await make_office()


@pytest.fixture
async def organizer(office):
    return await make_organizer(office)


@pytest.fixture
async def neighbour(database):
    """Another fair that is like the others and must stay as it is."""
    fair = await make_fair(slug="hang-xom-2026")
    await make_programme_session(fair)
    return fair


@pytest.fixture
async def colleague(dsn, database):
    """Somebody else's transaction, begun a moment before."""
    connection = await asyncpg.connect(dsn)
    await connection.execute("BEGIN")
    yield connection
    await connection.close()


async def row_of(fair):
    return dict((await fetch(f"SELECT {COLUMNS} FROM fair WHERE id = $1", fair))[0])


async def programme_rows(fair):
    rows = await fetch(
        "SELECT starts_at, ends_at, scheduled, revision, changed_at FROM programme_session WHERE fair = $1 ORDER BY id",
        fair,
    )
    return [tuple(row) for row in rows]


async def make(office, neighbour, **columns):
    """A fair of the office with its address."""
    fair = await make_fair(office=office, **({"slug": "hoi-cho-2026"} | columns))
    return fair, await slug_of(fair)


def days(starts_on, ends_on, venue="Cung thể thao Quần Ngựa"):
    def written(day):
        return None if day is None else day.isoformat()

    return {"starts_on": written(starts_on), "ends_on": written(ends_on), "venue": venue}


def told(fair, revision, *, old=(FIRST, LAST), new=(FIRST, LAST), reason=("", "")):
    """What those above and the log are told of a change of state."""
    return {
        "fair": fair,
        "revision": revision,
        "old": days(*old),
        "new": days(*new),
        "reason": {"vi": reason[0], "en": reason[1]},
    }


STEPS = {
    "publish": lambda slug, acting: publish_fair(slug, acting=acting, now=LATER),
    "unpublish": lambda slug, acting: unpublish_fair(slug, acting=acting, now=LATER),
    "postpone": lambda slug, acting: postpone_fair(slug, Postponement(STORM), acting=acting, now=LATER),
    "cancel": lambda slug, acting: cancel_fair(slug, Cancellation(STORM), acting=acting, now=LATER),
}


async def test_published_fair_tells_when_and_everybody(office, organizer, neighbour, dsn):
    fair, slug = await make(office, neighbour, status="draft")
    before, untouched = await row_of(fair), await row_of(neighbour)
    async with heard_nudges(dsn) as heard:
        after = await STEPS["publish"](slug, organizer)
    assert await row_of(fair) == before | {
        "status": "published",
        "revision": 2,
        "changed_at": LATER,
        "published_at": LATER,
    }
    assert after == await fair_by_id(fair, now=LATER)
    assert await row_of(neighbour) == untouched
    assert await messages() == [("fair.published", told(fair, 2))]
    assert await audit_trail() == [audit("fair.published", "fair", fair, office, told(fair, 2), LATER)]
    assert heard == [f"fair:{fair} changed"]


async def test_postponed_fair_that_is_published_again_forgets_why_and_keeps_since_when(office, organizer, neighbour):
    fair, slug = await make(
        office, neighbour, status="postponed", previous_starts_on=date(2026, 12, 1), previous_ends_on=date(2026, 12, 5)
    )
    await fetch("UPDATE fair SET reason_en = 'Storm' WHERE id = $1", fair)
    await STEPS["publish"](slug, organizer)
    assert await row_of(fair) == {
        "status": "published",
        "starts_on": FIRST,
        "ends_on": LAST,
        "previous_starts_on": None,
        "previous_ends_on": None,
        "reason_vi": "",
        "reason_en": "",
        "slug": slug,
        "revision": 2,
        "changed_at": LATER,
        "published_at": NOW,
    }


async def test_fair_taken_back_is_a_draft_and_keeps_since_when(office, organizer, neighbour):
    fair, slug = await make(office, neighbour)
    before, untouched = await row_of(fair), await row_of(neighbour)
    await STEPS["unpublish"](slug, organizer)
    assert await row_of(fair) == before | {"status": "draft", "revision": 2, "changed_at": LATER}
    assert await row_of(neighbour) == untouched
    assert await messages() == [("fair.unpublished", told(fair, 2))]
    assert await audit_trail() == [audit("fair.unpublished", "fair", fair, office, told(fair, 2), LATER)]
    entries = await fetch("SELECT count(*) AS n FROM agenda_entry WHERE removed_at IS NULL")
    assert entries[0]["n"] == 0


async def test_cancelled_fair_says_why_in_both_languages(office, organizer, neighbour):
    fair, slug = await make(office, neighbour)
    before, untouched = await row_of(fair), await row_of(neighbour)
    await cancel_fair(slug, Cancellation(Bilingual(" Bão số 5 ", " Storm no. 5 ")), acting=organizer, now=LATER)
    assert await row_of(fair) == before | {
        "status": "cancelled",
        "reason_vi": "Bão số 5",
        "reason_en": "Storm no. 5",
        "revision": 2,
        "changed_at": LATER,
    }
    assert await row_of(neighbour) == untouched
    payload = told(fair, 2, reason=("Bão số 5", "Storm no. 5"))
    assert await messages() == [("fair.cancelled", payload)]
    assert await audit_trail() == [audit("fair.cancelled", "fair", fair, office, payload, LATER)]


async def test_postponed_fair_goes_to_its_new_days_with_its_programme(office, organizer, neighbour):
    fair, slug = await make(office, neighbour)
    await make_programme_session(fair, starts_at=TEN, ends_at=TEN + timedelta(hours=2))
    untouched = await row_of(neighbour), await programme_rows(neighbour)
    wanted = Postponement(STORM, date(2027, 1, 9), date(2027, 1, 11))
    after = await postpone_fair(slug, wanted, acting=organizer, now=LATER)
    assert await row_of(fair) == {
        "status": "postponed",
        "starts_on": date(2027, 1, 9),
        "ends_on": date(2027, 1, 11),
        "previous_starts_on": FIRST,
        "previous_ends_on": LAST,
        "reason_vi": "Bão số 5",
        "reason_en": "Storm no. 5",
        "slug": "hoi-cho-2027",
        "revision": 2,
        "changed_at": LATER,
        "published_at": NOW,
    }
    assert after == await fair_by_id(fair, now=LATER)
    moved = timedelta(days=28)
    assert await programme_rows(fair) == [(TEN + moved, TEN + timedelta(hours=2) + moved, True, 2, LATER)]
    assert (await row_of(neighbour), await programme_rows(neighbour)) == untouched
    payload = told(fair, 2, new=(date(2027, 1, 9), date(2027, 1, 11)), reason=("Bão số 5", "Storm no. 5"))
    assert await messages() == [("fair.postponed", payload)]
    assert await audit_trail() == [audit("fair.postponed", "fair", fair, office, payload, LATER)]
    aliases = await fetch("SELECT slug, created_at FROM fair_alias WHERE fair = $1 ORDER BY slug", fair)
    assert [tuple(row) for row in aliases] == [("hoi-cho-2026", NOW), ("hoi-cho-2027", LATER)]


async def test_address_without_another_year_stays_and_is_taken_once(office, organizer, neighbour):
    fair, slug = await make(office, neighbour)
    after = await postpone_fair(slug, Postponement(STORM, date(2026, 12, 19)), acting=organizer, now=LATER)
    assert after.slug == slug
    aliases = await fetch("SELECT slug FROM fair_alias WHERE fair = $1", fair)
    assert [row["slug"] for row in aliases] == [slug]


async def test_fair_put_off_without_days_waits_and_comes_back_as_long_as_it_was(office, organizer, neighbour):
    fair, slug = await make(office, neighbour)
    await make_programme_session(fair, starts_at=TEN)
    untouched = await programme_rows(neighbour)
    waiting = await postpone_fair(slug, Postponement("Bão", None, date(2027, 1, 9)), acting=organizer, now=LATER)
    assert (waiting.starts_on, waiting.ends_on) == (None, None)
    assert (waiting.previous_starts_on, waiting.previous_ends_on) == (FIRST, LAST)
    assert await programme_rows(fair) == [(TEN, TEN + timedelta(hours=1), False, 2, LATER)]
    assert await programme_rows(neighbour) == untouched
    again = await postpone_fair(slug, Postponement("Bão", None), acting=organizer, now=LATER)
    assert (again.previous_starts_on, again.previous_ends_on) == (FIRST, LAST)
    back = await postpone_fair(slug, Postponement("Yên", date(2026, 12, 20)), acting=organizer, now=LATER)
    assert (back.starts_on, back.ends_on) == (date(2026, 12, 20), date(2026, 12, 24))
    assert (back.previous_starts_on, back.previous_ends_on) == (FIRST, LAST)
    [(starts_at, _, scheduled, _, _)] = await programme_rows(fair)
    assert (starts_at, scheduled) == (TEN + timedelta(days=8), True)


async def test_fair_of_unknown_length_is_put_off_to_one_day(office, organizer, neighbour):
    _, slug = await make(office, neighbour, status="postponed", starts_on=None, ends_on=None)
    after = await postpone_fair(slug, Postponement("Bão", date(2026, 12, 20)), acting=organizer, now=LATER)
    assert (after.starts_on, after.ends_on) == (date(2026, 12, 20), date(2026, 12, 20))


async def test_programme_of_a_fair_whose_days_were_never_known_stays_unscheduled(office, organizer, neighbour):
    fair, slug = await make(office, neighbour, status="postponed", starts_on=None, ends_on=None)
    await make_programme_session(fair, starts_at=TEN)
    await postpone_fair(slug, Postponement("Bão", date(2026, 12, 20)), acting=organizer, now=LATER)
    assert [scheduled for _, _, scheduled, _, _ in await programme_rows(fair)] == [False]


async def test_programme_moves_by_the_wall_clock_of_the_venue(office, organizer, neighbour):
    """In New York the clocks go back on 1 November: nine in the morning stays nine."""
    venue = await make_venue(office=office, time_zone="America/New_York")
    fair, slug = await make(office, neighbour, venue=venue, starts_on=date(2027, 10, 30), ends_on=date(2027, 10, 31))
    nine = datetime(2027, 10, 30, 13, 0, tzinfo=UTC)
    await make_programme_session(fair, starts_at=nine, ends_at=nine + timedelta(hours=2))
    await postpone_fair(slug, Postponement("Bão", date(2027, 11, 13)), acting=organizer, now=LATER)
    [(starts_at, ends_at, *_)] = await programme_rows(fair)
    assert (starts_at, ends_at) == (
        datetime(2027, 11, 13, 14, 0, tzinfo=UTC),
        datetime(2027, 11, 13, 16, 0, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("step", "status", "topic"),
    [
        ("publish", "draft", "published"),
        ("unpublish", "published", "unpublished"),
        ("cancel", "published", "cancelled"),
    ],
)
async def test_same_step_twice_is_once(office, organizer, neighbour, step, status, topic):
    fair, slug = await make(office, neighbour, status=status)
    once = await STEPS[step](slug, organizer)
    assert await STEPS[step](slug, organizer) == once
    assert [name for name, _ in await messages()] == [f"fair.{topic}"]
    assert len(await audit_trail()) == 1
    assert (await row_of(fair))["revision"] == 2


@pytest.mark.parametrize(
    ("step", "columns", "refusal"),
    [
        ("publish", {"status": "cancelled"}, FairCancelled),
        ("publish", {"status": "postponed", "starts_on": None, "ends_on": None}, FairWithoutDays),
        ("unpublish", {"status": "cancelled"}, FairCancelled),
        ("unpublish", {"status": "postponed"}, FairAlreadyPublished),
        ("unpublish", {"starts_on": TODAY}, FairIsPast),
        ("postpone", {"status": "cancelled"}, FairCancelled),
        ("postpone", {"status": "draft"}, FairNotPublished),
        ("postpone", {"starts_on": date(2026, 11, 20), "ends_on": date(2026, 11, 23)}, FairIsPast),
        ("cancel", {"starts_on": date(2026, 11, 20), "ends_on": date(2026, 11, 23)}, FairIsPast),
    ],
)
async def test_step_a_state_does_not_give_is_refused_and_nothing_is_left(
    office, organizer, neighbour, step, columns, refusal
):
    fair, slug = await make(office, neighbour, **columns)
    before = await row_of(fair)
    with pytest.raises(refusal):
        await STEPS[step](slug, organizer)
    assert await row_of(fair) == before
    assert (await messages(), await audit_trail()) == ([], [])


async def test_fair_of_today_in_vietnam_has_begun_though_it_is_yesterday_in_greenwich(office, organizer, neighbour):
    _, slug = await make(office, neighbour, starts_on=date(2026, 11, 25))
    evening = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
    with pytest.raises(FairIsPast):
        await unpublish_fair(slug, acting=organizer, now=evening)


async def test_fair_is_not_put_off_to_days_gone_by(office, organizer, neighbour):
    fair, slug = await make(office, neighbour)
    for wanted in (
        Postponement("Bão", date(2026, 11, 23), date(2026, 12, 1)),
        Postponement("Bão", date(2026, 12, 20), date(2026, 12, 19)),
    ):
        with pytest.raises(PostponedBackwards) as refusal:
            await postpone_fair(slug, wanted, acting=organizer, now=LATER)
        assert refusal.value.data == {"starts_on": wanted.starts_on, "ends_on": wanted.ends_on}
    await postpone_fair(slug, Postponement("Bão", TODAY, TODAY), acting=organizer, now=LATER)
    assert (await row_of(fair))["starts_on"] == TODAY


async def test_putting_off_and_calling_off_need_a_reason_of_sensible_length(office, organizer, neighbour):
    _, slug = await make(office, neighbour)
    for reason in ("", "  ", "x" * 1001):
        with pytest.raises(ReasonMissing):
            await postpone_fair(slug, Postponement(reason), acting=organizer, now=LATER)
        with pytest.raises(ReasonMissing):
            await cancel_fair(slug, Cancellation(reason), acting=organizer, now=LATER)
    await cancel_fair(slug, Cancellation("x" * 1000), acting=organizer, now=LATER)


@pytest.mark.parametrize("step", sorted(STEPS))
async def test_fair_is_moved_by_its_own_office_alone(office, organizer, neighbour, step):
    stranger = await make_organizer()
    for number, (columns, refusal) in enumerate(
        [({"status": "draft"}, FairNotFound), ({}, NotYourOffice), ({"status": "cancelled"}, NotYourOffice)]
    ):
        _, slug = await make(office, neighbour, slug=f"cua-nha-{number}", **columns)
        with pytest.raises(refusal):
            await STEPS[step](slug, stranger)
    with pytest.raises(FairNotFound):
        await STEPS[step]("khong-co", organizer)
    assert await audit_trail() == []


@pytest.mark.parametrize(
    ("step", "status", "meanwhile"),
    [("publish", "draft", "published"), ("unpublish", "published", "draft"), ("cancel", "published", "cancelled")],
)
async def test_step_that_waits_for_the_same_step_does_nothing_more(
    office, organizer, neighbour, colleague, step, status, meanwhile
):
    fair, slug = await make(office, neighbour, status=status)
    await colleague.execute(
        "UPDATE fair SET status = $2, revision = 7, reason_vi = 'Bão', published_at = $3 WHERE id = $1",
        fair,
        meanwhile,
        NOW,
    )
    waiting = asyncio.create_task(STEPS[step](slug, organizer))
    await until_somebody_waits(colleague)
    await colleague.execute("COMMIT")
    assert (await waiting).revision == 7
    assert await audit_trail() == []


async def test_edit_that_waited_for_an_edit_is_refused_with_the_present_state(office, organizer, neighbour, colleague):
    fair, slug = await make(office, neighbour)
    await colleague.execute("UPDATE fair SET revision = 7 WHERE id = $1", fair)
    waiting = asyncio.create_task(edit_fair(slug, FairPatch(revision=1, capacity=9), acting=organizer, now=LATER))
    await until_somebody_waits(colleague)
    await colleague.execute("COMMIT")
    with pytest.raises(StaleRevision) as refusal:
        await waiting
    assert refusal.value.data["revision"] == 7
    assert refusal.value.data["current"] == await fair_by_id(fair, now=LATER)
    assert (await edit_fair(slug, FairPatch(revision=7, capacity=9), acting=organizer, now=LATER)).capacity == 9


async def test_part_of_the_programme_waits_for_the_fair_it_belongs_to(office, organizer, neighbour, colleague):
    """What was cancelled meanwhile takes no change of its programme."""
    fair, slug = await make(office, neighbour)
    part = ProgrammeSessionInput(title=Bilingual("Toạ đàm"), starts_at=TEN, ends_at=TEN + timedelta(hours=1))
    added = await add_programme_session(slug, part, acting=organizer, now=LATER)
    await colleague.execute("UPDATE fair SET status = 'cancelled', reason_vi = 'Bão' WHERE id = $1", fair)
    patch = ProgrammeSessionPatch(revision=1, room="Phòng C")
    waiting = asyncio.create_task(edit_programme_session(added.id, patch, acting=organizer, now=LATER))
    await until_somebody_waits(colleague)
    await colleague.execute("COMMIT")
    with pytest.raises(FairCancelled):
        await waiting
    assert [each.room for each in await programme_of(fair)] == [""]


async def test_part_of_another_offices_programme_is_not_edited(office, organizer, neighbour):
    [part] = await programme_of(neighbour)
    with pytest.raises(NotYourOffice):
        await edit_programme_session(part.id, ProgrammeSessionPatch(revision=1), acting=organizer, now=LATER)


# --- rules ---


@pytest.mark.parametrize(
    ("status", "starts_on", "ends_on", "phase"),
    [
        (Status.DRAFT, FIRST, LAST, Phase.DRAFT),
        (Status.CANCELLED, None, None, Phase.CANCELLED),
        (Status.POSTPONED, None, LAST, Phase.UNDATED),
        (Status.POSTPONED, FIRST, None, Phase.UNDATED),
        (Status.PUBLISHED, TODAY + timedelta(days=1), LAST, Phase.COMING),
        (Status.PUBLISHED, TODAY, LAST, Phase.RUNNING),
        (Status.PUBLISHED, date(2026, 11, 1), TODAY, Phase.RUNNING),
        (Status.PUBLISHED, date(2026, 11, 1), TODAY - timedelta(days=1), Phase.PAST),
    ],
)
def test_phase_of_a_day(status, starts_on, ends_on, phase):
    assert phase_of(status, starts_on, ends_on, TODAY) is phase


def test_who_sees_and_who_takes_part_follows_from_the_state():
    assert {
        (status, known) for status in Status for known in (True, False) if is_public(status, was_published=known)
    } == {
        (Status.PUBLISHED, True),
        (Status.PUBLISHED, False),
        (Status.POSTPONED, True),
        (Status.POSTPONED, False),
        (Status.CANCELLED, True),
    }
    assert {(status, day) for status in Status for day in (FIRST, None) if is_on(status, day)} == {
        (Status.PUBLISHED, FIRST),
        (Status.PUBLISHED, None),
        (Status.POSTPONED, FIRST),
    }


def test_steps_are_allowed_up_to_the_last_moment():
    yesterday, tomorrow = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
    ensure_publishable(Status.DRAFT, yesterday)
    ensure_unpublishable(Status.PUBLISHED, tomorrow, TODAY)
    ensure_unpublishable(Status.DRAFT, None, TODAY)
    ensure_postponable(Status.PUBLISHED, TODAY, TODAY, new_start=TODAY, new_end=TODAY)
    ensure_postponable(Status.POSTPONED, None, TODAY, new_start=None, new_end=yesterday)
    ensure_postponable(Status.POSTPONED, None, TODAY, new_start=yesterday, new_end=None)
    ensure_cancellable(Status.PUBLISHED, TODAY, TODAY)
    ensure_cancellable(Status.POSTPONED, None, TODAY)
    ensure_cancellable(Status.DRAFT, yesterday, TODAY)
    with pytest.raises(FairIsPast):
        ensure_unpublishable(Status.DRAFT, yesterday, TODAY)
    with pytest.raises(FairCancelled):
        ensure_cancellable(Status.CANCELLED, None, TODAY)


def test_days_between_are_none_while_either_is_unknown():
    assert [days_between(FIRST, LAST), days_between(LAST, FIRST), days_between(FIRST, FIRST)] == [4, -4, 0]
    assert [days_between(None, LAST), days_between(FIRST, None), days_between(None, None)] == [None] * 3


def test_moment_moves_by_days_of_the_wall_clock():
    nine = datetime(2027, 3, 13, 14, 0, tzinfo=UTC)
    assert shift_wall_time(nine, 1, "America/New_York") == datetime(2027, 3, 14, 13, 0, tzinfo=UTC)
    assert shift_wall_time(nine, -3, "Asia/Ho_Chi_Minh") == nine - timedelta(days=3)


def test_words_of_the_contract_stay():
    """They stand in the database, in addresses of feeds and in the API."""
    assert [one.value for one in Status] == ["draft", "published", "postponed", "cancelled"]
    assert [one.value for one in Phase] == ["draft", "coming", "running", "past", "undated", "cancelled"]
    assert [one.value for one in Kind] == [
        "fair", "product_week", "festival", "workshop", "training", "regional_culture", "outgoing_delegation",
        "livestream_day",
    ]  # fmt: skip
    assert [one.value for one in Region] == ["northern_mountains", "red_river_delta", "central_highlands", "south"]
    assert [one.value for one in SessionKind] == [
        "ceremony", "talk", "workshop", "training", "demonstration", "matchmaking", "performance", "contest", "other",
    ]  # fmt: skip
