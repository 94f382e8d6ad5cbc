"""A process at work on the outbox: woken by each message as it is committed, and every two seconds for what waited.

Every handler has a lane of its own: a handler that hangs or fails holds up its own messages and nobody else's. Few
lanes run at once, since each holds a database connection; handlers that hung last time share a single one.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Final

from events_app.platform.errors import Unavailable
from events_app.platform.outbox.delivering import Handler, Handlers, Outcome, deliver_one, fan_out, find_due
from events_app.platform.outbox.messages import sweep_delivered
from events_app.platform.scheduler import Job

logger = logging.getLogger(__name__)

_LANES: Final = 3
_LANES_OF_THE_HUNG: Final = 1
_BATCH: Final = 20


class OutboxWorker:
    """Delivers what is due in this process; any number of processes may do so on one database."""

    def __init__(self, handlers: Handlers, clock: Callable[[], datetime]) -> None:
        self._handlers = handlers
        self._by_name = {handler.name: handler for some in handlers.values() for handler in some}
        self._clock = clock
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._asked_again: set[str] = set()
        self._hung: set[str] = set()
        self._room = asyncio.Semaphore(_LANES)
        self._room_of_the_hung = asyncio.Semaphore(_LANES_OF_THE_HUNG)
        self._woken = asyncio.Event()
        self.done = 0
        """Deliveries done since the process started."""

    async def look(self) -> None:
        """Start a lane for every handler that has something to do and is not at it already; waits for none."""
        now = self._clock()
        await fan_out(self._handlers, now=now)
        for name in await find_due(list(self._by_name), now=now):
            if name in self._lanes:
                self._asked_again.add(name)  # it may have seen that nothing was left just before this came
            else:
                self._lanes[name] = asyncio.create_task(self._work_off(self._by_name[name]), name=f"outbox-{name}")

    async def settle(self) -> None:
        """Wait until no lane runs any more."""
        while self._lanes:
            await asyncio.wait(self._lanes.values())

    @asynccontextmanager
    async def listening(self, nudges: AsyncIterator[str]) -> AsyncIterator[None]:
        """Look whenever a nudge comes, for as long as the block runs; what is then under way is left to others."""
        tasks = [asyncio.create_task(self._hear(nudges)), asyncio.create_task(self._look_when_woken())]
        try:
            yield
        finally:
            for task in (tasks := [*tasks, *self._lanes.values()]):
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _hear(self, nudges: AsyncIterator[str]) -> None:
        async for _nudge in nudges:
            self._woken.set()

    async def _look_when_woken(self) -> None:
        while await self._woken.wait():
            self._woken.clear()
            try:
                await self.look()
            except Unavailable:
                logger.warning("The outbox waits: the database does not answer")
            except Exception:
                logger.exception("The outbox could not be looked at")

    async def _work_off(self, handler: Handler) -> None:
        try:
            while await self._work_off_some(handler) or handler.name in self._asked_again:
                self._asked_again.discard(handler.name)  # and to the back of the queue for a lane
        except Unavailable:
            logger.warning("Outbox handler %s waits: the database does not answer", handler.name)
        except Exception:
            logger.exception("The lane of outbox handler %s broke", handler.name)
        finally:
            self._asked_again.discard(handler.name)
            del self._lanes[handler.name]

    async def _work_off_some(self, handler: Handler) -> bool:
        """Deliver a few messages and say whether more may be due; after one that hung the rest waits for a new look."""
        async with self._room_of_the_hung if handler.name in self._hung else self._room:
            for _ in range(_BATCH):
                outcome = await deliver_one(handler, now=self._clock())
                if outcome is None:
                    return False
                if outcome is Outcome.HUNG:
                    self._hung.add(handler.name)
                    return False
                self._hung.discard(handler.name)
                self.done += outcome is Outcome.DONE
        return True


async def deliver_due(handlers: Handlers, *, now: datetime) -> int:
    """Deliver everything that is due at one instant and wait for it; returns how many deliveries were done."""
    worker = OutboxWorker(handlers, lambda: now)
    await worker.look()
    await worker.settle()
    return worker.done


def outbox_jobs(worker: OutboxWorker) -> list[Job]:
    """The jobs that keep the outbox empty."""

    async def deliver(_now: datetime) -> None:
        await worker.look()

    return [
        Job("outbox.deliver", timedelta(seconds=2), deliver),
        Job("outbox.sweep", timedelta(hours=6), sweep_delivered),
    ]
