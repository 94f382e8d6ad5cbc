"""A published run: offers for all placed or for nobody, taken back while nobody accepted, refilled, nobody moved."""

import asyncio
from collections import Counter
from datetime import timedelta

import asyncpg
import pytest

from events_app.applications.operations import edit_application
from events_app.applications.queries import find_application
from events_app.applications.rules import ApplicationState
from events_app.applications.schemas import ApplicationPatch
from events_app.assignment.errors import (
    AnotherRunPublished,
    ApplicantChanged,
    NothingToRefill,
    PublicationAccepted,
    PublicationOutdated,
    RunNotFinished,
    RunNotFound,
    RunNotPublished,
)
from events_app.assignment.operations import (
    answer_offer,
    lapse_offers,
    lock_placements,
    plan_refill,
    publish_run,
    refill_run,
    set_reserve,
    start_run,
    take_back,
    work_on_runs,
)
from events_app.assignment.queries import find_run, result_of_run
from events_app.assignment.queries.drafting import draft_run
from events_app.assignment.schemas import ReserveInput, RunInput
from events_app.booths import operations
from events_app.fairs.queries import fair_by_id
from events_app.platform.actor import SYSTEM
from events_app.platform.db import SomebodyWasFaster, fetch
from events_app.platform.errors import DomainError
from tests.factories.accounts import make_organizer
from tests.factories.booths import make_claim
from tests.factories.fairs import slug_of
from tests.factories.producers import make_producer, producer_actor
from tests.locks import until_somebody_waits

S = ApplicationState


@pytest.fixture
async def place(big_fair) -> str:
    return await slug_of(big_fair)


@pytest.fixture
async def finished(place, organizer, now) -> int:
    """A run with its result."""
    run = await start_run(place, RunInput(), acting=organizer, now=now)
    await work_on_runs(now)
    return run.id


@pytest.fixture
async def published(finished, organizer, now) -> int:
    await publish_run(finished, acting=organizer, now=now)
    return finished


async def placements(run):
    _, result = await result_of_run(run)
    return {each.application: set(each.booths) for each in result.optimised.placements}


async def offers():
    """Offered booths by application."""
    rows = await fetch(
        "SELECT a.id, c.booth FROM booth_claim c JOIN booth_application a ON a.producer = c.producer"
        " WHERE c.state = 'offered'"
    )
    found: dict[int, set[int]] = {}
    for row in rows:
        found.setdefault(row["id"], set()).add(row["booth"])
    return found


async def states():
    rows = await fetch("SELECT state, count(*) AS n FROM booth_application GROUP BY state")
    return {row["state"]: row["n"] for row in rows}


async def withdraw(application, now):
    found = await find_application(application, acting=SYSTEM, now=now)
    member = await producer_actor(found.producer)
    patch = ApplicationPatch(revision=found.revision, state=S.WITHDRAWN)
    await edit_application(application, patch, acting=member, now=now)


async def give_by_hand(booth, now, organizer):
    return await operations.assign_booth(booth, await make_producer(), acting=organizer, now=now)


async def nobody_has_two_holders():
    rows = await fetch("SELECT booth FROM booth_claim WHERE state <> 'closed' GROUP BY booth HAVING count(*) > 1")
    return rows == []


async def test_every_placement_becomes_an_offer_and_one_message_per_producer(finished, organizer, now):
    view = await publish_run(finished, acting=organizer, now=now)
    placed = await placements(finished)
    assert (view.state, view.published_at, view.published_by) == ("published", now, organizer.name)
    assert await offers() == placed
    assert await states() == {"offered": len(placed), "submitted": 50 - len(placed)}
    topics = Counter(row["topic"] for row in await fetch("SELECT topic FROM outbox_message"))
    assert topics["application.offered"] == len(placed)
    assert topics["assignment_run.published"] == 1
    again = await publish_run(finished, acting=organizer, now=now)
    assert again.state == "published"
    assert await offers() == placed


