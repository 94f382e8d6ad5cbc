"""The record of deliveries: what is due, what is done, what is put off, what was given up and is tried again."""

import asyncio
import logging
from contextvars import Context
from datetime import timedelta

import asyncpg
import pytest

from events_app.platform.db import fetch, transaction
from events_app.platform.errors import Unavailable
from events_app.platform.outbox import (
    Handler,
    count_outbox,
    deliver_due,
    list_dead,
    put_message,
    revive,
    sweep_delivered,
)
from events_app.platform.outbox.dead_letters import DeadLetterNotFound
from events_app.platform.outbox.delivering import deliver_one, fan_out, find_due, storable
from events_app.platform.outbox.messages import wake_workers
from tests.locks import until_somebody_waits

SECOND = timedelta(seconds=1)


async def put(n, now, topic="fair.moved"):
    async with transaction():
        return await put_message(topic, {"n": n}, now=now)


async def deliver(handlers, now):
    """Deliver what is due; an outbox that never comes to an end fails a test instead of holding it."""
    async with asyncio.timeout(20):
        return await deliver_due(handlers, now=now)


def noter(name, heard):
    async def hear(payload, message_id, now):
        heard.append((name, payload["n"], message_id))

    return Handler(name, hear)


def breaker(name, *, but=()):
    async def hear(payload, message_id, now):
        if payload["n"] not in but:
            raise ValueError("on purpose")

    return Handler(name, hear)


async def deliveries():
    return [dict(row) for row in await fetch("SELECT * FROM outbox_delivery ORDER BY id")]


async def write_deliveries(now):
    """One delivery of each kind, each of a handler of its name."""
    message = await put(1, now)
    await fetch("UPDATE outbox_message SET fanned_out = true")
    for name, due, done, dead in (
        ("done", now - SECOND, now, None),
        ("dead", now - SECOND, None, now),
        ("due long since", now - 9 * SECOND, None, None),
        ("due now", now, None, None),
        ("later", now + SECOND, None, None),
    ):
        await fetch(
            "INSERT INTO outbox_delivery (message, handler, attempts, next_attempt_at, done_at, dead_at, last_error)"
            " VALUES ($1, $2, 0, $3, $4, $5, '')",
            message, name, due, done, dead,
        )  # fmt: skip


@pytest.fixture
async def other(database, dsn):
    """Another process' connection."""
    connection = await asyncpg.connect(dsn)
    yield connection
    await connection.close()


def test_what_an_error_says_is_written_down_as_far_as_it_can_be():
    assert storable("a\0b\ud800c") == "ab?c"
    assert storable("Bưởi Diễn") == "Bưởi Diễn"


def test_a_handler_has_half_a_minute_unless_it_says_otherwise():
    assert noter("a", []).seconds == 30


async def test_a_message_has_the_number_its_handler_is_told(database, now):
    heard = []
    numbers = [await put(n, now) for n in range(3)]
    await deliver({"fair.moved": [noter("a", heard)]}, now)
    assert heard == [("a", n, number) for n, number in enumerate(numbers)]


async def test_what_is_refused_outside_a_transaction_leaves_nothing_behind(database, now):
    with pytest.raises(RuntimeError, match="transaction"):
        await put_message("fair.moved", {}, now=now)
    with pytest.raises(RuntimeError, match="transaction"):
        await wake_workers()
    assert await fetch("SELECT FROM outbox_message") == []


async def test_who_has_something_to_do_is_who_has_an_open_delivery_that_is_due(database, now):
    await write_deliveries(now)
    names = ["done", "dead", "due long since", "due now", "later", "never heard of"]
    assert await find_due(names, now=now) == ["due long since", "due now"]
    assert await find_due(["due now"], now=now - SECOND) == []


@pytest.mark.parametrize(
    ("name", "went"),
    [("done", False), ("dead", False), ("due long since", True), ("due now", True), ("later", False)],
)
async def test_only_an_open_delivery_that_is_due_is_tried(database, now, name, went):
    await write_deliveries(now)
    heard = []
    assert (await deliver_one(noter(name, heard), now=now) is not None) is went
    assert bool(heard) is went


