"""What the scheduler rings for: drafts whose deadline is near."""

from datetime import datetime, timedelta

from events_app.applications.operations import remind_drafts
from events_app.platform.scheduler import Job


async def remind(now: datetime) -> None:
    """Remind owners of drafts, a batch at a time, until nobody is left."""
    while await remind_drafts(now=now):
        pass


JOBS = [Job("applications.remind_drafts", timedelta(minutes=10), remind)]
