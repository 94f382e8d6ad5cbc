"""One way to open a transaction, and a connection pool that survives what happens inside it."""

import asyncio
import contextlib

import asyncpg
import pytest
from piccolo.engine.exceptions import TransactionError

from events_app.platform.db import SomebodyWasFaster, engine, fetch, register, sql, transaction
from events_app.platform.errors import Conflict, Unavailable


class BeatTaken(Conflict):
    code = "beat_taken"


async def test_nested_transaction_raises(database):
    with pytest.raises(TransactionError):
        async with transaction(), transaction():
            pass


async def test_constraint_speaks_the_language_of_the_field(database, now):
    register({"scheduler_beat_job_key": BeatTaken})
    insert = "INSERT INTO scheduler_beat (job, last_run_at, last_error) VALUES ('a', {}, '')"
    await sql(insert, now)
    with pytest.raises(BeatTaken):
        await sql(insert, now)
    with pytest.raises(BeatTaken):
        async with transaction():
            await sql(insert, now)


async def test_commit_that_fails_is_told_in_a_sentence_and_gives_its_connection_back(database):
    """Deferred constraints speak at COMMIT; a connection lost there would empty the pool one by one."""
    await fetch("CREATE TABLE deferred_probe (n int UNIQUE DEFERRABLE INITIALLY DEFERRED)")
    register({"deferred_probe_n_key": BeatTaken})
    try:
        for _ in range(engine().pool.get_max_size() + 3):
            with pytest.raises(BeatTaken):
                async with transaction():
                    await fetch("INSERT INTO deferred_probe VALUES (1), (1)")
        assert await sql("SELECT count(*) AS n FROM deferred_probe") == [{"n": 0}]
    finally:
        await fetch("DROP TABLE deferred_probe")


async def test_deadlock_becomes_a_sentence(database, now):
    for job in "ab":
        await sql("INSERT INTO scheduler_beat (job, last_run_at, last_error) VALUES ({}, {}, '')", job, now)
    both_hold = asyncio.Barrier(2)

    async def lock(first, second):
        async with transaction():
            await fetch("SELECT 1 FROM scheduler_beat WHERE job = $1 FOR UPDATE", first)
            await both_hold.wait()
            await fetch("SELECT 1 FROM scheduler_beat WHERE job = $1 FOR UPDATE", second)

    outcomes = await asyncio.gather(lock("a", "b"), lock("b", "a"), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes if outcome is not None] == [SomebodyWasFaster]


async def test_connection_killed_inside_a_transaction_is_given_back(database):
    """A leaked connection would empty the pool after a database restart."""
    pool = engine().pool
    for _ in range(pool.get_max_size() + 3):
        with pytest.raises(Unavailable):
            async with transaction() as connection:
                pid = await connection.fetchval("SELECT pg_backend_pid()")
                await _kill(pid)
                await fetch("SELECT 1")
    assert await sql("SELECT 1 AS one") == [{"one": 1}]


async def test_connections_thrown_out_while_idle_are_said_as_unavailable_and_replaced(database):
    """The server's farewell and the end of the connection arrive one after the other: both moments are met here."""
    for _ in range(30):
        pids = {row["pid"] for row in await asyncio.gather(*(_own_pid() for _ in range(4)))}
        for pid in pids:
            await _kill(pid)
        for _ in pids:
            with contextlib.suppress(Unavailable):
                await fetch("SELECT 1")
    assert await sql("SELECT 1 AS one") == [{"one": 1}]


async def _own_pid():
    return (await fetch("SELECT pg_backend_pid() AS pid, pg_sleep(0.005)"))[0]


async def _kill(pid: int) -> None:
    other = await asyncpg.connect(engine().config["dsn"])
    try:
        await other.execute("SELECT pg_terminate_backend($1)", pid)
    finally:
        await other.close()
