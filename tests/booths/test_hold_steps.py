"""Each step of a claim as the register has it afterwards: the whole row, the log, the message, and nobody else's."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import asyncpg
import pytest
from msgspec.structs import replace

from events_app.assignment.operations import lapse_offers
from events_app.booths import operations
from events_app.booths.errors import (
    AttendanceDayWrong,
    BoothAlreadyAssigned,
    BoothAlreadyHeld,
    BoothBlocked,
    ExtensionBackwards,
    HoldExpired,
    HoldNotFound,
    HoldsClosed,
    MovesUnclear,
    TooManyHolds,
)
from events_app.booths.operations import sweep_expired_holds
from events_app.booths.rules import claims as rules
from events_app.booths.schemas import ExtensionInput, Move
from events_app.fairs.errors import FairClosedForThis, FairNotFound
from events_app.floor_plans.errors import BoothNotFound
from events_app.platform.actor import ANONYMOUS, NotYourOffice, NotYourProducer
from events_app.platform.db import fetch
from events_app.platform.errors import SignInRequired
from tests.clock import NOW
from tests.factories.accounts import make_office, make_organizer
from tests.factories.booths import booths_of, make_application, make_claim, make_floor_plan
from tests.factories.fairs import make_fair, make_venue, slug_of
from tests.factories.producers import make_producer, producer_actor
from tests.locks import until_somebody_waits
from tests.trails import audit, audit_trail, heard_nudges, messages

LATER = NOW + timedelta(minutes=10)
DEADLINE = NOW + timedelta(minutes=30)


@pytest.fixture
async def office(database):
    return await make_office()


@pytest.fixture
async def organizer(office):
    return await make_organizer(office)


@pytest.fixture
async def fair(office):
    """A fair beside another whose claims must stay as they are."""
    other = await make_floor_plan(await make_fair(office=office))
    await make_claim((await booths_of(other))["A01"])
    return await make_floor_plan(await make_fair(office=office))


@pytest.fixture
async def booths(fair):
    return await booths_of(fair)


@pytest.fixture
async def member(fair):
    return await producer_actor()


@pytest.fixture
async def colleague(dsn, database):
    """Somebody else's transaction, begun a moment before."""
    connection = await asyncpg.connect(dsn)
    await connection.execute("BEGIN")
    yield connection
    await connection.close()


def only(actor):
    return next(iter(actor.producer_ids))


async def claims(fair):
    rows = await fetch("SELECT * FROM booth_claim WHERE fair = $1 ORDER BY id", fair)
    return [dict(row) for row in rows]


async def strangers(fair):
    return [dict(row) for row in await fetch("SELECT * FROM booth_claim WHERE fair <> $1 ORDER BY id", fair)]


def facts(fair, booths, code, producer, **more):
    return {"fair": fair, "booth": booths[code], "code": code, "producer": producer, **more}


def written(moment):
    return moment.isoformat().replace("+00:00", "Z")


# --- held ---


async def test_hold_is_written_told_and_shown(fair, booths, office, member, dsn):
    others = await strangers(fair)
    async with heard_nudges(dsn) as nudges:
        answer = await operations.hold_booth(booths["A02"], acting=member, now=NOW)
    [claim] = await claims(fair)
    assert claim == {
        "id": claim["id"],
        "fair": fair,
        "booth": booths["A02"],
        "producer": only(member),
        "state": "held",
        "claimed_at": NOW,
        "expires_at": DEADLINE,
        "extended": 0,
        "assigned_at": None,
        "closed_at": None,
        "closed_reason": None,
        "previous": None,
    }
    assert (answer.booth, answer.code, answer.fair, answer.producer, answer.state, answer.expires_at) == (
        booths["A02"], "A02", fair, only(member), "held", DEADLINE,
    )  # fmt: skip
    payload = facts(fair, booths, "A02", only(member), until=written(DEADLINE))
    assert await messages() == [("booth.held", payload)]
    assert await audit_trail() == [audit("booth.held", "booth", booths["A02"], office, payload)]
    assert nudges == [f"fair:{fair}:booths A02"]
    assert await strangers(fair) == others


