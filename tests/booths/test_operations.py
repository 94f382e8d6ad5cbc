"""Booths' verbs on a real database: claims, moves, plans, calendars."""

import asyncio
from datetime import date, timedelta

import pytest

from events_app.booths import operations, queries
from events_app.booths.errors import (
    BoothAlreadyAssigned,
    BoothAlreadyHeld,
    BoothBlocked,
    BoothHasNoHolder,
    BoothInUse,
    ExtensionBackwards,
    FloorPlanInUse,
    HoldExpired,
    HoldNotFound,
    HoldsClosed,
    MovesUnclear,
    ProducerUnknown,
    TooManyHolds,
)
from events_app.booths.jobs import sweep_holds
from events_app.booths.schemas import BoothFigures, ExtensionInput, Move
from events_app.fairs.errors import FairClosedForThis, FairNotFound
from events_app.fairs.operations import postpone_fair
from events_app.fairs.schemas import Postponement
from events_app.floor_plans.errors import BoothNotFound, BoothsOverlap, FloorPlanInvalid, GridInvalid
from events_app.floor_plans.operations import (
    lay_grid,
    plan_of_grid,
    preview_floor_plan,
    save_floor_plan,
    set_hold_terms,
)
from events_app.floor_plans.queries import floor_plan_of
from events_app.floor_plans.rules import BoothState, Category, Utility
from events_app.floor_plans.schemas import (
    BoothInput,
    FixtureInput,
    FloorPlanInput,
    GridInput,
    HallInput,
    HoldTermsInput,
    ZoneInput,
)
from events_app.platform.actor import ANONYMOUS, NotYourOffice, NotYourProducer
from events_app.platform.db import fetch, transaction
from events_app.platform.errors import SignInRequired, StaleRevision
from events_app.platform.i18n import Bilingual
from tests.factories.accounts import make_office, make_organizer
from tests.factories.booths import booths_of, make_booth, make_claim, make_floor_plan
from tests.factories.fairs import make_fair, slug_of
from tests.factories.producers import make_producer, producer_actor

pytestmark = pytest.mark.usefixtures("database")


async def topics() -> list[str]:
    return [row["topic"] for row in await fetch("SELECT topic FROM outbox_message ORDER BY id")]


async def claims() -> list[tuple[int, str, str | None]]:
    rows = await fetch("SELECT producer, state, closed_reason FROM booth_claim ORDER BY id")
    return [(row["producer"], row["state"], row["closed_reason"]) for row in rows]


async def entry(source: str):
    rows = await fetch("SELECT * FROM agenda_entry WHERE source = $1", source)
    return rows[0] if rows else None


async def staffed_fair(**plan):
    """A fair with a plan, its organizer and its booths by code."""
    office = await make_office()
    fair = await make_floor_plan(await make_fair(office=office), **plan)
    return fair, await make_organizer(office), await booths_of(fair)


def only(actor) -> int:
    return next(iter(actor.producer_ids))


async def test_hold_lasts_as_long_as_the_fair_says(now):
    booth, member = await make_booth(), await producer_actor()
    held = await operations.hold_booth(booth, acting=member, now=now)
    assert (held.state, held.expires_at, held.code) == (BoothState.HELD, now + timedelta(minutes=30), "A01")
    assert await topics() == ["booth.held"]


async def test_asking_again_gives_the_same_answer_and_no_longer_time(now):
    booth, member = await make_booth(), await producer_actor()
    first = await operations.hold_booth(booth, acting=member, now=now)
    again = await operations.hold_booth(booth, acting=member, now=now + timedelta(minutes=5))
    assert first == again
    assert await topics() == ["booth.held"]


async def test_another_producer_is_told_until_when(now):
    booth = await make_booth()
    await operations.hold_booth(booth, acting=await producer_actor(), now=now)
    with pytest.raises(BoothAlreadyHeld) as refusal:
        await operations.hold_booth(booth, acting=await producer_actor(), now=now)
    assert refusal.value.data == {"booth": "A01", "until": now + timedelta(minutes=30)}


