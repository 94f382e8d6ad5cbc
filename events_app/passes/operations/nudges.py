"""Tell the pages that watch a gate that something happened, without slowing the gate.

A notification takes a lock that lets commits pass one by one, so it is sent beside the scans, at most once a
second for each fair and process, and says nothing but "look again".
"""

import asyncio
import logging
from typing import Final

from events_app.platform.db import transaction
from events_app.platform.errors import DomainError
from events_app.platform.live import notify

logger = logging.getLogger(__name__)

_PAUSE_SECONDS: Final = 1.0


class Nudges:
    """The nudges of one process."""

    def __init__(self) -> None:
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._again: set[int] = set()

    def fair_changed(self, fair: int) -> None:
        """Have the pages of a fair look again, now or within a second."""
        if fair in self._tasks:
            self._again.add(fair)
            return
        task = asyncio.create_task(self._nudge(fair), name=f"nudge-fair-{fair}")
        self._tasks[fair] = task
        task.add_done_callback(lambda _: self._tasks.pop(fair, None))

    async def _nudge(self, fair: int) -> None:
        wanted = True
        while wanted:
            self._again.discard(fair)
            try:
                async with transaction():
                    await notify(f"fair:{fair}:check-ins")
            except DomainError as error:
                logger.warning("Pages were not told of scans (%s); they look again by themselves", error.code)
            await asyncio.sleep(_PAUSE_SECONDS)
            wanted = fair in self._again
