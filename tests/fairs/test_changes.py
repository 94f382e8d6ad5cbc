"""One change of a fair, and everything that hangs on it: tried through the real operations of every slice."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from events_app.assignment.operations import offer_booth
from events_app.booths.operations import assign_booth, confirm_booth, hold_booth
from events_app.booths.queries import fees_of_fair
from events_app.fairs import operations, queries
from events_app.fairs.errors import DayHeld, DaysOverlap, EffectsChanged, FairCancelled, FairInvalid, FairIsPast
from events_app.fairs.rules import Kind, Phase, Status
from events_app.fairs.schemas import (
    Cancellation,
    FairInput,
    FairPatch,
    OpeningHours,
    Postponement,
    ProgrammeSessionInput,
    VenueInput,
)
from events_app.livestream.queries import session_by_id
from events_app.passes.operations import change_plan
from events_app.passes.queries import read_plan
from events_app.passes.schemas import PlanInput
from events_app.platform.actor import SYSTEM
from events_app.platform.db import fetch
from events_app.platform.i18n import Bilingual
from tests.factories.accounts import make_office, make_organizer
from tests.factories.booths import booths_of, make_application, make_call, make_claim, make_floor_plan
from tests.factories.fairs import make_fair, make_programme_session, slug_of
from tests.factories.livestream import make_session
from tests.factories.passes import make_code, make_gate_site
from tests.factories.producers import producer_actor

pytestmark = pytest.mark.usefixtures("database")

FIRST = date(2026, 12, 12)
WEEK = timedelta(days=7)
TEN = datetime(2026, 12, 12, 3, 0, tzinfo=UTC)
BEFORE_OPENING = datetime(2026, 12, 12, 0, 0, tzinfo=UTC)


def span(first: int, last: int) -> tuple[date, date]:
    """Two dates, counted from the fair's first day as 1."""
    return FIRST + timedelta(days=first - 1), FIRST + timedelta(days=last - 1)


@pytest.fixture
async def office():
    return await make_office()


@pytest.fixture
async def organizer(office):
    return await make_organizer(office)


def only(actor) -> int:
    [producer] = actor.producer_ids
    return producer


async def edit(slug, organizer, now, **changes):
    fair = await queries.find_fair(slug, acting=organizer, now=now)
    patch = FairPatch(revision=fair.revision, **changes)
    return await operations.edit_fair(slug, patch, acting=organizer, now=now)


async def postpone(slug, organizer, now, first=None, last=None, reason="Bão số 9"):
    days = span(first, last) if first is not None else (None, None)
    return await operations.postpone_fair(slug, Postponement(reason, *days), acting=organizer, now=now)


async def days_by_number(fair):
    return {day.number: day.date and (day.date - FIRST).days + 1 for day in await queries.days_of(fair)}


async def entry(source):
    [row] = await fetch("SELECT * FROM agenda_entry WHERE source = $1", source)
    return row


async def fragments():
    return [bytes(row["fragment"]).decode() for row in await fetch("SELECT fragment FROM agenda_fragment")]


async def everything() -> dict[str, list[str]]:
    """Every row of every table, as text: what a rehearsal must leave as it was."""
    tables = await fetch("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    return {
        row["name"]: [each["r"] for each in await fetch(f'SELECT t::text AS r FROM "{row["name"]}" AS t ORDER BY 1')]
        for row in tables
    }


async def a_whole_fair(office, organizer, now):
    """A fair with programme, plan, a booth held, offered and given, a call, a livestream and registration."""
    fair = await make_floor_plan(await make_fair(office=office))
    slug = await slug_of(fair)
    await make_programme_session(fair, starts_at=TEN)
    await make_programme_session(fair, title_vi="Bế mạc", starts_at=TEN + timedelta(days=4))
    await make_call(fair, closes_at=now + WEEK)
    booths = await booths_of(fair)
    holder, wisher, owner = [await producer_actor() for _ in range(3)]
    await hold_booth(booths["A01"], acting=holder, now=now)
    application = await make_application(fair, only(wisher), state="approved")
    await offer_booth(booths["A02"], application, acting=organizer, now=now)
    await assign_booth(booths["A03"], only(owner), acting=organizer, now=now)
    stream = await make_session(organizer, fair=slug, starts_at=TEN + timedelta(hours=10), now=now)
    await change_plan(slug, PlanInput(registration_closes_at=now + WEEK), acting=organizer, now=now)
    return fair, slug, application, stream, only(owner)