async def test_hold_past_its_deadline_is_taken_over_without_a_sweeper(now):
    booth, late, next_one = await make_booth(), await producer_actor(), await producer_actor()
    await operations.hold_booth(booth, acting=late, now=now)
    at_deadline = now + timedelta(minutes=30)
    taken = await operations.hold_booth(booth, acting=next_one, now=at_deadline)
    assert taken.producer == only(next_one)
    assert await claims() == [(only(late), "closed", "expired"), (only(next_one), "held", None)]
    assert await topics() == ["booth.held", "booth.hold_expired", "booth.held"]


async def test_own_hold_past_its_deadline_starts_anew(now):
    booth, member = await make_booth(), await producer_actor()
    await operations.hold_booth(booth, acting=member, now=now)
    again = await operations.hold_booth(booth, acting=member, now=now + timedelta(hours=1))
    assert again.expires_at == now + timedelta(minutes=90)


async def test_cap_counts_standing_claims_only(now):
    fair = await make_floor_plan(hold_cap=2)
    one, two, three, *_ = (await booths_of(fair)).values()
    member = await producer_actor()
    await operations.hold_booth(one, acting=member, now=now)
    await operations.hold_booth(two, acting=member, now=now)
    with pytest.raises(TooManyHolds):
        await operations.hold_booth(three, acting=member, now=now)
    await operations.hold_booth(three, acting=member, now=now + timedelta(minutes=31))


async def test_closed_choosing_blocked_booth_draft_and_past_fair_refuse_holds(now):
    member = await producer_actor()
    closed = await booths_of(await make_floor_plan(holds_open=False))
    draft = await booths_of(await make_floor_plan(await make_fair(status="draft")))
    past = await make_fair(starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 2))
    over = await booths_of(await make_floor_plan(past))
    blocked = await make_booth()
    await fetch("UPDATE booth SET blocked = true WHERE id = $1", blocked)
    for booth, error in (
        (closed["A01"], HoldsClosed),
        (draft["A01"], FairNotFound),
        (over["A01"], FairClosedForThis),
        (blocked, BoothBlocked),
        (999_999, BoothNotFound),
    ):
        with pytest.raises(error):
            await operations.hold_booth(booth, acting=member, now=now)
    assert await claims() == []


async def test_nobody_holds_for_another_producer(now):
    booth, other = await make_booth(), await make_producer()
    with pytest.raises(NotYourProducer):
        await operations.hold_booth(booth, producer=other, acting=await producer_actor(), now=now)
    with pytest.raises(NotYourProducer):
        await operations.hold_booth(booth, acting=await make_organizer(), now=now)
    with pytest.raises(SignInRequired):
        await operations.hold_booth(booth, acting=ANONYMOUS, now=now)


async def test_confirmed_booth_stands_in_the_producers_calendar(now):
    booth, member = await make_booth(), await producer_actor()
    await operations.hold_booth(booth, acting=member, now=now)
    confirmed = await operations.confirm_booth(booth, acting=member, now=now)
    again = await operations.confirm_booth(booth, acting=member, now=now + timedelta(hours=2))
    assert confirmed == again
    assert (confirmed.state, confirmed.expires_at) == (BoothState.ASSIGNED, None)
    assert await topics() == ["booth.held", "booth.assigned"]
    assert (await entry(f"booth-duty:{confirmed.fair}:{only(member)}"))["status"] == "confirmed"
    keys = await fetch("SELECT DISTINCT feed_key FROM agenda_listing")
    assert [row["feed_key"] for row in keys] == [f"producer:{only(member)}"]


async def test_confirmation_after_the_deadline_is_refused(now):
    booth, member = await make_booth(), await producer_actor()
    await operations.hold_booth(booth, acting=member, now=now)
    with pytest.raises(HoldExpired):
        await operations.confirm_booth(booth, acting=member, now=now + timedelta(minutes=30))
    with pytest.raises(HoldNotFound):
        await operations.confirm_booth(booth, acting=await producer_actor(), now=now)