async def test_figures_count_new_messages_and_open_deliveries_that_are_due_and_the_dead(database, now):
    await write_deliveries(now)
    figures = await count_outbox(now=now)
    assert (figures.due, figures.oldest_due_at, figures.dead) == (2, now - 9 * SECOND, 1)
    await put(2, now - 20 * SECOND)
    figures = await count_outbox(now=now - SECOND)
    assert (figures.due, figures.oldest_due_at, figures.dead) == (2, now - 20 * SECOND, 1)


async def test_one_look_takes_five_hundred_new_messages_and_the_next_the_rest(database, now):
    await fetch(
        "INSERT INTO outbox_message (topic, payload, created_at, fanned_out)"
        " SELECT 'nobody.listens', '{}', $1, false FROM generate_series(1, 501)",
        now,
    )
    for left in (1, 0):
        await fan_out({}, now=now)
        assert len(await fetch("SELECT FROM outbox_message WHERE NOT fanned_out")) == left


async def test_a_fresh_delivery_is_due_at_once_and_was_never_tried(database, now):
    message = await put(1, now)
    await fan_out({"fair.moved": [noter("a", [])], "fair.other": [noter("b", [])]}, now=now)
    [row] = await deliveries()
    assert (row["message"], row["handler"], row["attempts"], row["last_error"]) == (message, "a", 0, "")
    assert (row["next_attempt_at"], row["give_up_at"], row["done_at"], row["dead_at"]) == (now, None, None, None)


async def test_a_message_handed_out_again_reaches_only_who_has_not_heard_it(database, now):
    heard = []
    await put(1, now)
    await deliver({"fair.moved": [noter("a", heard)]}, now)
    await fetch("UPDATE outbox_message SET fanned_out = false")
    assert await deliver({"fair.moved": [noter("a", heard), noter("b", heard)]}, now) == 1
    assert [name for name, _, _ in heard] == ["a", "b"]


async def test_a_new_message_another_process_is_at_is_left_to_it(database, now, other):
    heard = []
    first = await put(1, now)
    await put(2, now)
    async with other.transaction():
        await other.execute("SELECT FROM outbox_message WHERE id = $1 FOR UPDATE", first)
        async with asyncio.timeout(5):
            assert await deliver_due({"fair.moved": [noter("a", heard)]}, now=now) == 1
    assert [n for _, n, _ in heard] == [2]
    assert await deliver({"fair.moved": [noter("a", heard)]}, now) == 1


async def test_a_delivery_somebody_else_has_in_hand_is_passed_over(database, now, other):
    heard = []
    handlers = {"fair.moved": [noter("a", heard)]}
    first = await put(1, now)
    await put(2, now)
    await fan_out(handlers, now=now)
    async with other.transaction():
        await other.execute("SELECT FROM outbox_delivery WHERE message = $1 FOR UPDATE", first)
        async with asyncio.timeout(5):
            assert await deliver_due(handlers, now=now) == 1
    assert [n for _, n, _ in heard] == [2]


async def test_done_is_written_with_its_instant_and_without_the_error_before(database, now):
    await put(1, now)
    await put(2, now)
    await deliver({"fair.moved": [breaker("a", but=[2])]}, now)
    failed, done = await deliveries()
    assert (failed["done_at"], failed["attempts"], failed["last_error"]) == (None, 1, "ValueError: on purpose")
    assert (done["done_at"], done["attempts"], done["give_up_at"]) == (now, 0, None)
    later = now + timedelta(minutes=1)
    await deliver({"fair.moved": [noter("a", [])]}, later)
    mended, done = await deliveries()
    assert (mended["done_at"], mended["attempts"], mended["last_error"]) == (later, 1, "")
    assert done["done_at"] == now


async def test_what_failed_is_not_tried_again_before_its_time(database, now):
    await put(1, now)
    await deliver({"fair.moved": [breaker("a")]}, now)
    assert await deliver_one(breaker("a"), now=now) is None
    [row] = await deliveries()
    assert await deliver_one(breaker("a"), now=row["next_attempt_at"]) is not None


async def test_many_that_fail_at_once_come_back_around_five_seconds_later_and_not_together(database, now):
    for n in range(20):
        await put(n, now)
    await deliver({"fair.moved": [breaker("a")]}, now)
    waits = [row["next_attempt_at"] - now for row in await deliveries()]
    assert 4 * SECOND <= min(waits) < max(waits) <= 6 * SECOND


