"""Interleavings without luck: go on when another transaction has come to a lock."""

import asyncio
from contextlib import asynccontextmanager

import asyncpg


@asynccontextmanager
async def holding(dsn, statement, *values):
    """Another transaction that has what the statement locks, until the block ends."""
    connection = await asyncpg.connect(dsn)
    try:
        async with connection.transaction():
            await connection.execute(statement, *values)
            yield connection
    finally:
        await connection.close()


async def until_somebody_waits(connection) -> None:
    """Give way until another transaction waits for a lock of this one.

    Raises:
        TimeoutError: None does within ten seconds: what should have waited went on without the lock.
    """
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    async with asyncio.timeout(10):
        while not await connection.fetchval(waiting):  # noqa: ASYNC110 - another connection's lock gives no sign
            await asyncio.sleep(0.01)


async def until_so_many_wait(connection, number: int) -> None:
    """Give way until so many transactions of this database wait for a lock, whoever has it.

    Raises:
        TimeoutError: Fewer do within ten seconds.
    """
    waiting = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND cardinality(pg_blocking_pids(pid)) > 0"
    )
    async with asyncio.timeout(10):
        while await connection.fetchval(waiting) < number:
            # Connections made since the first look are not seen in the same transaction otherwise.
            await connection.execute("SELECT pg_stat_clear_snapshot()")
            await asyncio.sleep(0.01)