async def test_a_booth_given_by_hand_since_is_named_and_nothing_is_offered(finished, organizer, now):
    placed = await placements(finished)
    booth = min(booth for booths in placed.values() for booth in booths)
    await give_by_hand(booth, now, organizer)
    [row] = await fetch("SELECT code FROM booth WHERE id = $1", booth)
    with pytest.raises(PublicationOutdated) as refusal:
        await publish_run(finished, acting=organizer, now=now)
    assert refusal.value.data["booth"] == row["code"]
    assert await offers() == {}
    assert (await find_run(finished, acting=organizer)).state == "done"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE booth SET blocked = true, blocked_reason = 'x' WHERE id = $1",
        "UPDATE booth SET utilities = '{}' WHERE id = $1",
        "UPDATE booth SET x = x + 5000 WHERE id = $1",
        "UPDATE booth SET removed_at = now() WHERE id = $1",
    ],
)
async def test_a_booth_that_was_blocked_or_redrawn_since_is_named(finished, organizer, now, change):
    await fetch(change, min(booth for booths in (await placements(finished)).values() for booth in booths))
    with pytest.raises(PublicationOutdated):
        await publish_run(finished, acting=organizer, now=now)
    assert await offers() == {}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE booth_application SET state = 'withdrawn' WHERE id = $1",
        "UPDATE booth_application SET booths_wanted = 4 - booths_wanted WHERE id = $1 AND booths_wanted <> 2",
        "UPDATE booth_application SET utilities = '{cold}' WHERE id = $1",
    ],
)
async def test_an_application_that_changed_since_is_named(finished, organizer, now, change):
    ones = [number for number, booths in (await placements(finished)).items() if len(booths) == 1]
    await fetch(change, ones[0])
    with pytest.raises(ApplicantChanged):
        await publish_run(finished, acting=organizer, now=now)
    assert await offers() == {}


async def test_a_producer_who_got_another_booth_by_hand_since_gets_no_second_one(finished, organizer, now, big_fair):
    placed = await placements(finished)
    taken = {booth for booths in placed.values() for booth in booths}
    await fetch("UPDATE booth SET removed_at = NULL")
    rows = await fetch("SELECT id FROM booth WHERE fair = $1", big_fair)
    free = [row["id"] for row in rows if row["id"] not in taken]
    if not free:
        gone = next(iter(placed.values()))
        free = list(gone)
    application = next(number for number, booths in placed.items() if not booths & set(free))
    [row] = await fetch("SELECT producer FROM booth_application WHERE id = $1", application)
    await operations.assign_booth(free[0], row["producer"], acting=organizer, now=now)
    with pytest.raises((ApplicantChanged, PublicationOutdated)):
        await publish_run(finished, acting=organizer, now=now)
    assert await offers() == {}


async def test_an_expired_claim_does_not_stand_in_the_way(finished, organizer, now):
    placed = await placements(finished)
    booth = min(booth for booths in placed.values() for booth in booths)
    await make_claim(booth, expires_at=now)
    await publish_run(finished, acting=organizer, now=now)
    assert await offers() == placed


async def test_taken_back_everybody_is_where_they_were(published, organizer, now):
    await fetch(
        "UPDATE run_placement SET was = 'approved' WHERE application = (SELECT min(application) FROM run_placement)"
    )
    placed = await placements(published)
    view = await take_back(published, acting=organizer, now=now)
    assert (view.state, view.published_at) == ("done", None)
    assert await offers() == {}
    assert await states() == {"approved": 1, "submitted": 49}
    with pytest.raises(RunNotPublished):
        await take_back(published, acting=organizer, now=now)
    await publish_run(published, acting=organizer, now=now)
    assert await offers() == placed


async def test_offers_whose_time_is_past_are_taken_back_too(published, organizer, now):
    await take_back(published, acting=organizer, now=now + timedelta(days=9))  # nothing has swept them yet
    claims = await fetch("SELECT DISTINCT state, closed_reason FROM booth_claim")
    assert [tuple(row.values()) for row in claims] == [("closed", "unassigned")]
    assert await states() == {"submitted": 50}