async def test_hold_asked_for_again_is_told_once(fair, booths, member):
    first = await operations.hold_booth(booths["A01"], acting=member, now=NOW)
    assert await operations.hold_booth(booths["A01"], acting=member, now=LATER) == first
    assert [name for name, _ in await messages()] == ["booth.held"]


async def test_hold_past_its_deadline_is_closed_by_whoever_takes_the_booth(fair, booths, office, member):
    first = await operations.hold_booth(booths["A01"], acting=member, now=NOW)
    other = await producer_actor()
    await operations.hold_booth(booths["A01"], acting=other, now=DEADLINE)
    old, new = await claims(fair)
    assert (old["state"], old["closed_reason"], old["closed_at"]) == ("closed", "expired", DEADLINE)
    assert (new["producer"], new["state"], new["expires_at"]) == (only(other), "held", DEADLINE + timedelta(minutes=30))
    payload = facts(fair, booths, "A01", only(member))
    assert (await messages())[1:] == [
        ("booth.hold_expired", payload),
        ("booth.held", facts(fair, booths, "A01", only(other), until=written(new["expires_at"]))),
    ]
    assert await audit_trail("booth.hold_exp") == [
        audit("booth.hold_expired", "booth", booths["A01"], office, payload, DEADLINE)
    ]
    assert first.producer == only(member)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ("UPDATE fair SET status = 'draft', published_at = NULL", FairNotFound),
        ("UPDATE fair SET status = 'cancelled', reason_vi = 'Bão'", FairClosedForThis),
        ("UPDATE fair SET starts_on = '2026-11-01', ends_on = '2026-11-23'", FairClosedForThis),
        ("UPDATE floor_plan SET holds_open = false", HoldsClosed),
        ("UPDATE booth SET blocked = true, blocked_reason = 'Cột'", BoothBlocked),
        ("UPDATE floor_plan SET hold_cap = 0", TooManyHolds),
    ],
)
async def test_hold_the_rules_do_not_give_is_refused(fair, booths, member, change, refusal):
    if "hold_cap" in change:
        await fetch("UPDATE floor_plan SET hold_cap = 1")
        await operations.hold_booth(booths["A05"], acting=member, now=NOW)
    else:
        await fetch(change)
    before = await claims(fair)
    with pytest.raises(refusal):
        await operations.hold_booth(booths["A01"], acting=member, now=NOW)
    assert await claims(fair) == before


async def test_fair_of_its_last_day_still_gives_booths(fair, booths, member):
    await fetch("UPDATE fair SET starts_on = '2026-11-20', ends_on = '2026-11-24'")
    assert (await operations.hold_booth(booths["A01"], acting=member, now=NOW)).state == "held"


async def test_cap_counts_the_own_standing_claims_of_this_fair(fair, booths, member, office):
    await fetch("UPDATE floor_plan SET hold_cap = 2")
    elsewhere = await booths_of(await make_floor_plan(await make_fair(office=office)))
    await make_claim(elsewhere["A02"], only(member))
    await make_claim(booths["A05"])
    await make_claim(booths["A04"], only(member), expires_at=NOW)
    await make_claim(booths["A01"], only(member), state="assigned")
    await operations.hold_booth(booths["A02"], acting=member, now=NOW)
    with pytest.raises(TooManyHolds) as refusal:
        await operations.hold_booth(booths["A03"], acting=member, now=NOW)
    assert refusal.value.data == {"claims": 2, "cap": 2} or set(refusal.value.data.values()) == {2}


@pytest.mark.parametrize("state", ["held", "offered", "assigned"])
async def test_booth_another_has_is_refused_before_any_waiting(fair, booths, member, colleague, state):
    """A hundred at once want the same booth: whoever comes too late does not queue for the lock."""
    await make_claim(booths["A01"], state=state)
    await colleague.execute("SELECT FROM booth WHERE id = $1 FOR UPDATE", booths["A01"])
    async with asyncio.timeout(5):
        with pytest.raises(BoothAlreadyAssigned if state == "assigned" else BoothAlreadyHeld):
            await operations.hold_booth(booths["A01"], acting=member, now=NOW)


