"""Messages upwards: never lost, never handled twice, one handler's failure not another's."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import asyncpg
import pytest

from events_app.platform.db import fetch, transaction
from events_app.platform.live import LiveHub
from events_app.platform.outbox import (
    Handler,
    NotYetError,
    OutboxWorker,
    count_outbox,
    deliver_due,
    list_dead,
    put_message,
    revive,
    sweep_delivered,
)
from events_app.platform.outbox.dead_letters import DeadLetterNotFound
from events_app.platform.outbox.delivering import wait_before
from tests.clock import StandingClock


@pytest.fixture
def heard():
    return []


def listener(name, heard):
    async def hear(payload, message_id, now):
        heard.append((name, payload["n"]))
        await fetch(
            "INSERT INTO scheduler_beat (job, last_run_at, last_error) VALUES ($1, $2, '')",
            f"{name}{payload['n']}",
            now,
        )

    return Handler(name, hear)


def breaker(name):
    async def hear(payload, message_id, now):
        raise ValueError("on purpose")

    return Handler(name, hear)


def hanger(name, seconds=0.2, begun=None):
    """Waits for what never comes: in the database, where cancelling is hardest."""

    async def hear(payload, message_id, now):
        if begun is not None:
            begun.put_nowait(name)
        await fetch("SELECT pg_sleep(60)")

    return Handler(name, hear, seconds)


async def put(n, now, topic="fair.moved"):
    async with transaction():
        await put_message(topic, {"n": n}, now=now)


async def delivery_of(handler):
    return dict((await fetch("SELECT * FROM outbox_delivery WHERE handler = $1 ORDER BY id", handler))[0])


@asynccontextmanager
async def at_work(dsn, handlers, clock):
    """A process that hears of each message; what nobody hears of is never looked for."""
    hub = LiveHub(dsn)
    async with hub.listening():
        worker = OutboxWorker(handlers, clock.now)
        async with worker.listening(hub.subscribe("outbox")):
            await hub.connected.wait()
            yield worker


def teller(name, told):
    """Tells a queue, so that a test can wait for it."""

    async def hear(payload, message_id, now):
        told.put_nowait((name, payload["n"]))

    return Handler(name, hear)


async def next_of(told):
    async with asyncio.timeout(5):
        return await told.get()


async def test_message_of_a_rolled_back_operation_is_never_heard(database, now, heard):
    with pytest.raises(RuntimeError):
        async with transaction():
            await put_message("fair.moved", {"n": 1}, now=now)
            raise RuntimeError
    assert await deliver_due({"fair.moved": [listener("a", heard)]}, now=now) == 0


async def test_message_outside_a_transaction_is_refused(database, now):
    with pytest.raises(RuntimeError, match="transaction"):
        await put_message("fair.moved", {}, now=now)


async def test_each_handler_hears_each_message_once(database, now, heard):
    for n in range(3):
        await put(n, now)
    handlers = {"fair.moved": [listener("a", heard), listener("b", heard)]}
    assert await deliver_due(handlers, now=now) == 6
    assert await deliver_due(handlers, now=now) == 0
    assert sorted(heard) == [(name, n) for name in "ab" for n in range(3)]


async def test_failing_handler_is_tried_again_later_without_repeating_the_other(database, now, heard):
    await put(1, now)
    handlers = {"fair.moved": [listener("a", heard), breaker("b")]}
    assert await deliver_due(handlers, now=now) == 1
    row = (await fetch("SELECT * FROM outbox_delivery WHERE handler = 'b'"))[0]
    assert row["attempts"] == 1
    assert "on purpose" in row["last_error"]
    assert row["next_attempt_at"] > now
    mended = {"fair.moved": [listener("a", heard), listener("b", heard)]}
    assert await deliver_due(mended, now=now) == 0
    assert await deliver_due(mended, now=now + timedelta(minutes=1)) == 1
    assert heard == [("a", 1), ("b", 1)]


async def test_many_workers_at_once_repeat_nothing(database, now, heard):
    for n in range(30):
        await put(n, now)
    handlers = {"fair.moved": [listener("a", heard)]}
    await asyncio.gather(*(deliver_due(handlers, now=now) for _ in range(8)))
    assert sorted(n for _, n in heard) == list(range(30))
    assert (await fetch("SELECT count(*) AS n FROM scheduler_beat"))[0]["n"] == 30


async def test_sweep_keeps_what_is_not_delivered(database, now, heard):
    await put(1, now)
    await put(2, now)
    await deliver_due({"fair.moved": [listener("a", heard)]}, now=now)
    await fetch("UPDATE outbox_delivery SET done_at = NULL WHERE message = (SELECT max(id) FROM outbox_message)")
    await sweep_delivered(now + timedelta(days=31))
    assert (await fetch("SELECT count(*) AS n FROM outbox_message"))[0]["n"] == 1


def test_wait_doubles_up_to_an_hour_and_never_overflows():
    waits = [wait_before(attempt) for attempt in range(1, 5000)]
    assert waits[:4] == [timedelta(seconds=5 * 2**n) for n in range(4)]
    assert waits == sorted(waits)
    assert set(waits[10:]) == {timedelta(hours=1)}


async def test_a_handler_that_fails_for_sixty_hours_becomes_a_dead_letter_and_delays_nobody(database, now, heard):
    """More attempts than the doubling can bear, beside a handler that is well and gets a message an hour."""
    handlers = {"fair.moved": [listener("well", heard)], "fair.broken": [breaker("ill")]}
    clock = StandingClock(now)
    await put(0, clock.now(), "fair.broken")
    died = None
    for hour in range(60):
        await put(hour, clock.now())
        for _ in range(4):
            await deliver_due(handlers, now=clock.now())
            clock.advance(timedelta(minutes=15))
        assert heard[-1] == ("well", hour)
        died = died or (clock.now() if (await count_outbox(now=clock.now())).dead else None)
    assert timedelta(hours=48) <= died - now <= timedelta(hours=50)
    ill = await delivery_of("ill")
    assert ill["attempts"] > 44
    assert ill["done_at"] is None
    figures = await count_outbox(now=clock.now())
    assert (figures.dead, figures.due, figures.oldest_due_at) == (1, 0, None)
    [letter] = await list_dead()
    assert (letter.topic, letter.handler, letter.last_error) == ("fair.broken", "ill", "ValueError: on purpose")


async def test_time_in_which_nobody_tried_does_not_count(database, now):
    await put(1, now)
    later = now + timedelta(days=9)
    await deliver_due({"fair.moved": [breaker("ill")]}, now=later)
    assert (await delivery_of("ill"))["dead_at"] is None
    await deliver_due({"fair.moved": [breaker("ill")]}, now=later + timedelta(days=2))
    assert (await delivery_of("ill"))["dead_at"] == later + timedelta(days=2)


async def test_a_dead_letter_is_tried_again_when_somebody_says_so(database, now, heard):
    await put(1, now)
    for at in (now, now + timedelta(days=2)):
        await deliver_due({"fair.moved": [breaker("a")]}, now=at)
    mended = {"fair.moved": [listener("a", heard)]}
    late = now + timedelta(days=3)
    assert await deliver_due(mended, now=late) == 0
    [letter] = await list_dead()
    async with transaction():
        assert (await revive(letter.id, now=late)).topic == "fair.moved"
    with pytest.raises(DeadLetterNotFound):
        async with transaction():
            await revive(letter.id, now=late)
    assert await deliver_due(mended, now=late) == 1
    assert heard == [("a", 1)]
    assert await list_dead() == []


async def test_a_revived_letter_that_fails_has_two_days_again(database, now):
    handlers = {"fair.moved": [breaker("a")]}
    await put(1, now)
    for at in (now, now + timedelta(days=2)):
        await deliver_due(handlers, now=at)
    late = now + timedelta(days=3)
    async with transaction():
        await revive((await list_dead())[0].id, now=late)
    await deliver_due(handlers, now=late)
    row = await delivery_of("a")
    assert (row["dead_at"], row["attempts"], row["give_up_at"]) == (None, 1, late + timedelta(days=2))


async def test_a_handler_that_hangs_is_stopped_and_its_transaction_undone(database, now):
    async def write_and_hang(payload, message_id, now):
        await fetch("INSERT INTO scheduler_beat (job, last_run_at, last_error) VALUES ('half', $1, '')", now)
        await fetch("SELECT pg_sleep(60)")

    await put(1, now)
    assert await deliver_due({"fair.moved": [Handler("a", write_and_hang, 0.1)]}, now=now) == 0
    assert await fetch("SELECT FROM scheduler_beat") == []
    row = await delivery_of("a")
    assert row["attempts"] == 1
    assert row["last_error"] == "HandlerTooSlowError: a did not end within 0.1 seconds"


async def test_a_handler_of_its_own_timeout_is_not_called_slow(database, now):
    async def time_out(payload, message_id, now):
        raise TimeoutError("elsewhere")

    await put(1, now)
    await deliver_due({"fair.moved": [Handler("a", time_out)]}, now=now)
    row = await delivery_of("a")
    assert row["attempts"] == 1
    assert not row["last_error"].startswith("HandlerTooSlowError")


async def test_while_a_handler_hangs_others_hear_of_new_messages_at_once(database, dsn, clock):
    told = asyncio.Queue()
    handlers = {"fair.moved": [teller("well", told)], "fair.broken": [hanger("ill", 60, told)]}
    async with at_work(dsn, handlers, clock):
        await put(0, clock.now(), "fair.broken")
        assert await next_of(told) == "ill"
        for n in range(3):
            await put(n, clock.now())
            assert await next_of(told) == ("well", n)
        assert (await delivery_of("ill"))["attempts"] == 0
    assert (await delivery_of("ill"))["done_at"] is None


async def test_a_message_that_comes_while_its_lane_is_about_to_end_is_not_left_behind(database, dsn, clock):
    told = asyncio.Queue()
    async with at_work(dsn, {"fair.moved": [teller("well", told)]}, clock):
        for n in range(60):  # each is put while the one before is being marked as done
            await put(n, clock.now())
            assert await next_of(told) == ("well", n)


async def test_handlers_that_hang_share_one_lane_afterwards(database, now, heard):
    """Ten that hang: the first round holds three lanes for a moment; from then on one lane is all they take."""
    ill = [hanger(f"ill{n}", 0.05) for n in range(6)]
    handlers = {"fair.moved": [*ill, listener("well", heard)]}
    worker = OutboxWorker(handlers, lambda: now)
    await put(1, now)
    await worker.look()
    await worker.settle()
    assert heard == [("well", 1)]
    await fetch("UPDATE outbox_delivery SET next_attempt_at = $1 WHERE done_at IS NULL", now)
    await put(2, now)
    await worker.look()
    busy = [task for name, task in worker._lanes.items() if name != "well"]
    await worker._lanes["well"]
    assert heard == [("well", 1), ("well", 2)]
    assert sum(task.done() for task in busy) <= 1
    await worker.settle()


async def test_an_outbox_hears_again_after_the_database_came_back(database, dsn, clock):
    told = asyncio.Queue()
    async with at_work(dsn, {"fair.moved": [teller("a", told)]}, clock):
        connection = await asyncpg.connect(dsn)
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'live'"
        )
        await connection.close()
        await put(1, clock.now())  # nobody listens just now: the reconnection itself is the nudge
        assert await next_of(told) == ("a", 1)
        await put(2, clock.now())
        assert await next_of(told) == ("a", 2)


@pytest.mark.parametrize("said", ["a\0b", "x" * 2000], ids=["nul", "long"])
async def test_whatever_an_error_says_its_message_waits_and_the_next_is_heard(database, now, heard, said):
    async def hear(payload, message_id, now):
        if payload["n"] == 0:
            raise ValueError(said)
        heard.append(payload["n"])

    await put(0, now)
    await put(1, now)
    assert await deliver_due({"fair.moved": [Handler("a", hear)]}, now=now) == 1
    assert heard == [1]
    assert (await delivery_of("a"))["attempts"] == 1


@pytest.mark.parametrize("payload", ["1e999", "[1]", '"text"', "null"])
async def test_a_payload_that_cannot_be_read_delays_no_other(database, now, heard, payload):
    await fetch(
        "INSERT INTO outbox_message (topic, payload, created_at, fanned_out) VALUES ('fair.moved', $1, $2, false)",
        payload,
        now,
    )
    await put(1, now)
    assert await deliver_due({"fair.moved": [listener("a", heard)]}, now=now) == 1
    assert heard == [("a", 1)]


async def test_a_hundred_that_fail_do_not_hold_up_the_one_behind_them(database, now, heard):
    for n in range(100):
        await put(n, now, "fair.broken")
    await put(1, now)
    handlers = {"fair.broken": [breaker("ill")], "fair.moved": [listener("well", heard)]}
    assert await deliver_due(handlers, now=now) == 1
    assert heard == [("well", 1)]
    assert (await fetch("SELECT min(attempts) AS least FROM outbox_delivery WHERE handler = 'ill'"))[0]["least"] == 1


async def test_sweep_keeps_dead_letters(database, now):
    await put(1, now)
    for at in (now, now + timedelta(days=2)):
        await deliver_due({"fair.moved": [breaker("a")]}, now=at)
    await sweep_delivered(now + timedelta(days=400))
    assert len(await list_dead()) == 1


async def test_one_handler_hears_its_messages_in_order_however_many_processes_there_are(database, now):
    heard, at_once, most = [], 0, 0

    async def hear(payload, message_id, now):
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await fetch("SELECT pg_sleep(0.005)")
        heard.append(payload["n"])
        at_once -= 1

    for n in range(20):
        await put(n, now)
    await asyncio.gather(*(deliver_due({"fair.moved": [Handler("a", hear)]}, now=now) for _ in range(5)))
    assert heard == list(range(20))
    assert most == 1


async def test_who_builds_upon_anothers_work_waits_for_it_without_a_failure(database, now, heard, caplog):
    async def build(payload, message_id, now):
        if not heard:
            raise NotYetError
        heard.append(("builder", payload["n"]))

    await put(1, now)
    handlers = {"fair.moved": [Handler("builder", build)]}
    assert await deliver_due(handlers, now=now) == 0
    assert (await delivery_of("builder"))["last_error"] == ""
    assert "failed" not in caplog.text
    heard.append("the other")
    assert await deliver_due(handlers, now=now + timedelta(seconds=7)) == 1
