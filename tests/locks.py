"""Interleavings without luck: go on when another transaction has come to a lock."""

import asyncio


async def until_somebody_waits(connection) -> None:
    """Give way until another transaction waits for a lock of this one."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    while not await connection.fetchval(waiting):  # noqa: ASYNC110 - another connection's lock gives no sign
        await asyncio.sleep(0.01)
