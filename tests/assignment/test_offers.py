"""Each step of an offer as the register has it afterwards: claims, application, history, message, and nobody else's."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from events_app.applications.errors import ApplicationNotFound, ApplicationNotOffered, ApplicationStateFinal
from events_app.assignment.operations import answer_offer, lapse_offers, offer_booth
from events_app.booths import operations
from events_app.booths.errors import BoothBlocked, MovesUnclear, TermsNotAccepted
from events_app.booths.operations import lock_booths, offer_booths
from events_app.booths.schemas import Move
from events_app.platform.actor import SYSTEM, NotYourOffice
from events_app.platform.db import fetch, transaction
from tests.clock import NOW
from tests.factories.accounts import make_organizer
from tests.factories.booths import booths_of, make_application, make_call, make_floor_plan
from tests.factories.fairs import make_fair, slug_of
from tests.factories.producers import producer_actor
from tests.locks import until_somebody_waits
from tests.trails import audit, audit_trail, heard_nudges, messages

PAST = NOW + timedelta(hours=48)


@pytest.fixture
async def booths(fair):
    return await booths_of(fair)


@pytest.fixture
async def member(fair):
    return await producer_actor()


@pytest.fixture
async def application(fair, member) -> int:
    return await make_application(fair, only(member), state="approved")


@pytest.fixture
async def waiting(fair, application) -> int:
    """The next in line."""
    return await make_application(fair, state="waitlisted")


@pytest.fixture
async def offered(booths, application, organizer) -> int:
    """The first booth is offered to the application."""
    await offer_booth(booths["A01"], application, acting=organizer, now=NOW)
    return booths["A01"]


@pytest.fixture
async def colleague(dsn, database):
    """Somebody else's transaction, begun a moment before."""
    connection = await asyncpg.connect(dsn)
    await connection.execute("BEGIN")
    yield connection
    await connection.close()


def only(actor) -> int:
    return next(iter(actor.producer_ids))


async def claims(booth: int) -> list[tuple[int, str, str | None]]:
    rows = await fetch("SELECT producer, state, closed_reason FROM booth_claim WHERE booth = $1 ORDER BY id", booth)
    return [tuple(row) for row in rows]


async def state_of(application: int) -> str:
    [row] = await fetch("SELECT state FROM booth_application WHERE id = $1", application)
    return row["state"]


async def history(application: int) -> list[tuple[str, str, str]]:
    rows = await fetch(
        "SELECT state, actor_name, words FROM application_event WHERE application = $1 ORDER BY id", application
    )
    return [tuple(row) for row in rows]


# --- offered ---


async def test_offer_is_written_told_and_shown(fair, booths, office, member, application, organizer, dsn):
    await fetch("UPDATE application_call SET offer_hours = 24")
    async with heard_nudges(dsn) as heard:
        answer = await offer_booth(booths["A02"], application, acting=organizer, now=NOW)
    assert (answer.id, answer.state, answer.offered[0].code) == (application, "offered", "A02")
    [claim] = await fetch("SELECT booth, producer, state, expires_at FROM booth_claim")
    assert tuple(claim) == (booths["A02"], only(member), "offered", NOW + timedelta(hours=24))
    assert await history(application) == [("offered", organizer.name, "A02")]
    told = {"application": application, "fair": fair, "producer": only(member), "state": "offered"}
    assert await messages() == [("application.offered", told)]
    assert await audit_trail("application.") == [audit("application.offered", "application", application, office, told)]
    assert heard == [f"fair:{fair}:booths A02"]


async def test_booths_offered_together_are_one_step_that_names_them(fair, booths, member, application, dsn):
    async with heard_nudges(dsn) as heard, transaction():
        locked = list((await lock_booths([booths["A01"], booths["A02"]])).values())
        await offer_booths(locked, only(member), until=PAST, acting=SYSTEM, now=NOW)
    assert await history(application) == [("offered", SYSTEM.name, "A01, A02")]
    assert heard == [f"fair:{fair}:booths A01, A02"]