async def test_holder_is_the_named_producer_or_the_only_one(fair, booths, member):
    both = replace(member, producer_ids=frozenset({only(member), await make_producer()}))
    none = replace(member, producer_ids=frozenset())
    for who in (both, none):
        with pytest.raises(NotYourProducer):
            await operations.hold_booth(booths["A01"], acting=who, now=NOW)
    with pytest.raises(NotYourProducer):
        await operations.hold_booth(booths["A01"], producer=await make_producer(), acting=member, now=NOW)
    with pytest.raises(SignInRequired):
        await operations.hold_booth(booths["A01"], acting=ANONYMOUS, now=NOW)
    answer = await operations.hold_booth(booths["A01"], producer=only(member), acting=both, now=NOW)
    assert answer.producer == only(member)


@pytest.mark.parametrize("step", ["hold", "confirm", "extend", "release"])
async def test_booth_that_is_on_no_plan_is_not_found(fair, booths, member, organizer, step):
    await fetch("UPDATE booth SET removed_at = $2 WHERE id = $1", booths["A01"], NOW)
    for number in (booths["A01"], 404):
        calls = {
            "hold": lambda number=number: operations.hold_booth(number, acting=member, now=NOW),
            "confirm": lambda number=number: operations.confirm_booth(number, acting=member, now=NOW),
            "extend": lambda number=number: operations.extend_hold(number, ExtensionInput(), acting=organizer, now=NOW),
            "release": lambda number=number: operations.release_hold(number, acting=member, now=NOW),
        }
        with pytest.raises(BoothNotFound):
            await calls[step]()


# --- confirmed ---


async def test_confirmed_hold_is_an_assignment_without_an_end(fair, booths, office, member):
    await operations.hold_booth(booths["A02"], acting=member, now=NOW)
    [held] = await claims(fair)
    answer = await operations.confirm_booth(booths["A02"], acting=member, now=LATER)
    assert await claims(fair) == [held | {"state": "assigned", "expires_at": None, "assigned_at": LATER}]
    assert (answer.booth, answer.producer, answer.state, answer.expires_at) == (
        booths["A02"], only(member), "assigned", None,
    )  # fmt: skip
    payload = facts(fair, booths, "A02", only(member), by="producer")
    assert await messages("booth.assigned") == [("booth.assigned", payload)]
    assert await audit_trail("booth.assigned") == [
        audit("booth.assigned", "booth", booths["A02"], office, payload, LATER)
    ]
    entries = await fetch("SELECT count(*) AS n FROM agenda_entry WHERE source LIKE 'booth-duty:%'")
    assert entries[0]["n"] == 1
    assert (await operations.confirm_booth(booths["A02"], acting=member, now=LATER)) == answer
    assert len(await messages("booth.assigned")) == 1


async def test_confirming_a_hold_leaves_the_other_hold_alone(fair, booths, member):
    for code in ("A01", "A02"):
        await operations.hold_booth(booths[code], acting=member, now=NOW)
    await operations.confirm_booth(booths["A01"], acting=member, now=NOW)
    assert [claim["state"] for claim in await claims(fair)] == ["assigned", "held"]


async def test_nothing_is_confirmed_that_is_anothers_nobodys_or_late(fair, booths, member):
    other = await producer_actor()
    await operations.hold_booth(booths["A01"], acting=other, now=NOW)
    for code in ("A01", "A02"):
        with pytest.raises(HoldNotFound):
            await operations.confirm_booth(booths[code], acting=member, now=NOW)
    with pytest.raises(HoldExpired):
        await operations.confirm_booth(booths["A01"], acting=other, now=DEADLINE)
    await fetch("UPDATE fair SET status = 'cancelled', reason_vi = 'Bão'")
    with pytest.raises(FairClosedForThis):
        await operations.confirm_booth(booths["A01"], acting=other, now=NOW)