async def state_of(fair, application, stream, producer):
    """Where everything that hangs on a fair stands, without revisions and history."""
    programme = [(part.starts_at, part.ends_at, part.scheduled) for part in await queries.programme_of(fair)]
    [call] = await fetch("SELECT closes_at FROM application_call WHERE fair = $1", fair)
    plan = await read_plan(fair)
    session = await session_by_id(stream.id)
    duty = await entry(f"booth-duty:{fair}:{producer}")
    return {
        "days": await days_by_number(fair),
        "programme": programme,
        "call": call["closes_at"],
        "registration": plan.registration_closes_at,
        "stream": (session.starts_at, session.status),
        "duty": (duty["starts_at"], duty["status"]),
        "in calendars": (await entry(f"fair:{fair}"))["starts_at"],
    }


async def test_whichever_way_the_days_are_changed_the_result_is_the_same(office, organizer, now):
    results = []
    for way in ("edit", "postpone", "undated and back", "undated and dated by edit"):
        fair, slug, *others = await a_whole_fair(office, organizer, now)
        before = await state_of_programme(fair)
        if way.startswith("undated"):
            slug = (await postpone(slug, organizer, now)).slug
        if way in ("edit", "undated and dated by edit"):
            first, last = span(8, 12)
            await edit(slug, organizer, now, starts_on=first, ends_on=last)
        else:
            await postpone(slug, organizer, now, 8, 12)
        results.append(await state_of(fair, *others))
        assert [start - was for (start, _, _), was in zip(results[-1]["programme"], before, strict=True)] == [
            WEEK,
            WEEK,
        ]
    assert results[0]["days"] == {n: n + 7 for n in range(1, 6)}
    assert (results[0]["call"], results[0]["registration"]) == (now + 2 * WEEK, now + 2 * WEEK)
    assert results[0]["stream"][1] == "scheduled"
    assert results.count(results[0]) == len(results)


async def state_of_programme(fair):
    return [part.starts_at for part in await queries.programme_of(fair)]


async def test_fair_dated_anew_by_edit_is_not_postponed_in_calendars_any_more(office, organizer, now):
    fair = await make_fair(office=office)
    part = await make_programme_session(fair, starts_at=TEN)
    slug = (await postpone(await slug_of(fair), organizer, now)).slug
    assert (await entry(f"programme-session:{part}"))["status"] == "tentative"
    first, last = span(8, 12)
    await edit(slug, organizer, now, starts_on=first, ends_on=last)
    entries = [await entry(source) for source in (f"fair:{fair}", f"programme-session:{part}")]
    assert {each["status"] for each in entries} == {"confirmed"}
    assert not any("HOÃN" in text for text in await fragments())


@pytest.mark.parametrize("change", ["postponement", "edit", "cancellation", "unpublication"])
async def test_rehearsal_says_what_follows_and_leaves_everything_as_it_was(office, organizer, now, change):
    _, slug, *_ = await a_whole_fair(office, organizer, now)
    fair = await queries.find_fair(slug, acting=organizer, now=now)
    first, last = span(8, 13)
    wanted, patch = Postponement("Bão", first, last), FairPatch(revision=fair.revision, starts_on=first, ends_on=last)
    before = await everything()
    rehearsed = await {
        "postponement": lambda: operations.rehearse_postponement(slug, wanted, acting=organizer, now=now),
        "edit": lambda: operations.rehearse_edit(slug, patch, acting=organizer, now=now),
        "cancellation": lambda: operations.rehearse_cancellation(slug, acting=organizer, now=now),
        "unpublication": lambda: operations.rehearse_unpublication(slug, acting=organizer, now=now),
    }[change]()
    assert await everything() == before
    expected = {
        "postponement": {"days_moved", "days_added", "programme_moved", "streams_moved", "call_closes"},
        "edit": {"days_moved", "days_added", "programme_moved", "streams_moved", "registration_closes"},
        "cancellation": {"holds_end", "offers_end", "fees_end", "streams_cancelled", "producers_told"},
        "unpublication": {"holds_end", "offers_end"},
    }[change]
    assert expected <= {effect.code for effect in rehearsed.effects}
    carried = await {
        "postponement": lambda: operations.postpone_fair(slug, wanted, seen=rehearsed.seen, acting=organizer, now=now),
        "edit": lambda: operations.edit_fair(slug, patch, seen=rehearsed.seen, acting=organizer, now=now),
        "cancellation": lambda: operations.cancel_fair(
            slug, Cancellation("Bão"), seen=rehearsed.seen, acting=organizer, now=now
        ),
        "unpublication": lambda: operations.unpublish_fair(slug, seen=rehearsed.seen, acting=organizer, now=now),
    }[change]()
    assert carried.revision == fair.revision + 1


