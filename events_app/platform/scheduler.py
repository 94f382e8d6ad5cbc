"""What is due lies in tables; APScheduler only says when to look.

Every process runs the same jobs. That is harmless, because each job claims its rows with `FOR UPDATE SKIP LOCKED`
or is idempotent; so there is no leader to elect and nothing to lose when one process dies.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import NamedTuple

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from events_app.platform.clock import Clock
from events_app.platform.db import translate_database_error
from events_app.platform.errors import Unavailable
from events_app.platform.rows import insert_or_update
from events_app.platform.tables import SchedulerBeat

logger = logging.getLogger(__name__)


class Job(NamedTuple):
    """Something to look for every so often; `run` gets the present instant."""

    name: str
    every: timedelta
    run: Callable[[datetime], Awaitable[None]]


async def run_job(job: Job, clock: Clock) -> None:
    """Run one job once and note its pulse; a failure is logged and met again the next time."""
    now = clock.now()
    error = ""
    try:
        await job.run(now)
    except Exception as failure:
        if isinstance(failure, Unavailable) or isinstance(translate_database_error(failure), Unavailable):
            logger.warning("Job %s waits: the database does not answer", job.name)
            return
        logger.exception("Job %s failed", job.name)
        error = f"{type(failure).__name__}: {failure}"[:500]
    try:
        await _note_pulse(job.name, error, now)
    except Unavailable:
        logger.warning("The pulse of job %s was not noted: the database does not answer", job.name)


async def _note_pulse(name: str, error: str, now: datetime) -> None:
    beat = {"job": name, "last_run_at": now, "last_error": error}
    await insert_or_update(SchedulerBeat, beat, unique=("job",))


@asynccontextmanager
async def running_scheduler(jobs: Sequence[Job], clock: Clock) -> AsyncIterator[AsyncIOScheduler]:
    """Run all jobs at their intervals for as long as the block runs; each at most once at a time in this process."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    for job in jobs:
        scheduler.add_job(
            run_job,
            "interval",
            args=[job, clock],
            seconds=job.every.total_seconds(),
            id=job.name,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
            next_run_time=clock.now(),
            jitter=1 if job.every >= timedelta(minutes=1) else None,
        )
    scheduler.start()
    try:
        yield scheduler
    finally:
        scheduler.shutdown(wait=False)