async def test_offers_of_one_answer_are_accepted_together_but_for_the_late_one(fair, booths, member):
    application = await make_application(fair, only(member), state="offered")
    for code, end in (("A01", DEADLINE), ("A02", DEADLINE), ("A03", NOW)):
        await make_claim(booths[code], only(member), state="offered", expires_at=end)
    await make_claim(booths["A04"], state="offered")
    await operations.hold_booth(booths["A05"], acting=member, now=NOW)
    await operations.confirm_booth(booths["A01"], acting=member, now=NOW)
    assert [(claim["state"], claim["closed_reason"]) for claim in await claims(fair)] == [
        ("assigned", None),
        ("assigned", None),
        ("closed", "expired"),
        ("offered", None),
        ("held", None),
    ]
    found = await fetch("SELECT state FROM booth_application WHERE id = $1", application)
    assert found[0]["state"] == "accepted"
    assert [name for name, _ in await messages("booth.hold_exp")] == []


# --- extended ---


async def test_extension_is_counted_and_told(fair, booths, office, member, organizer):
    await operations.hold_booth(booths["A02"], acting=member, now=NOW)
    await operations.hold_booth(booths["A01"], acting=member, now=NOW)
    held, other = await claims(fair)
    answer = await operations.extend_hold(booths["A02"], ExtensionInput(minutes=45), acting=organizer, now=LATER)
    until = DEADLINE + timedelta(minutes=45)
    assert await claims(fair) == [held | {"expires_at": until, "extended": 1}, other]
    assert (answer.booth, answer.producer, answer.state, answer.expires_at) == (
        booths["A02"], only(member), "held", until,
    )  # fmt: skip
    payload = facts(fair, booths, "A02", only(member), until=written(until))
    assert await messages("booth.hold_ext") == [("booth.hold_extended", payload)]
    assert await audit_trail("booth.hold_ext") == [
        audit("booth.hold_extended", "booth", booths["A02"], office, payload, LATER)
    ]
    again = await operations.extend_hold(booths["A02"], ExtensionInput(), acting=organizer, now=LATER)
    assert again.expires_at == until + timedelta(minutes=30)


@pytest.mark.parametrize("zone", ["Asia/Ho_Chi_Minh", "America/New_York"])
async def test_extension_ends_at_midnight_of_the_opening_at_the_latest(fair, booths, office, member, organizer, zone):
    venue = await make_venue(office=office, time_zone=zone)
    await fetch("UPDATE fair SET venue = $2 WHERE id = $1", fair, venue)
    await operations.hold_booth(booths["A01"], acting=member, now=NOW)
    hour = 17 if zone.startswith("Asia") else 5
    opening = datetime(2026, 12, 11 if hour == 17 else 12, hour, tzinfo=UTC)
    with pytest.raises(ExtensionBackwards):
        wanted = ExtensionInput(until=opening + timedelta(seconds=1))
        await operations.extend_hold(booths["A01"], wanted, acting=organizer, now=NOW)
    answer = await operations.extend_hold(booths["A01"], ExtensionInput(until=opening), acting=organizer, now=NOW)
    assert answer.expires_at == opening


async def test_extension_of_a_fair_without_days_ends_within_a_year(fair, booths, member, organizer):
    await operations.hold_booth(booths["A01"], acting=member, now=NOW)
    await fetch("UPDATE fair SET status = 'postponed', reason_vi = 'Bão', starts_on = NULL, ends_on = NULL")
    latest = NOW + timedelta(days=366)
    with pytest.raises(ExtensionBackwards):
        wanted = ExtensionInput(until=latest + timedelta(seconds=1))
        await operations.extend_hold(booths["A01"], wanted, acting=organizer, now=NOW)
    await operations.extend_hold(booths["A01"], ExtensionInput(until=latest), acting=organizer, now=NOW)


