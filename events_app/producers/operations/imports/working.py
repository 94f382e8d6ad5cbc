"""Does what is due: reads new files, writes accepted lists. Any number of processes may call it at once."""

import logging
from datetime import datetime

from events_app.platform.leases import LeaseLostError
from events_app.producers.operations.imports.applying import apply_rows
from events_app.producers.operations.imports.leases import (
    Lease,
    claim_job,
    fail_step,
    is_given_up,
)
from events_app.producers.operations.imports.reading import read_upload
from events_app.producers.spreadsheet.problems import Problem

logger = logging.getLogger(__name__)


async def work_on_imports(now: datetime, *, only: int | None = None) -> int:
    """Work off what is due and return how many steps were done.

    Args:
        now: The present instant.
        only: Work on this import and no other.
    """
    done = 0
    while (lease := await claim_job(only)) is not None:
        try:
            await _work(lease, now)
        except LeaseLostError:
            logger.warning("Import %s was taken over by another worker", lease.job)
        done += 1
    return done


async def _work(lease: Lease, now: datetime) -> None:
    if is_given_up(lease):
        code = "reader_stopped" if lease.state == "reading" else "applying_stopped"
        await fail_step(lease, Problem("file", code))
    elif lease.state == "reading":
        await read_upload(lease, now=now)
    else:
        await apply_rows(lease, now=now)
