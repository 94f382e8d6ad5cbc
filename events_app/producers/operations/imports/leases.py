"""One worker at a time holds an import (`platform.leases`); whoever takes one over starts its step again."""

from typing import Any

import msgspec

from events_app.platform.db import fetch, transaction
from events_app.platform.leases import Leases
from events_app.platform.live import notify
from events_app.producers.rules.imports import MAX_ATTEMPTS
from events_app.producers.spreadsheet.problems import Problem

_LEASES = Leases(
    table="import_job", seconds=30, todo="state IN ('reading', 'applying')", on_claim=("attempts = attempts + 1",)
)


class Lease(msgspec.Struct, frozen=True):
    """A job this process works on, under a name nobody else has."""

    job: int
    worker: str
    office: int
    state: str
    attempts: int


async def claim_job(only: int | None = None) -> Lease | None:
    """Take the oldest job nobody works on."""
    row = await _LEASES.claim(returning="office, state, attempts", only=only)
    return Lease(row["id"], row["worker"], row["office"], row["state"], row["attempts"]) if row else None


async def show_life(lease: Lease, *, rows_read: int, rows_expected: int | None) -> None:
    """Renew the lease and tell the page how far the reading is.

    Raises:
        LeaseLostError: Somebody else holds the job now.
    """
    async with transaction():
        await _LEASES.renew(lease.job, lease.worker, rows_read=rows_read, rows_expected=rows_expected)
        await notify(channel(lease.job), "progress")


async def finish_step(lease: Lease, state: str, **columns: Any) -> None:
    """End a step inside its transaction: the lease is given back and the state moves on.

    Raises:
        LeaseLostError: Somebody else holds the job now, so nothing of this step may be written.
    """
    await _LEASES.give_back(lease.job, lease.worker, state=state, attempts=0, **columns)
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
