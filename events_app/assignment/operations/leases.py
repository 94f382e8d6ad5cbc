"""One process works on a run, for as long as it shows signs of life (`platform.leases`).

A run whose process was killed lets its lease pass; the sweeper then says so, and nothing of the run was written. Its
frozen input starts again as a run of its own.
"""

from datetime import datetime

import msgspec

from events_app.assignment.optimiser.result import Phase
from events_app.platform.db import fetch, transaction
from events_app.platform.leases import LeaseLostError, Leases
from events_app.platform.live import notify

LEASE_SECONDS = 30
# A run is never taken over: what its process had found is gone, and the sweeper says so.
_LEASES = Leases(table="assignment_run", seconds=LEASE_SECONDS, todo="state = 'running'", free="worker IS NULL")

__all__ = ["Lease", "LeaseLostError", "Reported", "channel", "claim_run", "end_run", "show_life", "sweep_runs"]

CurvePoint = tuple[float, float | None, float | None]


class Lease(msgspec.Struct, frozen=True):
    """A run this process works on, under a name nobody else has."""

    run: int
    fair: int
    worker: str


class Reported(msgspec.Struct, frozen=True):
    """A line of progress as the worker prints it: what is not known yet is null."""

    phase: Phase
    share: float
    best: float | None
    bound: float | None


def channel(fair: int) -> str:
    """Where pages listen for the runs of a fair."""
    return f"fair:{fair}:assignment"


async def claim_run(only: int | None = None) -> Lease | None:
    """Take the oldest run nobody works on yet."""
    row = await _LEASES.claim(returning="fair", only=only)
    return Lease(row["id"], row["fair"], row["worker"]) if row else None


async def show_life(lease: Lease, process: int, progress: Reported | None, curve: list[CurvePoint]) -> bool:
    """Renew the lease and tell the page how far the run is; says whether somebody asked it to stop.

    Raises:
        LeaseLostError: The run was given up.
    """
    reached = {} if progress is None else {"phase": progress.phase, "share": progress.share}
    async with transaction():
        row = await _LEASES.renew(
            lease.run,
            lease.worker,
            returning="stop_asked_at",
            process=process,
            best=None if progress is None else progress.best,
            bound=None if progress is None else progress.bound,
            curve=msgspec.json.encode(curve).decode(),
            **reached,
        )
        await notify(channel(lease.fair), "progress")
        return row["stop_asked_at"] is not None


async def end_run(lease: Lease, state: str, *, fault: str | None = None, now: datetime) -> None:
    """End a run inside the transaction that writes its result, if it has one.

    Raises:
        LeaseLostError: The run was given up meanwhile, so nothing of it may be written.
    """
    await _LEASES.give_back(lease.run, lease.worker, state=state, fault=fault, ended_at=now, process=None)
    await notify(channel(lease.fair), state)


async def sweep_runs(*, now: datetime) -> int:
    """Say of every run whose process shows no sign of life that it failed; returns how many."""
    async with transaction():
        rows = await fetch(
            "UPDATE assignment_run SET state = 'failed', fault = 'process_gone', ended_at = $1, worker = NULL,"
            " process = NULL, lease_until = NULL WHERE id IN (SELECT id FROM assignment_run WHERE state = 'running'"
            " AND lease_until < clock_timestamp() ORDER BY id FOR UPDATE SKIP LOCKED) RETURNING fair",
            now,
        )
        for row in rows:
            await notify(channel(row["fair"]), "failed")
        return len(rows)
