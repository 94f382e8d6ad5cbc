"""Several booths offered to one application: it is offered for as long as one of them is, and ends as one."""

from datetime import timedelta

import pytest

from events_app.booths import operations
from events_app.booths.errors import BoothAlreadyHeld
from events_app.booths.rules import ApplicationState
from events_app.booths.schemas import ApplicationPatch
from events_app.platform.db import fetch
from tests.factories.accounts import make_office, make_organizer
from tests.factories.booths import booths_of, make_application, make_floor_plan
from tests.factories.fairs import make_fair
from tests.factories.producers import producer_actor


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
    await operations.offer_booth(both[0], application, acting=organizer, now=now)
    await operations.offer_booth(both[1], application, acting=organizer, now=now + timedelta(hours=1))
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
    await operations.answer_offer(application, accepted=True, acting=member, now=late)
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
    await operations.edit_application(application, patch, acting=member, now=now + timedelta(hours=50))
    assert await standing(application) == ("withdrawn", ["declined", "declined"])