async def test_offer_that_is_moved_to_another_booth_is_no_new_step(fair, booths, application, offered, organizer):
    moves = [Move(offered, booths["A05"])]
    await operations.move_booths(await slug_of(fair), moves, acting=organizer, now=NOW)
    assert [state for state, _, _ in await history(application)] == ["offered"]
    assert [(state, reason) for _, state, reason in await claims(booths["A05"])] == [("offered", None)]


async def test_booth_that_is_blocked_or_of_another_fair_or_office_is_not_offered(
    fair, booths, office, application, organizer
):
    await fetch("UPDATE booth SET blocked = true, blocked_reason = 'Cột' WHERE id = $1", booths["A02"])
    elsewhere = await booths_of(await make_floor_plan(await make_fair(office=office)))
    for booth, who, refusal in (
        (booths["A02"], organizer, BoothBlocked),
        (elsewhere["A01"], organizer, MovesUnclear),
        (booths["A01"], await make_organizer(), NotYourOffice),
    ):
        with pytest.raises(refusal):
            await offer_booth(booth, application, acting=who, now=NOW)
    assert await fetch("SELECT FROM booth_claim") == []
    assert await history(application) == []


async def test_application_withdrawn_while_its_offer_waits_gets_none(booths, application, organizer, colleague):
    await colleague.execute("UPDATE booth_application SET state = 'withdrawn' WHERE id = $1", application)
    offering = asyncio.create_task(offer_booth(booths["A01"], application, acting=organizer, now=NOW))
    await until_somebody_waits(colleague)
    await colleague.execute("COMMIT")
    with pytest.raises(ApplicationStateFinal):
        await offering
    assert await claims(booths["A01"]) == []


# --- answered ---


async def test_accepted_offer_is_told_as_accepted_and_answered_twice_is_once(application, offered, member):
    for _ in range(2):
        answer = await answer_offer(application, accepted=True, acting=member, now=NOW)
    assert answer.state == "accepted"
    assert await claims(offered) == [(only(member), "assigned", None)]
    assert (await history(application))[1:] == [("accepted", member.name, "")]
    assert [told["by"] for _, told in await messages("booth.assigned")] == ["offer"]


async def test_refused_offer_is_told_as_refused_and_answered_twice_is_once(application, offered, member):
    for _ in range(2):
        answer = await answer_offer(application, accepted=False, acting=member, now=NOW)
    assert answer.state == "refused"
    assert await claims(offered) == [(only(member), "closed", "declined")]
    assert (await history(application))[1:] == [("refused", member.name, "")]


async def test_only_its_own_people_answer_an_offer(application, offered, organizer):
    for who in (organizer, await producer_actor()):
        with pytest.raises(ApplicationNotFound):
            await answer_offer(application, accepted=True, acting=who, now=NOW)
    assert await state_of(application) == "offered"


async def test_offer_is_not_accepted_without_the_terms_and_refused_without_them(fair, application, offered, member):
    await fetch(
        "INSERT INTO call_terms (fair, version, text_vi, text_en, written_at) VALUES ($1, 1, 'Giữ vệ sinh.', '', $2)",
        fair,
        NOW,
    )
    with pytest.raises(TermsNotAccepted):
        await answer_offer(application, accepted=True, acting=member, now=NOW)
    assert await state_of(application) == "offered"
    await answer_offer(application, accepted=False, acting=member, now=NOW)
    assert await state_of(application) == "refused"


@pytest.mark.parametrize("accepted", [True, False])
async def test_answer_to_what_was_never_offered_is_refused(application, member, accepted):
    with pytest.raises(ApplicationNotOffered):
        await answer_offer(application, accepted=accepted, acting=member, now=NOW)
    assert await history(application) == []


@pytest.mark.parametrize("accepted", [True, False])
async def test_answer_after_the_deadline_is_refused_and_leaves_the_end_to_whoever_finds_it(
    application, offered, member, accepted
):
    with pytest.raises(ApplicationNotOffered):
        await answer_offer(application, accepted=accepted, acting=member, now=PAST)
    assert await claims(offered) == [(only(member), "offered", None)]


async def test_answer_that_waited_for_another_meets_what_that_one_left(application, offered, member, colleague):
    await colleague.execute("UPDATE booth_application SET state = 'refused' WHERE id = $1", application)
    answering = asyncio.create_task(answer_offer(application, accepted=True, acting=member, now=NOW))
    await until_somebody_waits(colleague)
    await colleague.execute("COMMIT")
    with pytest.raises(ApplicationNotOffered):
        await answering
    assert await claims(offered) == [(only(member), "offered", None)]