async def test_organizer_extends_a_hold(now):
    _, organizer, booths = await staffed_fair()
    member = await producer_actor()
    await operations.hold_booth(booths["A01"], acting=member, now=now)
    longer = await operations.extend_hold(booths["A01"], ExtensionInput(minutes=60), acting=organizer, now=now)
    assert longer.expires_at == now + timedelta(minutes=90)
    await operations.confirm_booth(booths["A01"], acting=member, now=now + timedelta(minutes=89))
    with pytest.raises(HoldNotFound):
        await operations.extend_hold(booths["A01"], ExtensionInput(), acting=organizer, now=now)
    with pytest.raises(HoldNotFound):
        await operations.extend_hold(booths["A02"], ExtensionInput(), acting=organizer, now=now)


async def test_hold_is_not_extended_past_the_opening(now):
    _, organizer, booths = await staffed_fair()
    await make_claim(booths["A01"])
    with pytest.raises(ExtensionBackwards):
        await operations.extend_hold(
            booths["A01"], ExtensionInput(until=now + timedelta(days=60)), acting=organizer, now=now
        )


async def test_producer_gives_a_booth_back_and_takes_it_again(now):
    booth, member = await make_booth(), await producer_actor()
    await operations.hold_booth(booth, acting=member, now=now)
    for _ in range(2):
        await operations.release_hold(booth, acting=member, now=now)
    await operations.hold_booth(booth, acting=member, now=now)
    assert await claims() == [(only(member), "closed", "released"), (only(member), "held", None)]


async def test_confirmed_booth_given_back_leaves_the_calendar(now):
    booth, member = await make_booth(), await producer_actor()
    held = await operations.hold_booth(booth, acting=member, now=now)
    await operations.confirm_booth(booth, acting=member, now=now)
    await operations.release_hold(booth, acting=member, now=now)
    assert (await entry(f"booth-duty:{held.fair}:{only(member)}"))["removed_at"] == now


async def test_another_producers_hold_cannot_be_released(now):
    booth = await make_booth()
    await make_claim(booth)
    with pytest.raises(NotYourProducer):
        await operations.release_hold(booth, acting=await producer_actor(), now=now)
    assert [state for _, state, _ in await claims()] == ["held"]


async def test_organizer_releases_a_hold(now):
    _, organizer, booths = await staffed_fair()
    await make_claim(booths["A01"])
    await operations.release_hold(booths["A01"], acting=organizer, now=now)
    assert [reason for *_, reason in await claims()] == ["released"]


async def test_assignment_is_given_once_and_turns_the_own_hold(now):
    _, organizer, booths = await staffed_fair()
    holder = await make_producer()
    await make_claim(booths["A01"], holder)
    first = await operations.assign_booth(booths["A01"], holder, acting=organizer, now=now)
    again = await operations.assign_booth(booths["A01"], holder, acting=organizer, now=now)
    assert first == again
    assert await claims() == [(holder, "assigned", None)]
    assert await topics() == ["booth.assigned"]


async def test_taken_and_blocked_booths_are_not_assigned(now):
    _, organizer, booths = await staffed_fair()
    producer = await make_producer()
    await make_claim(booths["A01"])
    await make_claim(booths["A02"], state="assigned")
    await operations.block_booth(booths["A03"], "Cột nhà", acting=organizer, now=now)
    for code, error in (("A01", BoothAlreadyHeld), ("A02", BoothAlreadyAssigned), ("A03", BoothBlocked)):
        with pytest.raises(error):
            await operations.assign_booth(booths[code], producer, acting=organizer, now=now)
    with pytest.raises(ProducerUnknown):
        await operations.assign_booth(booths["A04"], 999_999, acting=organizer, now=now)


async def test_other_offices_organizer_has_no_hand_in_it(now):
    booth, stranger = await make_booth(), await make_organizer()
    producer = await make_producer()
    for attempt in (
        operations.assign_booth(booth, producer, acting=stranger, now=now),
        operations.unassign_booth(booth, acting=stranger, now=now),
        operations.block_booth(booth, "", acting=stranger, now=now),
        operations.extend_hold(booth, ExtensionInput(), acting=stranger, now=now),
    ):
        with pytest.raises(NotYourOffice):
            await attempt