async def test_nothing_is_extended_that_is_assigned_past_or_anothers_office(fair, booths, member, organizer):
    await operations.hold_booth(booths["A01"], acting=member, now=NOW)
    with pytest.raises(NotYourOffice):
        await operations.extend_hold(booths["A01"], ExtensionInput(), acting=await make_organizer(), now=NOW)
    with pytest.raises(HoldNotFound):
        await operations.extend_hold(booths["A01"], ExtensionInput(), acting=organizer, now=DEADLINE)
    with pytest.raises(HoldNotFound):
        await operations.extend_hold(booths["A02"], ExtensionInput(), acting=organizer, now=NOW)
    await operations.confirm_booth(booths["A01"], acting=member, now=NOW)
    with pytest.raises(HoldNotFound):
        await operations.extend_hold(booths["A01"], ExtensionInput(), acting=organizer, now=NOW)


# --- given back ---


@pytest.mark.parametrize("state", ["held", "assigned"])
async def test_released_claim_is_closed_and_told(fair, booths, office, member, state):
    await operations.hold_booth(booths["A01"], acting=member, now=NOW)
    await operations.hold_booth(booths["A02"], acting=member, now=NOW)
    if state == "assigned":
        await operations.confirm_booth(booths["A02"], acting=member, now=NOW)
    other, before = await claims(fair)
    await operations.release_hold(booths["A02"], acting=member, now=LATER)
    closed = {"state": "closed", "closed_at": LATER, "closed_reason": "released"}
    assert await claims(fair) == [other, before | closed]
    payload = facts(fair, booths, "A02", only(member), was=state)
    assert await messages("booth.rel") == [("booth.released", payload)]
    assert await audit_trail("booth.rel") == [audit("booth.released", "booth", booths["A02"], office, payload, LATER)]
    standing = await fetch("SELECT count(*) AS n FROM agenda_entry WHERE removed_at IS NULL")
    assert standing[0]["n"] == 0
    await operations.release_hold(booths["A02"], acting=member, now=LATER)
    assert len(await messages("booth.rel")) == 1


async def test_hold_past_its_time_is_not_released(fair, booths, member):
    await operations.hold_booth(booths["A01"], acting=member, now=NOW)
    before = await claims(fair)
    await operations.release_hold(booths["A01"], acting=member, now=DEADLINE)
    assert await claims(fair) == before


async def test_only_its_people_and_the_office_release_a_hold(fair, booths, member, organizer):
    await operations.hold_booth(booths["A01"], acting=member, now=NOW)
    stranger = await producer_actor()
    for producer in (None, only(stranger), only(member)):
        with pytest.raises(NotYourProducer):
            await operations.release_hold(booths["A01"], producer=producer, acting=stranger, now=NOW)
    with pytest.raises(SignInRequired):
        await operations.release_hold(booths["A02"], acting=ANONYMOUS, now=NOW)
    with pytest.raises(NotYourProducer):
        await operations.release_hold(booths["A01"], producer=only(stranger), acting=member, now=NOW)
    await operations.release_hold(booths["A01"], acting=organizer, now=NOW)
    assert [claim["closed_reason"] for claim in await claims(fair)] == ["released"]


@pytest.mark.parametrize(
    ("by_office", "reason", "state"), [(True, "unassigned", "approved"), (False, "declined", "refused")]
)
async def test_offer_given_back_ends_with_its_application(
    fair, booths, member, organizer, dsn, by_office, reason, state
):
    application = await make_application(fair, only(member), state="offered")
    waiting = await make_application(fair, state="waitlisted")
    await make_claim(booths["A01"], only(member), state="offered")
    async with heard_nudges(dsn) as nudges:
        await operations.release_hold(booths["A01"], acting=organizer if by_office else member, now=LATER)
    first, *passed_on = await claims(fair)
    assert (first["state"], first["closed_reason"], first["closed_at"]) == ("closed", reason, LATER)
    assert len(passed_on) == (0 if by_office else 1)
    found = await fetch("SELECT id, state FROM booth_application ORDER BY id")
    assert [tuple(row) for row in found] == [(application, state), (waiting, "waitlisted" if by_office else "offered")]
    assert await messages("booth.") == []
    assert f"fair:{fair}:booths A01" in nudges


# --- past ---


