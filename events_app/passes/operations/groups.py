"""The queue of one process in front of the statement that decides scans."""

import asyncio
from collections import deque
from datetime import datetime
from typing import Final

from events_app.passes.operations.admitting import Decision, JudgedScan, decide

MOST_IN_A_GROUP: Final = 256
MOST_IN_FLIGHT: Final = 2


_Waiting = tuple[JudgedScan, datetime, asyncio.Future[Decision]]


class ScanGroups:
    """Puts the scans that wait while a statement runs into the next one.

    A pass stands at most once in the groups that run: a second scan of it waits for the first one's commit,
    so the statement never has to order two movements of one pass. Nobody waits for a group to fill.
    """

    def __init__(self) -> None:
        self._waiting: deque[_Waiting] = deque()
        self._busy_passes: set[int] = set()
        self._running: set[asyncio.Task[None]] = set()

    async def decide(self, scan: JudgedScan, *, now: datetime) -> Decision:
        """Wait for this scan's group to be committed and return what was decided."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Decision] = loop.create_future()
        self._waiting.append((scan, now, future))
        # Requests that arrive in the same turn of the loop shall share the group.
        loop.call_soon(self._start)
        return await future

    def _start(self) -> None:
        while self._waiting and len(self._running) < MOST_IN_FLIGHT:
            group = self._take_group()
            if not group:
                return
            task = asyncio.create_task(self._run(group), name="scan-group")
            self._running.add(task)
            task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._start()

    def _take_group(self) -> list[_Waiting]:
        group: list[_Waiting] = []
        later: list[_Waiting] = []
        while self._waiting and len(group) < MOST_IN_A_GROUP:
            entry = self._waiting.popleft()
            scan, _, future = entry
            if future.done():
                continue  # its caller has gone away
            if scan.serial in self._busy_passes:
                later.append(entry)
                continue
            if scan.serial is not None:
                self._busy_passes.add(scan.serial)
            group.append(entry)
        self._waiting.extendleft(reversed(later))
        return group

    async def _run(self, group: list[_Waiting]) -> None:
        scans = [scan for scan, _, _ in group]
        try:
            decisions = await decide(scans, now=max(now for _, now, _ in group))
        except BaseException as failure:
            for _, _, future in group:
                if not future.done():
                    future.set_exception(failure)
            if not isinstance(failure, Exception):
                raise
        else:
            for scan, _, future in group:
                if not future.done():
                    future.set_result(decisions[scan.scan_id])
        finally:
            self._busy_passes.difference_update(scan.serial for scan in scans if scan.serial is not None)
