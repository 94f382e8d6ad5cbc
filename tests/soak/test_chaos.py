"""Servers killed and the database taken away in the worst moment: what was confirmed stays, nothing is half done."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Self

import asyncpg
import httpx
import pytest

from events_app.platform.db import fetch
from events_app.platform.postgres.cluster import start_cluster, stop_cluster
from events_app.platform.settings import PROJECT
from tests.factories.accounts import make_member, make_office
from tests.factories.booths import booths_of, make_floor_plan
from tests.factories.fairs import make_fair
from tests.people import open_session
from tests.soak.crowds import make_producer_tokens

LIST = PROJECT / "events_app" / "demo" / "data" / "danh-sach-san-pham-ocop.xlsx"


async def until(holds: Callable[[], Awaitable[bool]], *, within: float = 120) -> None:
    """Ask the database or a server again and again: neither tells us by itself."""
    async with asyncio.timeout(within):
        while True:
            if await holds():
                return
            await asyncio.sleep(0.1)


@asynccontextmanager
async def locked(dsn, table) -> AsyncIterator[asyncpg.Connection]:
    """Lock a table against writers, so that the next one stops in the middle of its transaction."""
    connection = await asyncpg.connect(dsn)
    try:
        async with connection.transaction():
            await connection.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
            yield connection
    finally:
        await connection.close()


async def somebody_waits_for(connection, table) -> None:
    """Return once another connection is stuck at the lock."""
    stuck = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = $1::regclass"

    async def is_stuck() -> bool:
        return await connection.fetchval(stuck, table) > 0

    await until(is_stuck)


async def until_nobody_works(dsn) -> None:
    """Return once the database has noticed that the killed server is gone."""
    connection = await asyncpg.connect(dsn)
    busy = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND state <> 'idle'"
    )

    async def is_quiet() -> bool:
        return await connection.fetchval(busy) == 0

    await until(is_quiet)
    await connection.close()


async def make_open_fair(now, **plan) -> int:
    fair = await make_fair(starts_on=(now + timedelta(days=21)).date(), ends_on=(now + timedelta(days=25)).date())
    return await make_floor_plan(fair, **plan)


async def figures(*tables) -> list[int]:
    return [(await fetch(f"SELECT count(*) AS number FROM {table}"))[0]["number"] for table in tables]


async def read_until(client, job, states) -> dict:
    told: dict = {}

    async def is_there() -> bool:
        told.update((await client.get(f"/api/v1/imports/{job}")).json())
        return told["state"] in states

    await until(is_there)
    return told


async def test_server_killed_in_the_middle_of_an_import_leaves_all_of_it_or_nothing(start_server, dsn, database, now):
    doomed = start_server(EVENTS_APP_SCHEDULER="off")
    token = await open_session(await make_member(await make_office(), role="organizer"), "bearer", now)
    async with doomed.client(token) as client:
        handed_in = await client.post("/api/v1/imports", files={"file": (LIST.name, LIST.read_bytes())})
        assert handed_in.status_code == 202, handed_in.text
        job = handed_in.json()["id"]
        expected = (await read_until(client, job, {"preview"}))["figures"]
        async with locked(dsn, "certificate") as holder:
            accepting = asyncio.create_task(client.put(f"/api/v1/imports/{job}/acceptance"))
            await somebody_waits_for(holder, "certificate")
            doomed.kill()
            with pytest.raises(httpx.TransportError):
                await accepting
    await until_nobody_works(dsn)
    assert await figures("producer", "product", "certificate", "import_change") == [0, 0, 0, 0]
    assert (await fetch("SELECT state FROM import_job"))[0]["state"] == "applying"
    # The dead worker's lease runs out; this test does not wait the half minute.
    await fetch("UPDATE import_job SET lease_until = clock_timestamp() - interval '1 second'")
    survivor = start_server()
    async with survivor.client(token) as client:
        done = await read_until(client, job, {"accepted", "failed"})
    assert done["state"] == "accepted"
    products = await figures("product", "certificate")
    assert products[0] == expected["new"]
    names = await fetch("SELECT count(DISTINCT (producer, name)) AS number FROM product")
    assert names[0]["number"] == products[0]
    survivor.stop()


async def test_server_killed_while_it_reads_a_list_reads_it_again(start_server, dsn, database, now):
    doomed = start_server(EVENTS_APP_SCHEDULER="off")
    token = await open_session(await make_member(await make_office(), role="organizer"), "bearer", now)
    async with doomed.client(token) as client, locked(dsn, "import_row") as holder:
        handed_in = await client.post("/api/v1/imports", files={"file": (LIST.name, LIST.read_bytes())})
        assert handed_in.status_code == 202, handed_in.text
        job = handed_in.json()["id"]
        await somebody_waits_for(holder, "import_row")
        doomed.kill()
    await until_nobody_works(dsn)
    await fetch("UPDATE import_job SET lease_until = clock_timestamp() - interval '1 second'")
    survivor = start_server()
    async with survivor.client(token) as client:
        assert (await read_until(client, job, {"preview", "failed"}))["state"] == "preview"
    survivor.stop()


async def test_server_killed_in_the_middle_of_a_hold_leaves_no_hold(start_server, servers, dsn, database, now):
    doomed = start_server(EVENTS_APP_SCHEDULER="off")
    booth = next(iter((await booths_of(await make_open_fair(now, rows=1, columns=1))).values()))
    mine, theirs = await make_producer_tokens(2, now=now)
    path = f"/api/v1/booths/{booth}/hold"
    async with doomed.client(mine) as client, locked(dsn, "outbox_message") as holder:
        holding = asyncio.create_task(client.put(path))
        await somebody_waits_for(holder, "outbox_message")
        doomed.kill()
        with pytest.raises(httpx.TransportError):
            await holding
    await until_nobody_works(dsn)
    assert await figures("booth_claim", "outbox_message") == [0, 0]
    async with servers[0].client(theirs) as client:
        assert (await client.put(path)).status_code == 200


async def test_confirmed_hold_survives_the_server_that_gave_it(start_server, servers, database, now):
    doomed = start_server(EVENTS_APP_SCHEDULER="off")
    booth = next(iter((await booths_of(await make_open_fair(now, rows=1, columns=1))).values()))
    mine, theirs = await make_producer_tokens(2, now=now)
    path = f"/api/v1/booths/{booth}/hold"
    async with doomed.client(mine) as client:
        given = await client.put(path)
    doomed.kill()
    assert given.status_code == 200
    async with servers[0].client(theirs) as client:
        refused = await client.put(path)
    assert (refused.status_code, refused.json()["code"]) == (409, "booth_already_held")
    async with servers[1].client(mine) as client:
        assert (await client.put(path)).json() == given.json()


async def test_holds_told_to_producers_are_the_holds_in_the_table_however_often_servers_die(
    start_server, servers, dsn, database, now
):
    """Twenty producers take and give back booths without pause while one of two servers is killed five times."""
    booths = list((await booths_of(await make_open_fair(now, rows=2, columns=8))).values())
    tokens = await make_producer_tokens(20, now=now)
    mortal = start_server(EVENTS_APP_SCHEDULER="off")
    over = asyncio.Event()
    last_told: dict[tuple[int, int], str] = {}

    async def trade(number: int) -> None:
        turn = number
        async with mortal.client(tokens[number]) as first, servers[0].client(tokens[number]) as second:
            while not over.is_set():
                turn += 1
                booth = booths[turn % len(booths)]
                # Two of three requests go to the server that dies.
                client = second if turn % 3 == 0 else first
                path = f"/api/v1/booths/{booth}/hold"
                last_told[number, booth] = "unknown"
                with contextlib.suppress(httpx.TransportError):
                    answer = await client.put(path)
                    assert answer.status_code in {200, 409}, answer.text
                    last_told[number, booth] = "held" if answer.status_code == 200 else "not held"
                    if answer.status_code == 200 and turn % 2:
                        last_told[number, booth] = "unknown"
                        given_back = await client.delete(path)
                        assert given_back.status_code == 204, given_back.text
                        last_told[number, booth] = "not held"
                await asyncio.sleep(0)

    trading = [asyncio.create_task(trade(number)) for number in range(len(tokens))]
    for _ in range(5):
        await asyncio.sleep(1.5)
        mortal.kill()
        await asyncio.to_thread(mortal.start)
    over.set()
    await asyncio.gather(*trading)
    await until_nobody_works(dsn)
    producers = [row["id"] for row in await fetch("SELECT id FROM producer ORDER BY id")]
    live = {
        (producers.index(row["producer"]), row["booth"])
        for row in await fetch("SELECT producer, booth FROM booth_claim WHERE state = 'held'")
    }
    told_held = {key for key, told in last_told.items() if told == "held"}
    told_not_held = {key for key, told in last_told.items() if told == "not held"}
    assert told_held <= live
    assert not told_not_held & live
    assert len(told_held) + len(told_not_held) > 20
    messages = await fetch("SELECT count(*) AS number FROM outbox_message WHERE payload->>'booth' IS NOT NULL")
    claims = await fetch("SELECT count(*) + count(closed_at) AS number FROM booth_claim")
    assert messages[0]["number"] == claims[0]["number"]


class Listener:
    """An open page that listens for its channel."""

    def __init__(self, server, channel) -> None:
        self._client = server.client()
        self._channel = channel
        self.heard: asyncio.Queue[str] = asyncio.Queue()

    async def __aenter__(self) -> Self:
        self._opened = asyncio.Event()
        self._task = asyncio.create_task(self._listen())
        async with asyncio.timeout(20):
            await self._opened.wait()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self._client.aclose()

    async def _listen(self) -> None:
        event = ""
        path = f"/live?channel={self._channel}"
        async with self._client.stream("GET", path, timeout=httpx.Timeout(20, read=60)) as answer:
            async for line in answer.aiter_lines():
                name, _, value = line.partition(": ")
                if name == "event":
                    event = value
                elif name == "data" and event == "open":
                    self._opened.set()
                elif name == "data":
                    self.heard.put_nowait(value)

    async def ended(self) -> None:
        await self._task

    async def hears(self, words) -> str:
        async with asyncio.timeout(30):
            while (heard := await self.heard.get()) not in words:
                pass
        return heard


async def test_database_stopped_and_started_under_the_servers_heals_by_itself(servers, postgres, dsn, database, now):
    fair = await make_open_fair(now, rows=1, columns=2)
    one, other = (await booths_of(fair)).values()
    [token] = await make_producer_tokens(1, now=now)
    async with (
        servers[0].client(token) as client,
        servers[1].client(token) as second,
        Listener(servers[1], f"fair:{fair}:booths") as page,
    ):
        assert (await client.put(f"/api/v1/booths/{one}/hold")).status_code == 200
        await page.hears({"A01", "changed"})
        await asyncio.to_thread(stop_cluster, postgres.cluster)
        try:
            refused = await client.put(f"/api/v1/booths/{other}/hold")
            assert (refused.status_code, refused.headers["content-type"]) == (503, "application/problem+json")
            assert refused.json()["code"] == "database_unavailable"
            shown = await second.get("/fairs", headers={"accept": "text/html"})
            assert shown.status_code == 503
            assert "text/html" in shown.headers["content-type"]
            assert "Traceback" not in shown.text
            assert (await client.get("/health/live")).status_code == 200
            assert (await client.get("/health/ready")).status_code == 503
        finally:
            await asyncio.to_thread(start_cluster, postgres.cluster, durable=True)
        began = time.monotonic()
        assert await page.hears({"reconnected"})
        answers = await asyncio.gather(
            *((client if number % 2 else second).put(f"/api/v1/booths/{other}/hold") for number in range(40))
        )
        assert {answer.status_code for answer in answers} == {200}
        assert time.monotonic() - began < 20
        await page.hears({"A02", "changed"})
        # What was confirmed before is still there.
        assert (await second.put(f"/api/v1/booths/{one}/hold")).status_code == 200
    assert await figures("booth_claim") == [2]


async def test_connections_the_database_throws_out_are_replaced_unseen(servers, dsn, database, now):
    booth = next(iter((await booths_of(await make_open_fair(now, rows=1, columns=1))).values()))
    [token] = await make_producer_tokens(1, now=now)
    async with servers[0].client(token) as client:
        assert (await client.put(f"/api/v1/booths/{booth}/hold")).status_code == 200
        thrown_out = await asyncpg.connect(dsn)
        await thrown_out.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        await thrown_out.close()
        answers = []
        async with asyncio.timeout(30):
            while answers[-3:] != [200, 200, 200]:
                answers.append((await client.put(f"/api/v1/booths/{booth}/hold")).status_code)
        assert set(answers) <= {200, 503}


async def test_open_pages_do_not_keep_a_server_from_stopping(start_server, database):
    server = start_server(EVENTS_APP_SCHEDULER="off")
    async with Listener(server, "fair:1:booths") as page:
        began = time.monotonic()
        assert await asyncio.to_thread(server.stop) == 0
        assert time.monotonic() - began < 8
        with contextlib.suppress(httpx.TransportError):
            await page.ended()
