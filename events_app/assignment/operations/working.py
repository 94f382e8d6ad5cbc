"""Works on runs: each in a process of its own, watched, stopped when asked, and never taken for more than it wrote."""

import asyncio
import contextlib
import logging
import os
import signal
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import msgspec

from events_app.assignment.operations.leases import (
    CurvePoint,
    Lease,
    LeaseLostError,
    Reported,
    claim_run,
    end_run,
    show_life,
)
from events_app.assignment.optimiser.result import Result
from events_app.assignment.schemas import RunFault
from events_app.assignment.tables import RunPlacement
from events_app.platform.db import fetch, transaction
from events_app.platform.errors import Unavailable
from events_app.platform.rows import insert_rows
from events_app.platform.settings import PROJECT

logger = logging.getLogger(__name__)

MEMORY_MB = 1536  # for a run of 2,000 booths three times what was measured
BEAT_SECONDS = 0.5
MOST_POINTS = 400  # of the curve: more than a screen can show
REFUSED, OUT_OF_MEMORY = 2, 3  # exit codes of the worker


class _Ending(msgspec.Struct, frozen=True):
    result: bytes | None
    code: int
    stopped: bool


async def work_on_runs(
    now: datetime, *, only: int | None = None, memory: int = MEMORY_MB, beat: float = BEAT_SECONDS
) -> int:
    """Work off runs nobody works on and return how many.

    Args:
        now: The present instant.
        only: Work on this run and no other.
        memory: What a worker may use, in megabytes.
        beat: Seconds between two signs of life.
    """
    done = 0
    while (lease := await claim_run(only)) is not None:
        start = time.monotonic()
        try:
            ending = await _Watch(lease, beat).run(memory)
            await _write_ending(lease, ending, now=now + timedelta(seconds=time.monotonic() - start))
        except LeaseLostError:
            logger.warning("Assignment run %s was given up by the sweeper", lease.run)
        done += 1
    return done


async def _write_ending(lease: Lease, ending: _Ending, *, now: datetime) -> None:
    """Write a whole result with its placements, or say why there is none."""
    async with transaction():
        if ending.result is None:
            fault = None if ending.stopped else _fault(ending.code)
            await end_run(lease, "failed" if fault else "stopped", fault=fault, now=now)
            return
        await end_run(lease, "done", now=now)
        result = msgspec.json.decode(ending.result, type=Result)
        await fetch(
            "INSERT INTO run_result (run, result, sha256) VALUES ($1, $2, $3)",
            lease.run,
            ending.result.decode(),
            sha256(ending.result).hexdigest(),
        )
        placements = [
            {"run": lease.run, "application": each.application, "booth": booth, "position": position}
            for each in result.optimised.placements
            for position, booth in enumerate(each.booths)
        ]
        await insert_rows(RunPlacement, placements)


def _fault(code: int) -> RunFault:
    """What an exit code without a result means."""
    # A solver written in C++ that gets no more memory ends by one of these signals, depending on where it asked.
    if code in {OUT_OF_MEMORY, -signal.SIGABRT, -signal.SIGSEGV}:
        return "memory"
    if code == REFUSED:
        return "refused"
    return "killed" if code < 0 else "crashed"


class _Watch:
    """One worker from start to end: its lines become progress, its lease is renewed, a stop is passed on."""

    def __init__(self, lease: Lease, beat: float) -> None:
        self._lease = lease
        self._first: float | None = None
        self._every = beat
        self._progress: Reported | None = None
        self._curve: list[CurvePoint] = []

    async def run(self, memory: int) -> _Ending:
        with tempfile.TemporaryDirectory(prefix="events-app-run-") as name:
            folder = Path(name)
            [row] = await fetch("SELECT problem FROM run_input WHERE run = $1", self._lease.run)
            (folder / "problem.json").write_text(row["problem"], encoding="utf-8")
            process = await _start_worker(folder, memory)
            try:
                stopped = await self._follow(process)
            finally:
                if process.returncode is None:
                    with contextlib.suppress(ProcessLookupError):
                        process.kill()
                await process.wait()
            code = process.returncode or 0
            result = folder / "result.json"
            whole = result.read_bytes() if code == 0 and result.exists() else None
            return _Ending(whole, code, stopped)

    async def _follow(self, process: Process) -> bool:
        reading = asyncio.create_task(self._read(process))
        stopped = False
        try:
            while not reading.done():
                if await self._beat(process) and not stopped:
                    stopped = True
                    with contextlib.suppress(ProcessLookupError):
                        process.send_signal(signal.SIGTERM)
                await asyncio.wait({reading}, timeout=self._every)
            await process.wait()
            await self._beat(process)
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
        return stopped

    async def _beat(self, process: Process) -> bool:
        """Renew the lease; a database that is away for a moment is waited for, as long as the lease lasts."""
        try:
            return await show_life(self._lease, process.pid, self._progress, self._curve)
        except Unavailable:
            logger.warning("Assignment run %s waits: the database does not answer", self._lease.run)
            return False

    async def _read(self, process: Process) -> None:
        if process.stdout is None:
            raise RuntimeError("The worker has no pipe.")
        while line := await process.stdout.readline():
            with contextlib.suppress(msgspec.DecodeError):  # a refusal is no progress; the exit code says it
                self._progress = msgspec.json.decode(line, type=Reported)
                self._extend_curve()

    def _extend_curve(self) -> None:
        """Add a point to the curve; when there are too many, every second one goes."""
        progress = self._progress
        if progress is None or (progress.best is None and progress.bound is None):
            return
        moment = time.monotonic()
        self._first = moment if self._first is None else self._first
        self._curve.append((round(moment - self._first, 2), progress.best, progress.bound))
        if len(self._curve) > MOST_POINTS:
            self._curve = self._curve[::2]


async def _start_worker(folder: Path, memory: int) -> Process:
    path = os.pathsep.join(part for part in (str(PROJECT), os.environ.get("PYTHONPATH", "")) if part)
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "events_app.assignment.optimiser", "--problem", folder / "problem.json",
        "--result", folder / "result.json", "--memory", str(memory), "--parent", str(os.getpid()),
        stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL,
        # Threads of a linear algebra library would count against the limit of memory and help nobody.
        env={
            "PYTHONPATH": path, "PATH": os.environ.get("PATH", ""), "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
        },
    )  # fmt: skip
