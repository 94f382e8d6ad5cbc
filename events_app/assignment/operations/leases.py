"""One process works on a run, for as long as it shows signs of life.

The lease goes by the database's clock, since it compares processes. A run whose process was killed lets it pass; the
sweeper then says so, and nothing of the run was written. Its frozen input starts again as a run of its own.
"""

from datetime import datetime
from uuid import uuid4

import msgspec

from events_app.assignment.optimiser.result import Phase
from events_app.platform.db import fetch, transaction
from events_app.platform.live import notify

LEASE_SECONDS = 30

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


class LeaseLostError(Exception):
    """The sweeper gave this run up, because its process seemed dead."""


def channel(fair: int) -> str:
    """Where pages listen for the runs of a fair."""
    return f"fair:{fair}:assignment"


async def claim_run(only: int | None = None) -> Lease | None:
    """Take the oldest run nobody works on yet."""
    worker = str(uuid4())
    rows = await fetch(
        """
        UPDATE assignment_run SET worker = $1, lease_until = clock_timestamp() + make_interval(secs => $2)
        WHERE id = (SELECT id FROM assignment_run WHERE state = 'running' AND worker IS NULL
                      AND ($3::bigint IS NULL OR id = $3) ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING id, fair
        """,
        worker,
        LEASE_SECONDS,
        only,
    )
    return Lease(rows[0]["id"], rows[0]["fair"], worker) if rows else None


async def show_life(lease: Lease, process: int, progress: Reported | None, curve: list[CurvePoint]) -> bool:
    """Renew the lease and tell the page how far the run is; says whether somebody asked it to stop.

    Raises:
        LeaseLostError: The run was given up.
    """
    async with transaction():
        rows = await fetch(
            "UPDATE assignment_run SET lease_until = clock_timestamp() + make_interval(secs => $3), process = $4,"
            " phase = coalesce($5, phase), share = coalesce($6, share), best = $7, bound = $8, curve = $9"
            " WHERE id = $1 AND worker = $2 RETURNING stop_asked_at",
            lease.run,
            lease.worker,
            LEASE_SECONDS,
            process,
            None if progress is None else progress.phase,
            None if progress is None else progress.share,
            None if progress is None else progress.best,
            None if progress is None else progress.bound,
            msgspec.json.encode(curve).decode(),
        )
        if not rows:
            raise LeaseLostError
        await notify(channel(lease.fair), "progress")
        return rows[0]["stop_asked_at"] is not None


async def end_run(lease: Lease, state: str, *, fault: str | None = None, now: datetime) -> None:
    """End a run inside the transaction that writes its result, if it has one.

    Raises:
        LeaseLostError: The run was given up meanwhile, so nothing of it may be written.
    """
    rows = await fetch(
        "UPDATE assignment_run SET state = $3, fault = $4, ended_at = $5, worker = NULL, process = NULL,"
        " lease_until = NULL WHERE id = $1 AND worker = $2 AND state = 'running' RETURNING id",
        lease.run,
        lease.worker,
        state,
        fault,
        now,
    )
    if not rows:
        raise LeaseLostError
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