async def test_booth_taken_back_is_free(now):
    _, organizer, booths = await staffed_fair()
    producer = await make_producer()
    await operations.assign_booth(booths["A01"], producer, acting=organizer, now=now)
    for _ in range(2):
        await operations.unassign_booth(booths["A01"], acting=organizer, now=now)
    assert await claims() == [(producer, "closed", "unassigned")]
    assert await topics() == ["booth.assigned", "booth.released"]


async def test_occupied_booth_is_not_blocked(now):
    _, organizer, booths = await staffed_fair()
    await make_claim(booths["A01"], await make_producer(name="HTX Mật ong Tản Lĩnh"))
    with pytest.raises(BoothInUse) as refusal:
        await operations.block_booth(booths["A01"], "", acting=organizer, now=now)
    assert refusal.value.data["producer"] == "HTX Mật ong Tản Lĩnh"


async def test_swap_and_move_in_one_step_keep_what_was_promised(now):
    fair, organizer, booths = await staffed_fair()
    one, two, three = [await make_producer() for _ in range(3)]
    until = now + timedelta(minutes=7)
    await make_claim(booths["A01"], one, state="assigned")
    await make_claim(booths["A02"], two, state="assigned")
    await make_claim(booths["A03"], three, expires_at=until)
    moves = [
        Move(booths["A01"], booths["A02"]),
        Move(booths["A02"], booths["A01"]),
        Move(booths["A03"], booths["A04"]),
    ]
    answers = await operations.move_booths(await slug_of(fair), moves, acting=organizer, now=now)
    assert [(each.code, each.producer) for each in answers] == [("A02", one), ("A01", two), ("A04", three)]
    assert answers[2].expires_at == until
    standing = await queries.claims_of_fair(fair, now=now)
    assert [(claim.code, claim.producer) for claim in standing] == [("A01", two), ("A02", one), ("A04", three)]
    assert await topics() == ["booth.moved"] * 3


async def test_moved_producer_keeps_one_calendar_entry_with_the_next_sequence(now):
    fair, organizer, booths = await staffed_fair()
    producer = await make_producer()
    await operations.assign_booth(booths["A01"], producer, acting=organizer, now=now)
    before = await entry(f"booth-duty:{fair}:{producer}")
    await operations.move_booths(await slug_of(fair), [Move(booths["A01"], booths["A05"])], acting=organizer, now=now)
    after = await entry(f"booth-duty:{fair}:{producer}")
    assert (after["uid"], after["sequence"]) == (before["uid"], before["sequence"] + 1)


async def test_move_onto_a_booth_somebody_stays_on_moves_nobody(now):
    fair, organizer, booths = await staffed_fair()
    await make_claim(booths["A01"], state="assigned")
    await make_claim(booths["A02"])
    await make_claim(booths["A03"], state="assigned")
    moves = [Move(booths["A01"], booths["A04"]), Move(booths["A03"], booths["A02"])]
    with pytest.raises(BoothAlreadyHeld):
        await operations.move_booths(await slug_of(fair), moves, acting=organizer, now=now)
    assert [state for _, state, _ in await claims()] == ["assigned", "held", "assigned"]


async def test_move_takes_over_a_booth_whose_hold_is_past(now):
    fair, organizer, booths = await staffed_fair()
    await make_claim(booths["A01"], state="assigned")
    await make_claim(booths["A02"], expires_at=now)
    await operations.move_booths(await slug_of(fair), [Move(booths["A01"], booths["A02"])], acting=organizer, now=now)
    assert [reason for *_, reason in await claims()] == ["moved", "expired", None]


async def test_unclear_moves_are_refused(now):
    fair, organizer, booths = await staffed_fair()
    elsewhere = await make_booth()
    await make_claim(booths["A01"], state="assigned")
    slug = await slug_of(fair)
    for moves, error in (
        ([Move(booths["A02"], booths["A03"])], BoothHasNoHolder),
        ([Move(booths["A01"], elsewhere)], MovesUnclear),
        ([Move(booths["A01"], booths["A01"])], MovesUnclear),
        ([Move(booths["A01"], 999_999)], BoothNotFound),
    ):
        with pytest.raises(error):
            await operations.move_booths(slug, moves, acting=organizer, now=now)


