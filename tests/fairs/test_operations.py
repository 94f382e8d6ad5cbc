"""Fairs' verbs on a real database: state, programme, aliases, calendars, audit and outbox move together."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from events_app.app import declare_followers
from events_app.fairs import operations, queries
from events_app.fairs.changes import fair_changes
from events_app.fairs.errors import (
    FairAlreadyPublished,
    FairCancelled,
    FairInvalid,
    FairIsPast,
    FairNotFound,
    FairNotPublished,
    OfficeUnclear,
    ProgrammeSessionNotFound,
    ReasonMissing,
    RoomTaken,
    RoomTakenMeanwhile,
    SlugTaken,
)
from events_app.fairs.rules import Kind, Phase, SessionKind, Status, Step
from events_app.fairs.schemas import (
    Cancellation,
    FairInput,
    FairPatch,
    OpeningHours,
    Postponement,
    ProgrammeSessionInput,
    ProgrammeSessionPatch,
    PublicFilter,
    VenueInput,
)
from events_app.platform.actor import ANONYMOUS, NotYourOffice
from events_app.platform.db import fetch
from events_app.platform.errors import InvalidInput, SignInRequired, StaleRevision
from events_app.platform.followers import Follower
from events_app.platform.i18n import Bilingual
from tests.factories.accounts import actor_of, make_member, make_office, make_organizer
from tests.factories.fairs import make_fair, make_programme_session, slug_of

pytestmark = pytest.mark.usefixtures("database")

FIRST = date(2026, 12, 12)
LAST = date(2026, 12, 16)
TEN = datetime(2026, 12, 12, 3, 0, tzinfo=UTC)


def fair_input(**overrides) -> FairInput:
    values = {
        "kind": Kind.FAIR,
        "title": Bilingual("Hội chợ  OCOP miền núi", "Mountain OCOP fair"),
        "starts_on": FIRST,
        "ends_on": LAST,
        "venue": VenueInput(name="Cung Quần Ngựa", address="30 Văn Cao"),
    }
    return FairInput(**(values | overrides))


def talk(**overrides) -> ProgrammeSessionInput:
    values = {
        "title": Bilingual("Toạ đàm"),
        "kind": SessionKind.TALK,
        "starts_at": TEN,
        "ends_at": TEN + timedelta(hours=1),
        "room": "Phòng B",
    }
    return ProgrammeSessionInput(**(values | overrides))


async def topics() -> list[str]:
    return [row["topic"] for row in await fetch("SELECT topic FROM outbox_message ORDER BY id")]


async def actions() -> list[str]:
    return [row["action"] for row in await fetch("SELECT action FROM audit_entry ORDER BY id")]


async def entry(source: str):
    rows = await fetch("SELECT * FROM agenda_entry WHERE source = $1", source)
    return rows[0] if rows else None


async def test_created_fair_is_a_draft_with_an_address_from_its_title(now):
    fair = await operations.create_fair(fair_input(), acting=await make_organizer(), now=now)
    assert (fair.status, fair.slug, fair.title.vi) == (
        Status.DRAFT,
        "hoi-cho-ocop-mien-nui-2026",
        "Hội chợ OCOP miền núi",
    )
    assert await actions() == ["fair.created"]
    assert await entry(f"fair:{fair.id}") is None


async def test_second_fair_of_one_title_gets_the_next_address(now):
    organizer = await make_organizer()
    first = await operations.create_fair(fair_input(), acting=organizer, now=now)
    second = await operations.create_fair(fair_input(), acting=organizer, now=now)
    assert (first.slug, second.slug) == ("hoi-cho-ocop-mien-nui-2026", "hoi-cho-ocop-mien-nui-2026-2")


async def test_fairs_at_one_venue_share_its_row(now):
    organizer = await make_organizer()
    for _ in range(2):
        await operations.create_fair(fair_input(), acting=organizer, now=now)
    [count] = await fetch("SELECT count(*) AS n FROM venue")
    assert count["n"] == 1


async def test_address_of_another_fair_is_refused_even_when_it_was_given_up(now):
    organizer = await make_organizer()
    await operations.create_fair(fair_input(slug="cho-tet"), acting=organizer, now=now)
    await operations.edit_fair("cho-tet", FairPatch(revision=1, slug="cho-xuan"), acting=organizer, now=now)
    with pytest.raises(SlugTaken):
        await operations.create_fair(fair_input(slug="cho-tet"), acting=organizer, now=now)
    assert (await queries.find_fair("cho-tet", acting=organizer, now=now)).slug == "cho-xuan"


async def test_fair_may_take_its_old_address_back(now):
    organizer = await make_organizer()
    await operations.create_fair(fair_input(slug="cho-tet"), acting=organizer, now=now)
    await operations.edit_fair("cho-tet", FairPatch(revision=1, slug="cho-xuan"), acting=organizer, now=now)
    back = await operations.edit_fair("cho-xuan", FairPatch(revision=2, slug="cho-tet"), acting=organizer, now=now)
    assert back.slug == "cho-tet"


async def test_slug_that_leaves_its_folder_is_refused(now):
    with pytest.raises(FairInvalid) as refusal:
        await operations.create_fair(fair_input(slug="../organizer"), acting=await make_organizer(), now=now)
    assert [error.code for error in refusal.value.fields["slug"]] == ["slug_form"]


async def test_unknown_place_is_refused_at_its_field(now):
    venue = VenueInput(name="Chợ", place="99999")
    with pytest.raises(InvalidInput) as refusal:
        await operations.create_fair(fair_input(venue=venue), acting=await make_organizer(), now=now)
    assert list(refusal.value.fields) == ["venue.place"]


async def test_organizer_of_several_offices_says_for_which(now):
    office, other = await make_office(), await make_office()
    account = await make_member(office)
    await make_member(other, account=account)
    organizer = await actor_of(account)
    with pytest.raises(OfficeUnclear):
        await operations.create_fair(fair_input(), acting=organizer, now=now)
    fair = await operations.create_fair(fair_input(office=other), acting=organizer, now=now)
    assert fair.office == other


async def test_strangers_plan_no_fair(now):
    with pytest.raises(SignInRequired):
        await operations.create_fair(fair_input(), acting=ANONYMOUS, now=now)
    with pytest.raises(NotYourOffice):
        await operations.create_fair(fair_input(), acting=await make_organizer(role="gate"), now=now)


async def test_stale_edit_gets_the_current_state_and_changes_nothing(now):
    organizer = await make_organizer()
    fair = await operations.create_fair(fair_input(), acting=organizer, now=now)
    await operations.edit_fair(fair.slug, FairPatch(revision=1, title=Bilingual("Chợ mới")), acting=organizer, now=now)
    with pytest.raises(StaleRevision) as refusal:
        await operations.edit_fair(fair.slug, FairPatch(revision=1, capacity=9), acting=organizer, now=now)
    assert refusal.value.data["current"].title.vi == "Chợ mới"
    assert (await queries.fair_by_id(fair.id, now=now)).capacity is None


async def test_two_edits_at_once_let_exactly_one_through(now):
    organizer = await make_organizer()
    fair = await operations.create_fair(fair_input(), acting=organizer, now=now)
    patches = [FairPatch(revision=1, capacity=number) for number in range(1, 7)]
    outcomes = await asyncio.gather(
        *(operations.edit_fair(fair.slug, patch, acting=organizer, now=now) for patch in patches),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, StaleRevision) for outcome in outcomes) == 5
    assert (await queries.fair_by_id(fair.id, now=now)).revision == 2


async def test_other_offices_fair_cannot_be_edited(now):
    fair = await make_fair()
    with pytest.raises(NotYourOffice):
        await operations.edit_fair(
            await slug_of(fair), FairPatch(revision=1, capacity=1), acting=await make_organizer(), now=now
        )


async def test_other_offices_draft_is_not_even_there(now):
    slug = await slug_of(await make_fair(status="draft"))
    for stranger in (ANONYMOUS, await make_organizer()):
        with pytest.raises(FairNotFound):
            await queries.find_fair(slug, acting=stranger, now=now)
    with pytest.raises(FairNotFound):
        await queries.find_public_fair(slug, now=now)


async def test_published_fair_stands_in_calendars_once(now):
    office = await make_office()
    organizer = await make_organizer(office)
    slug = await slug_of(await make_fair(office=office, status="draft"))
    first = await operations.publish_fair(slug, acting=organizer, now=now)
    second = await operations.publish_fair(slug, acting=organizer, now=now)
    assert first == second
    assert (await topics(), await actions()) == (["fair.published"], ["fair.published"])
    stands = await entry(f"fair:{first.id}")
    assert (stands["status"], stands["sequence"], stands["removed_at"]) == ("confirmed", 0, None)


async def test_unpublished_fair_leaves_calendars(now):
    office = await make_office()
    organizer = await make_organizer(office)
    slug = await slug_of(await make_fair(office=office, status="draft"))
    fair = await operations.publish_fair(slug, acting=organizer, now=now)
    await operations.unpublish_fair(slug, acting=organizer, now=now)
    assert (await entry(f"fair:{fair.id}"))["removed_at"] == now
    with pytest.raises(FairNotFound):
        await queries.find_public_fair(slug, now=now)


async def test_moving_the_days_of_a_public_fair_tells_those_above(now):
    office = await make_office()
    organizer = await make_organizer(office)
    slug = await slug_of(await make_fair(office=office))
    await operations.edit_fair(slug, FairPatch(revision=1, summary=Bilingual("Mới")), acting=organizer, now=now)
    assert await topics() == []
    await operations.edit_fair(slug, FairPatch(revision=2, ends_on=date(2026, 12, 17)), acting=organizer, now=now)
    assert await topics() == ["fair.moved"]


async def test_postponed_fair_takes_its_programme_along(now):
    office = await make_office()
    organizer = await make_organizer(office)
    fair = await make_fair(office=office, slug="cho-tet-2026")
    session = await make_programme_session(fair, starts_at=TEN)
    wanted = Postponement("Bão số 5", date(2027, 1, 9), None)
    preview = await operations.rehearse_postponement("cho-tet-2026", wanted, acting=organizer, now=now)
    after = await operations.postpone_fair("cho-tet-2026", wanted, seen=preview.seen, acting=organizer, now=now)
    assert [effect.code for effect in preview.effects] == ["days_moved", "address", "programme_moved"]
    assert (after.status, after.starts_on, after.ends_on) == (
        Status.POSTPONED,
        date(2027, 1, 9),
        date(2027, 1, 13),
    )
    assert (after.previous_starts_on, after.previous_ends_on, after.slug) == (FIRST, LAST, "cho-tet-2027")
    [moved] = await queries.programme_of(fair)
    assert moved.starts_at == TEN + timedelta(days=28)
    assert (await queries.find_public_fair("cho-tet-2026", now=now)).slug == "cho-tet-2027"
    assert (await topics(), await actions()) == (["fair.postponed"], ["fair.postponed"])
    assert (await entry(f"programme-session:{session}"))["starts_at"] == TEN + timedelta(days=28)


async def test_postponed_twice_is_told_in_calendars_with_the_next_sequence(now):
    office = await make_office()
    organizer = await make_organizer(office)
    slug = await slug_of(await make_fair(office=office, status="draft"))
    fair = await operations.publish_fair(slug, acting=organizer, now=now)
    await operations.postpone_fair(slug, Postponement("Bão", date(2026, 12, 19)), acting=organizer, now=now)
    await operations.postpone_fair(slug, Postponement("Bão nữa", date(2026, 12, 26)), acting=organizer, now=now)
    assert (await entry(f"fair:{fair.id}"))["sequence"] == 2
    assert (await queries.fair_by_id(fair.id, now=now)).previous_starts_on == date(2026, 12, 19)


async def test_programme_waits_while_days_are_unknown_and_comes_back_shifted(now):
    office = await make_office()
    organizer = await make_organizer(office)
    fair = await make_fair(office=office)
    slug = await slug_of(fair)
    await make_programme_session(fair, starts_at=TEN)
    unknown = await operations.postpone_fair(slug, Postponement("Bão"), acting=organizer, now=now)
    [waiting] = await queries.programme_of(fair)
    stands = await entry(f"fair:{fair}")
    assert (unknown.starts_on, unknown.phase, unknown.is_on) == (None, Phase.UNDATED, False)
    assert (waiting.scheduled, waiting.starts_at, stands["status"]) == (False, TEN, "tentative")
    again = await operations.postpone_fair(
        slug, Postponement("Đã định ngày", date(2026, 12, 19)), acting=organizer, now=now
    )
    [back] = await queries.programme_of(fair)
    assert (again.ends_on, back.scheduled, back.starts_at) == (
        date(2026, 12, 23),
        True,
        TEN + timedelta(days=7),
    )
    settled = await operations.publish_fair(again.slug, acting=organizer, now=now)
    assert (settled.status, settled.previous_starts_on, settled.reason.vi) == (Status.PUBLISHED, None, "")


async def test_postponing_is_refused_without_reason_for_drafts_and_for_the_past(now):
    office = await make_office()
    organizer = await make_organizer(office)
    draft = await slug_of(await make_fair(office=office, status="draft"))
    past = await slug_of(await make_fair(office=office, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 2)))
    with pytest.raises(ReasonMissing):
        await operations.postpone_fair(past, Postponement("  "), acting=organizer, now=now)
    with pytest.raises(FairNotPublished):
        await operations.postpone_fair(draft, Postponement("Bão"), acting=organizer, now=now)
    with pytest.raises(FairIsPast):
        await operations.postpone_fair(past, Postponement("Bão"), acting=organizer, now=now)
    assert await topics() == []


async def test_postponed_fair_cannot_become_a_draft(now):
    office = await make_office()
    slug = await slug_of(await make_fair(office=office, status="postponed"))
    with pytest.raises(FairAlreadyPublished):
        await operations.unpublish_fair(slug, acting=await make_organizer(office), now=now)


async def test_cancelled_fair_leaves_a_tombstone_and_stays_closed(now):
    office = await make_office()
    organizer = await make_organizer(office)
    fair = await make_fair(office=office)
    slug = await slug_of(fair)
    for _ in range(2):
        after = await operations.cancel_fair(slug, Cancellation("Thiếu kinh phí"), acting=organizer, now=now)
    assert (after.status, after.reason.vi) == (Status.CANCELLED, "Thiếu kinh phí")
    assert (await entry(f"fair:{fair}"))["status"] == "cancelled"
    assert await topics() == ["fair.cancelled"]
    with pytest.raises(FairCancelled):
        await operations.edit_fair(slug, FairPatch(revision=2, capacity=3), acting=organizer, now=now)
    with pytest.raises(FairCancelled):
        await operations.publish_fair(slug, acting=organizer, now=now)


async def test_cancelled_draft_stays_unknown(now):
    office = await make_office()
    organizer = await make_organizer(office)
    fair = await operations.create_fair(fair_input(), acting=organizer, now=now)
    await operations.cancel_fair(fair.slug, Cancellation("Bỏ"), acting=organizer, now=now)
    assert await entry(f"fair:{fair.id}") is None
    with pytest.raises(FairNotFound):
        await queries.find_public_fair(fair.slug, now=now)


async def test_copy_is_a_draft_a_year_later_with_its_programme(now):
    office = await make_office()
    organizer = await make_organizer(office)
    hours = ({"on": "2026-12-12", "opens": "09:00", "closes": "20:00"},)
    source = await make_fair(office=office, title_vi="Hội chợ Xuân 2026", starts_on=FIRST, opening_hours=hours)
    await make_programme_session(source, starts_at=TEN)
    copy = await operations.copy_fair(await slug_of(source), starts_on=date(2027, 12, 11), acting=organizer, now=now)
    assert (copy.title.vi, copy.status, copy.ends_on) == (
        "Hội chợ Xuân 2027",
        Status.DRAFT,
        date(2027, 12, 15),
    )
    assert copy.opening_hours == [OpeningHours("09:00", "20:00", date(2027, 12, 11))]
    [session] = await queries.programme_of(copy.id)
    assert session.starts_at == TEN + timedelta(days=364)


async def test_room_holds_one_part_at_a_time(now):
    office = await make_office()
    organizer = await make_organizer(office)
    slug = await slug_of(await make_fair(office=office))
    first = await operations.add_programme_session(slug, talk(), acting=organizer, now=now)
    with pytest.raises(RoomTaken) as refusal:
        await operations.add_programme_session(
            slug,
            talk(room="PHÒNG  b", starts_at=TEN + timedelta(minutes=59), ends_at=TEN + timedelta(hours=2)),
            acting=organizer,
            now=now,
        )
    assert refusal.value.data["session"] == first.id
    beside = talk(starts_at=TEN + timedelta(hours=1), ends_at=TEN + timedelta(hours=2))
    await operations.add_programme_session(slug, beside, acting=organizer, now=now)
    for room in ("Phòng C", "phong b"):
        await operations.add_programme_session(slug, talk(room=room), acting=organizer, now=now)
    assert len(await queries.programme_of((await queries.find_public_fair(slug, now=now)).id)) == 4


async def test_database_itself_refuses_a_room_taken_twice():
    fair = await make_fair()
    await make_programme_session(fair, starts_at=TEN)
    with pytest.raises(Exception, match="room_taken") as refusal:
        await make_programme_session(fair, starts_at=TEN, room="PHÒNG  B")
    assert refusal.value.code == "room_taken"
    for room in ("Lan", "Lân"):
        await make_programme_session(fair, starts_at=TEN, room=room)


async def test_parts_without_a_room_do_not_clash():
    fair = await make_fair()
    for _ in range(2):
        await make_programme_session(fair, starts_at=TEN, room="")
    assert len(await queries.programme_of(fair)) == 2


async def test_edited_part_keeps_its_room_and_counts_its_revision(now):
    office = await make_office()
    organizer = await make_organizer(office)
    fair = await make_fair(office=office)
    session = await make_programme_session(fair, starts_at=TEN)
    patch = ProgrammeSessionPatch(revision=1, title=Bilingual("Tên mới"), speakers=["  Bà  Hoa ", ""])
    after = await operations.edit_programme_session(session, patch, acting=organizer, now=now)
    assert (after.title.vi, after.speakers, after.room, after.revision) == (
        "Tên mới",
        ["Bà Hoa"],
        "Phòng B",
        2,
    )
    with pytest.raises(StaleRevision):
        await operations.edit_programme_session(session, patch, acting=organizer, now=now)


async def test_removed_part_leaves_the_calendar(now):
    office = await make_office()
    organizer = await make_organizer(office)
    slug = await slug_of(await make_fair(office=office))
    session = await operations.add_programme_session(slug, talk(), acting=organizer, now=now)
    await operations.remove_programme_session(session.id, acting=organizer, now=now)
    assert (await entry(f"programme-session:{session.id}"))["removed_at"] == now
    with pytest.raises(ProgrammeSessionNotFound):
        await operations.remove_programme_session(session.id, acting=organizer, now=now)


async def test_filing_a_dossier_starts_the_seven_working_days(now):
    office = await make_office()
    organizer = await make_organizer(office)
    slug = await slug_of(await make_fair(office=office))
    await operations.record_filing(slug, Step.DOSSIER, date(2026, 11, 6), acting=organizer, now=now)
    found = await queries.fair_for_office(slug, acting=organizer, now=now)
    answer = next(step for step in found.deadlines if step.step is Step.ANSWER)
    assert (answer.due_on, answer.is_late(date(2026, 11, 24))) == (date(2026, 11, 17), True)


async def _titles(now, **wanted) -> list[str]:
    fairs, _ = await queries.list_public_fairs(PublicFilter(**wanted), today=date(2026, 11, 24), now=now)
    return [fair.title.vi for fair in fairs]


async def test_public_list_filters_without_diacritics(now):
    await make_fair(
        title_vi="Tuần hàng Hà Đông",
        kind="product_week",
        starts_on=date(2026, 11, 24),
        ends_on=date(2026, 11, 25),
        region="",
    )
    await make_fair(title_vi="Phiên chợ vùng cao", starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 23))
    await make_fair(title_vi="Chợ Tết", starts_on=date(2027, 1, 30), ends_on=date(2027, 2, 3), region="south")
    await make_fair(title_vi="Bản nháp", status="draft")
    await make_fair(title_vi="Hoãn vô hạn", status="postponed", starts_on=None, ends_on=None)
    assert await _titles(now) == ["Tuần hàng Hà Đông", "Chợ Tết", "Hoãn vô hạn"]
    assert await _titles(now, when="running") == ["Tuần hàng Hà Đông"]
    assert await _titles(now, when="past") == ["Phiên chợ vùng cao"]
    assert await _titles(now, search="ha dong") == ["Tuần hàng Hà Đông"]
    assert await _titles(now, kind=Kind.PRODUCT_WEEK) == ["Tuần hàng Hà Đông"]
    assert await _titles(now, month="2027-02") == ["Chợ Tết"]
    assert await _titles(now, month="2027-99", region="south") == ["Chợ Tết"]


async def test_postponed_fair_takes_the_next_address_when_the_new_year_has_one(now):
    office = await make_office()
    organizer = await make_organizer(office)
    await make_fair(office=office, slug="cho-2026")
    await make_fair(office=office, slug="cho-2027")
    new_start = date(2027, 1, 9)
    wanted = Postponement("Bão", new_start)
    preview = await operations.rehearse_postponement("cho-2026", wanted, acting=organizer, now=now)
    after = await operations.postpone_fair("cho-2026", wanted, acting=organizer, now=now)
    assert after.slug == preview.fair.slug == "cho-2027-2"


async def test_postponement_that_fails_at_its_end_leaves_no_trace(now):
    office = await make_office()
    organizer = await make_organizer(office)
    fair = await make_fair(office=office)
    part = await make_programme_session(fair, starts_at=TEN, room="Phòng B")

    async def refuse(_change, _acting, _now):
        raise RoomTakenMeanwhile

    fair_changes.declare(Follower("last", refuse))
    try:
        with pytest.raises(RoomTakenMeanwhile):
            await operations.postpone_fair(
                await slug_of(fair), Postponement("Bão", date(2026, 12, 19)), acting=organizer, now=now
            )
    finally:
        declare_followers()
    kept = await queries.fair_by_id(fair, now=now)
    assert (kept.status, kept.starts_on, kept.revision) == (Status.PUBLISHED, FIRST, 1)
    assert [day.date for day in await queries.days_of(fair)] == [FIRST + timedelta(days=n) for n in range(5)]
    assert [s.starts_at for s in await queries.programme_of(fair) if s.id == part] == [TEN]
    assert (await topics(), await actions(), await entry(f"fair:{fair}")) == ([], [], None)


async def test_every_outbox_payload_can_be_read_back(now):
    office = await make_office()
    slug = await slug_of(await make_fair(office=office))
    await operations.cancel_fair(slug, Cancellation("Bão"), acting=await make_organizer(office), now=now)
    [row] = await fetch("SELECT payload FROM outbox_message")
    payload = msgspec.json.decode(row["payload"])
    assert (payload["old"]["starts_on"], payload["reason"]["vi"]) == ("2026-12-12", "Bão")
