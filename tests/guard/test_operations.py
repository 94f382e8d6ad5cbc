"""Each operation under a fair in each state of it: done, or refused by the table, before it has locked a row."""

import asyncio
import inspect

import asyncpg
import pytest

from events_app.applications import operations as applications
from events_app.assignment import operations as assignment
from events_app.booths import operations as booths
from events_app.fairs.operations import cancel_fair
from events_app.fairs.rules import Deed, Phase, refusal_of
from events_app.fairs.schemas import Cancellation
from events_app.floor_plans import operations as floor_plans
from events_app.giving import operations as giving
from events_app.livestream import operations as livestream
from events_app.passes import operations as passes
from events_app.platform.db import fetch
from events_app.platform.errors import DomainError
from tests.clock import NOW
from tests.guard.deeds import (
    CALLS,
    ENTERED_ELSEWHERE,
    MEETS,
    NOT_UNDER_THE_GUARD,
    OWN_RULES,
    STATES,
    set_the_scene,
)
from tests.locks import until_somebody_waits

SLICES = (floor_plans, booths, applications, assignment, passes, giving, livestream)
RACED = (
    "hold_booth", "offer_booth", "assign_booth", "answer_offer", "issue_pass", "open_gate", "create_session",
    "apply_for_booths", "set_hold_terms", "name_booth_staff",
)  # fmt: skip


def test_every_operation_says_what_it_does_under_a_fair():
    found = {name for each in SLICES for name in each.__all__ if inspect.iscoroutinefunction(getattr(each, name))}
    told = {name.partition(",")[0] for name in CALLS} | ENTERED_ELSEWHERE.keys()
    assert found - told - NOT_UNDER_THE_GUARD.keys() == set()
    assert not told & NOT_UNDER_THE_GUARD.keys()


def _enters(operation, seen=()) -> bool:
    """Whether an operation calls the guard, itself or through what its module calls."""
    names = operation.__code__.co_names
    module = inspect.getmodule(operation)
    called = [getattr(module, name, None) for name in names if name not in seen]
    return "enter_fair" in names or any(
        _enters(each, (*seen, *names))
        for each in called
        if inspect.iscoroutinefunction(each)
        and each.__module__.startswith("events_app.")
        and "operations" in each.__module__
    )


@pytest.mark.parametrize("name", ENTERED_ELSEWHERE)
def test_what_is_tried_elsewhere_enters(name):
    [operation] = [getattr(each, name) for each in SLICES if name in each.__all__]
    assert _enters(operation)


@pytest.mark.parametrize("deed", list(Deed))
@pytest.mark.parametrize("state", list(Phase))
def test_what_a_deed_meets(deed, state):
    refusal = refusal_of(deed, state)
    assert (refusal.code if refusal else None) == MEETS[deed.value].get(state.value)
    assert refusal is None or refusal.text("vi") != refusal.text("en")


async def outcome(attempt) -> str:
    try:
        await attempt
    except DomainError as refusal:
        return refusal.code
    return "done"


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("state", STATES)
async def test_each_operation_under_a_fair_in_this_state(state):
    seen = {}
    for name, (deed, call) in CALLS.items():
        scene = await set_the_scene()
        await fetch(f"UPDATE fair SET {STATES[state]} WHERE id = $1", scene.site.fair)
        await fetch(
            "UPDATE fair_day d SET date = f.starts_on + d.number - 1 FROM fair f WHERE f.id = d.fair AND f.id = $1",
            scene.site.fair,
        )
        expected = OWN_RULES.get((name, state)) or MEETS[deed].get(state) or "done"
        if (met := await outcome(call(scene))) != expected:
            seen[name] = (met, expected)
    assert seen == {}


@pytest.fixture
async def canceller(dsn, database):
    connection = await asyncpg.connect(dsn)
    await connection.execute("BEGIN")
    yield connection
    await connection.close()


@pytest.mark.parametrize("name", CALLS)
async def test_whoever_comes_while_the_fair_is_cancelled_waits_with_no_row_locked_and_is_refused(canceller, name):
    scene = await set_the_scene()
    deed, call = CALLS[name]
    fair = scene.site.fair
    await canceller.execute("SELECT pg_advisory_xact_lock(hashtextextended('fair:' || $1::bigint, 0))", fair)
    asked = asyncio.create_task(outcome(call(scene)))
    await until_somebody_waits(canceller)
    locked = await canceller.fetch(
        "SELECT l.relation::regclass::text FROM pg_locks l WHERE pg_backend_pid() = ANY(pg_blocking_pids(l.pid))"
        " AND l.mode IN ('RowShareLock', 'RowExclusiveLock')"
    )
    await canceller.execute("UPDATE fair SET status = 'cancelled', reason_vi = 'Bão' WHERE id = $1", fair)
    await canceller.execute("COMMIT")
    assert locked == []
    assert await asked == MEETS[deed].get("cancelled", "done")


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("name", RACED)
async def test_nothing_live_stands_under_a_fair_that_was_cancelled_meanwhile(name):
    scene = await set_the_scene()
    deed, call = CALLS[name]
    cancelling = cancel_fair(scene.site.slug, Cancellation("Bão"), acting=scene.site.organizer, now=NOW)
    met, _ = await asyncio.gather(outcome(call(scene)), cancelling)
    assert met in {"done", MEETS[deed]["cancelled"]}
    [left] = await fetch(
        "SELECT (SELECT count(*) FROM booth_claim WHERE fair = $1 AND state IN ('held', 'offered')) AS claims,"
        " (SELECT count(*) FROM booth_fee WHERE fair = $1 AND ended_at IS NULL) AS fees,"
        " (SELECT count(*) FROM booth_application WHERE fair = $1 AND state = 'offered') AS offered",
        scene.site.fair,
    )
    assert dict(left) == {"claims": 0, "fees": 0, "offered": 0}
    assert met == "done" or await outcome(call(scene)) == MEETS[deed]["cancelled"]