async def test_sweeper_closes_what_is_past_and_nothing_else(now):
    fair = await make_floor_plan()
    booths = await booths_of(fair)
    await make_claim(booths["A01"], expires_at=now)
    await make_claim(booths["A02"], expires_at=now + timedelta(seconds=1))
    await make_claim(booths["A03"], state="assigned")
    async with asyncio.timeout(5):  # it goes on until nothing is left
        for _ in range(2):
            await sweep_holds(now)
    assert [reason for *_, reason in await claims()] == ["expired", None, None]
    assert await topics() == ["booth.hold_expired"]


async def test_database_itself_refuses_a_second_holder():
    booth = await make_booth()
    await make_claim(booth)
    with pytest.raises(Exception, match="booth_already_held") as refusal:
        await make_claim(booth, state="assigned")
    assert refusal.value.code == "booth_already_held"


async def test_database_itself_refuses_booths_on_each_other():
    fair = await make_floor_plan()
    booths = await booths_of(fair)
    with pytest.raises(BoothsOverlap):
        await fetch(
            "UPDATE booth SET x = (SELECT x + 299 FROM booth WHERE id = $2), y = (SELECT y FROM booth WHERE id = $2)"
            " WHERE id = $1",
            booths["A03"],
            booths["A01"],
        )


async def test_postponed_fair_takes_its_booth_days_along(now):
    fair, organizer, booths = await staffed_fair()
    producer = await make_producer()
    await operations.assign_booth(booths["A01"], producer, acting=organizer, now=now)
    await postpone_fair(await slug_of(fair), Postponement("Bão", date(2026, 12, 19)), acting=organizer, now=now)
    duty, set_up = await entry(f"booth-duty:{fair}:{producer}"), await entry(f"booth-set-up:{fair}:{producer}")
    assert (duty["sequence"], duty["starts_at"].date()) == (1, date(2026, 12, 18))  # midnight in Hanoi
    assert set_up["starts_at"].date() == date(2026, 12, 17)


async def test_who_holds_is_shown_to_the_producer_and_the_organizer_only(now):
    fair, organizer, booths = await staffed_fair()
    holder = await producer_actor()
    await make_claim(booths["A01"], only(holder))
    await make_claim(booths["A02"], state="assigned")
    office = organizer.organized_offices[0]

    async def seen(actor) -> list[bool]:
        listed = await queries.list_booths(fair, office=office, acting=actor, now=now)
        return [booth.holder is not None for booth in listed[:2]]

    assert await seen(ANONYMOUS) == [False, True]
    assert await seen(await producer_actor()) == [False, True]
    assert await seen(holder) == [True, True]
    assert await seen(organizer) == [True, True]


def hall(code: str = "A", **overrides) -> HallInput:
    values = {"code": code, "name": "Sảnh A", "width": 30.0, "height": 20.0}
    return HallInput(**(values | overrides))


def booth(code: str, x: float, y: float = 0.0, **overrides) -> BoothInput:
    values = {"code": code, "hall": "A", "x": x, "y": y, "width": 3.0, "height": 3.0}
    return BoothInput(**(values | overrides))


async def test_plan_reads_back_as_it_was_written(now):
    office = await make_office()
    fair = await make_fair(office=office)
    wanted = FloorPlanInput(
        halls=[
            hall(
                name=Bilingual("Sảnh A", "Hall A"),
                fixtures=[
                    FixtureInput(
                        kind="stage", label=Bilingual("Sân khấu", "Stage"), x=9.5, y=1.0, width=6.0, height=2.0
                    )
                ],
            )
        ],
        booths=[
            booth("A2", 3.05, zone="Thực phẩm", utilities=[Utility.POWER, Utility.WATER], price=2_500_000),
            booth("A10", 6.05, category=Category.CORNER),
        ],
        zones=[ZoneInput(name=Bilingual("Thực phẩm", "Food"), tone=1)],
    )
    saved = await save_floor_plan(await slug_of(fair), wanted, acting=await make_organizer(office), now=now)
    plan = await floor_plan_of(fair)
    assert (saved.added, saved.revision, plan.revision) == (2, 1, 1)
    assert (plan.halls, plan.booths, plan.zones) == (wanted.halls, wanted.booths, wanted.zones)