async def test_button_answers_anew_when_something_else_follows_by_now(office, organizer, now):
    fair = await make_floor_plan(await make_fair(office=office))
    slug = await slug_of(fair)
    seen = (await operations.rehearse_cancellation(slug, acting=organizer, now=now)).seen
    await make_claim((await booths_of(fair))["A01"])
    with pytest.raises(EffectsChanged):
        await operations.cancel_fair(slug, Cancellation("Bão"), seen=seen, acting=organizer, now=now)
    assert (await queries.fair_by_id(fair, now=now)).status is Status.PUBLISHED


async def test_fair_that_has_begun_moves_only_what_was_not_held(office, organizer):
    fair = await make_fair(office=office)
    parts = [await make_programme_session(fair, starts_at=TEN + timedelta(days=n)) for n in range(5)]
    on_day_two = BEFORE_OPENING + timedelta(days=1, hours=5)
    after = await postpone(await slug_of(fair), organizer, on_day_two, 9, 13)
    assert await days_by_number(fair) == {1: 1, 2: 9, 3: 10, 4: 11, 5: 12, 6: 13}
    assert (after.starts_on, after.ends_on) == span(1, 13)
    assert len(after.days_off) == 7
    starts = {part.id: part.starts_at for part in await queries.programme_of(fair)}
    assert [(starts[part] - TEN).days + 1 for part in parts] == [1, 9, 10, 11, 12]


async def test_day_on_which_somebody_came_in_can_neither_be_moved_nor_removed(now):
    site = await make_gate_site()
    organizer = await make_organizer(site.office)
    [day] = [each for each in await queries.days_of(site.fair) if each.date == date(2026, 11, 24)]
    await admit(site, day.number, now)
    fair = await queries.fair_by_id(site.fair, now=now)
    later = fair.starts_on + timedelta(days=30)
    with pytest.raises(DayHeld):
        await edit(fair.slug, organizer, now, starts_on=later, ends_on=later)
    wanted = Postponement("Bão", later, later)
    await operations.postpone_fair(fair.slug, wanted, acting=organizer, now=now)
    assert {each.number: each.date for each in await queries.days_of(site.fair)}[day.number] == day.date


async def admit(site, day, now):
    """Somebody came in on a day."""
    await make_code(site)
    await fetch(
        "INSERT INTO admission (entry_pass, slot, fair, gate, day, scan_id, admitted_at)"
        " SELECT id, $4, fair, $2, $4, gen_random_uuid(), $3 FROM entry_pass WHERE fair = $1 LIMIT 1",
        site.fair,
        site.gate,
        now,
        day,
    )


async def test_cancelled_fair_ends_everything_that_was_still_open(office, organizer, now):
    fair, slug, application, stream, producer = await a_whole_fair(office, organizer, now)
    await operations.cancel_fair(slug, Cancellation("Bão"), acting=organizer, now=now)
    claims = await fetch("SELECT state, closed_reason FROM booth_claim WHERE fair = $1 ORDER BY booth", fair)
    assert [(row["state"], row["closed_reason"]) for row in claims] == [
        ("closed", "fair_cancelled"),
        ("closed", "fair_cancelled"),
        ("assigned", None),
    ]
    [applied] = await fetch("SELECT state FROM booth_application WHERE id = $1", application)
    assert applied["state"] == "lapsed"
    assert {fee.state for fee in await fees_of_fair(fair)} == {"cancelled"}
    assert (await session_by_id(stream.id)).status == "cancelled"
    assert (await entry(f"booth-duty:{fair}:{producer}"))["status"] == "cancelled"
    with pytest.raises(FairCancelled):
        await edit(slug, organizer, now, title=Bilingual("Khác"))


async def test_fair_taken_back_ends_holds_and_offers_and_leaves_booths(office, organizer, now):
    fair, slug, application, stream, _ = await a_whole_fair(office, organizer, now)
    await operations.unpublish_fair(slug, acting=organizer, now=now)
    claims = await fetch("SELECT state FROM booth_claim WHERE fair = $1 ORDER BY booth", fair)
    assert [row["state"] for row in claims] == ["closed", "closed", "assigned"]
    [applied] = await fetch("SELECT state FROM booth_application WHERE id = $1", application)
    assert applied["state"] == "approved"
    assert (await session_by_id(stream.id)).status == "scheduled"


async def test_renamed_fair_has_its_new_name_in_the_calendars_of_its_producers(office, organizer, now):
    fair, slug, *_, producer = await a_whole_fair(office, organizer, now)
    await edit(slug, organizer, now, title=Bilingual("Hội chợ Xuân", "Spring fair"))
    entries = [await entry(f"{kind}:{fair}:{producer}") for kind in ("booth-duty", "booth-set-up")]
    assert all("Hội chợ Xuân" in each["content"] for each in entries)