async def test_sweeper_closes_past_holds_only_and_tells_each(fair, booths, office, member, dsn):
    for code, state, end in (
        ("A01", "held", LATER),
        ("A02", "held", LATER + timedelta(seconds=1)),
        ("A03", "offered", NOW),
        ("A04", "assigned", None),
    ):
        await make_claim(booths[code], only(member), state=state, expires_at=end)
    before, others = await claims(fair), await strangers(fair)
    async with heard_nudges(dsn) as nudges:
        assert await sweep_expired_holds(now=LATER) == 1
    closed = {"state": "closed", "closed_at": LATER, "closed_reason": "expired"}
    assert await claims(fair) == [before[0] | closed, *before[1:]]
    assert await strangers(fair) == others
    payload = facts(fair, booths, "A01", only(member))
    assert await messages() == [("booth.hold_expired", payload)]
    assert await audit_trail() == [audit("booth.hold_expired", "booth", booths["A01"], office, payload, LATER)]
    assert nudges == [f"fair:{fair}:booths A01"]
    assert await sweep_expired_holds(now=LATER) == 0


async def test_sweeper_leaves_what_somebody_is_busy_with(fair, booths, member, colleague):
    for code in ("A01", "A02"):
        await make_claim(booths[code], only(member), expires_at=NOW)
    await colleague.execute("SELECT FROM booth_claim WHERE booth = $1 FOR UPDATE", booths["A01"])
    async with asyncio.timeout(5):
        assert await sweep_expired_holds(now=NOW) == 1
    assert [claim["state"] for claim in await claims(fair)] == ["held", "closed"]


async def test_sweeper_that_waits_for_a_confirmation_closes_nothing(fair, booths, member, colleague):
    claim = await make_claim(booths["A01"], only(member), expires_at=NOW)
    await colleague.execute(
        "UPDATE booth_claim SET state = 'assigned', expires_at = NULL, assigned_at = $2 WHERE id = $1", claim, NOW
    )
    async with asyncio.timeout(5):
        assert await sweep_expired_holds(now=NOW) == 0
    await colleague.execute("COMMIT")


async def test_offer_past_its_time_lapses_and_goes_to_the_next_in_line(fair, booths, member):
    lapsed = await make_application(fair, only(member), state="offered")
    waiting = await make_application(fair, state="waitlisted")
    await make_claim(booths["A01"], only(member), state="offered", expires_at=LATER)
    await make_claim(booths["A02"], state="offered", expires_at=LATER + timedelta(seconds=1))
    await make_claim(booths["A03"], state="held", expires_at=NOW)
    assert await lapse_offers(now=LATER) == 1
    first, second, third, new = await claims(fair)
    assert (first["state"], first["closed_reason"], first["closed_at"]) == ("closed", "expired", LATER)
    assert (second["state"], third["state"]) == ("offered", "held")
    assert (new["booth"], new["state"]) == (booths["A01"], "offered")
    found = await fetch("SELECT id, state FROM booth_application ORDER BY id")
    assert [tuple(row) for row in found] == [(lapsed, "lapsed"), (waiting, "offered")]
    assert await lapse_offers(now=LATER) == 0


async def test_offer_accepted_while_the_sweeper_waits_does_not_lapse(fair, booths, member, colleague):
    claim = await make_claim(booths["A01"], only(member), state="offered", expires_at=NOW)
    await colleague.execute("SELECT FROM booth WHERE id = $1 FOR UPDATE", booths["A01"])
    waiting = asyncio.create_task(lapse_offers(now=NOW))
    await until_somebody_waits(colleague)
    await colleague.execute(
        "UPDATE booth_claim SET state = 'assigned', expires_at = NULL, assigned_at = $2 WHERE id = $1", claim, NOW
    )
    await colleague.execute("COMMIT")
    assert await waiting == 0
    assert [one["state"] for one in await claims(fair)] == ["assigned"]