async def test_redrawn_plan_keeps_holders_by_code_and_names_those_touched(now):
    fair, organizer, booths = await staffed_fair()
    await make_claim(booths["A01"], await make_producer(name="HTX Mật ong"), state="assigned")
    wanted = FloorPlanInput(halls=[hall()], booths=[booth("A01", 20.0), booth("Z1", 0.0)])
    saved = await save_floor_plan(await slug_of(fair), wanted, acting=organizer, now=now)
    assert (saved.added, saved.changed, saved.removed) == (1, 1, 9)
    assert [(touched.booth, touched.producer) for touched in saved.touched] == [("A01", "HTX Mật ong")]
    seen = await queries.booth_map(fair, office=organizer.organized_offices[0], acting=organizer, now=now)
    assert [(each.code, each.state) for each in seen.booths] == [
        ("A01", BoothState.ASSIGNED),
        ("Z1", BoothState.AVAILABLE),
    ]


async def test_plan_that_would_lose_a_holder_is_refused_with_the_names(now):
    fair, organizer, booths = await staffed_fair()
    await make_claim(booths["A01"], await make_producer(name="HTX Mật ong"))
    wanted = FloorPlanInput(halls=[hall()], booths=[booth("A02", 0.0)])
    for attempt in (preview_floor_plan, save_floor_plan):
        with pytest.raises(FloorPlanInUse) as refusal:
            await attempt(await slug_of(fair), wanted, acting=organizer, now=now)
        assert refusal.value.data["touched"] == [{"booth": "A01", "producer": "HTX Mật ong"}]
    assert len(await booths_of(fair)) == 10


async def test_two_booths_may_change_places_on_the_plan(now):
    fair, organizer, _ = await staffed_fair()
    slug = await slug_of(fair)
    first = FloorPlanInput(halls=[hall()], booths=[booth("A1", 0.0), booth("A2", 3.0)])
    turned = FloorPlanInput(halls=[hall()], booths=[booth("A1", 3.0), booth("A2", 0.0)])
    await save_floor_plan(slug, first, acting=organizer, now=now)
    saved = await save_floor_plan(slug, turned, acting=organizer, now=now)
    assert saved.changed == 2


async def test_code_given_up_may_be_used_again(now):
    fair, organizer, _ = await staffed_fair()
    slug = await slug_of(fair)
    for booths in ([booth("N1", 0.0)], [booth("N2", 0.0)], [booth("N1", 0.0)]):
        await save_floor_plan(slug, FloorPlanInput(halls=[hall()], booths=booths), acting=organizer, now=now)
    assert list(await booths_of(fair)) == ["N1"]


async def test_stale_plan_is_refused_with_the_current_one(now):
    fair, organizer, _ = await staffed_fair()
    wanted = FloorPlanInput(halls=[hall()], booths=[booth("A1", 0.0)], revision=7)
    with pytest.raises(StaleRevision) as refusal:
        await save_floor_plan(await slug_of(fair), wanted, acting=organizer, now=now)
    assert (refusal.value.data["revision"], len(refusal.value.data["current"].booths)) == (1, 10)


async def test_unsound_plan_changes_nothing(now):
    fair, organizer, _ = await staffed_fair()
    wanted = FloorPlanInput(halls=[hall()], booths=[booth("A1", 0.0), booth("A2", 2.99)])
    with pytest.raises(FloorPlanInvalid):
        await save_floor_plan(await slug_of(fair), wanted, acting=organizer, now=now)
    assert len(await booths_of(fair)) == 10


