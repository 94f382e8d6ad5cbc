"""Several booths offered to one application: it is offered for as long as one of them is, and ends as one."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from events_app.applications.operations import edit_application
from events_app.applications.rules import ApplicationState
from events_app.applications.schemas import ApplicationPatch
from events_app.assignment.operations import answer_offer, offer_booth
from events_app.booths import operations
from events_app.booths.errors import BoothAlreadyHeld
from events_app.platform.db import fetch
from tests.factories.accounts import make_office, make_organizer
from tests.factories.booths import booths_of, make_application, make_floor_plan
from tests.factories.fairs import make_fair
from tests.factories.producers import producer_actor
from tests.locks import until_somebody_waits


@pytest.fixture
async def fair(database) -> int:
    return await make_floor_plan(await make_fair(office=await make_office()))


@pytest.fixture
async def organizer(fair):
    [row] = await fetch("SELECT office FROM fair WHERE id = $1", fair)
    return await make_organizer(row["office"])


@pytest.fixture
async def member(fair):
    return await producer_actor()


@pytest.fixture
async def application(fair, member) -> int:
    return await make_application(fair, next(iter(member.producer_ids)), state="approved")


@pytest.fixture
async def pair(fair, application, organizer, now) -> list[int]:
    """Two booths, the second offered an hour after the first."""
    both = list((await booths_of(fair)).values())[:2]
    await offer_booth(both[0], application, acting=organizer, now=now)
    await offer_booth(both[1], application, acting=organizer, now=now + timedelta(hours=1))
    return both


async def standing(application: int) -> tuple[str, list[str]]:
    """Where the application stands, and its claims in the order they were offered."""
    [row] = await fetch("SELECT state, fair, producer FROM booth_application WHERE id = $1", application)
    claims = await fetch(
        "SELECT coalesce(closed_reason, state) AS ended FROM booth_claim WHERE fair = $1 AND producer = $2 ORDER BY id",
        row["fair"],
        row["producer"],
    )
    return row["state"], [claim["ended"] for claim in claims]


async def test_confirming_one_booth_accepts_all_that_were_offered(pair, application, member, now):
    await operations.confirm_booth(pair[1], acting=member, now=now + timedelta(hours=2))
    assert await standing(application) == ("accepted", ["assigned", "assigned"])


async def test_accepting_late_takes_what_is_still_in_time(pair, application, member, now):
    late = now + timedelta(hours=48, minutes=30)
    await answer_offer(application, accepted=True, acting=member, now=late)
    assert await standing(application) == ("accepted", ["expired", "assigned"])


async def test_office_that_takes_one_booth_back_leaves_the_offer_of_the_other(pair, application, organizer, now):
    await operations.release_hold(pair[0], acting=organizer, now=now)
    assert await standing(application) == ("offered", ["unassigned", "offered"])
    await operations.unassign_booth(pair[1], acting=organizer, now=now)
    assert await standing(application) == ("approved", ["unassigned", "unassigned"])


async def test_one_booth_lapses_and_is_taken_by_another_while_the_other_offer_stands(pair, application, now):
    with pytest.raises(BoothAlreadyHeld):
        await operations.hold_booth(pair[1], acting=await producer_actor(), now=now + timedelta(hours=48))
    await operations.hold_booth(pair[0], acting=await producer_actor(), now=now + timedelta(hours=48))
    assert await standing(application) == ("offered", ["expired", "offered"])


async def test_withdrawal_closes_also_what_is_past_and_not_swept_yet(pair, application, member, now):
    [row] = await fetch("SELECT revision FROM booth_application WHERE id = $1", application)
    patch = ApplicationPatch(revision=row["revision"], state=ApplicationState.WITHDRAWN)
    await edit_application(application, patch, acting=member, now=now + timedelta(hours=50))
    assert await standing(application) == ("withdrawn", ["declined", "declined"])


@pytest.fixture
async def colleague(dsn):
    """A transaction of somebody else, who was faster."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("BEGIN")
        yield connection
    finally:
        await connection.close()


async def test_booth_offered_while_another_is_taken_back_keeps_the_offer(
    pair, fair, application, organizer, colleague, now
):
    third = list((await booths_of(fair)).values())[2]
    await operations.release_hold(pair[1], acting=organizer, now=now)
    await colleague.execute("SELECT FROM booth_application WHERE id = $1 FOR UPDATE", application)
    taking_back = asyncio.create_task(operations.release_hold(pair[0], acting=organizer, now=now))
    await until_somebody_waits(colleague)
    await colleague.execute(
        "INSERT INTO booth_claim (fair, booth, producer, state, claimed_at, expires_at, extended)"
        " SELECT fair, $2, producer, 'offered', $3, $4, 0 FROM booth_application WHERE id = $1",
        application,
        third,
        now,
        now + timedelta(hours=48),
    )
    await colleague.execute("COMMIT")
    await taking_back
    assert await standing(application) == ("offered", ["unassigned", "unassigned", "offered"])


async def test_two_booths_taken_back_at_once_end_the_offer(pair, application, organizer, colleague, now):
    await colleague.execute("SELECT FROM booth_application WHERE id = $1 FOR UPDATE", application)
    await colleague.execute(
        "UPDATE booth_claim SET state = 'closed', closed_at = claimed_at, closed_reason = 'unassigned'"
        " WHERE booth = $1 AND state = 'offered'",
        pair[1],
    )
    taking_back = asyncio.create_task(operations.release_hold(pair[0], acting=organizer, now=now))
    await until_somebody_waits(colleague)
    await colleague.execute("COMMIT")
    await taking_back
    assert await standing(application) == ("approved", ["unassigned", "unassigned"])


async def test_offers_that_cross_never_wait_for_each_other(fair, organizer, now):
    """Each booth was offered to one of two, too long ago, and is now offered to the other, both at once."""
    await fetch("UPDATE fair SET starts_on = starts_on + 365, ends_on = ends_on + 365 WHERE id = $1", fair)
    booths = list((await booths_of(fair)).values())[:2]
    for turn in range(20):
        waiting = [
            await make_application(fair, next(iter((await producer_actor()).producer_ids)), state="approved")
            for _ in booths
        ]
        for booth, application in zip(booths, waiting, strict=True):
            await offer_booth(booth, application, acting=organizer, now=now + timedelta(days=6 * turn))
        later = now + timedelta(days=6 * turn, hours=49)
        offers = [
            offer_booth(booth, application, acting=organizer, now=later)
            for booth, application in zip(booths, reversed(waiting), strict=True)
        ]
        seen = [getattr(each, "code", "done") for each in await asyncio.gather(*offers, return_exceptions=True)]
        assert "somebody_was_faster" not in seen, (turn, seen)
