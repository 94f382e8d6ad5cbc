"""Races on booths with real concurrency: the database lets exactly one through, whatever the order."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from events_app.booths import operations, queries
from events_app.booths.errors import TooManyHolds
from events_app.booths.schemas import Move
from events_app.floor_plans.operations import save_floor_plan
from events_app.floor_plans.schemas import BoothInput, FloorPlanInput, HallInput
from events_app.platform.db import fetch
from events_app.platform.errors import DomainError
from tests.factories.accounts import make_office, make_organizer
from tests.factories.booths import booths_of, make_booth, make_claim, make_floor_plan
from tests.factories.fairs import make_fair, slug_of
from tests.factories.producers import make_producer, producer_actor

pytestmark = pytest.mark.usefixtures("database")

ROUNDS = 50


async def outcomes(*attempts) -> Counter[str]:
    results = await asyncio.gather(*attempts, return_exceptions=True)
    unexpected = [each for each in results if isinstance(each, BaseException) and not isinstance(each, DomainError)]
    assert unexpected == []
    return Counter(each.code if isinstance(each, DomainError) else "done" for each in results)


async def live_claims(booth: int) -> int:
    [row] = await fetch("SELECT count(*) AS n FROM booth_claim WHERE booth = $1 AND state <> 'closed'", booth)
    return row["n"]


async def test_two_producers_and_one_booth_fifty_times(now):
    fair = await make_floor_plan(rows=5, columns=10, hold_cap=20)
    members = [await producer_actor() for _ in range(8)]
    for round_number, booth in enumerate((await booths_of(fair)).values()):
        pair = members[round_number % 8], members[(round_number + 1) % 8]
        seen = await outcomes(*(operations.hold_booth(booth, acting=member, now=now) for member in pair))
        assert seen == {"done": 1, "booth_already_held": 1}
        assert await live_claims(booth) == 1


async def test_twenty_producers_at_once_want_one_booth(now):
    fair = await make_floor_plan()
    booth = (await booths_of(fair))["A01"]
    members = [await producer_actor() for _ in range(20)]
    seen = await outcomes(*(operations.hold_booth(booth, acting=member, now=now) for member in members))
    assert seen == {"done": 1, "booth_already_held": 19}


async def test_double_click_holds_once(now):
    fair = await make_floor_plan()
    booth = (await booths_of(fair))["A01"]
    member = await producer_actor()
    answers = await asyncio.gather(*(operations.hold_booth(booth, acting=member, now=now) for _ in range(6)))
    assert len({answer.expires_at for answer in answers}) == 1
    [count] = await fetch("SELECT count(*) AS n FROM booth_claim")
    assert count["n"] == 1


async def test_expired_hold_is_taken_over_by_exactly_one(now):
    fair = await make_floor_plan(rows=2, columns=10)
    members = [await producer_actor() for _ in range(6)]
    for booth in list((await booths_of(fair)).values())[:10]:
        await make_claim(booth, expires_at=now)
        attempts = [operations.hold_booth(booth, acting=member, now=now) for member in members[:3]]
        seen = await outcomes(*attempts, operations.sweep_expired_holds(now=now))
        assert (seen["done"], seen["booth_already_held"] + seen["too_many_holds"]) == (2, 2)
        assert await live_claims(booth) == 1
        await fetch(
            "UPDATE booth_claim SET state = 'closed', closed_at = now(), closed_reason = 'released'"
            " WHERE state <> 'closed'"
        )


async def test_one_producer_never_gets_past_the_cap(now):
    fair = await make_floor_plan(rows=2, columns=6, hold_cap=3)
    member = await producer_actor()
    booths = (await booths_of(fair)).values()
    seen = await outcomes(*(operations.hold_booth(booth, acting=member, now=now) for booth in booths))
    assert seen == {"done": 3, TooManyHolds.code: 9}
    assert len(await queries.claims_of_producer(next(iter(member.producer_ids)), now=now)) == 3


async def test_swap_against_holds_and_another_swap_loses_nobody(now):
    office = await make_office()
    fair = await make_floor_plan(await make_fair(office=office), rows=1, columns=4)
    slug, organizer = await slug_of(fair), await make_organizer(office)
    booths = list((await booths_of(fair)).values())
    one, two = await make_producer(), await make_producer()
    for _ in range(15):
        await fetch("DELETE FROM booth_fee")
        await fetch("DELETE FROM booth_claim")
        await make_claim(booths[0], one, state="assigned")
        await make_claim(booths[1], two, state="assigned")
        swap = [Move(booths[0], booths[1]), Move(booths[1], booths[0])]
        away = [Move(booths[1], booths[2])]
        seen = await outcomes(
            operations.move_booths(slug, swap, acting=organizer, now=now),
            operations.move_booths(slug, away, acting=organizer, now=now),
            operations.hold_booth(booths[2], acting=await producer_actor(), now=now),
            operations.hold_booth(booths[1], acting=await producer_actor(), now=now),
        )
        assert set(seen) <= {"done", "booth_already_held", "booth_already_assigned", "booth_has_no_holder"}
        standing = await queries.claims_of_fair(fair, now=now)
        assert {one, two} <= {claim.producer for claim in standing}
        assert len({claim.booth for claim in standing}) == len(standing)


async def test_assignment_and_hold_at_once_give_the_booth_to_one(now):
    office = await make_office()
    fair = await make_floor_plan(await make_fair(office=office), rows=2, columns=10, hold_cap=20)
    organizer, member, other = await make_organizer(office), await producer_actor(), await make_producer()
    for booth in (await booths_of(fair)).values():
        seen = await outcomes(
            operations.assign_booth(booth, other, acting=organizer, now=now),
            operations.hold_booth(booth, acting=member, now=now),
        )
        assert seen["done"] == 1
        assert await live_claims(booth) == 1


async def test_confirmation_against_the_sweeper_ends_in_one_state(now):
    fair = await make_floor_plan(rows=2, columns=10, hold_cap=20)
    member = await producer_actor()
    producer = next(iter(member.producer_ids))
    for booth in (await booths_of(fair)).values():
        await make_claim(booth, producer, expires_at=now + timedelta(seconds=1))
        seen = await outcomes(
            operations.confirm_booth(booth, acting=member, now=now),
            operations.sweep_expired_holds(now=now + timedelta(seconds=2)),
        )
        [row] = await fetch("SELECT state FROM booth_claim WHERE booth = $1", booth)
        assert (seen["done"], row["state"]) in {(2, "assigned"), (1, "closed")}


async def test_redrawing_the_plan_against_holds_never_loses_a_holder(now):
    office = await make_office()
    fair = await make_floor_plan(await make_fair(office=office), rows=1, columns=2)
    slug, organizer = await slug_of(fair), await make_organizer(office)
    halls = [HallInput(code="A", name="Sảnh A", width=30.0, height=20.0)]
    shape = {"hall": "A", "y": 3.0, "width": 3.0, "height": 3.0}
    both = FloorPlanInput(
        halls=halls, booths=[BoothInput(code="A01", x=3.0, **shape), BoothInput(code="A02", x=6.0, **shape)]
    )
    without = FloorPlanInput(halls=halls, booths=[BoothInput(code="A02", x=6.0, **shape)])
    for _ in range(15):
        await save_floor_plan(slug, both, acting=organizer, now=now)
        booth = (await booths_of(fair))["A01"]
        seen = await outcomes(
            save_floor_plan(slug, without, acting=organizer, now=now),
            operations.hold_booth(booth, acting=await producer_actor(), now=now),
        )
        assert seen["done"] == 1
        assert set(seen) <= {"done", "floor_plan_in_use", "booth_not_found"}
        await fetch("DELETE FROM booth_claim")


async def test_claim_ends_no_earlier_than_it_began_for_who_waited_for_the_lock(database, now):
    """A request that came first and waited closes a claim made meanwhile, by its own older clock."""
    booth = await make_booth()
    producer = await producer_actor()
    await operations.hold_booth(booth, acting=producer, now=now)
    await operations.release_hold(booth, acting=producer, now=now - timedelta(seconds=2))
    [row] = await fetch("SELECT closed_at >= claimed_at AS in_order FROM booth_claim")
    assert row["in_order"]