async def test_grid_becomes_a_plan_with_zones(now):
    office = await make_office()
    fair = await make_fair(office=office)
    organizer = await make_organizer(office)
    grid = GridInput(rows=8, columns=15, back_to_back=True, block=5, zones="Thực phẩm: 1-4\nThủ công: 5-8", stage=True)
    saved = await lay_grid(await slug_of(fair), grid, acting=organizer, now=now)
    seen = await queries.booth_map(fair, office=office, acting=organizer, now=now)
    assert saved.booths == 120
    assert [(zone.name.vi, zone.tone, zone.booths) for zone in seen.zones] == [
        ("Thực phẩm", 1, 60),
        ("Thủ công", 4, 60),
    ]
    assert [fixture.kind for fixture in seen.halls[0].fixtures] == ["stage"]


@pytest.mark.parametrize("zones", ["Thực phẩm", "A: 0-2", "A: 3-2", "A: 1-9", ": 1"])
def test_zone_line_that_is_none_is_refused(zones):
    with pytest.raises(GridInvalid):
        plan_of_grid(GridInput(rows=4, columns=4, zones=zones))


async def test_terms_of_holds_apply_at_once(now):
    fair, organizer, booths = await staffed_fair()
    wanted = HoldTermsInput(minutes=5, cap=1, holds_open=True)
    await set_hold_terms(await slug_of(fair), wanted, acting=organizer, now=now)
    member = await producer_actor()
    held = await operations.hold_booth(booths["A01"], acting=member, now=now)
    assert held.expires_at == now + timedelta(minutes=5)
    with pytest.raises(TooManyHolds):
        await operations.hold_booth(booths["A02"], acting=member, now=now)


async def test_attendance_counts_once_a_day_whoever_saw_it(now):
    fair, organizer, _ = await staffed_fair()
    producer = await make_producer()
    day = date(2026, 12, 12)
    then = now + timedelta(days=18)
    async with transaction():
        first = await operations.record_attendance(fair=fair, producer=producer, day=day, now=then)
    by_hand = await operations.note_attendance(await slug_of(fair), producer, day, acting=organizer, now=then)
    assert (first, by_hand) == (True, False)
    assert await queries.attendance_days(fair) == {producer: 1}
    assert [seen.source for seen in await queries.attendance_of(fair, producer)] == ["pass"]


async def test_figures_leave_out_what_is_past_and_count_who_stands_on_a_blocked_booth(now):
    fair = await make_floor_plan()
    other = await make_fair()
    booths = await booths_of(fair)
    await make_claim(booths["A01"], expires_at=now)
    await make_claim(booths["A02"], expires_at=now + timedelta(minutes=2))
    await make_claim(booths["A03"], state="offered", expires_at=now + timedelta(minutes=1))
    await make_claim(booths["A04"], state="assigned")
    await make_claim(booths["A05"], state="offered", expires_at=now)
    await fetch("UPDATE booth SET blocked = true WHERE code IN ('A04', 'A06') AND fair = $1", fair)
    await fetch("UPDATE booth SET removed_at = $2 WHERE code = 'A07' AND fair = $1", fair, now)
    found = await queries.figures_of_booths([fair, other], now=now)
    assert found == {
        fair: BoothFigures(
            total=8, taken=1, held=2, free=5, next_expiry=now + timedelta(minutes=1), has_plan=True, holds_open=True
        ),
        other: BoothFigures(),
    }


async def test_whoever_is_counted_as_a_holder_is_written_to(now):
    fair = await make_floor_plan()
    booths = await booths_of(fair)
    late, twice, offered = [await make_producer() for _ in range(3)]
    await make_claim(booths["A01"], late, expires_at=now)
    await make_claim(booths["A02"], twice, state="assigned")
    await make_claim(booths["A03"], twice)
    await make_claim(booths["A04"], offered, state="offered")
    assert await queries.count_holders(fair, now=now) == 2
    assert await queries.next_holders(fair, after=0, limit=1, now=now) == [twice]
    assert await queries.next_holders(fair, after=twice, limit=9, now=now) == [offered]


async def test_history_tells_who_had_the_booth(now):
    booth_id, member = await make_booth(), await producer_actor()
    await operations.hold_booth(booth_id, acting=member, now=now)
    await operations.release_hold(booth_id, acting=member, now=now)
    [event] = await queries.history_of_booth(booth_id)
    assert (event.state, event.closed_reason) == ("closed", "released")
