"""A process at the outbox: its lanes, its ear, and what it does when something breaks under it."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from events_app.platform.db import DatabaseUnavailable, fetch, transaction
from events_app.platform.live import LiveHub
from events_app.platform.outbox import Handler, OutboxWorker, deliver_due, list_dead, outbox_jobs, put_message, revive
from events_app.platform.outbox.delivering import HandlerTooSlowError


async def put(n, now, topic="fair.moved"):
    async with transaction():
        await put_message(topic, {"n": n}, now=now)


def teller(name, told):
    async def hear(payload, message_id, now):
        told.put_nowait((name, payload["n"]))

    return Handler(name, hear)


async def next_of(told):
    async with asyncio.timeout(5):
        return await told.get()


async def finish(worker):
    """Wait for the lanes; one that never ends fails a test instead of holding it."""
    async with asyncio.timeout(20):
        await worker.settle()


async def give_time():
    """As long as a lane would need to begin, several times over."""
    for _ in range(20):
        await fetch("SELECT pg_sleep(0.002)")


@asynccontextmanager
async def hearing(dsn, worker):
    hub = LiveHub(dsn)
    async with hub.listening(), asyncio.timeout(20), worker.listening(hub.subscribe("outbox")):
        await hub.connected.wait()
        yield


class Crowd:
    """Handlers that stay at work until they are let go, and how many were at it at once."""

    def __init__(self):
        self.at_once = self.most = 0
        self.go_on = asyncio.Event()

    def handler(self, name, seconds=10.0):
        async def hear(payload, message_id, now):
            self.at_once += 1
            self.most = max(self.most, self.at_once)
            try:
                await self.go_on.wait()
            finally:
                self.at_once -= 1

        return Handler(name, hear, seconds)


class BreakingClock:
    """Breaks once: at its first, second or later reading."""

    def __init__(self, now, at, error):
        self.instant, self.at, self.error, self.read = now, at, error, 0

    def now(self):
        self.read += 1
        if self.read == self.at:
            raise self.error
        return self.instant


async def test_three_handlers_are_at_work_at_once_and_the_rest_wait(database, now):
    crowd = Crowd()
    worker = OutboxWorker({"fair.moved": [crowd.handler(f"h{n}") for n in range(6)]}, lambda: now)
    await put(1, now)
    await worker.look()
    await give_time()
    assert crowd.at_once == 3
    crowd.go_on.set()
    await finish(worker)
    assert (crowd.most, worker.done) == (3, 6)


async def test_those_that_hung_are_at_it_one_after_the_other(database, now):
    crowd = Crowd()
    worker = OutboxWorker({"fair.moved": [crowd.handler(f"h{n}", 0.05) for n in range(3)]}, lambda: now)
    await put(1, now)
    await worker.look()
    await finish(worker)
    await put(2, now)
    crowd.most = 0
    await worker.look()
    await finish(worker)
    assert (crowd.most, worker.done) == (1, 0)


async def test_who_hung_and_is_well_again_shares_no_lane_any_more(database, now):
    meeting = asyncio.Barrier(2)

    async def hear(payload, message_id, now):
        if payload["n"] == 0:
            raise HandlerTooSlowError
        if payload["n"] == 2:
            await meeting.wait()

    worker = OutboxWorker({"fair.moved": [Handler(name, hear, 5) for name in "ab"]}, lambda: now)
    for n in range(3):
        await put(n, now)
        await worker.look()
        await finish(worker)
    assert worker.done == 4  # both of the second message, both of the third: they met


async def test_a_lane_with_much_to_do_gives_way_after_twenty(database, now):
    heard = []

    def counting(name):
        async def hear(payload, message_id, now):
            heard.append(name)

        return Handler(name, hear)

    for n in range(22):
        await put(n, now)
    async with asyncio.timeout(20):
        assert await deliver_due({"fair.moved": [counting(name) for name in "abcd"]}, now=now) == 88
    names = list(dict.fromkeys(heard))
    before = heard[: heard.index(names[-1])]
    assert max(before.count(name) for name in names[:3]) == 20


async def test_looking_again_while_a_lane_runs_neither_doubles_nor_holds_it(database, now):
    crowd = Crowd()
    worker = OutboxWorker({"fair.moved": [crowd.handler("a")]}, lambda: now)
    await put(1, now)
    await worker.look()
    await give_time()
    await put(2, now)
    await worker.look()
    await worker.look()
    assert crowd.at_once == 1
    crowd.go_on.set()
    await finish(worker)
    assert (worker.done, crowd.most) == (2, 1)


async def test_nobody_looks_without_a_nudge(database, dsn, now):
    told = asyncio.Queue()
    worker = OutboxWorker({"fair.moved": [teller("a", told)]}, lambda: now)
    async with hearing(dsn, worker):
        await put(1, now)
        assert await next_of(told) == ("a", 1)
        await finish(worker)
        await fetch(
            "INSERT INTO outbox_message (topic, payload, created_at, fanned_out)"
            " VALUES ('fair.moved', '{\"n\": 2}', $1, false)",
            now,
        )
        await give_time()
        assert told.empty()
        await worker.look()  # the beat
        assert await next_of(told) == ("a", 2)


async def test_a_letter_tried_again_is_a_nudge(database, dsn, now):
    async def fail(payload, message_id, now):
        raise ValueError("on purpose")

    await put(1, now)
    for at in (now, now + timedelta(days=2)):
        await deliver_due({"fair.moved": [Handler("a", fail)]}, now=at)
    told = asyncio.Queue()
    late = now + timedelta(days=3)
    worker = OutboxWorker({"fair.moved": [teller("a", told)]}, lambda: late)
    async with hearing(dsn, worker):
        async with transaction():
            await revive((await list_dead())[0].id, now=late)
        assert await next_of(told) == ("a", 1)


async def test_leaving_ends_what_is_under_way_before_it_returns(database, now):
    begun, ended = asyncio.Event(), []

    async def hear(payload, message_id, now):
        begun.set()
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(payload["n"])

    async def one_nudge():
        yield ""

    worker = OutboxWorker({"fair.moved": [Handler("a", hear, 60)]}, lambda: now)
    await put(1, now)
    async with asyncio.timeout(20):
        async with worker.listening(one_nudge()):
            await begun.wait()
        assert ended == [1]


@pytest.mark.parametrize(
    ("at", "error", "said"),
    [
        (1, DatabaseUnavailable(), "The outbox waits: the database does not answer"),
        (1, RuntimeError("on purpose"), "The outbox could not be looked at"),
        (2, DatabaseUnavailable(), "Outbox handler a waits: the database does not answer"),
        (2, RuntimeError("on purpose"), "The lane of outbox handler a broke"),
    ],
    ids=["look waits", "look breaks", "lane waits", "lane breaks"],
)
async def test_what_breaks_under_a_worker_is_said_and_the_next_nudge_finds_it_at_work(
    database, dsn, now, caplog, at, error, said
):
    told = asyncio.Queue()
    worker = OutboxWorker({"fair.moved": [teller("a", told)]}, BreakingClock(now, at, error).now)
    async with hearing(dsn, worker):
        await put(1, now)
        async with asyncio.timeout(5):
            while said not in caplog.text:  # noqa: ASYNC110 - a log gives no sign
                await asyncio.sleep(0.01)
        assert told.empty()
        await put(2, now)
        assert [await next_of(told), await next_of(told)] == [("a", 1), ("a", 2)]
        await finish(worker)
        assert worker.done == 2


async def test_the_jobs_look_every_two_seconds_and_sweep_four_times_a_day(database, now):
    told = asyncio.Queue()
    worker = OutboxWorker({"fair.moved": [teller("a", told)]}, lambda: now)
    deliver, sweep = outbox_jobs(worker)
    assert (deliver.name, deliver.every) == ("outbox.deliver", timedelta(seconds=2))
    assert (sweep.name, sweep.every) == ("outbox.sweep", timedelta(hours=6))
    await put(1, now)
    await deliver.run(now)
    await finish(worker)
    assert await next_of(told) == ("a", 1)
    await sweep.run(now + timedelta(days=31))
    assert await fetch("SELECT FROM outbox_message") == []