async def test_offer_past_its_time_is_taken_over_and_its_application_lapses(fair, booths, member):
    application = await make_application(fair, only(member), state="offered")
    await make_claim(booths["A01"], only(member), state="offered", expires_at=NOW)
    other = await producer_actor()
    await operations.hold_booth(booths["A01"], acting=other, now=NOW)
    assert [(one["state"], one["closed_reason"]) for one in await claims(fair)] == [
        ("closed", "expired"),
        ("held", None),
    ]
    found = await fetch("SELECT state FROM booth_application WHERE id = $1", application)
    assert found[0]["state"] == "lapsed"
    assert await messages("booth.hold_exp") == []


# --- locks ---


async def test_hold_that_waited_sees_what_was_taken_meanwhile(fair, booths, member, colleague):
    await colleague.execute("SELECT FROM booth WHERE id = $1 FOR UPDATE", booths["A01"])
    waiting = asyncio.create_task(operations.hold_booth(booths["A01"], acting=member, now=NOW))
    await until_somebody_waits(colleague)
    await colleague.execute(
        "INSERT INTO booth_claim (fair, booth, producer, state, claimed_at, expires_at, extended)"
        " VALUES ($1, $2, $3, 'held', $4, $5, 0)",
        fair, booths["A01"], await make_producer(), NOW, DEADLINE,
    )  # fmt: skip
    await colleague.execute("COMMIT")
    with pytest.raises(BoothAlreadyHeld):
        await waiting


async def test_hold_waits_for_the_own_producers_other_hold_of_this_fair(fair, booths, member, colleague):
    key = f"booths:{fair}:{only(member)}"
    await colleague.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", key)
    other = await producer_actor()
    async with asyncio.timeout(5):
        await operations.hold_booth(booths["A02"], acting=other, now=NOW)
    waiting = asyncio.create_task(operations.hold_booth(booths["A01"], acting=member, now=NOW))
    await until_somebody_waits(colleague)
    await colleague.execute("COMMIT")
    assert (await waiting).state == "held"


async def test_release_waits_for_the_claim_it_ends(fair, booths, member, colleague):
    claim = await make_claim(booths["A01"], only(member))
    await colleague.execute("UPDATE booth_claim SET expires_at = $2 WHERE id = $1", claim, NOW)
    waiting = asyncio.create_task(operations.release_hold(booths["A01"], acting=member, now=NOW))
    await until_somebody_waits(colleague)
    await colleague.execute("COMMIT")
    await waiting
    assert [one["state"] for one in await claims(fair)] == ["held"]


async def test_booths_of_others_are_not_waited_for(fair, booths, member, colleague):
    claim = await make_claim(booths["A02"])
    await colleague.execute("SELECT FROM booth WHERE id = $1 FOR UPDATE", booths["A02"])
    await colleague.execute("SELECT FROM booth_claim WHERE id = $1 FOR UPDATE", claim)
    async with asyncio.timeout(5):
        await operations.hold_booth(booths["A01"], acting=member, now=NOW)
        await operations.release_hold(booths["A01"], acting=member, now=NOW)


# --- rules ---


def claim(state="held", producer=1, expires_at=DEADLINE):
    return rules.Claim(1, 5, producer, rules.ClaimState(state), expires_at)


@pytest.mark.parametrize(
    ("given", "past"),
    [
        (claim(), False),
        (claim(expires_at=NOW), True),
        (claim("offered", expires_at=NOW), True),
        (claim("offered", expires_at=NOW + timedelta(microseconds=1)), False),
        (claim("assigned", expires_at=NOW), False),
        (claim("assigned", expires_at=None), False),
        (claim("held", expires_at=None), False),
        (claim("closed", expires_at=NOW), False),
    ],
)
def test_hold_and_offer_are_past_at_their_deadline(given, past):
    assert given.is_past(NOW) is past
    assert rules.live(given, NOW) is (None if past else given)