async def test_what_finds_no_day_is_listed_as_work(office, organizer, now):
    fair = await make_fair(office=office)
    slug = await slug_of(fair)
    part = await make_programme_session(fair, title_vi="Lễ hội đêm", starts_at=TEN + timedelta(days=2))
    _, third = span(1, 3)
    patch = FairPatch(revision=1, days_off=[third])
    outcome = await operations.rehearse_edit(slug, patch, acting=organizer, now=now)
    [work] = [effect for effect in outcome.effects if effect.is_work]
    assert (work.code, work.link, work.data["parts"]) == ("programme_left", "/programme", 1)
    assert "Lễ hội đêm" in work.text()
    await operations.edit_fair(slug, patch, acting=organizer, now=now)
    [waiting] = await queries.programme_of(fair)
    assert (waiting.id, waiting.scheduled) == (part, False)
    await edit(slug, organizer, now, days_off=[])
    [back] = await queries.programme_of(fair)
    assert (back.scheduled, back.starts_at) == (True, TEN + timedelta(days=2))


async def test_part_that_comes_back_waits_when_its_room_is_taken(office, organizer, now):
    fair = await make_fair(office=office)
    slug = await slug_of(fair)
    _, second = span(1, 2)
    first_there = await make_programme_session(fair, room="Sảnh A", starts_at=TEN + timedelta(days=1))
    await edit(slug, organizer, now, days_off=[second])
    wanted = ProgrammeSessionInput(
        title=Bilingual("Mới"), starts_at=TEN, ends_at=TEN + timedelta(hours=1), room="Sảnh A"
    )
    newcomer = await operations.add_programme_session(slug, wanted, acting=organizer, now=now)
    await postpone(slug, organizer, now)
    # The day that was taken out comes back in the place of the one the newcomer is on.
    await fetch("UPDATE programme_session SET starts_at = $2, ends_at = $3 WHERE id = $1", first_there, TEN, TEN + WEEK)
    await postpone(slug, organizer, now, 1, 5, reason="Trở lại")
    scheduled = {part.id: part.scheduled for part in await queries.programme_of(fair)}
    assert sorted(scheduled.values()) == [False, True]
    assert scheduled.keys() == {first_there, newcomer.id}


async def test_nights_that_reach_into_the_next_day_are_refused_in_words(office, organizer, now):
    slug = await slug_of(await make_fair(office=office))
    late = [OpeningHours("18:00", "05:00"), OpeningHours("04:00", "12:00", span(1, 2)[1])]
    with pytest.raises(DaysOverlap):
        await edit(slug, organizer, now, opening_hours=late)


async def test_night_market_runs_until_its_last_evening_has_closed(office, organizer, now):
    fair = await make_fair(office=office)
    await edit(await slug_of(fair), organizer, now, opening_hours=[OpeningHours("18:00", "01:00")])
    hanoi = ZoneInfo("Asia/Ho_Chi_Minh")
    night = datetime(2026, 12, 17, 0, 30, tzinfo=hanoi)
    assert (await queries.fair_by_id(fair, now=night)).phase is Phase.RUNNING
    assert (await queries.fair_by_id(fair, now=night + timedelta(minutes=30))).phase is Phase.PAST


async def test_fair_of_a_year_and_no_longer(organizer, now):
    def lasting(days):
        return FairInput(
            kind=Kind.FAIR,
            title=Bilingual("Cả năm"),
            starts_on=FIRST,
            ends_on=FIRST + timedelta(days=days - 1),
            venue=VenueInput(name="Phố đi bộ"),
        )

    fair = await operations.create_fair(lasting(366), acting=organizer, now=now)
    assert [day.number for day in await queries.days_of(fair.id)] == list(range(1, 367))
    with pytest.raises(FairInvalid):
        await operations.create_fair(lasting(367), acting=organizer, now=now)


async def test_moved_three_times_then_cancelled(office, organizer, now):
    fair, slug, _, stream, producer = await a_whole_fair(office, organizer, now)
    for first in (8, 15, 3):
        slug = (await postpone(slug, organizer, now, first, first + 4, reason=f"Bão {first}")).slug
    assert await days_by_number(fair) == {n: n + 2 for n in range(1, 6)}
    assert (await session_by_id(stream.id)).starts_at == stream.starts_at + timedelta(days=2)
    await operations.cancel_fair(slug, Cancellation("Bão"), acting=organizer, now=now)
    assert (await entry(f"booth-duty:{fair}:{producer}"))["status"] == "cancelled"
    assert (await session_by_id(stream.id)).status == "cancelled"


