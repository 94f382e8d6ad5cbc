"""One worker holds a job at a time, for as long as it shows signs of life.

The lease is kept by the database's clock, since it compares processes and not moments of the field. A worker that was
killed lets its lease pass, and whoever looks next starts the step again; every write of a step checks the lease first.
"""

from typing import Any
from uuid import uuid4

import msgspec

from events_app.platform.db import fetch, transaction
from events_app.platform.live import notify
from events_app.producers.rules.imports import MAX_ATTEMPTS
from events_app.producers.spreadsheet.problems import Problem

LEASE_SECONDS = 30


class Lease(msgspec.Struct, frozen=True):
    """A job this process works on, under a name nobody else has."""

    job: int
    worker: str
    office: int
    state: str
    attempts: int


class LeaseLostError(Exception):
    """Somebody else took over, because this worker seemed dead."""


async def claim_job(only: int | None = None) -> Lease | None:
    """Take the oldest job nobody works on."""
    worker = str(uuid4())
    rows = await fetch(
        """
        UPDATE import_job SET worker = $1, lease_until = clock_timestamp() + make_interval(secs => $2),
                              attempts = attempts + 1
        WHERE id = (SELECT id FROM import_job WHERE state IN ('reading', 'applying')
                      AND (lease_until IS NULL OR lease_until < clock_timestamp()) AND ($3::bigint IS NULL OR id = $3)
                    ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING id, office, state, attempts
        """,
        worker,
        LEASE_SECONDS,
        only,
    )
    if not rows:
        return None
    row = rows[0]
    return Lease(row["id"], worker, row["office"], row["state"], row["attempts"])


async def show_life(lease: Lease, *, rows_read: int, rows_expected: int | None) -> None:
    """Renew the lease and tell the page how far the reading is.

    Raises:
        LeaseLostError: Somebody else holds the job now.
    """
    async with transaction():
        rows = await fetch(
            "UPDATE import_job SET lease_until = clock_timestamp() + make_interval(secs => $3), rows_read = $4,"
            " rows_expected = $5 WHERE id = $1 AND worker = $2 RETURNING id",
            lease.job, lease.worker, LEASE_SECONDS, rows_read, rows_expected,
        )  # fmt: skip
        if not rows:
            raise LeaseLostError
        await notify(channel(lease.job), "progress")


async def finish_step(lease: Lease, state: str, **columns: Any) -> None:
    """End a step inside its transaction: the lease is given back and the state moves on.

    Raises:
        LeaseLostError: Somebody else holds the job now, so nothing of this step may be written.
    """
    names = list(columns)
    rows = await fetch(
        "UPDATE import_job SET state = $3, worker = NULL, lease_until = NULL, attempts = 0"
        + "".join(f", {name} = ${place}" for place, name in enumerate(names, start=4))
        + " WHERE id = $1 AND worker = $2 RETURNING id",
        lease.job,
        lease.worker,
        state,
        *columns.values(),
    )
    if not rows:
        raise LeaseLostError
    await notify(channel(lease.job), state)


async def fail_step(lease: Lease, problem: Problem) -> None:
    """Give a job up, and say why."""
    async with transaction():
        await finish_step(lease, "failed", failure=msgspec.json.encode(problem).decode())
        await fetch("DELETE FROM import_upload WHERE job = $1", lease.job)


def is_given_up(lease: Lease) -> bool:
    """Whether the step was interrupted too often to try it again."""
    return lease.attempts > MAX_ATTEMPTS


def channel(job: int) -> str:
    """Where pages listen for an import."""
    return f"import:{job}"