async def test_booth_offered_by_hand_while_a_run_is_taken_back_is_not_overlooked(published, organizer, now, dsn):
    one, *_, other = sorted((await offers()).items(), key=lambda offer: len(offer[1]), reverse=True)
    [free] = other[1]
    await operations.release_hold(free, acting=organizer, now=now)
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("BEGIN")
        await connection.execute("SELECT FROM booth WHERE id = $1 FOR UPDATE", max(one[1]))
        taking_back = asyncio.create_task(take_back(published, acting=organizer, now=now))
        await until_somebody_waits(connection)
        await connection.execute(
            "INSERT INTO booth_claim (fair, booth, producer, state, claimed_at, expires_at, extended)"
            " SELECT fair, $2, producer, 'offered', $3, $4, 0 FROM booth_application WHERE id = $1",
            one[0],
            free,
            now,
            now + timedelta(hours=48),
        )
        await connection.execute("COMMIT")
        with pytest.raises(SomebodyWasFaster):
            await taking_back
    finally:
        await connection.close()
    assert (await offers())[one[0]] == one[1] | {free}


async def test_once_somebody_accepted_nothing_is_taken_back(published, organizer, now):
    application = min(await placements(published))
    found = await find_application(application, acting=SYSTEM, now=now)
    member = await producer_actor(found.producer)
    await answer_offer(application, accepted=True, acting=member, now=now)
    before = await offers()
    with pytest.raises(PublicationAccepted) as refusal:
        await take_back(published, acting=organizer, now=now)
    assert refusal.value.data["name"] == found.producer_name
    assert await offers() == before


async def test_one_run_is_published_at_a_time(published, place, organizer, now):
    await start_run(place, RunInput(repeats=published), acting=organizer, now=now)
    await work_on_runs(now)
    [row] = await fetch("SELECT id FROM assignment_run WHERE state = 'done'")
    with pytest.raises(DomainError) as refusal:
        await publish_run(row["id"], acting=organizer, now=now)
    assert refusal.value.code in {"assignment_another_published", "assignment_outdated"}
    with pytest.raises((asyncpg.UniqueViolationError, AnotherRunPublished)):
        await fetch("UPDATE assignment_run SET state = 'published', published_at = $2 WHERE id = $1", row["id"], now)


async def test_withdrawals_are_refilled_by_rank_with_nobody_moved(published, place, organizer, now):
    before = await offers()
    gone = [number for number, booths in sorted(before.items()) if len(booths) == 1][:3]
    for application in gone:
        await withdraw(application, now)
    planned = await plan_refill(published, acting=organizer, now=now)
    made = await refill_run(published, acting=organizer, now=now)
    assert made == planned
    assert len(made) == 3
    after = await offers()
    assert {number: booths for number, booths in after.items() if number in before} == {
        number: booths for number, booths in before.items() if number not in gone
    }
    freed = set().union(*(before[number] for number in gone))
    assert set().union(*(after[each.application] for each in made)) <= freed | set(await free_before(before))
    _, result = await result_of_run(published)
    ranks = {each.application: each.rank for each in result.standings}
    assert [ranks[each.application] for each in made] == sorted(ranks[each.application] for each in made)
    with pytest.raises(NothingToRefill):
        await refill_run(published, acting=organizer, now=now)


async def free_before(before):
    taken = [booth for booths in before.values() for booth in booths]
    return [row["id"] for row in await fetch("SELECT id FROM booth WHERE id <> ALL($1)", taken)]


async def test_a_refill_serves_unmet_reserves_first(place, big_fair, organizer, now):
    last = (await draft_run(await fair_by_id(big_fair, now=now), now=now)).participants[-1].application
    await fetch("UPDATE booth_application SET booths_wanted = 1, utilities = '{}' WHERE id = $1", last)
    run = await start_run(place, RunInput(), acting=organizer, now=now)
    await work_on_runs(now)
    await publish_run(run.id, acting=organizer, now=now)
    assert last not in await offers()
    await take_back(run.id, acting=organizer, now=now)
    await set_reserve(place, ReserveInput(at_least=1, name="Hộ khó khăn", members=[last]), acting=organizer, now=now)
    reserved = await start_run(place, RunInput(), acting=organizer, now=now)
    await work_on_runs(now)
    await publish_run(reserved.id, acting=organizer, now=now)
    assert last in await offers()
    await operations.release_hold(min((await offers())[last]), acting=organizer, now=now)
    [offer] = await refill_run(reserved.id, acting=organizer, now=now)
    assert offer.application == last