# --- past, and passed on ---


async def test_lapsed_offer_is_nobodys_step_and_the_next_in_line_is_asked(application, waiting, offered):
    assert await lapse_offers(now=PAST) == 1
    assert (await history(application))[1:] == [("lapsed", SYSTEM.name, "")]
    assert await history(waiting) == [("offered", SYSTEM.name, "A01")]


async def test_lapse_noticed_by_whoever_takes_the_booth_is_not_their_step(application, waiting, offered):
    other = await producer_actor()
    await operations.hold_booth(offered, acting=other, now=PAST)
    assert (await history(application))[1:] == [("lapsed", SYSTEM.name, "")]
    assert await state_of(waiting) == "waitlisted"
    assert (await claims(offered))[1:] == [(only(other), "held", None)]


@pytest.mark.parametrize(
    "change",
    [
        "state = 'closed', closed_at = claimed_at, closed_reason = 'unassigned'",
        "expires_at = expires_at + interval '1 second'",
        "state = 'held'",
    ],
)
async def test_offer_that_changed_while_the_sweeper_waits_does_not_lapse(waiting, offered, colleague, change):
    await colleague.execute("SELECT FROM booth WHERE id = $1 FOR UPDATE", offered)
    sweeping = asyncio.create_task(lapse_offers(now=PAST))
    await until_somebody_waits(colleague)
    await colleague.execute(f"UPDATE booth_claim SET {change} WHERE booth = $1", offered)
    await colleague.execute("COMMIT")
    left = await claims(offered)
    assert await sweeping == 0
    assert await claims(offered) == left
    assert await state_of(waiting) == "waitlisted"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE booth SET blocked = true, blocked_reason = 'Cột'",
        "UPDATE fair SET status = 'cancelled', reason_vi = 'Bão'",
        "UPDATE fair SET starts_on = '2026-11-01', ends_on = '2026-11-23'",
    ],
)
async def test_booth_that_can_be_given_no_more_is_offered_to_nobody(application, waiting, offered, change):
    await fetch(change)
    assert await lapse_offers(now=PAST) == 1
    assert await state_of(application) == "lapsed"
    assert await state_of(waiting) == "waitlisted"
    assert len(await claims(offered)) == 1


async def test_booth_comes_to_the_first_whose_needs_it_meets(fair, application, offered):
    await make_application(fair, state="waitlisted", score=90, utilities=("water",))
    second = await make_application(fair, state="waitlisted", score=10, utilities=("power",))
    await lapse_offers(now=PAST)
    [passed_on] = await fetch("SELECT id FROM booth_application WHERE state = 'offered'")
    assert passed_on["id"] == second


async def test_booth_nobody_waits_for_stays_free(application, offered, member):
    assert await lapse_offers(now=PAST) == 1
    assert await claims(offered) == [(only(member), "closed", "expired")]


async def test_whoever_somebody_is_busy_with_is_passed_over(fair, application, waiting, offered, colleague):
    """Nobody is asked twice at once, and nobody waits for another booth's turn."""
    second = await make_application(fair, state="waitlisted", submitted_at=NOW + timedelta(minutes=1))
    await colleague.execute("SELECT FROM booth_application WHERE id = $1 FOR UPDATE", waiting)
    async with asyncio.timeout(5):
        assert await lapse_offers(now=PAST) == 1
    assert (await state_of(waiting), await state_of(second)) == ("waitlisted", "offered")


@pytest.mark.parametrize(("called", "hours"), [(True, 12), (False, 48)])
async def test_offer_lasts_as_long_as_the_call_says_and_two_days_without(office, organizer, called, hours):
    fair = await make_floor_plan(await make_fair(office=office))
    if called:
        await make_call(fair, offer_hours=12)
    application = await make_application(fair, state="approved")
    answer = await offer_booth((await booths_of(fair))["A01"], application, acting=organizer, now=NOW)
    assert [each.expires_at for each in answer.offered] == [NOW + timedelta(hours=hours)]