async def test_two_moves_and_back_leave_everything_where_it_was(office, organizer, now):
    fair, slug, *_ = await a_whole_fair(office, organizer, now)
    starts = await state_of_programme(fair)
    for first, last in ((8, 10), (20, 22), (1, 5)):
        slug = (await postpone(slug, organizer, now, first, last)).slug
    assert await days_by_number(fair) == {n: n for n in range(1, 6)}
    programme = await queries.programme_of(fair)
    assert [(part.starts_at, part.scheduled) for part in programme] == [(start, True) for start in starts]


async def test_each_change_twice_is_once(office, organizer, now):
    fair = await make_fair(office=office)
    slug = await slug_of(fair)
    for _ in range(2):
        await postpone(slug, organizer, now, 8, 12)
    for _ in range(2):
        await operations.cancel_fair(slug, Cancellation("Bão"), acting=organizer, now=now)
    topics = await fetch("SELECT topic FROM outbox_message ORDER BY id")
    assert [row["topic"] for row in topics] == ["fair.postponed", "fair.cancelled"]


async def test_changes_at_once_go_one_after_the_other(office, organizer, now):
    fair, slug, application, *_ = await a_whole_fair(office, organizer, now)
    done = await asyncio.gather(
        postpone(slug, organizer, now, 8, 12),
        operations.cancel_fair(slug, Cancellation("Bão"), acting=organizer, now=now),
        edit(slug, organizer, now, title=Bilingual("Khác")),
        return_exceptions=True,
    )
    assert not [each for each in done if isinstance(each, Exception) and not hasattr(each, "code")]
    assert (await queries.fair_by_id(fair, now=now)).status is Status.CANCELLED
    [open_still] = await fetch("SELECT count(*) AS n FROM booth_claim WHERE state IN ('held', 'offered')")
    [applied] = await fetch("SELECT state FROM booth_application WHERE id = $1", application)
    assert (open_still["n"], applied["state"]) == (0, "lapsed")


async def test_past_fair_keeps_its_days(office, organizer, now):
    fair = await make_fair(office=office, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 3))
    with pytest.raises(FairIsPast):
        await edit(await slug_of(fair), organizer, now, ends_on=date(2026, 12, 3))
    renamed = await edit(await slug_of(fair), organizer, now, title=Bilingual("Tên đúng"))
    assert renamed.title.vi == "Tên đúng"


async def test_fair_in_paris_keeps_its_wall_clock_across_the_end_of_summer_time(office, organizer, now):
    zone = ZoneInfo("Europe/Paris")
    wanted = FairInput(
        kind=Kind.FAIR,
        title=Bilingual("Tuần hàng Việt Nam tại Paris"),
        starts_on=date(2027, 10, 29),
        ends_on=date(2027, 10, 30),
        venue=VenueInput(name="Porte de Versailles", time_zone="Europe/Paris"),
        office=office,
    )
    fair = await operations.create_fair(wanted, acting=organizer, now=now)
    nine = datetime(2027, 10, 29, 9, tzinfo=zone)
    part = ProgrammeSessionInput(title=Bilingual("Khai mạc"), starts_at=nine, ends_at=nine + timedelta(hours=1))
    await operations.add_programme_session(fair.slug, part, acting=organizer, now=now)
    await edit(fair.slug, organizer, now, starts_on=date(2027, 11, 2), ends_on=date(2027, 11, 3))
    [moved] = await queries.programme_of(fair.id)
    assert moved.starts_at.astimezone(zone) == datetime(2027, 11, 2, 9, tzinfo=zone)
    assert moved.starts_at - nine == timedelta(days=4, hours=1)


async def test_offer_answered_while_the_fair_is_called_off_is_one_or_the_other(office, organizer, now):
    fair, slug, *_ = await a_whole_fair(office, organizer, now)
    [held] = await fetch("SELECT booth, producer FROM booth_claim WHERE fair = $1 AND state = 'held'", fair)
    await asyncio.gather(
        confirm_booth(held["booth"], acting=SYSTEM, now=now),
        operations.cancel_fair(slug, Cancellation("Bão"), acting=organizer, now=now),
        return_exceptions=True,
    )
    [count] = await fetch(
        "SELECT count(*) AS n FROM booth_claim WHERE fair = $1 AND state IN ('held', 'offered')", fair
    )
    assert count["n"] == 0
    assert not [fee for fee in await fees_of_fair(fair) if fee.state == "open"]