def test_whoever_stands_in_the_way_is_named_with_their_end():
    with pytest.raises(BoothAlreadyHeld) as held:
        rules.ensure_free_for(claim("offered"), 2, booth="A01", now=NOW)
    assert held.value.data["until"] == DEADLINE
    for standing in (claim("assigned"), claim("held", expires_at=None)):
        with pytest.raises(BoothAlreadyAssigned):
            rules.ensure_free_for(standing, 2, booth="A01", now=NOW)
    rules.ensure_free_for(claim(), 1, booth="A01", now=NOW)
    rules.ensure_free_for(None, 1, booth="A01", now=NOW)
    rules.ensure_free_for(claim(expires_at=NOW), 2, booth="A01", now=NOW)


@pytest.mark.parametrize(
    ("standing", "until", "minutes", "expected"),
    [
        (claim(), None, 15, DEADLINE + timedelta(minutes=15)),
        (claim(expires_at=NOW - timedelta(hours=1)), None, 15, NOW + timedelta(minutes=15)),
        (claim(expires_at=None), None, 15, NOW + timedelta(minutes=15)),
        (claim(), DEADLINE + timedelta(minutes=1), 15, DEADLINE + timedelta(minutes=1)),
        (claim(), DEADLINE, 15, None),
        (claim(), NOW + timedelta(hours=2), 15, NOW + timedelta(hours=2)),
        (claim(), NOW + timedelta(hours=2, seconds=1), 15, None),
    ],
)
def test_extension_leads_ahead_and_no_further_than_the_latest(standing, until, minutes, expected):
    def extend():
        return rules.extended_until(standing, until=until, minutes=minutes, latest=NOW + timedelta(hours=2), now=NOW)

    if expected is None:
        with pytest.raises(ExtensionBackwards):
            extend()
    else:
        assert extend() == expected


@pytest.mark.parametrize(
    ("day", "first", "last", "allowed"),
    [
        (date(2026, 11, 23), date(2026, 11, 23), date(2026, 11, 27), True),
        (date(2026, 11, 24), date(2026, 11, 23), date(2026, 11, 27), True),
        (date(2026, 11, 25), date(2026, 11, 23), date(2026, 11, 27), False),
        (date(2026, 11, 22), date(2026, 11, 23), date(2026, 11, 27), False),
        (date(2026, 11, 24), date(2026, 11, 20), date(2026, 11, 23), False),
        (date(2026, 11, 24), None, date(2026, 11, 27), False),
        (date(2026, 11, 24), date(2026, 11, 23), None, False),
    ],
)
def test_attendance_is_of_a_day_that_has_come(day, first, last, allowed):
    today = date(2026, 11, 24)
    if allowed:
        rules.ensure_day_of_fair(day, first=first, last=last, today=today)
    else:
        with pytest.raises(AttendanceDayWrong):
            rules.ensure_day_of_fair(day, first=first, last=last, today=today)


@pytest.mark.parametrize("moves", [[], [(1, 1)], [(1, 2), (1, 3)], [(1, 3), (2, 3)], [(1, 2), (3, 3)]])
def test_moves_that_leave_somebody_in_doubt_are_refused(moves):
    with pytest.raises(MovesUnclear):
        rules.ensure_moves_clear(moves)


async def test_moved_claim_keeps_its_end_and_its_history(fair, booths, member, organizer):
    await operations.hold_booth(booths["A01"], acting=member, now=NOW)
    [old] = await claims(fair)
    move = [Move(booths["A01"], booths["A02"])]
    await operations.move_booths(await slug_of(fair), move, acting=organizer, now=LATER)
    closed, new = await claims(fair)
    assert closed == old | {"state": "closed", "closed_at": LATER, "closed_reason": "moved"}
    assert (new["booth"], new["state"], new["expires_at"], new["previous"], new["claimed_at"]) == (
        booths["A02"], "held", DEADLINE, old["id"], LATER,
    )  # fmt: skip


def test_words_of_the_register_stay():
    assert [one.value for one in rules.ClaimState] == ["held", "offered", "assigned", "closed"]
    assert [one.value for one in rules.ClosedReason] == [
        "released", "expired", "unassigned", "moved", "declined", "booth_removed", "fair_cancelled",
    ]  # fmt: skip
    assert [one.value for one in rules.BoothState] == ["available", "held", "offered", "assigned", "blocked"]