async def test_a_failure_is_logged_with_its_message_and_a_long_error_is_cut(database, now, caplog):
    async def hear(payload, message_id, now):
        raise ValueError("x" * 2000)

    message = await put(1, now)
    await deliver({"fair.moved": [Handler("a", hear)]}, now)
    assert f"Outbox handler a failed on message {message}" in caplog.text
    [row] = await deliveries()
    assert len(row["last_error"]) == 500


async def test_a_database_that_leaves_before_anything_was_claimed_is_no_failure_of_the_handler(database, now, other):
    heard = []
    await put(1, now)
    await fan_out({"fair.moved": [noter("a", heard)]}, now=now)
    async with other.transaction():
        await other.execute("LOCK TABLE outbox_delivery IN ACCESS EXCLUSIVE MODE")
        trying = asyncio.create_task(deliver_one(noter("a", heard), now=now))
        await until_somebody_waits(other)
        await other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        with pytest.raises(Unavailable):
            await trying
    assert (await deliveries())[0]["attempts"] == 0
    assert await deliver({"fair.moved": [noter("a", heard)]}, now) == 1


async def test_a_month_after_it_was_made_a_delivered_message_is_forgotten_and_not_before(database, now):
    heard = []
    await put(1, now)
    await put(2, now + SECOND)
    await deliver({"fair.moved": [noter("a", heard)]}, now + SECOND)
    await sweep_delivered(now + timedelta(days=30))
    assert len(await fetch("SELECT FROM outbox_message")) == 2
    await sweep_delivered(now + timedelta(days=30) + SECOND)
    assert [row["created_at"] for row in await fetch("SELECT created_at FROM outbox_message")] == [now + SECOND]


async def test_sweep_keeps_messages_nobody_was_given_and_those_that_wait(database, now):
    done, waiting = await put(1, now), await put(2, now)
    await deliver({"fair.moved": [breaker("a", but=[1])]}, now)
    new = await put(3, now)
    await sweep_delivered(now + timedelta(days=31))
    kept = [row["id"] for row in await fetch("SELECT id FROM outbox_message ORDER BY id")]
    assert kept == [waiting, new]
    assert done not in kept


async def give_up(topic, name, now):
    await put(1, now, topic)
    for at in (now, now + timedelta(days=2)):
        await deliver({topic: [breaker(name)]}, at)


async def test_fifty_dead_letters_are_listed_the_latest_first(database, now):
    for n in range(51):
        await put(n, now)
    for at in (now, now + timedelta(days=2)):
        await deliver({"fair.moved": [breaker("a")]}, at)
    await give_up("fair.other", "b", now + timedelta(days=3))
    letters = await list_dead()
    assert len(letters) == 50
    assert (letters[0].handler, letters[0].topic) == ("b", "fair.other")
    assert {(one.handler, one.topic) for one in letters[1:]} == {("a", "fair.moved")}
    assert [one.id for one in letters[1:]] == sorted(one.id for one in letters[1:])


async def test_a_letter_tried_again_is_due_at_once_and_every_other_stays(database, now, caplog):
    caplog.set_level(logging.CRITICAL)
    await give_up("fair.moved", "a", now)
    await give_up("fair.other", "b", now)
    await put(9, now)
    letter = next(one for one in await list_dead() if one.handler == "b")
    late = now + timedelta(days=3)
    with pytest.raises(RuntimeError, match="transaction"):
        await revive(letter.id, now=late)
    assert letter in await list_dead()
    async with transaction():
        assert await revive(letter.id, now=late) == letter
    assert [one.handler for one in await list_dead()] == ["a"]
    _, row = await deliveries()
    assert (row["attempts"], row["next_attempt_at"], row["give_up_at"]) == (0, late, None)


async def test_two_who_have_a_letter_tried_again_at_once_do_it_once(database, now):
    await give_up("fair.moved", "a", now)
    [letter] = await list_dead()

    async def second():
        async with transaction():
            await revive(letter.id, now=now)

    async with transaction() as connection:
        await revive(letter.id, now=now)
        trying = asyncio.create_task(second(), context=Context())
        await until_somebody_waits(connection)
    with pytest.raises(DeadLetterNotFound) as refused:
        await trying
    assert refused.value.code == "dead_letter_not_found"


async def test_what_was_given_up_is_due_never(database, now):
    await give_up("fair.moved", "a", now)
    assert (
        len(await fetch("SELECT FROM outbox_delivery WHERE next_attempt_at = 'infinity' AND dead_at = give_up_at")) == 1
    )
