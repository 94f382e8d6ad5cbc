"""Messages upwards: never lost, never handled twice, one handler's failure not another's."""

import asyncio
from datetime import timedelta

import pytest

from events_app.platform.db import fetch, transaction
from events_app.platform.outbox import Handler, deliver_due, put_message, sweep_delivered


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


async def put(n, now):
    async with transaction():
        await put_message("fair.moved", {"n": n}, now=now)


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