async def test_locked_placements_survive_the_next_run(finished, place, big_fair, organizer, now):
    placed = await placements(finished)
    kept = sorted(placed)[:5]
    assert await lock_placements(finished, kept, acting=organizer, now=now) == 5
    await fetch("UPDATE booth_application SET score = 0 WHERE id = ANY($1)", kept)
    again = await start_run(place, RunInput(seed=9, guarantee="place"), acting=organizer, now=now)
    await work_on_runs(now)
    _, result = await result_of_run(again.id)
    by_number = {each.application: each for each in result.optimised.placements}
    assert {number: set(by_number[number].booths) for number in kept} == {number: placed[number] for number in kept}
    assert all(by_number[number].pinned for number in kept)
    pins = await fetch("SELECT DISTINCT locked_from FROM booth_pin WHERE fair = $1", big_fair)
    assert [row["locked_from"] for row in pins] == [finished]


async def test_two_organizers_publish_at_once(finished, organizer, now):
    placed = await placements(finished)
    other = await make_organizer(next(iter(organizer.office_roles)))
    views = await asyncio.gather(*(publish_run(finished, acting=each, now=now) for each in (organizer, other) * 2))
    assert {view.state for view in views} == {"published"}
    assert await offers() == placed
    [row] = await fetch("SELECT count(*) AS n FROM audit_entry WHERE action = 'assignment_run.published'")
    assert row["n"] == 1


@pytest.mark.long
@pytest.mark.parametrize("turn", range(5))
async def test_publishing_against_an_assignment_by_hand(finished, organizer, now, turn):
    booth = sorted(booth for booths in (await placements(finished)).values() for booth in booths)[turn * 5]
    by_hand = give_by_hand(booth, now, organizer)
    publishing = publish_run(finished, acting=organizer, now=now)
    both = [publishing, by_hand] if turn % 2 else [by_hand, publishing]
    ended = await asyncio.gather(*both, return_exceptions=True)
    refused = [each for each in ended if isinstance(each, BaseException)]
    assert all(isinstance(each, DomainError) for each in refused)
    assert len(refused) == 1
    assert await nobody_has_two_holders()
    assert len(await offers()) in {0, len(await placements(finished))}


async def test_refill_waiting_list_and_hands_never_give_one_booth_twice(published, big_fair, organizer, now):
    """Booths come free by withdrawals while a refill, the waiting list and organizers all want them."""
    waiting = await fetch("SELECT id FROM booth_application WHERE state = 'submitted' ORDER BY id LIMIT 6")
    await fetch("UPDATE booth_application SET state = 'waitlisted' WHERE id = ANY($1)", [row["id"] for row in waiting])
    before = await offers()
    gone = sorted(before)[:8]
    freed = [booth for number in gone for booth in before[number]]
    attempts = [withdraw(number, now) for number in gone]
    attempts += [refill_run(published, acting=organizer, now=now) for _ in range(3)]
    attempts += [give_by_hand(booth, now, organizer) for booth in freed[:3]]
    attempts += [lapse_offers(now=now + timedelta(days=9))]
    ended = await asyncio.gather(*attempts, return_exceptions=True)
    assert all(isinstance(each, DomainError) for each in ended if isinstance(each, BaseException))
    assert await nobody_has_two_holders()
    twice = await fetch(
        "SELECT producer FROM booth_claim c WHERE state = 'offered' GROUP BY producer HAVING count(*) >"
        " (SELECT max(booths_wanted) FROM booth_application a WHERE a.producer = c.producer)"
    )
    assert twice == []


async def test_publishing_belongs_to_the_office(finished, now):
    for stranger in (await make_organizer(), await producer_actor()):
        for verb in (publish_run, take_back, plan_refill, refill_run):
            with pytest.raises(RunNotFound):
                await verb(finished, acting=stranger, now=now)
        with pytest.raises(RunNotFound):
            await lock_placements(finished, [1], acting=stranger, now=now)


async def test_a_run_without_a_result_is_not_published(place, organizer, now):
    run = await start_run(place, RunInput(), acting=organizer, now=now)
    with pytest.raises(RunNotFinished):
        await publish_run(run.id, acting=organizer, now=now)
    with pytest.raises(RunNotPublished):
        await refill_run(run.id, acting=organizer, now=now)
