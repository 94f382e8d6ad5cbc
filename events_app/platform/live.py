"""Live updates: a nudge on a channel after COMMIT, one listener a process, many pages.

`notify` runs in the operation's transaction, so a rolled-back change is never announced. The message carries no
data worth protecting: pages answer it by fetching their fragment again, under their own permissions. When the
database restarts, the listener connects again and tells every page to reload its state, since nudges were missed.
"""

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from events_app.platform.db import ensure_in_transaction, fetch

logger = logging.getLogger(__name__)

PG_CHANNEL = "events_app_live"
WORK_CHANNEL = "events_app"
"""Where `platform.outbox` tells of new messages; pages cannot ask for it."""
RECONNECTED = "reconnected"
_RETRY_SECONDS = 1.0
_HEALTH_SECONDS = 5.0


async def notify(channel: str, message: str = "changed") -> None:
    """Nudge every page that watches a channel, once this transaction has committed."""
    ensure_in_transaction()
    await fetch("SELECT pg_notify($1, $2)", PG_CHANNEL, f"{channel} {message}")


class LiveHub:
    """Fans PostgreSQL notifications out to the pages open on this process."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._queues: dict[str, set[asyncio.Queue[str | None]]] = defaultdict(set)
        self._closing = False
        self.connected = asyncio.Event()
        """Set while nudges reach this process."""

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["LiveHub"]:
        """Listen for as long as the block runs; open streams end when it is left."""
        task = asyncio.create_task(self._listen_forever(), name="live-listener")
        try:
            yield self
        finally:
            self.close()
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def close(self) -> None:
        """End every open stream, so that a stopping server does not wait for its pages."""
        self._closing = True
        for queues in self._queues.values():
            for queue in queues:
                queue.put_nowait(None)

    async def subscribe(self, channel: str) -> AsyncIterator[str]:
        """Yield each message on a channel until the page leaves or the process stops."""
        queue: asyncio.Queue[str | None] = asyncio.Queue(maxsize=0)
        self._queues[channel].add(queue)
        try:
            while not self._closing and (message := await queue.get()) is not None:
                yield message
        finally:
            self._queues[channel].discard(queue)
            if not self._queues[channel]:
                del self._queues[channel]

    async def _listen_forever(self) -> None:
        first = True
        while True:
            try:
                await self._listen_once(announce=not first)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as loss:
                logger.warning("Live updates lost the database (%s); trying again", type(loss).__name__)
            first = False
            await asyncio.sleep(_RETRY_SECONDS)

    async def _listen_once(self, *, announce: bool) -> None:
        connection = await asyncpg.connect(self._dsn, timeout=5, server_settings={"application_name": "live"})
        try:
            await connection.add_listener(PG_CHANNEL, self._receive)
            await connection.add_listener(WORK_CHANNEL, self._receive)
            self.connected.set()
            if announce:
                self._tell_everyone(RECONNECTED)
            while not connection.is_closed():
                await connection.execute("SELECT 1", timeout=_HEALTH_SECONDS)
                await asyncio.sleep(_RETRY_SECONDS)
        finally:
            self.connected.clear()
            connection.terminate()

    def _receive(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        channel, _, message = str(payload).partition(" ")
        for queue in self._queues.get(channel, ()):
            queue.put_nowait(message)

    def _tell_everyone(self, message: str) -> None:
        for queues in self._queues.values():
            for queue in queues:
                queue.put_nowait(message)
