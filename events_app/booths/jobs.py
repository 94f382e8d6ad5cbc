"""What the scheduler rings for: holds whose time is past."""

from datetime import datetime, timedelta

from events_app.booths.operations import sweep_expired_holds
from events_app.platform.scheduler import Job


async def sweep_holds(now: datetime) -> None:
    """Close what is past, a batch at a time, until nothing is left."""
    while await sweep_expired_holds(now=now):
        pass


JOBS = [Job("booths.sweep_holds", timedelta(seconds=20), sweep_holds)]
